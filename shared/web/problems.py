"""Errors as people and programs read them: texts by code, and one translation to HTTP.

The core raises ``shared.errors`` with codes. Here a code becomes a German or English
sentence, a page in our design for people, and a problem document (RFC 9457) below
``/api/``. No other module knows a status code of an error.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, InternalServerError

from shared import errors
from shared.errors import IkoeError, Problem
from shared.marking import N_
from shared.web.forms import BadForm
from shared.web.i18n import gettext, zahl

_log = structlog.get_logger(__name__)

STATUS: Mapping[type[IkoeError], int] = {
    errors.NotFound: 404,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Refused: 409,
    errors.Forbidden: 403,
    errors.Unauthenticated: 401,
    errors.TooMany: 429,
    errors.TooLarge: 413,
    errors.Unavailable: 503,
    errors.Misconfigured: 500,
    BadForm: 400,
}

_EXTENSION = "ikoe.sentences"

RETRY_AFTER = {429: 60, 503: 10}
"""Seconds after which a reader may try again, told in ``Retry-After``."""


def together(*tables: Mapping[str, str]) -> Mapping[str, str]:
    """The sentences of several tables, ``{"date.unreadable": N_("„{value}“ ist kein Datum.")}``;
    ``{name}`` is filled from the params of the error or problem.

    Raises ValueError if two tables have a code in common: which one counted would be luck.
    """
    found: dict[str, str] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"sentences told twice: {', '.join(sorted(twice))}")
        found |= table
    return MappingProxyType(found)


def text_of(
    code: str,
    params: Mapping[str, Any] | None = None,
    sentences: Mapping[str, str] | None = None,
) -> str:
    """The sentence for a code in the language of the page.

    ``sentences`` are those of the service that answers, unless a command without any page hands
    in its own. An unknown code falls back to the one before its last dot, at the end to a
    general sentence: a reader never sees a code.
    """
    table = sentences or _sentences()
    key = code
    while key and key not in table:
        key = key.rpartition(".")[0]
    text = gettext(table[key]) if key else gettext("Das ging nicht.")
    return _fill(text, params or {})


def _sentences() -> Mapping[str, str]:
    found: Mapping[str, str] = current_app.extensions[_EXTENSION]
    return found


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(text: str, params: Mapping[str, Any]) -> str:
    # Values are turned into text before they are filled in: a value is never looked into.
    words = {
        name: zahl(value) if type(value) in (int, float) else str(value)
        for name, value in params.items()
    }
    return text.format_map(_Blank(words)) if "{" in text else text


def problem_text(problem: Problem, sentences: Mapping[str, str] | None = None) -> str:
    """The sentence for one problem of one input; see ``text_of``."""
    return text_of(problem.code, problem.params, sentences)


def from_validation(error: ValidationError) -> errors.Invalid:
    """A pydantic error as the product's own Invalid."""
    found = []
    for one in error.errors(include_url=False, include_input=False):
        code = _PYDANTIC.get(one["type"], "field.invalid")
        params = {k: v for k, v in (one.get("ctx") or {}).items() if isinstance(v, str | int)}
        field = ".".join(str(part) for part in one["loc"])
        found.append(Problem(code, field=field, params=params))
    return errors.Invalid(found)


_PYDANTIC = {
    "missing": "field.required",
    "string_too_long": "field.too_long",
    "string_too_short": "field.required",
    "extra_forbidden": "field.unknown",
    "json_invalid": "field.no_json",
}

_TITLES: Mapping[int, str] = {
    400: N_("Das haben wir nicht verstanden"),
    401: N_("Bitte melden Sie sich an"),
    403: N_("Das dürfen Sie hier nicht"),
    404: N_("Diese Seite gibt es nicht"),
    405: N_("Das geht an dieser Stelle nicht"),
    409: N_("Das geht gerade nicht"),
    413: N_("Das ist zu groß"),
    422: N_("Bitte prüfen Sie Ihre Angaben"),
    429: N_("Das war zu oft hintereinander"),
    500: N_("Da ist bei uns etwas schiefgegangen"),
    503: N_("Gerade nicht erreichbar"),
}

SENTENCES: Mapping[str, str] = {
    "error": N_("Das ging nicht."),
    "not_found": N_(
        "Die Seite wurde verschoben oder gelöscht, oder in der Adresse ist ein Tippfehler."
    ),
    "invalid": N_("Einige Angaben fehlen oder passen nicht."),
    "conflict": N_(
        "Jemand anderes hat den Eintrag inzwischen geändert. Bitte laden Sie ihn neu und "
        "tragen Sie Ihre Änderung noch einmal ein."
    ),
    "refused": N_("Das ist in diesem Zustand nicht möglich."),
    "forbidden": N_(
        "Ihr Konto hat dafür keine Berechtigung. Wenn Sie sie brauchen, wenden Sie sich an "
        "die Koordinierung."
    ),
    "forbidden.origin": N_(
        "Das Formular kam nicht von unserer Seite. Öffnen Sie die Seite hier neu und senden "
        "Sie es von dort."
    ),
    "unauthenticated": N_("Für diese Seite brauchen Sie ein Konto."),
    "too_many": N_("Bitte warten Sie einen Augenblick und versuchen Sie es dann noch einmal."),
    "too_large": N_("Die Datei oder der Text ist größer, als wir annehmen können."),
    "unavailable": N_(
        "Ein Teil der Anwendung antwortet nicht. Bitte versuchen Sie es in einer Minute "
        "noch einmal."
    ),
    "unavailable.store": N_(
        "Die Datenbank antwortet nicht. Es ist nichts verloren gegangen; bitte versuchen Sie "
        "es in einer Minute noch einmal."
    ),
    "unavailable.disk": N_(
        "Der Speicherplatz ist voll oder lässt sich nicht beschreiben. Es wurde nichts halb "
        "gespeichert. Bitte sagen Sie der Person Bescheid, die das Programm betreibt, und "
        "versuchen Sie es danach noch einmal."
    ),
    "unavailable.accounts": N_(
        "Die Anmeldung ist gerade nicht erreichbar. Öffentliche Seiten können Sie weiter "
        "lesen; bitte versuchen Sie es in einer Minute noch einmal."
    ),
    "unavailable.network": N_(
        "Die Netzwerkdaten sind gerade nicht erreichbar. Bitte versuchen Sie es in einer "
        "Minute noch einmal."
    ),
    "unavailable.notify": N_(
        "Der Postausgang ist gerade nicht erreichbar. Briefe gehen hinaus, sobald er wieder "
        "antwortet."
    ),
    "unavailable.events": N_(
        "Die Termine sind gerade nicht erreichbar. Bitte versuchen Sie es in einer Minute "
        "noch einmal."
    ),
    "unreadable": N_(
        "In den Daten steht etwas, das diese Fassung des Programms nicht versteht: Feld "
        "„{field}“ ({kind}/{id}). Damit nichts verloren geht, liest sie nicht weiter. Bitte "
        "starten Sie die neuere Fassung, oder stellen Sie die Daten vorher um."
    ),
    "unreadable.kind": N_(
        "Eine neuere Fassung des Programms hat die Daten geschrieben: Diese hier kennt die "
        "Art „{kind}“ nicht ({kind}/{id}). Damit nichts verloren geht, liest sie nicht "
        "weiter. Bitte starten Sie die neuere Fassung, oder stellen Sie die Daten vorher um."
    ),
    "unreadable.field": N_(
        "Eine neuere Fassung des Programms hat die Daten geschrieben: Diese hier kennt das "
        "Feld „{field}“ nicht ({kind}/{id}). Damit nichts verloren geht, liest sie nicht "
        "weiter. Bitte starten Sie die neuere Fassung, oder stellen Sie die Daten vorher um."
    ),
    "misconfigured": N_("Die Anwendung ist nicht vollständig eingerichtet."),
    "internal": N_(
        "Der Fehler ist aufgezeichnet. Wenn er wiederkommt, nennen Sie uns bitte diese "
        "Kennung: {error_id}"
    ),
    "field.required": N_("Diese Angabe fehlt."),
    "field.invalid": N_("Diese Angabe passt nicht."),
    "field.too_long": N_("Das ist zu lang (höchstens {max_length} Zeichen)."),
    "field.unknown": N_("Dieses Feld gibt es nicht."),
    "field.no_json": N_("Das ist kein lesbares JSON."),
    "form.missing_key": N_(
        "Das Formular kam unvollständig an. Gehen Sie im Browser einen Schritt zurück, laden "
        "Sie die Seite neu und senden Sie es noch einmal."
    ),
    "method": N_("Diese Adresse nimmt so keine Eingaben an."),
    "bad_request": N_("Die Anfrage war unvollständig oder nicht lesbar."),
}
"""Sentences for what every service may have to say."""


def answer(status: int, code: str, params: Mapping[str, Any], **extra: Any) -> Response:
    """The answer for an error: a page for people, a problem document below ``/api/``."""
    title = gettext(_TITLES.get(status, _TITLES[400 if status < 500 else 500]))
    detail = text_of(code, params)
    problems: tuple[Problem, ...] = extra.get("problems", ())
    if wants_problem():
        body: dict[str, Any] = {
            "type": f"urn:ikoe:problem:{code}",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
        }
        if problems:
            body["problems"] = [
                {"field": p.field, "row": p.row, "code": p.code, "text": problem_text(p)}
                for p in problems
            ]
        if "error_id" in params:
            body["error_id"] = params["error_id"]
        response = jsonify(body)
        response.content_type = "application/problem+json"
    else:
        response = make_response(
            render_template(
                "shared/error.html",
                title=title,
                detail=detail,
                problems=problems,
                retry=request.full_path.rstrip("?")
                if request.method == "GET" and status in RETRY_AFTER
                else "",
            )
        )
    response.status_code = status
    if status in RETRY_AFTER:
        response.headers["Retry-After"] = str(RETRY_AFTER[status])
    response.headers["Cache-Control"] = "no-store"
    return response


def wants_problem() -> bool:
    """Whether the present request is one of a program."""
    return request.path.startswith("/api/")


def install(app: Flask, sentences: Mapping[str, str]) -> None:
    """Register the one translation from errors to HTTP answers, with the service's sentences."""
    app.extensions[_EXTENSION] = together(SENTENCES, sentences)
    app.register_error_handler(IkoeError, _own)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _internal)


def _own(error: IkoeError) -> Response:
    status = next((STATUS[cls] for cls in type(error).__mro__ if cls in STATUS), 500)
    if status >= 500:
        # Which record it is says nothing about anybody, and whoever mends it must know.
        where = error.params if isinstance(error, errors.Unreadable) else {}
        _log.error("error.raised", code=error.code, status=status, exc_info=status == 500, **where)
    if isinstance(error, errors.Misconfigured):
        return answer(500, "misconfigured", {})
    if isinstance(error, errors.Unauthenticated) and not wants_problem():
        from shared.web.security import ask_to_log_in

        return ask_to_log_in()
    if status == 503 and (kept := _kept(error)):
        return kept
    problems = error.problems if isinstance(error, errors.Invalid) else ()
    return answer(status, error.code, error.params, problems=problems)


def _kept(error: IkoeError) -> Response | None:
    """The page that keeps what somebody sent while a part of the product was away.

    None for anything but a form, and for one with a password: that is never written out again.
    """
    if request.method != "POST" or wants_problem() or not request.form:
        return None
    if any("passwor" in name.lower() for name in request.form):
        return None
    from shared.web.forms import send_again

    said = text_of(error.code, error.params)
    kept = gettext("Ihre Eingaben stehen noch hier: Senden Sie sie dann einfach noch einmal.")
    try:
        response = send_again(gettext(_TITLES[503]), f"{said} {kept}", status=503)
    except errors.Unavailable:
        # The key of the new form may need what is away.
        return None
    response.headers["Retry-After"] = str(RETRY_AFTER[503])
    return response


_CODES = {404: "not_found", 405: "method", 413: "too_large", 403: "forbidden", 429: "too_many"}


def _http(error: HTTPException) -> Response:
    # Redirects of the router (missing slash) and the like are no errors.
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = answer(error.code, _CODES.get(error.code, "bad_request"), {})
    for name, value in error.get_headers():
        if name in ("Allow", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def _internal(error: InternalServerError) -> Response:
    error_id = secrets.token_hex(4)
    _log.error("error.internal", error_id=error_id, exc_info=error.original_exception or error)
    return answer(500, "internal", {"error_id": error_id})
