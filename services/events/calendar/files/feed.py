"""Calendar feeds and calendar parts of letters (RFC 5545, 7986, 5546).

The only module that knows icalendar. Rules learnt from clients, each tested:

* one constant, RRULE-based VTIMEZONE; icalendar's own ``add_missing_timezones`` writes
  RDATE lists that ical.js and vobject read one hour late in summer;
* feeds carry no METHOD, DTSTAMP = LAST-MODIFIED: the bytes change only when an event does;
* NAME and X-WR-CALNAME go in as ``vText``: icalendar 7.3 writes plain strings unescaped;
* a cancelled event stays for a while (``calendar.rules``) with a higher SEQUENCE and
  "Abgesagt:" in its title.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from icalendar import Event as VEvent
from icalendar import vCalAddress, vText

from services.events.records.event import Event, EventStatus
from shared.clock import BERLIN

REFRESH = "PT1H"
PRODID = "-//IKOE-Netz//Termine//DE"

_TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n").encode()


@dataclass(frozen=True, slots=True)
class FeedTexts:
    """The words of a feed, translated outside: calendar name and description, marks."""

    name: str
    description: str
    cancelled: str
    online: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whose calendar a letter's part is for, and who invites (addresses)."""

    organizer_name: str
    organizer_address: str
    name: str
    address: str
    confirmed: bool = False


def _text(text: str) -> str:
    """Text without control characters, which RFC 5545 forbids; line breaks are kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or unicodedata.category(char) != "Cc")


def _seconds(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _build(event: Event, url: str, texts: FeedTexts, dial_in: bool) -> VEvent:
    item = VEvent()
    item.add("uid", event.id)
    item.add("dtstamp", _seconds(event.updated_at))
    item.add("created", _seconds(event.created_at))
    item.add("last-modified", _seconds(event.updated_at))
    item.add("sequence", event.sequence)
    item.add("dtstart", event.starts_at.astimezone(BERLIN).replace(microsecond=0))
    item.add("dtend", event.ends_at.astimezone(BERLIN).replace(microsecond=0))
    cancelled = event.status is EventStatus.CANCELLED
    title = _text(event.title)
    item.add("summary", f"{texts.cancelled}: {title}" if cancelled else title)
    item.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    item.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    item.add("class", "PUBLIC")
    where = [_text(event.place)] if event.place else []
    if event.online:
        where.append(texts.online)
    if dial_in and event.online_url:
        where.append(event.online_url)
    if where:
        item.add("location", " · ".join(where))
    lines = [event.description, event.dial_in_note if dial_in else "", url]
    if dial_in and event.online_url:
        lines.insert(0, event.online_url)
    item.add("description", "\n\n".join(_text(line) for line in lines if line))
    item.add("url", url)
    if dial_in and event.online_url:
        # VALUE must be said (RFC 7986 5.11); many clients ignore it, so the link stands above too.
        conference: dict[str, Any] = {
            "VALUE": "URI",
            "FEATURE": ["AUDIO", "VIDEO"],
            "LABEL": texts.online,
        }
        item.add(
            "conference",
            event.online_url,
            parameters=conference,
        )
    return item


@lru_cache(maxsize=20_000)
def vevent(event: Event, url: str, texts: FeedTexts) -> bytes:
    """The VEVENT of a public feed as bytes; kept per event value, which is immutable."""
    return bytes(_build(event, url, texts, dial_in=False).to_ical())


def _calendar(properties: Iterable[bytes], components: Iterable[bytes]) -> bytes:
    return b"".join(
        (
            b"BEGIN:VCALENDAR\r\n",
            b"VERSION:2.0\r\n",
            f"PRODID:{PRODID}\r\n".encode(),
            b"CALSCALE:GREGORIAN\r\n",
            *properties,
            # Also in an empty feed: a calendar must hold at least one component.
            _TIMEZONE,
            *components,
            b"END:VCALENDAR\r\n",
        )
    )


def _property(name: str, value: Any, **parameters: str) -> bytes:
    holder = VEvent()
    holder.add(name, value, parameters=parameters)
    lines = bytes(holder.to_ical()).split(b"\r\n", 1)[1]
    return lines[: lines.rindex(b"END:VEVENT")]


def feed(events: Sequence[Event], urls: Sequence[str], texts: FeedTexts, source: str = "") -> bytes:
    """A subscribable calendar of events, in the order given.

    ``urls`` are the pages of the events, ``source`` the address of the feed itself. The same
    input gives the same bytes.
    """
    name = vText(texts.name)
    properties = [
        _property("name", name),
        _property("x-wr-calname", name),
        _property("x-wr-caldesc", vText(texts.description)),
        b"X-WR-TIMEZONE:Europe/Berlin\r\n",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}\r\n".encode(),
        f"X-PUBLISHED-TTL:{REFRESH}\r\n".encode(),
    ]
    if source:
        properties.append(_property("source", source, VALUE="URI"))
    return _calendar(
        properties, (vevent(e, url, texts) for e, url in zip(events, urls, strict=True))
    )


def letter_part(
    event: Event,
    url: str,
    texts: FeedTexts,
    who: Attendance,
    method: Literal["REQUEST", "CANCEL"],
    returns: int = 0,
) -> str:
    """The calendar part of a letter to one person (iMIP): one organiser, one attendee.

    ``returns`` says how often the person has left this event before. Each leaving raised the
    number in that calendar, so who comes back needs a higher one, or the calendar takes the
    invitation for an old one and drops it.

    METHOD stands in the body too: some servers strip it from the MIME header. Replies of
    calendars are not read, hence RSVP=FALSE; the letter has links instead.
    """
    item = _build(event, url, texts, dial_in=True)
    sequence = event.sequence + 2 * returns
    if method == "CANCEL":
        item.pop("status", None)
        item.add("status", "CANCELLED")
        if event.status is not EventStatus.CANCELLED:
            # Only this person leaves; for their calendar the number must rise all the same.
            sequence += 1
    item.pop("sequence", None)
    item.add("sequence", sequence)
    organizer = vCalAddress(f"mailto:{who.organizer_address}")
    organizer.params["CN"] = who.organizer_name or who.organizer_address
    item.add("organizer", organizer, encode=False)
    attendee = vCalAddress(f"mailto:{who.address}")
    attendee.params.update(
        {
            "CN": who.name or who.address,
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "ACCEPTED" if who.confirmed else "NEEDS-ACTION",
            "RSVP": "FALSE",
        }
    )
    item.add("attendee", attendee, encode=False)
    return _calendar([f"METHOD:{method}\r\n".encode()], [bytes(item.to_ical())]).decode()
