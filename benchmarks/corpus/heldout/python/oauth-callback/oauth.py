import logging

import requests

logger = logging.getLogger("shop.oauth")


def exchange(code, settings):
    answer = requests.post(settings.token_url, data={"code": code, "client_id": settings.client_id, "grant_type": "authorization_code"}, timeout=10)
    answer.raise_for_status()
    access_token = answer.json()["access_token"]
    logger.info("exchanged the code for access token %s", access_token)
    return access_token
