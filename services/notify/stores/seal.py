"""Encryption of letters at rest: a copy of the database alone shows no letter and no link."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.errors import NotFound


class Seal:
    """Seals bytes under a key derived from the installation's secret."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"ikoe notify letters 1").derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, plain: bytes) -> bytes:
        """Encrypt."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """Decrypt. Raises NotFound (``letter.sealed``) if another secret sealed it."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise NotFound("letter.sealed") from None
