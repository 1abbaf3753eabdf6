"""Accounts: making them, checking passwords within limits, ending sessions."""

from __future__ import annotations

import hashlib
import hmac
import math
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared.accounts import passwords
from shared.accounts.model import ROLES, Account, LoginAttempt, Role, RoleRow
from shared.clock import Clock, utc_now
from shared.errors import Conflict, Invalid, NotFound, Problem, TooMany
from shared.sql import Database, migrate

MIGRATIONS = Path(__file__).parent / "migrations"
WINDOW = timedelta(hours=1)
PER_ACCOUNT = 10
"""Failed logins per account and hour before waits begin."""

PER_ADDRESS = 20
"""Failed logins per network address and hour before waits begin."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""Waits double with each further failure up to this; nobody is locked out for good."""


class Accounts:
    """The accounts database. Safe for threads; connects at first use.

    Raises Unavailable (``unavailable.accounts``) when the database is away.
    """

    def __init__(self, url: str, clock: Clock = utc_now) -> None:
        self.database = Database(url, what="unavailable.accounts")
        self.clock = clock
        self.pepper = b"set when installed into an app"
        """Keys the hashes in the table of login attempts."""
        self._ready = False

    def prepare(self) -> None:
        """Bring the tables up to date; harmless when called again."""
        if not self._ready:
            migrate(self.database, MIGRATIONS, "accounts")
            self._ready = True

    def close(self) -> None:
        """Give back all connections."""
        self.database.close()

    # --- making and finding -----------------------------------------------------------------

    def ensure_admin(self, email: str, password: str | None = None, name: str = "") -> str | None:
        """Make the first administrator if there is none yet.

        Returns the password that was made up, to be shown this once; None if there is an
        administrator already or ``password`` was given.
        """
        self.prepare()
        with self._read() as session:
            if session.scalar(sa.select(Account.id).join(Account.roles).where(_is("admin"))):
                return None
        fresh = None if password else passwords.readable()
        try:
            self.create(email, name or "Administration", "admin", password or fresh or "")
        except Conflict:
            # Another process made it meanwhile, and shows its password.
            return None
        return fresh

    def create(self, email: str, name: str, role: Role, password: str) -> int:
        """Make an account; its id.

        Raises Invalid for a bad address or a weak password, Conflict if the address is taken.
        """
        address = folded(email)
        if "@" not in address or len(address) > 254 or any(c.isspace() for c in address):
            raise Invalid(Problem("email.invalid", field="email"))
        if role not in ROLES:
            raise Invalid(Problem("field.invalid", field="role"))
        stored = passwords.hash_password(password)
        now = self.clock()
        try:
            with self._write() as session:
                account = Account(
                    email=address,
                    name=name.strip()[:120],
                    password=stored,
                    active=True,
                    fs_uniquifier=uuid.uuid4().hex,
                    created_at=now,
                    password_changed_at=now,
                    roles=[self._role(session, role)],
                )
                session.add(account)
                session.flush()
                return account.id
        except sa.exc.IntegrityError:
            raise Conflict("account.exists") from None

    def by_session(self, uniquifier: str) -> Account | None:
        """The active account that a session belongs to, with its roles as of now."""
        with self._read() as session:
            return session.scalar(
                sa.select(Account).where(
                    Account.fs_uniquifier == uniquifier, Account.active.is_(True)
                )
            )

    def by_email(self, email: str) -> Account | None:
        """The account with this address, active or not."""
        with self._read() as session:
            return session.scalar(sa.select(Account).where(Account.email == folded(email)))

    def all(self) -> Sequence[Account]:
        """All accounts by name."""
        with self._read() as session:
            found = session.scalars(sa.select(Account).order_by(Account.name, Account.id))
            return found.unique().all()

    # --- logging in -------------------------------------------------------------------------

    def check_password(self, email: str, password: str, address: str) -> Account | None:
        """The account if address and password fit, else None, whatever was wrong.

        ``address`` is the network address of the reader. Raises TooMany (``login.wait``,
        param ``minutes``) while a wait is on, for known and unknown accounts alike.
        """
        keys = (self._key("account", folded(email)), self._key("address", address))
        # Counted before the password is looked at: fifty guesses at once are fifty, too.
        with self._write() as session:
            self._respect_limits(session, keys)
            session.add_all(LoginAttempt(key=key, at=self.clock()) for key in keys)
        account = self.by_email(email)
        usable = account if account is not None and account.active else None
        if not passwords.verify(password, usable.password if usable else None) or usable is None:
            return None
        with self._write() as session:
            # A success forgives the account's failures, not those of the network address.
            session.execute(sa.delete(LoginAttempt).where(LoginAttempt.key == keys[0]))
            mine = (
                sa.select(LoginAttempt.id)
                .where(LoginAttempt.key == keys[1])
                .order_by(LoginAttempt.at.desc(), LoginAttempt.id.desc())
                .limit(1)
                .scalar_subquery()
            )
            session.execute(sa.delete(LoginAttempt).where(LoginAttempt.id == mine))
            values: dict[str, object] = {"last_login_at": self.clock()}
            if passwords.outdated(usable.password):
                values["password"] = passwords.hash_password(password)
            session.execute(sa.update(Account).where(Account.id == usable.id).values(values))
        return usable

    def _respect_limits(self, session: Session, keys: tuple[str, str]) -> None:
        now = self.clock()
        if self.database.dialect == "postgresql":
            # Else guesses at once would all count the same earlier ones. In one order, so that
            # two logins never wait for each other; SQLite has one writer anyway.
            for number in sorted(int(key[:15], 16) for key in keys):
                session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
        session.execute(sa.delete(LoginAttempt).where(LoginAttempt.at < now - timedelta(days=1)))
        waits = []
        for key, limit in zip(keys, (PER_ACCOUNT, PER_ADDRESS), strict=True):
            count, last = session.execute(
                sa.select(
                    sa.func.count(), sa.func.max(LoginAttempt.at, type_=LoginAttempt.at.type)
                ).where(LoginAttempt.key == key, LoginAttempt.at > now - WINDOW)
            ).one()
            if count >= limit:
                waits.append(last + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(count - limit, 10)))
        until = max(waits, default=now)
        if until > now:
            raise TooMany("login.wait", minutes=math.ceil((until - now) / timedelta(minutes=1)))

    def _key(self, kind: str, value: str) -> str:
        return hmac.new(
            self.pepper, f"{kind}:{value}".encode(errors="replace"), hashlib.sha256
        ).hexdigest()

    # --- changing ---------------------------------------------------------------------------

    def change_password(self, account_id: int, password: str) -> str:
        """Set a new password and end all sessions; the new session mark (uniquifier)."""
        stored = passwords.hash_password(password)
        mark = uuid.uuid4().hex
        self._update(
            account_id, password=stored, password_changed_at=self.clock(), fs_uniquifier=mark
        )
        return mark

    def log_out_everywhere(self, account_id: int) -> None:
        """End all sessions of an account, in all services and browsers."""
        self._update(account_id, fs_uniquifier=uuid.uuid4().hex)

    def set_role(self, account_id: int, role: Role) -> None:
        """Give an account exactly this role; counts from its next request on."""
        with self._write() as session:
            account = session.get(Account, account_id)
            if account is None:
                raise NotFound
            if account.role == "admin" and role != "admin":
                self._keep_one_admin(session, account_id)
            account.roles = [self._role(session, role)]

    def set_active(self, account_id: int, active: bool) -> None:
        """Close or open an account; a closed one is logged out at once."""
        with self._write() as session:
            account = session.get(Account, account_id)
            if account is None:
                raise NotFound
            if account.role == "admin" and not active:
                self._keep_one_admin(session, account_id)
            account.active = active

    def _keep_one_admin(self, session: Session, account_id: int) -> None:
        others = sa.select(Account.id).join(Account.roles)
        others = others.where(_is("admin"), Account.active.is_(True), Account.id != account_id)
        # Two administrators who remove each other at once must not both succeed.
        if session.scalar(others.with_for_update(of=Account).limit(1)) is None:
            raise Conflict("account.last_admin")

    def _update(self, account_id: int, **values: object) -> None:
        with self._write() as session:
            done = session.execute(
                sa.update(Account).where(Account.id == account_id).values(**values)
            )
            if not done.rowcount:  # type: ignore[attr-defined]
                raise NotFound

    def _role(self, session: Session, role: Role) -> RoleRow:
        return session.scalars(sa.select(RoleRow).where(RoleRow.name == role)).one()

    @contextmanager
    def _read(self) -> Iterator[Session]:
        with self.database.read() as connection, Session(connection) as session:
            yield session
            session.expunge_all()

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with self.database.write() as connection, Session(connection) as session:
            yield session
            session.flush()


def folded(email: str) -> str:
    """An address as it is stored and compared."""
    # PostgreSQL cannot store NUL, and no address has one.
    return email.replace("\x00", "\ufffd").strip().casefold()


def _is(role: Role) -> sa.ColumnElement[bool]:
    return RoleRow.name == role


def expired(since: datetime, seen: datetime, now: datetime) -> bool:
    """Whether a session is over: 60 minutes idle or 12 hours old."""
    return now - seen > IDLE or now - since > ABSOLUTE


IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
