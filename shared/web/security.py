"""Headers of every answer; hosts, proxies, sizes; and the way to the login.

The guard of forms is ``shared.web.forms``.
"""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, make_response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from shared.config import CommonSettings
from shared.web.forms import form_id, form_key, no_form_guard, send_again
from shared.web.i18n import gettext
from shared.web.urls import redirect_to

__all__ = ["form_id", "form_key", "no_form_guard"]

MAX_BODY = 6 * 1024 * 1024
"""Bytes of a request; more is refused before it is read."""


def nonce() -> str:
    """The nonce of this answer, for ``<script nonce>``."""
    if "ikoe_nonce" not in g:
        g.ikoe_nonce = secrets.token_urlsafe(16)
    return str(g.ikoe_nonce)


def policy() -> str:
    """The Content-Security-Policy of our pages."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce()}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def headers(response: Response) -> Response:
    """Security headers of every answer, and no keeping of anything personal."""
    default = response.headers.setdefault
    default("X-Content-Type-Options", "nosniff")
    # Not "no-referrer": with it browsers send "Origin: null" with our own forms.
    default("Referrer-Policy", "same-origin")
    default("Cross-Origin-Opener-Policy", "same-origin")
    default("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
    if response.status_code != 304:
        # A 304 renews the headers of the page in the browser's cache: a new nonce would not
        # fit the old page.
        default("Content-Security-Policy", policy())
    if current_app.config["SESSION_COOKIE_SECURE"]:
        default("Strict-Transport-Security", "max-age=31536000")
    if request.path.startswith("/static/"):
        return response
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    if _personal():
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    elif g.get("ikoe_form"):
        # A form key is for one reader and one form; but going back must not lose what was
        # typed, which "no-store" would.
        response.headers["Cache-Control"] = "private, no-cache"
    elif request.method not in ("GET", "HEAD"):
        default("Cache-Control", "no-store")
    return response


def _personal() -> bool:
    from shared.accounts.access import current_role

    return current_role() != "anonymous"


def ask_to_log_in() -> Response:
    """To the login page and back; a form that was sent meanwhile is kept."""
    if request.method in ("GET", "HEAD"):
        if request.headers.get("HX-Request"):
            # A fragment: the link beside it leads to the page that asks for the login.
            return Response(status=401, headers={"Cache-Control": "no-store"})
        return make_response(redirect_to("/konto/anmelden", next=request.full_path.rstrip("?")))
    return send_again(
        gettext("Ihre Anmeldung ist abgelaufen"),
        gettext(
            "Ihre Eingaben sind noch da. Melden Sie sich in einem neuen Fenster an und senden "
            "Sie sie danach hier noch einmal."
        ),
        status=401,
        login=True,
    )


def configure(app: Flask, settings: CommonSettings) -> None:
    """Secrets, trusted hosts, sizes and proxies from the settings."""
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SERVICE_TOKEN=settings.service_token.get_secret_value(),
        PUBLIC_URL=settings.public_url,
        TRUSTED_HOSTS=settings.trusted_hosts,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )


def install(app: Flask) -> None:
    """Send the headers with every answer."""
    app.after_request(headers)
    app.jinja_env.globals.update(nonce=nonce)
