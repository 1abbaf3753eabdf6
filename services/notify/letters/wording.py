"""Days, times and changes as letters say them, in German and English, in Berlin time."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")

_DAYS = {
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
# fmt: off
_MONTHS = {
    "de": [
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ],
    "en": [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ],
}
# fmt: on
_FIELDS = {
    "de": {
        "title": "Titel",
        "starts_at": "Beginn",
        "ends_at": "Ende",
        "place": "Ort",
        "online_url": "Einwahl-Link",
    },
    "en": {
        "title": "Title",
        "starts_at": "Start",
        "ends_at": "End",
        "place": "Venue",
        "online_url": "Link to join",
    },
}
_NOTHING = {"de": "(keine Angabe)", "en": "(not given)"}
_NO_LONGER = {"de": "(entfällt)", "en": "(no longer)"}


def date(at: datetime, lang: str) -> str:
    """ "25. November 2026" or "25 November 2026"."""
    return calendar_day(at.astimezone(BERLIN).date(), lang)


def calendar_day(one: Day, lang: str) -> str:
    """As ``date``, of a day that has no hour."""
    dot = "." if lang == "de" else ""
    return f"{one.day}{dot} {_MONTHS[lang][one.month - 1]} {one.year}"


def day(at: datetime, lang: str) -> str:
    """ "Mittwoch, 25. November 2026" or "Wednesday, 25 November 2026"."""
    return f"{_DAYS[lang][at.astimezone(BERLIN).weekday()]}, {date(at, lang)}"


def clock(at: datetime, lang: str) -> str:
    """ "10:00 Uhr" or "10:00 (Berlin time)"."""
    local = at.astimezone(BERLIN)
    return f"{local:%H:%M}{' Uhr' if lang == 'de' else ' (Berlin time)'}"


def instant(at: datetime, lang: str) -> str:
    """Day and time together."""
    return f"{day(at, lang)}, {clock(at, lang)}"


def span(starts: datetime, ends: datetime, lang: str) -> str:
    """From when to when; the day is named once if the event ends on the day it begins."""
    first, last = starts.astimezone(BERLIN), ends.astimezone(BERLIN)
    if first.date() == last.date():
        if lang == "de":
            return f"{day(starts, lang)}, {first:%H:%M} bis {last:%H:%M} Uhr"
        return f"{day(starts, lang)}, {first:%H:%M} to {last:%H:%M} (Berlin time)"
    until = " bis " if lang == "de" else " to "
    return f"{instant(starts, lang)}{until}{instant(ends, lang)}"


def field(name: str, lang: str) -> str:
    """The word for a changed fact of an event."""
    return _FIELDS[lang][name]


def value(name: str, raw: str, lang: str, *, old: bool) -> str:
    """A changed fact as people read it: instants (ISO text) as day and time."""
    if not raw.strip():
        return (_NOTHING if old else _NO_LONGER)[lang]
    if name in ("starts_at", "ends_at"):
        at = datetime.fromisoformat(raw)
        return instant(at.replace(tzinfo=BERLIN) if at.tzinfo is None else at, lang)
    return raw


def seats(count: int, lang: str) -> str:
    """ "einen Platz", "3 Plätze" or "one seat", "3 seats", as an object in a sentence."""
    if lang == "de":
        return "einen Platz" if count == 1 else f"{count} Plätze"
    return "one seat" if count == 1 else f"{count} seats"
