"""The role matrix: who may do what, one row per route, one column per role.

``role_matrix.csv`` is written by people: a new route needs a row, a new role a column. Words:

* ``allow``: the request comes through (what is wrong with its content is another matter),
* ``login``: who asks is led to the login (401 for programs),
* ``forbid``: 403, logged in but not for this role,
* ``missing``: 404, the reader is not told that there is anything.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from werkzeug.test import TestResponse

from shared.accounts.model import ROLES
from tests.security.house import CALLERS

TABLE = Path(__file__).with_name("role_matrix.csv")
KEY = ("part", "method", "rule")
TO_COME = ("district_coordinator", "evaluation", "funder", "auditor")
"""Roles that are decided but that no account can have yet: coordination of a district, evaluation
(answers without contacts), funder (released reports and public pages), auditor (the evidence of
one grant, for a set time). Their columns stand empty until ``shared.accounts.model.ROLES`` has
them; from then on every row needs a word for them."""
WORDS = frozenset({"allow", "login", "forbid", "missing"})

Key = tuple[str, str, str]


def columns() -> tuple[str, ...]:
    """The columns that the table must have, after those of its key."""
    present = tuple(CALLERS)
    return present + tuple(role for role in TO_COME if role not in present)


def read() -> tuple[tuple[str, ...], Mapping[Key, Mapping[str, str]]]:
    """The table's columns and its rows by route."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        names = tuple(reader.fieldnames or ())
        rows = {
            (row["part"], row["method"], row["rule"]): {
                name: value for name, value in row.items() if name not in KEY
            }
            for row in reader
        }
    return names, rows


def write(rows: Mapping[Key, Mapping[str, str]]) -> None:
    """Write the table, sorted, for who adds a row by program."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*KEY, *columns()])
        for key in sorted(rows, key=lambda k: (k[0], k[2], k[1])):
            writer.writerow([*key, *(rows[key].get(name, "") for name in columns())])


def expected_by_guard(required: tuple[str, ...], caller: str) -> str:
    """What the guard of a view promises a caller (``requires`` and its kin)."""
    if not required:
        return "allow"
    if caller == "service":
        return "allow" if required == ("service",) else "login"
    if caller == "anonymous" or required == ("service",):
        return "login"
    from shared.accounts.access import allowed

    wanted = () if required == ("*",) else required
    return "allow" if allowed(caller, wanted) else "forbid"  # type: ignore[arg-type]


def word_of(answer: TestResponse) -> str:
    """The word for what an answer did with a request."""
    leads_to = answer.headers.get("Location", "")
    if answer.status_code == 401 or leads_to.startswith("/konto/anmelden"):
        return "login"
    if answer.status_code == 403:
        return "forbid"
    if answer.status_code == 404:
        return "missing"
    return "allow"


def roles_without_column() -> frozenset[str]:
    """Roles of accounts that the table says nothing about."""
    return frozenset[str](ROLES) - frozenset(read()[0])
