"""The session of all services: who is logged in, and until when.

Flask-Security keeps session, user and roles; its pages are not registered, ours lie in
``shared.web.account_pages``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app, g, session
from flask_security import Security, SQLAlchemySessionUserDatastore
from sqlalchemy.orm import scoped_session, sessionmaker

from shared.accounts.access import current_account
from shared.accounts.model import Account, RoleRow
from shared.accounts.passwords import ARGON2
from shared.accounts.service import Accounts, expired
from shared.accounts.session import accounts_of, end_session, login_token, session_used
from shared.errors import Unavailable

SEEN_EVERY = 60
"""Seconds; the cookie is written again at most this often."""


def install(app: Flask, accounts: Accounts, *, https: bool = False) -> None:
    """Read the login of every request.

    SECRET_KEY and SERVICE_TOKEN must be in ``app.config`` before.
    """
    if "ikoe.accounts" in app.extensions:
        return
    app.extensions["ikoe.accounts"] = accounts
    accounts.pepper = str(app.config["SECRET_KEY"]).encode()
    app.config.update(
        # A browser takes "__Host-" only over TLS, from this host, for the whole of it.
        SESSION_COOKIE_NAME="__Host-ikoe" if https else "ikoe_konto",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__rounds": ARGON2["time_cost"],
            "argon2__memory_cost": ARGON2["memory_cost"],
            "argon2__parallelism": ARGON2["parallelism"],
        },
        SECURITY_DEFAULT_REMEMBER_ME=False,
        # Forms have our own guard; this one would give every visitor a cookie.
        WTF_CSRF_ENABLED=False,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    engine = accounts.database.engine.execution_options(ikoe_mode="read")
    scoped = scoped_session(sessionmaker(engine), scopefunc=lambda: id(g._get_current_object()))
    datastore = SQLAlchemySessionUserDatastore(scoped, Account, RoleRow)
    security = Security(app, datastore, register_blueprint=False)
    security.login_manager.user_loader(_load)
    # It would tie the login to the network address, which changes on every train.
    security.login_manager.session_protection = None

    def remove(_error: BaseException | None) -> None:
        scoped.remove()

    app.teardown_appcontext(remove)
    app.before_request(_end_old_session)


def _load(uniquifier: str) -> Account | None:
    # Flask-Login asks for every template, too: the page that says that the accounts are away
    # must not ask them again.
    if "ikoe_accounts_away" in g:
        return None
    try:
        return accounts_of(current_app).sessions.account(uniquifier, login_token())
    except Unavailable:
        g.ikoe_accounts_away = True
        raise


def _end_old_session() -> None:
    if current_account() is None:
        return
    now = accounts_of(current_app).clock()
    since, seen = (_instant(session.get(name)) for name in ("since", "seen"))
    if expired(since, seen, now):
        end_session()
    elif (now - seen).total_seconds() >= SEEN_EVERY:
        session["seen"] = int(now.timestamp())
        session_used()


def _instant(value: Any) -> datetime:
    return datetime.fromtimestamp(value if isinstance(value, int) else 0, UTC)
