"""What a single record must hold to be worth keeping: the checks that need nothing else.

References to other records are checked in ``integrity``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any

from services.network.records.model import (
    Actor,
    Comment,
    Cooperation,
    Delivery,
    Evidence,
    Expectation,
    Indicator,
    Installation,
    Measure,
    Offer,
    Person,
    Project,
    Question,
    Record,
    Region,
    RuleSettings,
    Survey,
    Tie,
)
from services.network.records.rules import CHANGEABLE, in_range
from shared.errors import Problem

LONGEST_LINE = 300
"""Characters of a name, title or other single line."""

LONGEST_TEXT = 20_000
"""Characters of a description or note."""

MOST_ITEMS = 2_000
"""Entries of a list within a record."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,119}")
_LONG = frozenset(
    {
        "note", "description", "reason", "payload", "purpose", "contact", "imprint", "privacy",
        "text", "statement", "outcome",
    }
)  # fmt: skip
_LONG_LISTS = frozenset({"chapters", "goals", "proposed", "reasons"})
_EMAIL = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,180}\.[^@\s<>,;:\".]{2,}")
_WEBSITE = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# Line breaks and tabs are text; every other control character is an accident or an attack.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REQUIRED: Mapping[type[Record], tuple[str, ...]] = {
    Actor: ("name",),
    Person: ("name",),
    Project: ("title",),
    Offer: ("title",),
    Delivery: ("title", "region_id"),
    Tie: ("from_actor_id", "to_actor_id"),
    Region: ("name", "level"),
    Expectation: ("topic_id", "region_ids"),
    Survey: ("region_id",),
    Measure: ("title",),
    Evidence: ("title",),
    Indicator: ("name",),
    Comment: ("text",),
    Installation: ("centre_name",),
}


def problems_of(record: Record) -> tuple[Problem, ...]:
    """Everything that is wrong with the record by itself, in the order of its fields."""
    found = [
        *([] if _ID.fullmatch(record.id) else [Problem("record.id", "id")]),
        *_texts(record),
        *_required(record),
        *_own_rules(record),
    ]
    return tuple({(p.field, p.code): p for p in found}.values())


def _required(record: Record) -> Iterator[Problem]:
    for name in _REQUIRED.get(type(record), ()):
        value = getattr(record, name)
        if not (value.strip() if isinstance(value, str) else value):
            yield Problem("field.required", name)


def _texts(record: Any) -> Iterator[Problem]:
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str):
            limit = LONGEST_TEXT if field.name in _LONG else LONGEST_LINE
            # A notice's payload is a letter to many: as long as notify takes it.
            if field.name != "payload":
                yield from _text(field.name, value, limit)
        elif isinstance(value, tuple):
            if len(value) > MOST_ITEMS:
                yield Problem("field.too_many", field.name, params={"limit": MOST_ITEMS})
            limit = LONGEST_TEXT if field.name in _LONG_LISTS else LONGEST_LINE
            for part in value:
                for text in part if isinstance(part, tuple) else (part,):
                    if isinstance(text, str):
                        yield from _text(field.name, text, limit)
                    elif dataclasses.is_dataclass(text):
                        yield from _texts(text)
        elif dataclasses.is_dataclass(value):
            yield from _texts(value)


def _text(field: str, text: str, limit: int) -> Iterator[Problem]:
    if len(text) > limit:
        yield Problem("field.too_long", field, params={"max_length": limit})
    if _CONTROL.search(text):
        yield Problem("field.control_character", field)


def _own_rules(record: Record) -> Iterator[Problem]:
    match record:
        case Actor() | Person():
            if record.email and not _EMAIL.fullmatch(record.email):
                yield Problem("form.email", "email")
            if isinstance(record, Actor):
                yield from _website("website", record.website)
        case Offer():
            yield from _website("website", record.website)
        case Cooperation():
            if len(set(record.partner_ids)) < 2:
                yield Problem("form.two_partners", "partner_ids")
            if record.intensity not in (1, 2, 3):
                yield Problem("field.invalid", "intensity")
        case Tie():
            if record.from_actor_id == record.to_actor_id:
                yield Problem("tie.itself", "to_actor_id")
        case Region():
            if record.population < 0:
                yield Problem("field.invalid", "population")
        case Expectation():
            if record.minimum < 1:
                yield Problem("field.invalid", "minimum")
            if not 0 < record.weight <= 100:
                yield Problem("field.invalid", "weight")
        case Measure():
            if record.owner_email and not _EMAIL.fullmatch(record.owner_email):
                yield Problem("form.email", "owner_email")
            if record.status not in ("planned", "running", "done", "dropped"):
                yield Problem("field.invalid", "status")
            if not 0 <= record.remind_days <= 365:
                yield Problem("field.invalid", "remind_days")
        case Question():
            if record.lang not in ("de", "en"):
                yield Problem("field.invalid", "lang")
        case Evidence() | Delivery():
            if record.participants is not None and record.participants < 0:
                yield Problem("field.invalid", "participants")
        case Installation():
            if record.sender_address and not _EMAIL.fullmatch(record.sender_address):
                yield Problem("form.email", "sender_address")
            if record.gender_form not in (":", "*", "neutral"):
                yield Problem("field.invalid", "gender_form")
        case RuleSettings():
            yield from _numbers(record)


def _numbers(record: RuleSettings) -> Iterator[Problem]:
    """Every changed number within its range, and with a reason."""
    reasons = dict(record.reasons)
    for name, rule in CHANGEABLE.items():
        value = getattr(record, name)
        if value is None:
            continue
        if not in_range(rule, value):
            yield Problem("rule.range", name)
        if not reasons.get(name, "").strip():
            yield Problem("rule.reason", "reasons")


def _website(field: str, value: str) -> Iterator[Problem]:
    # Shown as a link: "javascript:" and the like must never get in.
    if value and not _WEBSITE.fullmatch(value):
        yield Problem("form.website", field)
