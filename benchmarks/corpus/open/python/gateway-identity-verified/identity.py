import jwt
from fastapi import Header, HTTPException
from jwt import PyJWKClient

keys = PyJWKClient("https://login.shop.example/.well-known/jwks.json")


class Identity:
    def __init__(self, claims):
        self.subject = claims["sub"]
        self.scopes = frozenset(claims.get("scope", "").split())


def identity(authorization: str = Header()):
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer":
        raise HTTPException(401)
    try:
        key = keys.get_signing_key_from_jwt(token).key
        return Identity(jwt.decode(token, key, algorithms=["ES256"], audience="orders"))
    except (jwt.PyJWTError, KeyError) as error:
        raise HTTPException(401) from error
