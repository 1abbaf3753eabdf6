"""Put the frame around a service's app: one call in its ``create_app``."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import structlog
from flask import Blueprint, Flask, Response, g, request

from shared.accounts import Accounts, current_account, current_role, is_coordinator
from shared.accounts import web as accounts_web
from shared.config import CommonSettings
from shared.web import account_pages, assets, chrome, forms, health, i18n, problems, security
from shared.web.chrome import Chrome
from shared.web.urls import absolute_url, kept_language, url

_log = structlog.get_logger("web")


def install(
    app: Flask,
    *,
    service: Literal["network", "events", "notify"],
    settings: CommonSettings,
    accounts: Accounts,
    checks: Mapping[str, Callable[[], None]] | None = None,
    chrome: Callable[[], Chrome] | None = None,
    sentences: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Templates, static files, language, errors, guards, login and health for one service.

    ``checks`` are asked by ``/health/ready``; each raises if its part is away. ``chrome``
    reads what the frame says about the installation, called at most once per request.
    ``sentences`` are those for the codes of the service's own errors and problems.
    """
    security.configure(app, settings)
    app.extensions["ikoe.chrome"] = chrome
    accounts.prepare()
    app.before_request(_begin)
    accounts_web.install(app, accounts, https=settings.https)
    if service == "network":
        app.register_blueprint(account_pages.blueprint)
        sentences = problems.together(account_pages.SENTENCES, sentences)
    i18n.install(app, [Path(app.root_path) / "translations"])
    _templates(app)
    assets.install(app, service)
    health.install(app, service, {"accounts": accounts.database.check, **(checks or {})})
    forms.install(app)
    security.install(app)
    problems.install(app, sentences)
    app.after_request(_end)
    app.teardown_request(_over)


def _templates(app: Flask) -> None:
    app.register_blueprint(
        Blueprint("shared", __name__, template_folder=str(Path(__file__).parent / "templates"))
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        url=url,
        absolute_url=absolute_url,
        current_account=current_account,
        current_role=current_role,
        is_coordinator=is_coordinator,
        problem_text=problems.problem_text,
        navigation=_navigation,
        language_links=_language_links,
        login_target=_login_target,
        kept_language=kept_language,
        page_window=page_window,
        page_href=page_href,
    )
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    return {"chrome": chrome.current_chrome()}


_BELOW = {"kalender": "termine", "anmeldung": "termine"}
"""First segments without an entry of their own, and the entry that they belong to."""


def _navigation() -> list[dict[str, Any]]:
    entries = chrome.PRIMARY + (chrome.COORDINATION if is_coordinator() else ())
    first = request.path.removeprefix("/").partition("/")[0]
    first = _BELOW.get(first, first)
    return [
        {
            "label": i18n.gettext(entry.label),
            "href": url(entry.path),
            "current": entry.path.removeprefix("/") == first,
            "group": "work" if entry in chrome.COORDINATION else "main",
        }
        for entry in entries
    ]


def _language_links() -> list[dict[str, Any]]:
    # A page that was asked for by POST has no address of its own to repeat.
    path = request.path if request.method == "GET" else "/"
    query = {k: v for k, v in request.args.to_dict(flat=False).items() if k != "lang"}
    names = {"de": "Deutsch", "en": "English"}
    return [
        {
            "code": code,
            "label": names[code],
            "href": url(path, **{**query, "lang": code}),
            "current": code == i18n.current_language(),
        }
        for code in i18n.LANGUAGES
    ]


def _login_target() -> str | None:
    """Where to come back after the login; None where that would be of no use."""
    if request.method != "GET" or request.path in ("/", "/konto/anmelden"):
        return None
    return request.full_path.rstrip("?")


def page_window(page: int, pages: int) -> list[int | None]:
    """The page numbers to show: first, last and those around; None for a gap."""
    near = {1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)}
    shown: list[int | None] = []
    for number in sorted(near):
        last = shown[-1] if shown else None
        if last is not None and number - last == 2:
            shown.append(number - 1)
        elif last is not None and number - last > 2:
            shown.append(None)
        shown.append(number)
    return shown


def page_href(href: str | Callable[[int], str], number: int) -> str:
    """The address of one page of a list, all other parts of the query kept."""
    if callable(href):
        return href(number)
    path, _, query = href.partition("?")
    parts = [part for part in query.split("&") if part and not part.startswith("seite=")]
    return url(path + ("?" + "&".join(parts) if parts else ""), seite=number if number > 1 else "")


def _begin() -> None:
    g.ikoe_began = time.perf_counter()
    known = request.headers.get("X-Request-ID", "")
    request_id = known if known.isalnum() and len(known) <= 32 else secrets.token_hex(8)
    # Services may call each other in one thread: the outer request gets its name back.
    g.ikoe_log_tokens = structlog.contextvars.bind_contextvars(request=request_id)
    g.ikoe_request_id = request_id


def _over(_error: BaseException | None) -> None:
    structlog.contextvars.reset_contextvars(**g.pop("ikoe_log_tokens", {}))


def _end(response: Response) -> Response:
    if not request.path.startswith(("/static/", "/health/")):
        began = g.get("ikoe_began", time.perf_counter())
        _log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
            address=request.remote_addr or "",
        )
    response.headers["X-Request-ID"] = str(g.get("ikoe_request_id", ""))
    return response
