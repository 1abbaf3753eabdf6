"""For whoever runs the product: give an account a new password from the command line.

``python -m shared.accounts.command ADRESSE`` ends all sessions of the account and prints
the new password once. The database is ``ACCOUNTS_URL``, else the file of the embedded
start in ``DATA_DIR``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.accounts import passwords
from shared.accounts.service import Accounts
from shared.errors import Unavailable


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Set the password; 0 if it was set, 1 if there is no such account, 2 for wrong use."""
    if len(arguments) != 1 or "@" not in arguments[0]:
        sys.stderr.write("So: python -m shared.accounts.command name@einrichtung.example\n")
        return 2
    file = Path(environ.get("DATA_DIR") or "var").resolve() / "accounts.db"
    url = environ.get("ACCOUNTS_URL") or f"sqlite:///{file}"
    if not environ.get("ACCOUNTS_URL") and not file.exists():
        sys.stderr.write(f"{file} gibt es nicht: ACCOUNTS_URL oder DATA_DIR nennen\n")
        return 2
    accounts = Accounts(url)
    try:
        account = accounts.by_email(arguments[0])
        if account is None:
            sys.stderr.write("Mit dieser Adresse gibt es kein Konto.\n")
            return 1
        fresh = passwords.readable()
        accounts.change_password(account.id, fresh)
    except Unavailable:
        sys.stderr.write("Die Datenbank der Konten antwortet nicht.\n")
        return 1
    finally:
        accounts.close()
    sys.stdout.write(f"Neues Passwort: {fresh}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
