import hashlib
import os
from dataclasses import dataclass


@dataclass
class Account:
    email: str
    salt: str = ""
    digest: str = ""

    def set_password(self, password):
        self.salt = os.urandom(16).hex()
        self.digest = hashlib.sha256((self.salt + password).encode()).hexdigest()

    def check_password(self, password):
        return self.digest == hashlib.sha256((self.salt + password).encode()).hexdigest()
