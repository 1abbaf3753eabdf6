"""Passwords: argon2id, never more than a few at once, and readable first passwords."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import Invalid, Problem, TooMany

SHORTEST = 12
"""Characters of a new password."""

LONGEST = 256
"""Bytes; more is refused before anything is computed."""

ARGON2 = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1}
"""OWASP's floor for argon2id: 19 MiB, two rounds, one lane."""

_hasher = PasswordHasher(
    time_cost=ARGON2["time_cost"],
    memory_cost=ARGON2["memory_cost"],
    parallelism=ARGON2["parallelism"],
    type=Type.ID,
)
# Fifty logins at once would take a gigabyte and both cores from everybody else.
_slots = threading.BoundedSemaphore(4)


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=10):
        raise TooMany("login.busy")
    try:
        yield
    finally:
        _slots.release()


def hash_password(password: str) -> str:
    """The hash to store. Raises Invalid if the password is too short or too long."""
    problem = weakness(password)
    if problem:
        raise Invalid(problem)
    with _slot():
        return _hasher.hash(password)


def weakness(password: str, field: str = "password") -> Problem | None:
    """Why a new password cannot be accepted, None if it can."""
    if len(password) < SHORTEST:
        return Problem("password.short", field=field, params={"minimum": SHORTEST})
    if len(password.encode()) > LONGEST:
        return Problem("password.long", field=field)
    if len(set(password)) < 5:
        return Problem("password.simple", field=field)
    return None


def verify(password: str, stored: str | None) -> bool:
    """Whether the password is right; takes as long when there is no account (``None``)."""
    try:
        raw = password.encode()
    except UnicodeEncodeError:  # Half a character: no browser sends it, no password has it.
        raw = b""
    if len(raw) > LONGEST:
        return False
    with _slot():
        try:
            _hasher.verify(stored or _nobody(), raw)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def outdated(stored: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def readable() -> str:
    """A first password: four groups that can be typed from paper, 77 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0, 1
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
