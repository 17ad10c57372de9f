import hashlib
import hmac
import os
from dataclasses import dataclass


def _derive(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=64 * 1024 * 1024)


@dataclass
class Account:
    email: str
    salt: bytes = b""
    digest: bytes = b""

    def set_password(self, password):
        self.salt = os.urandom(16)
        self.digest = _derive(password, self.salt)

    def check_password(self, password):
        return hmac.compare_digest(self.digest, _derive(password, self.salt))

    @property
    def avatar(self):
        return hashlib.sha256(self.email.lower().encode()).hexdigest()
