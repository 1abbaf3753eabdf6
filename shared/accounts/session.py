"""Begin and end a login in this browser, and find the accounts of the running app."""

from __future__ import annotations

from typing import cast

import structlog
from flask import Flask, Response, after_this_request, current_app, request, session
from itsdangerous import BadSignature, URLSafeSerializer

from shared.accounts.browsers import browser_name
from shared.accounts.model import Account
from shared.accounts.service import Accounts
from shared.accounts.sessions import DEVICE_KEPT
from shared.errors import Unavailable

_log = structlog.get_logger(__name__)


def accounts_of(app: Flask) -> Accounts:
    """The accounts that were installed into an app."""
    return cast(Accounts, app.extensions["ikoe.accounts"])


def begin_session(account: Account) -> None:
    """Log in: nothing of an earlier session survives, and this device is known from now on."""
    from flask_security import login_user

    accounts, label = accounts_of(current_app), browser_name(request.headers.get("User-Agent", ""))
    session.clear()
    login_user(account, remember=False, authn_via=["password"])
    now = accounts.clock().timestamp()
    session["since"] = session["seen"] = int(now)
    session["login"] = accounts.sessions.begin(account.id, label)
    device = accounts.devices.remember(account.id, label, device_token())

    @after_this_request
    def _give(response: Response) -> Response:
        response.set_cookie(
            _device_cookie(),
            _signed().dumps(device),
            max_age=DEVICE_KEPT,
            # No other page has to know.
            path="/konto",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def end_session() -> None:
    """Log out in this browser; the cookie goes away, and a copy of it is worthless."""
    from flask_security import logout_user

    if token := login_token():
        try:
            accounts_of(current_app).sessions.end(token)
        except Unavailable:
            # Reading goes on where nothing can be written; the cookie is gone in any case.
            _log.warning("session.not_ended")
    logout_user()
    session.clear()


def session_used() -> None:
    """Note in the list of logins that this one is used."""
    try:
        accounts_of(current_app).sessions.seen(login_token())
    except Unavailable:
        # A list that lags behind keeps nobody from reading.
        _log.warning("session.not_noted")


def login_token() -> str:
    """The token of the login in this browser; "" without one."""
    token = session.get("login")
    return token if isinstance(token, str) else ""


def device_token() -> str:
    """The token of this device; "" if nobody logged in here before, or the cookie is not ours."""
    try:
        token = _signed().loads(request.cookies.get(_device_cookie(), ""))
    except BadSignature:
        return ""
    return token if isinstance(token, str) else ""


def _device_cookie() -> str:
    return "__Secure-ikoe-geraet" if current_app.config["SESSION_COOKIE_SECURE"] else "ikoe_geraet"


def _signed() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known device")
