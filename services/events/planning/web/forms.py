"""Reading the form of an event, and what it shows: text in, an event out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from services.events.planning.rules import check
from services.events.reader.fields import FieldReader
from services.events.records.directory import ActorCard, Vocabulary
from services.events.records.event import (
    Event,
    EventKind,
    EventVisibility,
    ProgrammeItem,
)
from shared.clock import BERLIN
from shared.errors import Invalid, Problem

_PROGRAMME = re.compile(r"(?:(\d{1,2}[:.]\d{2})(?:\s*Uhr)?\s+)?(.+?)(?:\s*\|\s*(.+))?")
EMPTY_DAY = datetime(1970, 1, 1, tzinfo=UTC)


def read_event(
    form: MultiDict[str, str], before: Event, vocabulary: Vocabulary, cards: Sequence[ActorCard]
) -> tuple[Event, list[str]]:
    """The event that a form describes, on top of ``before``, and the ids of its hosts.

    Raises Invalid with every field that cannot be read or breaks a rule of the event.
    """
    read = FieldReader(form)
    starts_day = read.day("starts_day", True)
    starts_at = read.instant(starts_day, read.clock("starts_time", True), "starts_time")
    ends_day = read.day("ends_day") or starts_day
    ends_at = read.instant(ends_day, read.clock("ends_time", True), "ends_time")
    closes_day = read.day("closes_day")
    closes = read.instant(closes_day, read.clock("closes_time") or time(23, 59), "closes_day")
    topics = {term.id for term in vocabulary.topics}
    regions = {term.id for term in vocabulary.regions}
    kind, visibility = form.get("kind", ""), form.get("visibility", "")
    if kind not in set(EventKind):
        read.problems.append(Problem("field.required", "kind"))
    if visibility not in set(EventVisibility):
        read.problems.append(Problem("field.required", "visibility"))
    values: dict[str, Any] = {
        "title": " ".join(read.text("title", 200, True).split()),
        "description": read.text("description", 8000),
        "audience": read.text("audience", 500),
        "online": bool(form.get("online")),
        "place": " ".join(read.text("place", 300).split()),
        "online_url": read.text("online_url", 500),
        "dial_in_note": read.text("dial_in_note", 1000),
        "capacity": read.number("capacity"),
        "registration": bool(form.get("registration")),
        "waiting_list": bool(form.get("waiting_list")),
        "registration_closes": closes,
        "programme": programme(read.text("programme", 8000)),
        "contact": read.text("contact", 400),
        "topic_ids": tuple(id for id in form.getlist("topic_ids") if id in topics),
        "region_ids": tuple(id for id in form.getlist("region_ids") if id in regions),
    }
    names = [name for name in (n.strip() for n in form.getlist("hosts")) if name]
    hosts: list[str] = []
    with read.more():
        hosts = host_ids(list(dict.fromkeys(names)), cards, before)
    fields = {name: getattr(before, name) for name in Event.__dataclass_fields__} | values
    if starts_at is None or ends_at is None:
        # Any day will do: what else is wrong shall be said at the same time.
        any_day = datetime(2000, 1, 1, tzinfo=UTC)
        fields |= {"starts_at": any_day, "ends_at": any_day + timedelta(hours=1)}
        fields["registration_closes"] = None
    else:
        fields |= {"starts_at": starts_at, "ends_at": ends_at}
    if "kind" not in read.wrong:
        fields["kind"] = EventKind(kind)
    if "visibility" not in read.wrong:
        fields["visibility"] = EventVisibility(visibility)
    event = Event(**fields)
    with read.more():
        check(event)
    if read.problems:
        raise Invalid(read.problems)
    return event, hosts


def programme(text: str) -> tuple[ProgrammeItem, ...]:
    """Lines such as "14:30 Begrüßung | Dr. Muster (Moderation)" as programme."""
    items = []
    for line in text.splitlines():
        found = _PROGRAMME.fullmatch(" ".join(line.split()))
        if found:
            items.append(
                ProgrammeItem(title=found[2], starts_at=found[1] or "", people=found[3] or "")
            )
    return tuple(items)


def programme_text(items: Sequence[ProgrammeItem]) -> str:
    """The programme as the lines that ``programme`` reads."""
    return "\n".join(
        f"{item.starts_at + ' ' if item.starts_at else ''}{item.title}"
        f"{' | ' + item.people if item.people else ''}"
        for item in items
    )


def host_ids(names: Sequence[str], cards: Sequence[ActorCard], event: Event) -> list[str]:
    """The ids behind typed host names. Raises Invalid for a name that nobody has."""
    by_name = {card.name.casefold(): card.id for card in cards}
    by_name |= {host.name.casefold(): host.actor_id for host in event.hosts}
    ids = [by_name.get(name.casefold()) for name in names]
    if None in ids:
        raise Invalid(Problem("event.unknown_host", "hosts"))
    return [id for id in ids if id]


def values_of(event: Event) -> dict[str, Any]:
    """What the form shows for an event."""
    start, end = event.starts_at.astimezone(BERLIN), event.ends_at.astimezone(BERLIN)
    closes = event.registration_closes and event.registration_closes.astimezone(BERLIN)
    blank = event.starts_at == EMPTY_DAY
    return {
        "title": event.title,
        "kind": event.kind,
        "visibility": event.visibility,
        "description": event.description,
        "audience": event.audience,
        "starts_day": "" if blank else start.date().isoformat(),
        "starts_time": "" if blank else f"{start:%H:%M}",
        "ends_day": "" if blank or end.date() == start.date() else end.date().isoformat(),
        "ends_time": "" if blank else f"{end:%H:%M}",
        "closes_day": closes.date().isoformat() if closes else "",
        "closes_time": f"{closes:%H:%M}" if closes else "",
        "online": event.online,
        "place": event.place,
        "online_url": event.online_url,
        "dial_in_note": event.dial_in_note,
        "capacity": "" if event.capacity is None else str(event.capacity),
        "registration": event.registration,
        "waiting_list": event.waiting_list,
        "programme": programme_text(event.programme),
        "contact": event.contact,
        "hosts": [host.name for host in event.hosts],
        "topic_ids": list(event.topic_ids),
        "region_ids": list(event.region_ids),
    }


def typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """What somebody typed, to be shown again beside what is wrong with it."""
    lists = ("hosts", "topic_ids", "region_ids")
    flags = ("online", "registration", "waiting_list")
    values: dict[str, Any] = {
        name: form.get(name, "") for name in values_of(_BLANK) if name not in (*lists, *flags)
    }
    values |= {name: [text for text in form.getlist(name) if text.strip()] for name in lists}
    values |= {name: bool(form.get(name)) for name in flags}
    return values


_BLANK = Event(
    id="",
    title="",
    kind=EventKind.NETWORKING,
    starts_at=EMPTY_DAY,
    ends_at=EMPTY_DAY,
    created_at=EMPTY_DAY,
    updated_at=EMPTY_DAY,
)


def blank(id: str, **values: Any) -> Event:
    """An event that nobody has filled in yet."""
    fields = {name: getattr(_BLANK, name) for name in Event.__dataclass_fields__}
    return Event(**{**fields, "id": id, **values})
