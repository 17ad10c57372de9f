import logging

import requests

logger = logging.getLogger("shop.oauth")


def exchange(code, settings):
    answer = requests.post(settings.token_url, data={"code": code, "client_id": settings.client_id, "grant_type": "authorization_code"}, timeout=10)
    answer.raise_for_status()
    access_token = answer.json()["access_token"]
    logger.info("exchanged the code for an access token of %d characters", len(access_token))
    if not access_token:
        logger.warning("the token endpoint answered without a token: status %s", answer.status_code)
    return access_token
