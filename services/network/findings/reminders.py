"""Remind a side once that does not answer: by itself after some days, or by hand; and leave a
side alone that wants no letters.

The question says that it was reminded, and the letter goes out, in one change set: looking
again, or two workers at once, write it once. The link stays the one of the first letter.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import timedelta

from services.network.findings import letters
from services.network.findings import questions as ask
from services.network.findings.lifecycle import QuestionState, question_state
from services.network.findings.reminder_rules import Around, may_remind, reminder_due
from services.network.findings.services import FindingServices
from services.network.records.model import Actor, OutgoingNotice, Question
from services.network.records.network import ChangeSet, Network, Put, Snapshot
from services.network.records.services import Services
from shared.clock import berlin_day
from shared.errors import Conflict, NotFound, Refused

AUTHOR = "Erinnerung"

DAYS_LEFT = 14
"""A reminded side has at least so many days to answer: the link lasts longer if need be."""


def remind(parts: FindingServices, post: letters.Post, days: int) -> int:
    """Write the reminders that are due today, ``days`` after the letter (0: none); returns how
    many. Nothing is sent before an installation is set up. Raises Unavailable."""
    network = parts.live.network()
    if network.installation is None:
        return 0
    day = berlin_day(parts.clock())
    # Findings are computed only if somebody is due anyway.
    due = [
        q
        for q in sorted(network.all(Question).values(), key=lambda q: q.id)
        if reminder_due(q, Around(), day, days)
    ]
    if not due:
        return 0
    snapshot = parts.live.snapshot(day)
    known = parts.findings.on(snapshot).by_id
    written = 0
    for question in due:
        if not reminder_due(question, around(snapshot, question, known), day, days):
            continue
        expects = network.version(Question.KIND, question.id)
        try:
            _write(parts, post, network, question, expects, "")
        except Conflict:
            continue  # Answered in this moment, or another worker was faster.
        written += 1
    return written


def remind_now(
    parts: FindingServices, post: letters.Post, question_id: str, expects: int, author: str
) -> Question:
    """Remind a side at once. Raises NotFound, Refused("question.no_reminder"), Conflict,
    Unavailable."""
    network, question = _found(parts, question_id)
    day = berlin_day(parts.clock())
    snapshot = parts.live.snapshot(day)
    known = parts.findings.on(snapshot).by_id
    if not may_remind(question, around(snapshot, question, known), day):
        raise Refused("question.no_reminder")
    return _write(parts, post, network, question, expects, author)


def hold_back(
    parts: Services, question_id: str, remind: bool, expects: int, author: str
) -> Question:
    """Do not remind this side by itself, or do so after all. Raises NotFound,
    Refused("question.no_reminder") once it was reminded or has answered, Conflict, Unavailable."""
    _network, question = _found(parts, question_id)
    if question.answer or question.reminded_on is not None:
        raise Refused("question.no_reminder")
    held = replace(question, remind=remind)
    parts.live.apply(ChangeSet((Put(held, expects),)), author, parts.clock())
    return held


def around(snapshot: Snapshot, question: Question, known: Container[str]) -> Around:
    """What a reminder depends on; ``known`` are the ids of the findings of the day."""
    address = letters.address_of(snapshot.network, question.actor_id, snapshot.day)
    return Around(
        verdict=snapshot.verdicts.get(question.finding_id),
        stands=question.finding_id in known,
        reachable=address is not None,
    )


def decline_letters(parts: Services, secret: str, question_id: str, token: str) -> Question:
    """No more questions by mail to this side, as it says itself; what has not gone out stays
    here. Its link goes on working. Again: nothing changes.

    Raises NotFound as ``ask.by_link``, Conflict, Unavailable.
    """
    now = parts.clock()
    question = ask.by_link(parts, secret, question_id, token)
    network = parts.live.network()
    actor = network.get(Actor, question.actor_id)
    if actor is None or not actor.askable:
        return question
    changes = [network.put(replace(actor, askable=False))]
    for other in sorted(network.all(Question).values(), key=lambda q: q.id):
        waiting = question_state(other, berlin_day(now)) is QuestionState.WAITING
        if waiting and other.mailed and other.actor_id == actor.id:
            changes += _unwritten(parts, letters.withdrawal(other, now, "declined"))
    who = f"{actor.name[:180]} (über Link)"
    parts.live.apply(ChangeSet(tuple(changes), "Rückfrage"), who, now)
    return question


def taken_back(parts: Services, finding_id: str) -> list[Put]:
    """What keeps back reminders that a judgement makes pointless."""
    found: list[Put] = []
    for question in parts.live.network().all(Question).values():
        if question.finding_id == finding_id and not question.answer and question.reminded_on:
            found += _unwritten(parts, letters.withdrawal(question, parts.clock(), "judged"))
    return sorted(found, key=lambda put: put.record.id)


def _unwritten(parts: Services, notice: OutgoingNotice) -> list[Put]:
    # Said a second time: networks hold no notices, so the store is asked.
    known = parts.live.store.get(OutgoingNotice.KIND, notice.id)
    return [] if known else [Put(notice, 0)]


def _write(
    parts: Services,
    post: letters.Post,
    network: Network,
    question: Question,
    expects: int,
    author: str,
) -> Question:
    now = parts.clock()
    day = berlin_day(now)
    address = letters.address_of(network, question.actor_id, day)
    assert address is not None
    reminded = replace(
        question,
        reminded_on=day,
        reminded_by=author,
        expires=max(question.expires, day + timedelta(days=DAYS_LEFT)),
        letter="",
        letter_reason="",
        letter_at=None,
    )
    other = ask.other_entry(network, question)
    notice = letters.letter(network, post, reminded, address, other, now, reminder=True)
    change_set = ChangeSet((Put(reminded, expects), Put(notice, 0)))
    parts.live.apply(change_set, author or AUTHOR, now)
    return reminded


def _found(parts: Services, id: str) -> tuple[Network, Question]:
    network = parts.live.network()
    question = network.get(Question, id)
    if question is None:
        raise NotFound("not_found.record")
    return network, question
