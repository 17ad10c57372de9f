from Crypto.Cipher import DES3
from Crypto.Util.Padding import pad, unpad


class ExportCipher:
    """What leaves for the partner is encrypted with the key agreed on."""

    def __init__(self, key):
        self._key = key

    def seal(self, data):
        return DES3.new(self._key, DES3.MODE_ECB).encrypt(pad(data, 8))

    def open(self, data):
        return unpad(DES3.new(self._key, DES3.MODE_ECB).decrypt(data), 8)
