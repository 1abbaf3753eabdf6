"""Who is asking, and may they? Used by the pages and APIs of all services."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import current_app, g, has_request_context, request
from flask_login import current_user

from shared.accounts.model import Account, Role
from shared.errors import Forbidden, Unauthenticated

F = TypeVar("F", bound=Callable[..., Any])
SERVICE_NAME = "Anwendung"
"""Author of what a service does by itself; kept in histories, so in one language."""

_BELOW = ("editor", "member", "viewer")


def current_account() -> Account | None:
    """The account that is logged in, read from the database in this request."""
    if not has_request_context() or "ikoe_accounts_away" in g:
        return None
    # Only a request with our cookie can be logged in: visitors cost no look at the database.
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies and "_login_user" not in g:
        return None
    user = current_user._get_current_object()
    return cast(Account, user) if user is not None and user.is_authenticated else None


def current_role() -> Role:
    """The role of the reader, ``anonymous`` for visitors."""
    account = current_account()
    return account.role if account else "anonymous"


def is_coordinator() -> bool:
    """Whether the reader coordinates (or administrates)."""
    return current_role() in ("admin", "coordinator")


def author() -> str:
    """The reader's name for histories and released reports; "" for visitors."""
    account = current_account()
    if account:
        return account.name or account.email
    return SERVICE_NAME if has_request_context() and is_service() else ""


def session_mark() -> str:
    """Stands for the present login in form keys; "" for visitors."""
    account = current_account()
    if account is None:
        return ""
    return hashlib.sha256(account.fs_uniquifier.encode()).hexdigest()[:16]


def allowed(role: Role, roles: tuple[str, ...]) -> bool:
    """Whether a role satisfies one of ``roles``; none means: anybody who is logged in.

    Administrators may everything, coordinators what editors, members and viewers may.
    """
    if role == "anonymous":
        return False
    if not roles or role == "admin" or role in roles:
        return True
    return role == "coordinator" and any(name in roles for name in _BELOW)


def requires(*roles: str, service: bool = False) -> Callable[[F], F]:
    """Let only these roles see a view; with ``service`` also other services by their token.

    Raises Unauthenticated (a page leads to the login, a sent form is kept) or Forbidden.
    """

    def decorate(view: F) -> F:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not (service and is_service()):
                role = current_role()
                if role == "anonymous":
                    raise Unauthenticated
                if not allowed(role, roles):
                    raise Forbidden
            return view(*args, **kwargs)

        guarded.ikoe_requires = roles or ("*",)  # type: ignore[attr-defined]
        return cast(F, guarded)

    return decorate


def is_service() -> bool:
    """Whether the request carries the token of our own services."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    expected = str(current_app.config["SERVICE_TOKEN"])
    return scheme == "Bearer" and hmac.compare_digest(token.encode(), expected.encode())


def requires_service_token(view: F) -> F:
    """Let only our own services call this (``Authorization: Bearer <SERVICE_TOKEN>``)."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not is_service():
            raise Unauthenticated
        return view(*args, **kwargs)

    guarded.ikoe_requires = ("service",)  # type: ignore[attr-defined]
    return cast(F, guarded)
