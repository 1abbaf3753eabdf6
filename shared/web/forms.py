"""The guard of forms: where a request that changes something came from.

Visitors get no cookie, so there is no token in a session. A form carries a signed key
(whose it is, a number used once), and the browser says where it came from (Origin,
Sec-Fetch-Site):

* sent from another site: refused, whatever else it carries;
* no key of ours: refused (every form of ours has one);
* a key that is old, or of somebody else (logged in or out meanwhile): accepted if the
  browser vouches that our own page sent it; else the person sees what was typed and
  sends it once more with a fresh key.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer
from markupsafe import Markup

from shared.errors import Forbidden, IkoeError
from shared.web.i18n import gettext

FIELD = "form_key"
KEY_AGE = 12 * 3600
"""Seconds that a form key counts by itself; older ones need the browser's word."""

_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
F = TypeVar("F", bound=Callable[..., Any])


class BadForm(IkoeError):
    """A form without a key of ours, or one that cannot be read."""

    code = "form.missing_key"


def no_form_guard(view: F) -> F:
    """Let programs POST here without form key and Origin (one-click unsubscribe, RFC 8058).

    Only for views that are authorised by a signed token of their own and need no login.
    """
    view.form_guard_exempt = True  # type: ignore[attr-defined]
    return view


def form_key() -> Markup:
    """The hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, new_key())


def new_key() -> str:
    """A fresh signed key for one form: for this reader, with a number used once."""
    from shared.accounts.access import session_mark

    g.ikoe_form = True
    return str(_serializer().dumps([session_mark(), secrets.token_urlsafe(9)]))


def form_id() -> str:
    """The number of the posted form: the same when it is sent twice, another for each form shown.

    "" if there is none.
    """
    return str(g.get("ikoe_form_id", ""))


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="ikoe.form-key")


def _read_key(key: str) -> tuple[str, str] | None:
    """Whose a key of ours is and its number, whatever its age; None for a foreign one."""
    try:
        mark, number = _serializer().loads(key)
    except (BadData, ValueError, TypeError):
        return None
    return str(mark), str(number)


def _counts(key: str, mark: str) -> bool:
    from shared.accounts.access import session_mark

    try:
        _serializer().loads(key, max_age=KEY_AGE)
    except BadData:
        return False
    return hmac.compare_digest(mark.encode(), session_mark().encode())


def origin_verdict() -> bool | None:
    """True: the browser says that our own page sent it; False: another site; None: unknown."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site in ("cross-site", "same-site"):
        return False
    origin = request.headers.get("Origin", "")
    if origin:
        # Host was checked against the trusted names, so both may be compared.
        public = current_app.config["PUBLIC_URL"]
        return bool(origin == public or urlsplit(origin).netloc == request.host)
    return True if site == "same-origin" else None


def refuse_nul() -> None:
    """400 for NUL in the address or a form: no database and no file takes it, nobody types it."""
    values = [request.path]
    values += [value for _, value in request.args.items(multi=True)]
    if request.method in _UNSAFE and not request.path.startswith("/api/"):
        values += [value for _, value in request.form.items(multi=True)]
    if any("\x00" in value for value in values):
        raise BadForm("bad_request")


def guard() -> Response | None:
    """Before every request that may change something."""
    from shared.accounts.access import is_service

    if request.method not in _UNSAFE or request.endpoint is None:
        return None
    if is_service():
        # One of our own services: no browser sends the token by itself. Any other token leaves
        # the guard as it is, or its header would open every form to a login by cookie.
        return None
    view = current_app.view_functions.get(request.endpoint)
    if getattr(view, "form_guard_exempt", False):
        return None
    verdict = origin_verdict()
    if verdict is False:
        raise Forbidden("forbidden.origin")
    if request.path.startswith("/api/"):
        # A login by cookie counts for an API only from our own pages.
        if verdict is None and request.cookies:
            raise Forbidden("forbidden.origin")
        return None
    key = request.form.get(FIELD, "")
    known = _read_key(key) if key else None
    if known is None:
        raise BadForm
    mark, g.ikoe_form_id = known
    if verdict is True or _counts(key, mark):
        return None
    return send_again(
        gettext("Das Formular war lange geöffnet"),
        gettext("Ihre Eingaben sind noch da. Bitte prüfen Sie sie und senden Sie sie noch einmal."),
        status=400,
    )


def send_again(title: str, text: str, *, status: int, login: bool = False) -> Response:
    """A page that holds everything that was typed, to be sent once more with a fresh key."""
    fields = [
        (name, value)
        for name, values in request.form.lists()
        if name != FIELD and "passwor" not in name.lower()
        for value in values
    ]
    page = render_template(
        "shared/send_again.html",
        title=title,
        text=text,
        fields=fields,
        # What a person wrote; the values of choices are codes that say nothing to her.
        typed=[value for _, value in fields if " " in value.strip() or "@" in value],
        files=[file for file in request.files.values() if file.filename],
        action=request.full_path.rstrip("?"),
        login=login,
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def install(app: Flask) -> None:
    """Ask the guard before every request."""
    app.before_request(refuse_nul)
    app.before_request(guard)
    app.jinja_env.globals.update(form_key=form_key)
