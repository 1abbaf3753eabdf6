"""Logins that are under way, and devices on which somebody logged in before.

Both are rows of the accounts database, so that they can be listed and ended one by one. A row
knows only the hash of the token that the browser keeps: who reads the table can log in nowhere.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared.accounts.model import Account, KnownDevice, LoginSession
from shared.clock import Clock
from shared.sql import Database

DEVICE_KEPT = timedelta(days=180)
"""How long a device is known after the last login on it."""

ENDED_KEPT = timedelta(days=30)
"""How long an ended login is listed."""

ABSOLUTE = timedelta(hours=12)
"""The longest that a login lasts, whatever is done in it."""

STORED_EVERY = timedelta(minutes=5)
"""How often the last use of a login is written down at most: reading pages should not write."""


def hashed(token: str) -> str:
    """What a row knows of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class LoginSessions:
    """The logins of all accounts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, account_id: int, label: str) -> str:
        """A new login; returns its token. ``label`` says in which browser."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._database.write() as connection, Session(connection) as session:
            session.add(
                LoginSession(
                    id=hashed(token), account_id=account_id, label=label[:80], since=now, seen=now
                )
            )
            session.flush()
        return token

    def account(self, uniquifier: str, token: str) -> Account | None:
        """The active account of a login that is not over, with its roles as of now."""
        query = (
            sa.select(Account)
            .join(LoginSession, LoginSession.account_id == Account.id)
            .where(
                Account.fs_uniquifier == uniquifier,
                Account.active.is_(True),
                LoginSession.id == hashed(token),
                LoginSession.ended_at.is_(None),
            )
        )
        with self._database.read() as connection, Session(connection) as session:
            found = session.scalar(query)
            session.expunge_all()
            return found

    def seen(self, token: str) -> None:
        """Write down that a login was used just now."""
        now = self._clock()
        with self._database.write() as connection:
            connection.execute(
                sa.update(LoginSession)
                .where(LoginSession.id == hashed(token), LoginSession.seen < now - STORED_EVERY)
                .values(seen=now)
            )

    def end(self, token: str) -> None:
        """End a login: whoever kept a copy of its cookie is nobody from now on."""
        self._end(LoginSession.id == hashed(token))

    def end_one(self, account_id: int, id: str) -> None:
        """End one of an account's logins; harmless if it is over already or is no login of it."""
        self._end(LoginSession.account_id == account_id, LoginSession.id == id)

    def end_all(self, account_id: int) -> None:
        """End all logins of an account."""
        self._end(LoginSession.account_id == account_id)

    def of(self, account_id: int) -> Sequence[LoginSession]:
        """The logins of an account that are under way, the last used first."""
        query = (
            sa.select(LoginSession)
            .where(
                LoginSession.account_id == account_id,
                LoginSession.ended_at.is_(None),
                LoginSession.since > self._clock() - ABSOLUTE,
            )
            .order_by(LoginSession.seen.desc(), LoginSession.id)
        )
        with self._database.read() as connection, Session(connection) as session:
            found = session.scalars(query).all()
            session.expunge_all()
            return found

    def clean(self) -> int:
        """Delete logins that were over long ago; returns how many."""
        old = self._clock() - ENDED_KEPT
        with self._database.write() as connection:
            done = connection.execute(
                sa.delete(LoginSession).where(
                    sa.or_(LoginSession.ended_at < old, LoginSession.since < old - ABSOLUTE)
                )
            )
            return done.rowcount

    def due(self) -> int:
        """How many ``clean`` would delete."""
        old = self._clock() - ENDED_KEPT
        over = sa.or_(LoginSession.ended_at < old, LoginSession.since < old - ABSOLUTE)
        with self._database.read() as connection:
            return int(
                connection.scalar(sa.select(sa.func.count()).select_from(LoginSession).where(over))
                or 0
            )

    def _end(self, *which: sa.ColumnElement[bool]) -> None:
        with self._database.write() as connection:
            connection.execute(
                sa.update(LoginSession)
                .where(*which, LoginSession.ended_at.is_(None))
                .values(ended_at=self._clock())
            )


class KnownDevices:
    """Devices on which somebody logged in: there the right password is never kept waiting."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def remember(self, account_id: int, label: str, token: str = "") -> str:
        """Know a device for ``DEVICE_KEPT`` from now on; returns its token, ``token`` if it was
        known already."""
        now = self._clock()
        with self._database.write() as connection, Session(connection) as session:
            known = session.get(KnownDevice, hashed(token)) if token else None
            if known is None or known.account_id != account_id:
                token = secrets.token_urlsafe(32)
                known = KnownDevice(id=hashed(token), account_id=account_id, since=now)
                session.add(known)
            known.label, known.seen = label[:80], now
            session.flush()
        return token

    def knows(self, account_id: int, token: str) -> bool:
        """Whether this account logged in there within ``DEVICE_KEPT``."""
        if not token:
            return False
        with self._database.read() as connection, Session(connection) as session:
            known = session.get(KnownDevice, hashed(token))
            return (
                known is not None
                and known.account_id == account_id
                and known.seen > self._clock() - DEVICE_KEPT
            )

    def of(self, account_id: int) -> Sequence[KnownDevice]:
        """The devices of an account, the last used first."""
        query = (
            sa.select(KnownDevice)
            .where(
                KnownDevice.account_id == account_id,
                KnownDevice.seen > self._clock() - DEVICE_KEPT,
            )
            .order_by(KnownDevice.seen.desc(), KnownDevice.id)
        )
        with self._database.read() as connection, Session(connection) as session:
            found = session.scalars(query).all()
            session.expunge_all()
            return found

    def forget(self, account_id: int, id: str) -> None:
        """Know a device no longer; harmless if the account does not know it."""
        with self._database.write() as connection:
            connection.execute(
                sa.delete(KnownDevice).where(
                    KnownDevice.account_id == account_id, KnownDevice.id == id
                )
            )

    def forget_all(self, account_id: int) -> None:
        """Know none of an account's devices any longer."""
        with self._database.write() as connection:
            connection.execute(sa.delete(KnownDevice).where(KnownDevice.account_id == account_id))

    def clean(self) -> int:
        """Delete devices that were not used for long; returns how many."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.delete(KnownDevice).where(KnownDevice.seen < self._clock() - DEVICE_KEPT)
            )
            return done.rowcount

    def due(self) -> int:
        """How many ``clean`` would delete."""
        unused = KnownDevice.seen < self._clock() - DEVICE_KEPT
        with self._database.read() as connection:
            return int(
                connection.scalar(sa.select(sa.func.count()).select_from(KnownDevice).where(unused))
                or 0
            )
