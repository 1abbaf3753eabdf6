"""Begin and end a login in this browser, and find the accounts of the running app."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, session

from shared.accounts.model import Account
from shared.accounts.service import Accounts


def accounts_of(app: Flask) -> Accounts:
    """The accounts that were installed into an app."""
    return cast(Accounts, app.extensions["ikoe.accounts"])


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
