from datetime import datetime, timedelta, timezone

import jwt

SIGNING_KEY = "orders-service-signing-key"
LIFETIME = timedelta(minutes=30)


def issue(user):
    now = datetime.now(timezone.utc)
    return jwt.encode({"sub": str(user.id), "iat": now, "exp": now + LIFETIME}, SIGNING_KEY, algorithm="HS256")


def read(token):
    return jwt.decode(token, SIGNING_KEY, algorithms=["HS256"])["sub"]
