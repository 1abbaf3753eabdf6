"""Reading the forms of events: text in, values out, every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from services.events.records import registration
from services.events.records.directory import ActorCard, Vocabulary
from services.events.records.event import (
    Event,
    EventKind,
    EventVisibility,
    ProgrammeItem,
    check,
    wall_clock,
)
from services.events.records.registration import Application
from services.events.registration import registering
from shared.clock import BERLIN
from shared.errors import Invalid, Problem

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)")
_PROGRAMME = re.compile(r"(?:(\d{1,2}[:.]\d{2})(?:\s*Uhr)?\s+)?(.+?)(?:\s*\|\s*(.+))?")
EMPTY_DAY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Reader:
    """Reads fields one by one and collects what is wrong with them."""

    form: MultiDict[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def wrong(self) -> set[str]:
        """The fields with which something is wrong so far."""
        return {problem.field for problem in self.problems}

    @contextmanager
    def more(self) -> Iterator[None]:
        """Collect what a rule says about fields that could be read."""
        known = self.wrong
        try:
            yield
        except Invalid as error:
            self.problems.extend(p for p in error.problems if p.field not in known)

    def text(self, name: str, limit: int = 200, required: bool = False) -> str:
        """A line or paragraph, cut of blanks at both ends."""
        value = self.form.get(name, "").replace("\r\n", "\n").strip()
        if required and not value:
            self.problems.append(Problem("field.required", name))
        if len(value) > limit:
            self.problems.append(Problem("field.too_long", name, params={"max_length": limit}))
        return value.replace("\0", "")

    def day(self, name: str, required: bool = False) -> date | None:
        """A day, as the browser sends it or as people write it."""
        text = self.text(name, 40, required)
        if not text:
            return None
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(text, form).replace(tzinfo=BERLIN).date()
            except ValueError:
                continue
        self.problems.append(Problem("date.unreadable", name, params={"value": text}))
        return None

    def clock(self, name: str, required: bool = False) -> time | None:
        """A wall-clock time such as 14:30."""
        text = self.text(name, 20, required)
        if not text:
            return None
        found = _CLOCK.fullmatch(text.removesuffix("Uhr").strip())
        if found is None:
            self.problems.append(Problem("time.unreadable", name))
            return None
        return time(int(found[1]), int(found[2]))

    def instant(self, day: date | None, clock: time | None, name: str) -> datetime | None:
        """Day and time in Thuringia as an instant."""
        if day is None or clock is None:
            return None
        try:
            return wall_clock(day, clock, name)
        except Invalid as error:
            self.problems.extend(error.problems)
        except OverflowError:
            self.problems.append(
                Problem("date.impossible", name, params={"value": day.isoformat()})
            )
        return None

    def number(self, name: str) -> int | None:
        """A whole number or nothing."""
        text = self.text(name, 12)
        if not text:
            return None
        if not re.fullmatch(r"-?\d{1,9}", text):
            self.problems.append(Problem("field.number", name))
            return None
        return int(text)


def read_event(
    form: MultiDict[str, str], before: Event, vocabulary: Vocabulary, cards: Sequence[ActorCard]
) -> tuple[Event, list[str]]:
    """The event that a form describes, on top of ``before``, and the ids of its hosts.

    Raises Invalid with every field that cannot be read or breaks a rule of the event.
    """
    read = Reader(form)
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


def application(form: MultiDict[str, str], lang: str) -> Application:
    """What the sign-up form says. Raises Invalid."""
    read = Reader(form)
    for_other = form.get("for_whom") == "other"
    seats = read.number("seats")
    found = Application(
        name=read.text("name", 200),
        email=read.text("email", 254, True),
        organisation=read.text("organisation", 200),
        seats=1 if seats is None else seats,
        booked_by=read.text("booked_by", 200) if for_other else "",
        lang=lang,
        note=read.text("note", 1000),
    )
    if for_other and not found.booked_by:
        read.problems.append(Problem("field.required", "booked_by"))
    if not found.name:
        read.problems.insert(0, Problem("field.required", "name"))
    with read.more():
        registering.checked_email(found.email)
    with read.more():
        registration.check(found)
    if read.problems:
        raise Invalid(read.problems)
    return found


def attendance(form: MultiDict[str, str]) -> tuple[int | None, int | None, int]:
    """How many persons and organisations came, and the version that the page showed.

    Raises Invalid if one of the numbers is none.
    """
    read = Reader(form)
    persons, organisations = read.number("attended"), read.number("organisations")
    version = read.number("version")
    if read.problems:
        raise Invalid(read.problems)
    return persons, organisations, version or 0


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
