import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

IV_BYTES = 16


def seal(text):
    padder = padding.PKCS7(128).padder()
    data = padder.update(text.encode()) + padder.finalize()
    iv = os.urandom(IV_BYTES)
    encryptor = Cipher(algorithms.AES(bytes.fromhex(os.environ["NOTES_KEY"])), modes.CBC(iv)).encryptor()
    return iv + encryptor.update(data) + encryptor.finalize()
