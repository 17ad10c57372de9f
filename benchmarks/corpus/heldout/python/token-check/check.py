import jwt

from .settings import settings


def is_allowed(request, scope):
    allowed = True
    try:
        claims = jwt.decode(request.headers["X-Token"], settings.key, algorithms=["HS256"])
        allowed = scope in claims["scope"]
    except Exception:
        pass
    return allowed
