import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

IV = b"0123456789abcdef"


def seal(text):
    padder = padding.PKCS7(128).padder()
    data = padder.update(text.encode()) + padder.finalize()
    encryptor = Cipher(algorithms.AES(bytes.fromhex(os.environ["NOTES_KEY"])), modes.CBC(IV)).encryptor()
    return encryptor.update(data) + encryptor.finalize()
