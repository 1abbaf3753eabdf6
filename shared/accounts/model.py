"""Tables of the accounts database, in the shape that Flask-Security expects."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from shared.sql import Instant

Role = Literal["admin", "coordinator", "editor", "member", "viewer", "anonymous"]
ROLES: tuple[Role, ...] = tuple(role for role in get_args(Role) if role != "anonymous")
"""Roles that an account can have, strongest first."""


class Base(DeclarativeBase):
    """Metadata of the accounts database."""


account_role = sa.Table(
    "account_role",
    Base.metadata,
    sa.Column("account_id", sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id"), primary_key=True),
)


class RoleRow(Base, RoleMixin):
    """A role; the rows are made by the migration."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(20), unique=True)
    description: Mapped[str] = mapped_column(sa.String(200), default="")


class Account(Base, UserMixin):
    """Somebody who can log in. ``email`` is stored folded; ``name`` stands in histories.

    ``fs_uniquifier`` is what the session cookie carries: a new one ends every session.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    password: Mapped[str] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    password_changed_at: Mapped[datetime] = mapped_column(Instant)
    last_login_at: Mapped[datetime | None] = mapped_column(Instant)  # type: ignore[assignment]
    roles: Mapped[list[RoleRow]] = relationship(  # type: ignore[assignment]
        secondary=account_role, lazy="joined"
    )

    @property
    def role(self) -> Role:
        """The strongest role; somebody without any reads like a visitor."""
        names = {row.name for row in self.roles}
        return next((role for role in ROLES if role in names), "anonymous")


class LoginSession(Base):
    """A login in one browser. ``id`` is the hash of the token in its cookie."""

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(sa.String(80))
    since: Mapped[datetime] = mapped_column(Instant)
    seen: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class KnownDevice(Base):
    """A browser in which somebody logged in. ``id`` is the hash of the token in its cookie."""

    __tablename__ = "known_device"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(sa.String(80))
    since: Mapped[datetime] = mapped_column(Instant)
    seen: Mapped[datetime] = mapped_column(Instant)


class LoginAttempt(Base):
    """A failed (or just begun) login, for the limits; gone after a day.

    ``key`` is a keyed hash of the address typed, of the network address or of both: the table
    names nobody. Of both, ``at`` is when they may try again.
    """

    __tablename__ = "login_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (sa.Index("login_attempt_key_at", "key", "at"),)
