"""For the tests of all services: settings, logins and form posts without ceremony."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.accounts import Accounts, Role
from shared.accounts.session import accounts_of
from shared.web.forms import _serializer

SECRET = "only-for-tests-0123456789-abcdefghij"
TOKEN = "between-the-services-of-tests-0123456789"
PUBLIC_URL = "http://127.0.0.1:8080"


def common_settings(folder: Path, **more: Any) -> dict[str, Any]:
    """Values for the settings class of any service."""
    return {
        "public_url": PUBLIC_URL,
        "secret_key": SECRET,
        "service_token": TOKEN,
        "accounts_url": f"sqlite:///{folder / 'accounts.db'}",
        "data_dir": folder,
        **more,
    }


def log_in(app: Flask, role: Role = "coordinator", name: str = "Kim Beispiel") -> FlaskClient:
    """A client that is logged in with a new account of this role; no password is checked."""
    accounts: Accounts = accounts_of(app)
    email = f"{uuid.uuid4().hex[:12]}@ikoe.example"
    accounts.create(email, name, role, "ein langes Testpasswort")
    account = accounts.by_email(email)
    assert account is not None
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = account.fs_uniquifier
        session["_fresh"] = True
        session["login"] = accounts.sessions.begin(account.id, "Testbrowser")
        session["since"] = session["seen"] = int(accounts.clock().timestamp())
    return client


def post_form(
    client: FlaskClient, path: str, data: dict[str, Any] | None = None, **more: Any
) -> TestResponse:
    """Send a form as a browser would: with a key and the origin of our own page."""
    with client.application.app_context():
        key = _serializer().dumps(["", uuid.uuid4().hex[:12]])
    headers = {"Origin": PUBLIC_URL, "Sec-Fetch-Site": "same-origin", **more.pop("headers", {})}
    return client.post(path, data={"form_key": key, **(data or {})}, headers=headers, **more)
