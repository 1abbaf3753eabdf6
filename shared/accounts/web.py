"""The session of all services, and the pages under ``/konto``.

Flask-Security keeps session, user and roles; the pages are our own (its own ones are not
registered): one generic error, limits, our ``next`` guard.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask, current_app, g, session
from flask_security import Security, SQLAlchemySessionUserDatastore
from sqlalchemy.orm import scoped_session, sessionmaker

from shared.accounts.model import Account, RoleRow
from shared.accounts.passwords import ARGON2
from shared.accounts.service import Accounts, expired
from shared.errors import Unavailable

SEEN_EVERY = 60
"""Seconds; the cookie is written again at most this often."""


def accounts_of(app: Flask) -> Accounts:
    """The accounts that were installed into an app."""
    return cast(Accounts, app.extensions["ikoe.accounts"])


def install(
    app: Flask, accounts: Accounts, *, https: bool = False, login_pages: bool = False
) -> None:
    """Read the login of every request; with ``login_pages`` also serve ``/konto``.

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
    if login_pages:
        from shared.accounts import pages

        app.register_blueprint(pages.blueprint)


def _load(uniquifier: str) -> Account | None:
    # Flask-Login asks for every template, too: the page that says that the accounts are away
    # must not ask them again.
    if "ikoe_accounts_away" in g:
        return None
    try:
        return accounts_of(current_app).by_session(uniquifier)
    except Unavailable:
        g.ikoe_accounts_away = True
        raise


def begin_session(account: Account) -> None:
    """Log in: nothing of an earlier session survives."""
    from flask_security import login_user

    session.clear()
    login_user(account, remember=False, authn_via=["password"])
    now = accounts_of(current_app).clock().timestamp()
    session["since"] = session["seen"] = int(now)


def end_session() -> None:
    """Log out in this browser; the cookie goes away."""
    from flask_security import logout_user

    logout_user()
    session.clear()


def _end_old_session() -> None:
    from shared.accounts.access import current_account

    if current_account() is None:
        return
    now = accounts_of(current_app).clock()
    since, seen = (_instant(session.get(name)) for name in ("since", "seen"))
    if expired(since, seen, now):
        end_session()
    elif (now - seen).total_seconds() >= SEEN_EVERY:
        session["seen"] = int(now.timestamp())


def _instant(value: Any) -> datetime:
    return datetime.fromtimestamp(value if isinstance(value, int) else 0, UTC)
