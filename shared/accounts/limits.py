"""How often a password may be guessed, without anybody being kept out by a stranger.

A network address that fails often waits, and an account that is guessed at often asks for a wait,
too: longer with every failure, up to ``LONGEST_WAIT``. Nobody can prolong the wait of another:
whoever is asked to wait for an account has a time of their own after which their password is looked
at, whatever strangers did meanwhile. On a known device (see ``devices``) nothing waits at all.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared.accounts.model import LoginAttempt
from shared.sql import Database

WINDOW = timedelta(hours=1)
PER_ACCOUNT = 10
"""Failed logins per account and hour before waits begin."""

PER_ADDRESS = 20
"""Failed logins per network address and hour before waits begin."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""Waits double with each further failure up to this; nobody is locked out for good."""

KEPT = timedelta(days=1)


class LoginLimits:
    """The attempts on one account from one network address. ``pepper`` keys the hashes."""

    def __init__(self, database: Database, pepper: bytes, email: str, address: str) -> None:
        self._database = database
        self._pepper = pepper
        self.account = self._key("account", email)
        self.address = self._key("address", address)
        self._own_wait = self._key("wait", f"{email} {address}")

    def wait_until(self, session: Session, now: datetime) -> datetime | None:
        """When to try again; None if the password may be looked at now.

        To be committed in any case: who is asked to wait has then a time of their own.
        """
        if self._database.dialect == "postgresql":
            # Else guesses at once would all count the same earlier ones. In one order, so that
            # two logins never wait for each other; SQLite has one writer anyway.
            for number in sorted(int(key[:15], 16) for key in (self.account, self.address)):
                session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
        session.execute(sa.delete(LoginAttempt).where(LoginAttempt.at < now - KEPT))
        until, _ = self._after_failures(session, self.address, PER_ADDRESS, now)
        if until is not None:
            return until
        until, wait = self._after_failures(session, self.account, PER_ACCOUNT, now)
        if until is None:
            # Nothing to wait for, and no wait of earlier that would let in the next guess.
            session.execute(sa.delete(LoginAttempt).where(LoginAttempt.key == self._own_wait))
            return None
        own = session.scalar(
            sa.select(sa.func.min(LoginAttempt.at, type_=LoginAttempt.at.type)).where(
                LoginAttempt.key == self._own_wait
            )
        )
        if own is None:
            own = now + wait
            session.add(LoginAttempt(key=self._own_wait, at=own))
        elif own <= now:
            # Waited for: one look at the password, and the next one is waited for anew.
            session.execute(sa.delete(LoginAttempt).where(LoginAttempt.key == self._own_wait))
            return None
        return min(own, until)

    def attempt(self, session: Session, now: datetime) -> None:
        """Note an attempt, before its password is looked at."""
        session.add_all(LoginAttempt(key=key, at=now) for key in (self.account, self.address))

    def forgive(self, session: Session) -> None:
        """After a success: the account's failures, and the address's last attempt, which was
        none; not the others of the address."""
        session.execute(
            sa.delete(LoginAttempt).where(LoginAttempt.key.in_((self.account, self._own_wait)))
        )
        mine = (
            sa.select(LoginAttempt.id)
            .where(LoginAttempt.key == self.address)
            .order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        session.execute(sa.delete(LoginAttempt).where(LoginAttempt.id == mine))

    def _after_failures(
        self, session: Session, key: str, limit: int, now: datetime
    ) -> tuple[datetime | None, timedelta]:
        """Until when a key's failures ask to wait (None: not now), and how long a wait is."""
        count, last = session.execute(
            sa.select(
                sa.func.count(), sa.func.max(LoginAttempt.at, type_=LoginAttempt.at.type)
            ).where(LoginAttempt.key == key, LoginAttempt.at > now - WINDOW)
        ).one()
        if count < limit:
            return None, timedelta()
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(count - limit, 10))
        return (last + wait if last + wait > now else None), wait

    def _key(self, kind: str, value: str) -> str:
        return hmac.new(
            self._pepper, f"{kind}:{value}".encode(errors="replace"), hashlib.sha256
        ).hexdigest()
