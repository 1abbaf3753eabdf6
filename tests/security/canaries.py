"""A canary in every stored text field: a piece of text that must never be taken for markup.

The fields are found by looking at the kinds of records, so that a new kind or field carries one
by itself. Each field has a number of its own, and each canary ends in a letter for the
visibility of its record: where it shows, one can read off what has come through.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.events.records.event import EventVisibility
from services.network.records.kinds.record import Record, Visibility
from services.network.records.model import (
    KINDS,
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Offer,
    Project,
    Strategy,
    Survey,
)
from services.network.records.network import ChangeSet
from services.network.records.period import Period
from services.network.records.visibility import visible_part
from tests.security.house import NOW, House

SHOT = "<svg onload=k4n()>"
TAIL = f"\"'>{SHOT}{{{{7*7}}}}"
SEEN = re.compile(r"k4n(\d+)([pmcx])")
LETTERS = {Visibility.PUBLIC: "p", Visibility.MEMBERS: "m", Visibility.COORDINATORS: "c"}

CODES = frozenset(
    {
        "id", "origin",
        # Words of our own that pages and rules look up; forms offer them as a choice.
        "measure.status", "report.status", "report.report_type", "question.answer",
        "question.entry_kind", "question.entry_id", "question.lang", "question.letter",
        "question.letter_reason", "question.settled", "question.finding_id", "question.digest",
        "verdict.finding_id", "verdict.digest", "evidence.evidence_kind", "comment.chapter",
        "meeting.status", "meeting.meeting_type", "meeting.measure_id", "meeting.finding_ids",
        "region.level", "installation.gender_form", "installation.dataset",
        "cooperation.event_id", "delivery.event_id", "report.files", "report.figures",
        "report.strategy_goals", "expectation.strategy_goal", "measure.strategy_goal",
        "indicator.strategy_goal", "expectation.follows", "measure.findings",
        "process.phase", "process.scope", "process.process_type",
        # Addresses of pages, checked to be such wherever they come in.
        "installation.imprint", "installation.privacy",
    }
)  # fmt: skip
"""Fields that hold a code, an id or a digest instead of somebody's words."""

FOR_COORDINATORS = frozenset({"note", "project.fundings.reference", "rules.reasons"})
"""Fields of open kinds that nobody but coordinators reads."""


class Canaries:
    """Hands out canaries: a number per field, remembered by the field's name."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of(self, field: str, letter: str) -> str:
        """The canary of a field of a record that this letter stands for."""
        number = self.numbers.setdefault(field, len(self.numbers) + 1)
        return f"k4n{number}{letter}{TAIL}"

    def names(self) -> Mapping[int, str]:
        """Number -> field."""
        return {number: field for field, number in self.numbers.items()}

    def record(self, record: Record) -> Record:
        """The record with a canary in every text field that people fill."""
        letter = LETTERS[record.provenance.visibility]
        found: Record = self._dataclass(record, record.KIND, letter)
        source = self.of(f"{record.KIND}.source", letter)
        return replace(found, provenance=replace(record.provenance, source=source))

    def _dataclass(self, value: Any, path: str, letter: str) -> Any:
        fields = {}
        references = getattr(value, "REFERENCES", {})
        for field in dataclasses.fields(value):
            if field.name in references or field.name in CODES or field.name == "provenance":
                continue
            name = f"{path}.{field.name}"
            if name in CODES or field.name.endswith(("_id", "_ids")):
                continue
            before = getattr(value, field.name)
            after = self._value(before, name, letter)
            if after != before:
                fields[field.name] = after
        return replace(value, **fields) if fields else value

    def _value(self, value: Any, name: str, letter: str) -> Any:
        # Words that are an enumeration are checked when they are read.
        if type(value) is str:
            return f"{value[:40]}{self.of(name, letter)}"
        if isinstance(value, Period):
            return value
        if isinstance(value, tuple):
            if not value:
                return value
            first = value[0]
            if type(first) is str:
                return (self.of(name, letter), *value[1:])
            if isinstance(first, tuple) and len(first) == 2 and type(first[1]) is str:
                return tuple((key, f"{text[:40]}{self.of(name, letter)}") for key, text in value)
            if dataclasses.is_dataclass(first):
                return tuple(self._dataclass(one, name, letter) for one in value)
            return value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._dataclass(value, name, letter)
        return value


def fill(house: House) -> Canaries:
    """Put a canary into every text field of the house, and hide some records of every kind."""
    canaries = Canaries()
    live = house.parts("network").live
    network = live.network()
    changes = []
    for kind in KINDS:
        if kind == "notice":
            continue
        for number, id in enumerate(sorted(network.records.get(kind, {}))):
            record = network.records[kind][id]
            changes.append(network.put(canaries.record(_hidden(record, number))))
    live.apply(ChangeSet(tuple(changes)), f"k4n0x{TAIL}", NOW)
    _events(house, canaries)
    return canaries


def _hidden(record: Record, number: int) -> Record:
    """Every fifth record of what may be hidden is for members, every fifth for coordinators."""
    may = (Actor, Cooperation, Delivery, Expectation, Offer, Project, Strategy, Survey)
    if not isinstance(record, may):
        return record
    visibility = {1: Visibility.MEMBERS, 3: Visibility.COORDINATORS}.get(number % 5)
    if visibility is None:
        return record
    return replace(record, provenance=replace(record.provenance, visibility=visibility))


_EVENT_LETTERS = {"public": "p", "members": "m", "closed": "c"}


def _events(house: House, canaries: Canaries) -> None:
    with house.parts("events").services.store.write() as transaction:
        for number, event in enumerate(sorted(transaction.events.find(), key=lambda e: e.id)):
            visibility = {1: EventVisibility.MEMBERS, 3: EventVisibility.CLOSED}.get(number % 5)
            letter = _EVENT_LETTERS[visibility or event.visibility]
            if event.status == "draft":
                letter = "c"
            marked = canaries._dataclass(event, "event", letter)
            transaction.events.put(
                replace(
                    marked, visibility=visibility or event.visibility, version=event.version + 1,
                    online_url=event.online_url,
                ),
                f"k4n0x{TAIL}",
                expects=event.version,
            )  # fmt: skip
            for registration in transaction.registrations.of_event(event.id):
                one = canaries._dataclass(
                    replace(registration, note=registration.note or "–"), "registration", "c"
                )
                transaction.registrations.put(
                    replace(
                        one, version=registration.version + 1, lang=registration.lang,
                        email=registration.email, mail_state=registration.mail_state,
                    ),
                    expects=registration.version,
                )  # fmt: skip
            for invitation in transaction.invitations.of_event(event.id):
                one = canaries._dataclass(invitation, "invitation", "c")
                transaction.invitations.put(
                    replace(
                        one, email=invitation.email, state=invitation.state,
                        mail_state=invitation.mail_state,
                    ),
                    new=False,
                )  # fmt: skip


def hidden_numbers(house: House, canaries: Canaries, audience: str) -> frozenset[int]:
    """Numbers of fields that this audience never reads, whatever record they are of."""
    network = house.parts("network").live.network()
    closed = KINDS.keys() - visible_part(network, audience).records.keys()  # type: ignore[arg-type]
    found = set()
    for name, number in canaries.numbers.items():
        kind, _, field = name.partition(".")
        if kind in closed or kind in ("registration", "invitation"):
            found.add(number)
        if field == "note" or name in FOR_COORDINATORS:
            found.add(number)
    return frozenset(found)
