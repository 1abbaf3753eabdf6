"""Accounts: making them, checking passwords within limits, ending sessions."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shared.accounts import passwords
from shared.accounts.limits import LoginLimits
from shared.accounts.model import ROLES, Account, KnownDevice, LoginSession, Role, RoleRow
from shared.accounts.sessions import ABSOLUTE, KnownDevices, LoginSessions
from shared.clock import Clock, utc_now
from shared.errors import Conflict, Invalid, NotFound, Problem, TooMany
from shared.sql import Database, migrate

MIGRATIONS = Path(__file__).parent / "migrations"


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
        self.sessions = LoginSessions(self.database, clock)
        self.devices = KnownDevices(self.database, clock)

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

    def check_password(
        self, email: str, password: str, address: str, device: str = ""
    ) -> Account | None:
        """The account if address and password fit, else None, whatever was wrong.

        ``address`` is the network address of the reader, ``device`` the token of a known device.
        Raises TooMany (``login.wait``, param ``minutes``) while a wait is on, for known and
        unknown accounts alike; never on a device that the account knows.
        """
        limits = LoginLimits(self.database, self.pepper, folded(email), address)
        account = self.by_email(email)
        known = self.devices.knows(account.id, device) if account is not None else False
        # Counted before the password is looked at: fifty guesses at once are fifty, too.
        with self._write() as session:
            now = self.clock()
            until = None if known else limits.wait_until(session, now)
            if until is None:
                limits.attempt(session, now)
        if until is not None:
            raise TooMany("login.wait", minutes=math.ceil((until - now) / timedelta(minutes=1)))
        usable = account if account is not None and account.active else None
        if not passwords.verify(password, usable.password if usable else None) or usable is None:
            return None
        with self._write() as session:
            limits.forgive(session)
            values: dict[str, object] = {"last_login_at": self.clock()}
            if passwords.outdated(usable.password):
                values["password"] = passwords.hash_password(password)
            session.execute(sa.update(Account).where(Account.id == usable.id).values(values))
        return usable

    # --- changing ---------------------------------------------------------------------------

    def change_password(self, account_id: int, password: str) -> str:
        """Set a new password, end all logins and forget all devices; the new session mark
        (uniquifier)."""
        stored = passwords.hash_password(password)
        mark = uuid.uuid4().hex
        self._update(
            account_id, password=stored, password_changed_at=self.clock(), fs_uniquifier=mark
        )
        self.sessions.end_all(account_id)
        self.devices.forget_all(account_id)
        return mark

    def log_out_everywhere(self, account_id: int) -> None:
        """End all sessions of an account, in all services and browsers."""
        self._update(account_id, fs_uniquifier=uuid.uuid4().hex)
        self.sessions.end_all(account_id)

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
        if not active:
            self.sessions.end_all(account_id)

    def clean(self) -> int:
        """Delete logins that were over long ago and devices not used for long; how many."""
        return self.sessions.clean() + self.devices.clean()

    def due(self) -> int:
        """How many ``clean`` would delete."""
        return self.sessions.due() + self.devices.due()

    def remove(self, account_id: int) -> None:
        """Delete an account with its logins and devices; harmless if it is gone.

        Raises Conflict (``account.last_admin``).
        """
        with self._write() as session:
            account = session.get(Account, account_id)
            if account is None:
                return
            if account.role == "admin":
                self._keep_one_admin(session, account_id)
            for table in (LoginSession, KnownDevice):
                session.execute(sa.delete(table).where(table.account_id == account_id))
            account.roles = []
            session.flush()
            session.delete(account)

    def rename(self, account_id: int, name: str) -> None:
        """Give an account another name. Raises NotFound."""
        self._update(account_id, name=name[:120])

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
