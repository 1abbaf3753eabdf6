"""Somebody who was deleted, in records of the network."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from services.network.records.model import OutgoingNotice, Person, Record, Report
from services.network.records.network import ChangeSet, Put, Remove
from services.network.records.store_port import HistoryText
from services.network.stores.codec import decode, encode
from shared.clock import Clock, berlin_day
from shared.data_protection.letters import erased_notice
from shared.data_protection.marks import Marks
from shared.data_protection.requests import Requests
from shared.data_protection.texts import erased_values

EVIDENCE_YEARS = 5
"""How long evidence of a grant is kept after the year in which its period ended (ANBest-P, no. 6:
five years after the proof of use is handed in), if a coordinator says so."""


def is_person(record: Record, marks: Marks) -> bool:
    """Whether a record is the person herself, so that nothing of it is left to keep."""
    return isinstance(record, Person) and (
        marks.is_address(record.email) or marks.found_in(record.name)
    )


def erased_record(record: Record, marks: Marks) -> Record:
    """The record without the person in any of its texts; the same object if she is in none."""
    if isinstance(record, OutgoingNotice):
        return erased_outgoing(record, marks)
    values = json.loads(encode(record))
    erased = erased_values(f"network.{record.KIND}", values, marks)
    return record if erased is values else decode(record.KIND, json.dumps(erased))


def erased_outgoing(notice: OutgoingNotice, marks: Marks) -> OutgoingNotice:
    """What has to be sent, without the person. If nobody is left to write to, it is not sent."""
    payload = erased_notice(notice.payload, marks) if notice.payload else ""
    error = marks.erased(notice.last_error)
    if payload == notice.payload and error is notice.last_error:
        return notice
    waits = notice.state == "pending"
    if waits and payload:
        return replace(notice, payload=payload, last_error=error)
    return replace(notice, state="refused" if waits else notice.state, payload="", last_error=error)


def erased_text(text: HistoryText, marks: Marks) -> HistoryText:
    """A change of the history without the person; the same object if she is not in it. Of a
    record that is the person nothing stays."""
    bodies: list[str | None] = []
    for body in (text.before, text.after):
        if body is None:
            bodies.append(None)
            continue
        record = decode(text.kind, body)
        if is_person(record, marks):
            bodies.append(None)
        else:
            erased = erased_record(record, marks)
            bodies.append(body if erased is record else encode(erased))
    author, reason = marks.erased(text.author), marks.erased(text.reason)
    after = (*bodies, author, reason)
    if all(new is old for new, old in zip(after, _parts(text), strict=True)):
        return text
    return replace(text, before=bodies[0], after=bodies[1], author=author, reason=reason)


def _parts(text: HistoryText) -> tuple[str | None, ...]:
    return text.before, text.after, text.author, text.reason


def guarded(change_set: ChangeSet, marks: Marks, kept: Collection[str]) -> ChangeSet:
    """A change set that brings nobody back who was deleted, whatever it comes from: undo, a
    basket, merging, an import, a form. ``kept``: ids of reports that stay as evidence."""
    if not marks:
        return change_set
    changes: list[Put | Remove] = []
    for change in change_set.changes:
        if isinstance(change, Remove):
            changes.append(change)
        elif is_person(change.record, marks):
            continue
        elif isinstance(change.record, Report) and change.record.id in kept:
            changes.append(change)
        else:
            erased = erased_record(change.record, marks)
            changes.append(change if erased is change.record else replace(change, record=erased))
    reason = marks.erased(change_set.reason)
    if len(changes) == len(change_set.changes) and reason is change_set.reason:
        if all(new is old for new, old in zip(changes, change_set.changes, strict=True)):
            return change_set
    return ChangeSet(tuple(changes), reason)


def guarded_by(requests: Requests, change_set: ChangeSet, clock: Clock) -> ChangeSet:
    """What ``guarded`` lets through by the journal as it stands. Raises Unavailable."""
    marks = requests.journal.in_force()
    kept = requests.kept_now(f"network.{Report.KIND}", berlin_day(clock())) if marks else ()
    return guarded(change_set, marks, kept)


def evidence_until(report: Report) -> date | None:
    """Until when a released report may be kept as evidence of its grant; None if it states none."""
    end = report.grant_period.end
    if report.status != "released" or end is None:
        return None
    return date(end.latest.year + EVIDENCE_YEARS, 12, 31)
