"""Addresses: which service owns a path, and how links are written.

The table is the one truth about paths: the embedded dispatcher reads it, and the
gateway's configuration is tested against it. Nothing strips prefixes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

Service = Literal["network", "events", "notify"]

FIRST_SEGMENTS: Mapping[str, Service] = {
    "": "network",
    "akteure": "network",
    "angebote": "network",
    "projekte": "network",
    "karte": "network",
    "abdeckung": "network",
    "hinweise": "network",
    "vorhaben": "network",
    "berichte": "network",
    "einfuhr": "network",
    "konto": "network",
    "einrichtung": "network",
    "termine": "events",
    "anmeldung": "events",
    "calendar.ics": "events",
    "kalender": "events",
    "postausgang": "notify",
    "abbestellen": "notify",
}
"""First segment of a path → the service that answers it."""

OWN_PREFIXES = ("api", "static", "health")
"""Segments after which the second one names the service (``/api/events/…``)."""

SERVICES: tuple[Service, ...] = ("network", "events", "notify")


def service_of(path: str) -> Service:
    """The service that answers a path; network for everything that nobody owns."""
    first, _, rest = path.removeprefix("/").partition("/")
    if first in OWN_PREFIXES:
        second = rest.partition("/")[0]
        return next((name for name in SERVICES if name == second), "network")
    return FIRST_SEGMENTS.get(first, "network")


def url(path: str, **query: Any) -> str:
    """A link to a path of this product; keeps ``?lang=`` if the present page was asked with it.

    Query values that are ``None`` or ``""`` are left out; lists are repeated.
    """
    base, mark, fragment = path.partition("#")
    pairs: list[tuple[str, str]] = []
    base, _, given = base.partition("?")
    pairs += parse_qsl(given, keep_blank_values=True)
    for name, value in query.items():
        for one in value if isinstance(value, list | tuple) else (value,):
            if one is not None and one != "":
                pairs.append((name, str(one)))
    language = kept_language()
    if language and not any(name == "lang" for name, _ in pairs):
        pairs.append(("lang", language))
    return base + (f"?{urlencode(pairs)}" if pairs else "") + mark + fragment


def kept_language() -> str:
    """The language that was asked for by ``?lang=``, "" if none was."""
    from shared.web.i18n import LANGUAGES

    asked = request.args.get("lang", "") if request else ""
    return asked if asked in LANGUAGES else ""


def absolute_url(path: str) -> str:
    """A link for letters, feeds and QR codes: PUBLIC_URL + path, never from the request."""
    return str(current_app.config["PUBLIC_URL"]) + path


def redirect_to(path: str, **query: Any) -> Response:
    """303 to an own path, in the language of the present page."""
    return redirect(url(path, **query), 303)


def safe_next(target: str | None, default: str = "/") -> str:
    """``target`` if it is an own relative path, else ``default``.

    Browsers read ``\\`` as ``/`` and skip tabs and line ends, so whatever contains such a
    character is not followed; neither is ``//host`` or anything with a scheme.
    """
    if not target or not target.startswith("/") or len(target) > 2000:
        return default
    if target.startswith("//") or "\\" in target:
        return default
    if any(ord(char) <= 32 or ord(char) == 127 for char in target):
        return default
    try:
        parts = urlsplit(target)
    except ValueError:
        return default
    if parts.scheme or parts.netloc or "//" in parts.path:
        return default
    # Back to the login page would be a circle, to the log-out a surprise.
    if parts.path.startswith("/konto/"):
        return default
    return target
