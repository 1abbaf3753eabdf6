"""Files of any size, encrypted part by part under a passphrase.

``cryptography``'s Fernet encrypts and signs each part; the key is drawn from the passphrase by
scrypt with a salt of the file. Each part carries its number and whether it is the last, so that
none can be left out or exchanged.

``python -m shared.sealed_file seal`` or ``open`` does so from standard input to standard output,
for ``tools/backup``; the passphrase comes from BACKUP_KEY.
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Sequence
from typing import BinaryIO

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MAGIC = b"ikoe-sealed-1\n"
_PART = 4 * 1024 * 1024
_SALT = 16


class WrongKey(Exception):
    """The passphrase is another one, or the file was changed."""


def sealed(plain: BinaryIO, out: BinaryIO, passphrase: str) -> None:
    """Encrypt a whole file."""
    salt = os.urandom(_SALT)
    fernet = _fernet(passphrase, salt)
    out.write(_MAGIC + salt)
    number, part = 0, plain.read(_PART)
    while True:
        following = plain.read(_PART)
        token = fernet.encrypt(number.to_bytes(8, "big") + bytes((not following,)) + part)
        out.write(len(token).to_bytes(4, "big") + token)
        if not following:
            return
        number, part = number + 1, following


def opened(file: BinaryIO, out: BinaryIO, passphrase: str) -> None:
    """Decrypt a whole file. Raises WrongKey; what was written by then is not to be used."""
    if file.read(len(_MAGIC)) != _MAGIC:
        raise WrongKey
    fernet = _fernet(passphrase, file.read(_SALT))
    number, last = 0, False
    while not last:
        token = file.read(int.from_bytes(file.read(4), "big"))
        try:
            part = fernet.decrypt(token)
        except InvalidToken:
            raise WrongKey from None
        if int.from_bytes(part[:8], "big") != number:
            raise WrongKey
        number, last = number + 1, bool(part[8])
        out.write(part[9:])
    if file.read(1):
        raise WrongKey


def _fernet(passphrase: str, salt: bytes) -> Fernet:
    key = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def main(words: Sequence[str], source: BinaryIO, out: BinaryIO, passphrase: str) -> int:
    """``seal`` or ``open``; returns the exit code, 3 for another key."""
    try:
        match list(words):
            case ["seal"] if passphrase:
                sealed(source, out, passphrase)
            case ["open"]:
                opened(source, out, passphrase)
            case _:
                return 2
    except WrongKey:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(
        main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer, os.environ.get("BACKUP_KEY", ""))
    )
