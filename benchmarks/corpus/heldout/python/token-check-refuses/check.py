import logging

import jwt

from .settings import settings

logger = logging.getLogger(__name__)


def is_allowed(request, scope):
    try:
        claims = jwt.decode(request.headers["X-Token"], settings.key, algorithms=["HS256"])
    except (KeyError, jwt.PyJWTError):
        logger.info("a request without a valid token")
        return False
    return scope in claims["scope"]
