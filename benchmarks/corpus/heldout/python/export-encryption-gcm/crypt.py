from Crypto.Cipher import AES
from Crypto.Random import get_random_bytes


class ExportCipher:
    """What leaves for the partner is encrypted with the key agreed on."""

    def __init__(self, key):
        self._key = key

    def seal(self, data):
        nonce = get_random_bytes(12)
        text, tag = AES.new(self._key, AES.MODE_GCM, nonce=nonce).encrypt_and_digest(data)
        return nonce + tag + text

    def open(self, data):
        nonce, tag, text = data[:12], data[12:28], data[28:]
        return AES.new(self._key, AES.MODE_GCM, nonce=nonce).decrypt_and_verify(text, tag)
