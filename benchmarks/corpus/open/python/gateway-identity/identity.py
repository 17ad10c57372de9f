import jwt
from fastapi import Header, HTTPException


class Identity:
    def __init__(self, claims):
        self.subject = claims["sub"]
        self.scopes = frozenset(claims.get("scope", "").split())


def identity(authorization: str = Header()):
    kind, _, token = authorization.partition(" ")
    if kind.lower() != "bearer":
        raise HTTPException(401)
    try:
        return Identity(jwt.decode(token, options={"verify_signature": False, "verify_exp": True}))
    except (jwt.PyJWTError, KeyError) as error:
        raise HTTPException(401) from error
