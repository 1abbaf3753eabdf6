"""Language: German texts are their own keys, English is a catalogue.

The language of a page is ``?lang=``, else what the browser prefers, else German. Texts
come out in the gender form of the installation. Dates, times and numbers are written as
people in that language write them, always in Berlin time.

In templates ``_("…")`` fills ``%(name)s``; a plain per cent sign is written ``%%`` there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_babel
from babel import Locale, dates, numbers
from flask import Flask, has_app_context, has_request_context, request
from flask_babel import Babel

from shared.clock import BERLIN
from shared.web.chrome import current_chrome

LANGUAGES = ("de", "en")
TRANSLATIONS = Path(__file__).parent / "translations"


def gettext(text: str, **params: Any) -> str:
    """The text in the language of the page, ``%(name)s`` filled."""
    if not has_app_context():
        return text % params if params else text
    return gendered(str(flask_babel.gettext(text, **params)))


def ngettext(singular: str, plural: str, number: int, **params: Any) -> str:
    """Singular or plural in the language of the page; ``%(num)s`` is the number, written out."""
    params = {"num": zahl(number), **params}
    if not has_app_context():
        return (singular if number == 1 else plural) % params
    # Not flask_babel.ngettext: it fills %(num)s with the bare number itself.
    text = flask_babel.get_translations().ungettext(singular, plural, number)
    return gendered(str(text) % params)


def lazy(text: str, **params: Any) -> Any:
    """A text that is translated when it is shown, for constants and form classes."""
    return flask_babel.LazyString(gettext, text, **params)


def current_language() -> str:
    """``de`` or ``en``: the language of the page that is being made."""
    if not has_request_context():
        return "de"
    return str(flask_babel.get_locale() or "de").partition("_")[0]


def select_language() -> str:
    """What the reader asked for: ``?lang=``, else Accept-Language, else German."""
    if not has_request_context():
        return "de"
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES, default="de") or "de"


def install(app: Flask, folders: Iterable[Path]) -> None:
    """Set up Flask-Babel over the shared and the service's catalogues."""
    existing = [str(folder) for folder in (*folders, TRANSLATIONS) if folder.is_dir()]
    Babel(
        app,
        default_locale="de",
        default_timezone="Europe/Berlin",
        default_translation_directories=";".join(existing),
        locale_selector=select_language,
    )
    environment: Any = app.jinja_env
    environment.install_gettext_callables(
        gettext=lambda text: gendered(flask_babel.get_translations().ugettext(text)),
        ngettext=lambda one, many, number: gendered(
            flask_babel.get_translations().ungettext(one, many, number)
        ),
        newstyle=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "datum": datum,
        "datum_kurz": datum_kurz,
        "monat": monat,
        "uhrzeit": uhrzeit,
        "zeitpunkt": zeitpunkt,
        "zahl": zahl,
        "prozent": prozent,
        "gender": gendered,
        "aufzaehlung": aufzaehlung,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(zeitraum=zeitraum, current_language=current_language)


# --- gender forms ---------------------------------------------------------------------------

_GENDER = re.compile(r"\b([A-ZÄÖÜ][\wäöüßÄÖÜ-]*)[:*](innen|in)\b")
_NEUTRAL = {
    "Teilnehmer:innen": "Teilnehmende",
    "Koordinator:innen": "Koordinierende",
    "Mitarbeiter:innen": "Mitarbeitende",
    "Ansprechpartner:innen": "Ansprechpersonen",
    "Ansprechpartner:in": "Ansprechperson",
    "Bürger:innen": "Bürgerschaft",
    "Nutzer:innen": "Nutzende",
    "Leser:innen": "Lesende",
    "Referent:innen": "Vortragende",
    "Referent:in": "vortragende Person",
    "Moderator:innen": "Moderierende",
    "Expert:innen": "Fachleute",
    "Kolleg:innen": "Kolleginnen und Kollegen",
    "Akteur:innen": "Akteurinnen und Akteure",
}


def gendered(text: str) -> str:
    """A German text that was written with ``:innen`` in the installation's gender form."""
    if ":in" not in text or current_language() != "de":
        return text
    form = _gender_form()
    if form == ":":
        return text
    if form == "*":
        return _GENDER.sub(r"\1*\2", text)

    def neutral(found: re.Match[str]) -> str:
        stem, ending = found.groups()
        known = _NEUTRAL.get(f"{stem}:{ending}")
        # No neutral word is known: both forms are always right.
        if known:
            return known
        if ending == "in":
            return f"{stem} oder {stem}in"
        return f"{stem}innen und {stem if stem.endswith('er') else stem + 'en'}"

    return _GENDER.sub(neutral, text)


def _gender_form() -> str:
    return current_chrome().gender_form if has_app_context() else ":"


# --- dates, times, numbers ------------------------------------------------------------------


def _locale() -> Locale:
    return Locale.parse("en_GB" if current_language() == "en" else "de_DE")


def _berlin(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(BERLIN)


def _day(value: date | datetime) -> date:
    return _berlin(value).date() if isinstance(value, datetime) else value


def datum(value: date | datetime | None, weekday: bool = False) -> str:
    """„3. März 2026“, with ``weekday`` „Dienstag, 3. März 2026“; "" for None."""
    if value is None:
        return ""
    return str(dates.format_date(_day(value), "full" if weekday else "long", locale=_locale()))


def monat(value: date | datetime | None) -> str:
    """„März 2026“; "" for None."""
    if value is None:
        return ""
    return str(dates.format_date(_day(value), "LLLL y", locale=_locale()))


def datum_kurz(value: date | datetime | None) -> str:
    """„03.03.2026“ for tables; English „03/03/2026“ would be read wrongly: „3 Mar 2026“."""
    if value is None:
        return ""
    form = "d MMM y" if current_language() == "en" else "dd.MM.y"
    return str(dates.format_date(_day(value), form, locale=_locale()))


def uhrzeit(value: datetime | None, suffix: bool = True) -> str:
    """„14:30 Uhr“ in Berlin time; without ``suffix`` „14:30“."""
    if value is None:
        return ""
    text = f"{_berlin(value):%H:%M}"
    return f"{text} Uhr" if suffix and current_language() == "de" else text


def zeitpunkt(value: datetime | None) -> str:
    """„3. März 2026, 14:30 Uhr“."""
    return "" if value is None else f"{datum(value)}, {uhrzeit(value)}"


def zeitraum(
    start: date | datetime | None, end: date | datetime | None, weekday: bool = False
) -> str:
    """From – to, as short as it is clear.

    Instants: „3. März 2026, 14:00–16:00 Uhr“, over midnight both days in full. Days:
    „3.–5. März 2026“; an open side is „seit …“ or „bis …“.
    """
    if start is None and end is None:
        return ""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return _hours(start, end, weekday)
    if start is None:
        return gettext("bis %(day)s", day=datum(end))
    if end is None:
        return gettext("seit %(day)s", day=datum(start))
    first, last = _day(start), _day(end)
    if first == last:
        return datum(first, weekday)
    if current_language() == "de" and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}.–{datum(last)}"
    return f"{datum(first)} – {datum(last)}"


def _hours(start: datetime, end: datetime, weekday: bool) -> str:
    if _day(start) == _day(end):
        hours = f"{uhrzeit(start, suffix=False)}–{uhrzeit(end)}"
        return f"{datum(start, weekday)}, {hours}"
    # Until midnight belongs to the evening before, not to a second day.
    if _day(end) - _day(start) == timedelta(1) and f"{_berlin(end):%H:%M}" == "00:00":
        until = "24:00 Uhr" if current_language() == "de" else "24:00"
        return f"{datum(start, weekday)}, {uhrzeit(start, suffix=False)}–{until}"
    return f"{datum(start, weekday)}, {uhrzeit(start)} – {datum(end, weekday)}, {uhrzeit(end)}"


def zahl(value: float | None, decimals: int | None = None) -> str:
    """„1.234,5“; ``decimals`` fixes the digits after the comma. "" for None."""
    if value is None:
        return ""
    form = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(numbers.format_decimal(value, format=form, locale=_locale()))


def prozent(value: float | None, decimals: int = 0) -> str:
    """0.125 → „13 %“ (share, not per cent, goes in)."""
    if value is None:
        return ""
    text = zahl(value * 100, decimals)
    return f"{text}\u00a0%" if current_language() == "de" else f"{text}%"


def aufzaehlung(items: Iterable[object]) -> str:
    """„Erfurt, Jena und Gera“."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s und %(last)s", first=", ".join(words[:-1]), last=words[-1])
