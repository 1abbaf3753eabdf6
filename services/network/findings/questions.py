"""Ask both sides of a possible parallel structure whether they cooperate, and keep the answer.

A question and the letter that brings its link are written in one change set: a letter never
goes out without its question, and no question is left without its letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from types import MappingProxyType

from services.network.findings import letters
from services.network.findings.findings import findings
from services.network.findings.lifecycle import QuestionState, concerns, question_state
from services.network.parallels.parallels import Parallel
from services.network.parallels.sides import Side
from services.network.records.change_sets import check_references
from services.network.records.model import (
    Project,
    Provenance,
    Question,
    Record,
    Verdict,
    Visibility,
)
from services.network.records.network import ChangeSet, Network, Put, Remove
from services.network.records.period import Period
from services.network.records.services import Services
from services.network.records.validity import problems_of
from shared import tokens
from shared.clock import berlin_day
from shared.errors import Conflict, Invalid, NotFound, Refused

DAYS = 28
"""How many days a link can be used."""

ANSWERS = ("yes", "planned", "no")

_TRIES = 3


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """What one side says; see ``Question``."""

    answer: str
    by: str
    period: Period = field(default_factory=Period)
    statement: str = ""
    proposed: tuple[tuple[str, str], ...] = ()


def asked_actor(network: Network, side: Side) -> str:
    """Whom of a side the question goes to: the provider, or who leads the project."""
    record = network.find(side.kind, side.id)
    if isinstance(record, Project) and record.lead_actor_id:
        return record.lead_actor_id
    return side.actor_ids[0]


def ask_sides(
    parts: Services,
    post: letters.Post,
    finding: Parallel,
    author: str,
    langs: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> Sequence[Question]:
    """Ask every side that is not being asked already; returns the new questions.

    ``langs``: (kind, id) of a side's entry -> language of its letters; German if not named.

    Questions and letters are one change set. A side without an address gets a question
    without a letter (``mailed`` is False): its link has to be handed over. Asking twice asks
    once: a side whose question waits for its answer, or has one in this round, is left alone.

    Raises Refused("question.nobody_left"), Conflict, Unavailable.
    """
    now = parts.clock()
    day = berlin_day(now)
    network = parts.live.network()
    verdict = parts.live.snapshot(day).verdicts.get(finding.id)
    changes: list[Put] = []
    asked: list[Question] = []
    for side, other in ((finding.left, finding.right), (finding.right, finding.left)):
        earlier = questions_to(network, finding.id, side)
        if any(covers(q, finding.digest, verdict, day) for q in earlier):
            continue
        actor_id = asked_actor(network, side)
        address = letters.address_of(network, actor_id, day)
        installation = network.installation
        question = Question(
            id=_next_id(network, finding.id, side),
            provenance=Provenance(
                visibility=Visibility.COORDINATORS,
                origin=installation.dataset if installation else "",
            ),
            finding_id=finding.id,
            digest=finding.digest,
            actor_id=actor_id,
            entry_kind=side.kind,
            entry_id=side.id,
            asked_on=day,
            asked_by=author,
            expires=day + timedelta(days=DAYS),
            mailed=address is not None,
            mailed_on=day if address else None,
            lang=langs.get((side.kind, side.id), "de"),
            remind=True,
        )
        asked.append(question)
        changes.append(Put(question, 0))
        if address is not None:
            letter = letters.letter(network, post, question, address, (other.kind, other.id), now)
            changes.append(Put(letter, 0))
    if not asked:
        raise Refused("question.nobody_left")
    parts.live.apply(ChangeSet(tuple(changes)), author, now)
    return asked


def _next_id(network: Network, finding_id: str, side: Side) -> str:
    """The first id of a question to this side that was never used, not even by a deleted one.

    Two coordinators who ask at once make the same one, and the store takes it once.
    """
    ids = (letters.question_id(finding_id, side, number) for number in count())
    return next(id for id in ids if not network.version(Question.KIND, id))


def questions_to(network: Network, finding_id: str, side: Side) -> list[Question]:
    """All questions that were ever put to one side of a finding."""
    return [
        q
        for q in network.all(Question).values()
        if q.finding_id == finding_id and (q.entry_kind, q.entry_id) == (side.kind, side.id)
    ]


def covers(question: Question, digest: str, verdict: Verdict | None, day: date) -> bool:
    """Whether a side needs no other question now: this one waits, or was answered in this
    round."""
    state = question_state(question, day)
    if state is QuestionState.WAITING:
        return True
    return state is QuestionState.ANSWERED and concerns(question, digest, verdict)


def resend(
    parts: Services,
    post: letters.Post,
    question_id: str,
    expects: int,
    author: str,
    lang: str = "",
    by_hand: bool = False,
) -> Question:
    """Give the side a new link, valid anew, with a letter if there is an address; the old link
    ends. ``lang`` changes the language (blank: as it is); ``by_hand`` writes no letter: the
    coordinator hands the link over.

    Raises NotFound, Refused("question.answered"), Conflict, Unavailable.
    """
    now = parts.clock()
    day = berlin_day(now)
    network = parts.live.network()
    question = _question(network, question_id)
    if question.answer:
        raise Refused("question.answered")
    address = None if by_hand else letters.address_of(network, question.actor_id, day)
    renewed = replace(
        question,
        link_version=question.link_version + 1,
        expires=day + timedelta(days=DAYS),
        revoked=False,
        mailed=address is not None,
        mailed_on=day if address else question.mailed_on,
        lang=lang or question.lang,
        letter="",
        letter_reason="",
        letter_at=None,
    )
    changes = [Put(renewed, expects)]
    if address is None and question.mailed:
        changes.append(Put(letters.withdrawal(question, now), 0))
    if address is not None:
        other = other_entry(network, question)
        changes.append(Put(letters.letter(network, post, renewed, address, other, now), 0))
    parts.live.apply(ChangeSet(tuple(changes)), author, now)
    return renewed


def revoke(parts: Services, question_id: str, expects: int, author: str) -> Question:
    """End the link without a new one; a letter that has not gone out yet stays here.

    Raises NotFound, Refused("question.answered"), Conflict, Unavailable.
    """
    now = parts.clock()
    question = _question(parts.live.network(), question_id)
    if question.answer:
        raise Refused("question.answered")
    ended = replace(question, link_version=question.link_version + 1, revoked=True)
    changes = [Put(ended, expects)]
    if question.mailed:
        changes.append(Put(letters.withdrawal(question, now), 0))
    parts.live.apply(ChangeSet(tuple(changes)), author, now)
    return ended


def remove(parts: Services, question_id: str, expects: int, author: str) -> None:
    """Forget a question with its answer for good, as its page promises who answered; its link
    ends, and a letter that has not gone out stays here. The history keeps only that there was one.

    Raises NotFound, Conflict, Unavailable. What a crash leaves in the history, ``forget_removed``
    finds."""
    now = parts.clock()
    question = _question(parts.live.network(), question_id)
    changes: list[Put | Remove] = [Remove(Question.KIND, question_id, expects)]
    if question.mailed and not question.answer and not question.revoked:
        changes.append(Put(letters.withdrawal(question, now), 0))
    parts.live.apply(ChangeSet(tuple(changes)), author, now)
    forget_removed(parts)


def forget_removed(parts: Services) -> int:
    """Empty the history of questions that were removed, by earlier versions too; returns how many
    changes were emptied. Raises Unavailable."""
    return parts.live.forget_removed(Question.KIND)


def by_link(parts: Services, secret: str, question_id: str, token: str) -> Question:
    """The question that a link belongs to, whether or not it can still be answered.

    Raises NotFound("question.unknown_link") for a wrong, replaced or revoked link.
    """
    return _by_link(parts.live.network(), secret, question_id, token)


def _by_link(network: Network, secret: str, question_id: str, token: str) -> Question:
    question = network.get(Question, question_id)
    if question is None or not tokens.matches(
        token, secret, letters.PURPOSE, question.id, question.link_version
    ):
        raise NotFound("question.unknown_link")
    return question


def answer(
    parts: Services, secret: str, question_id: str, token: str, given: SideAnswer
) -> Question:
    """Keep what one side says. An answer is given once; the same one again changes nothing.

    Raises NotFound as ``by_link``, Refused ``question.expired`` or ``question.answered``,
    Invalid, Conflict (somebody else answered in the same moment), Unavailable.
    """
    for left in range(_TRIES, 0, -1):
        try:
            return _answer(parts, secret, question_id, token, given)
        except Conflict:
            # A coordinator touched the question in this moment; another answer ends in Refused.
            if left == 1:
                raise
    raise AssertionError("unreachable")


def _answer(
    parts: Services, secret: str, question_id: str, token: str, given: SideAnswer
) -> Question:
    now = parts.clock()
    # One value for reading and writing: an answer that came in between must be a conflict.
    network = parts.live.network()
    question = _by_link(network, secret, question_id, token)
    told = replace(
        question,
        answer=given.answer,
        period=given.period,
        statement=given.statement,
        proposed=given.proposed,
        answered_by=given.by,
        answered_at=now,
    )
    if question.answer:
        if replace(told, answered_at=question.answered_at) == question:
            return question
        raise Refused("question.answered")
    if question_state(question, berlin_day(now)) is not QuestionState.WAITING:
        raise Refused("question.expired")
    if given.answer not in ANSWERS:
        raise ValueError(given.answer)
    problems = problems_of(told)
    if problems:
        raise Invalid(problems)
    # The history says that it came by the link, not from an account.
    who = f"{given.by} (über Link)"[:200]
    changes = [network.put(told)]
    if question.reminded_on is not None:
        # Nobody is reminded of what they have just answered.
        changes.append(Put(letters.withdrawal(question, now, "answered"), 0))
    parts.live.apply(ChangeSet(tuple(changes)), who, now)
    return told


def settle(
    parts: Services,
    question_id: str,
    expects: int,
    author: str,
    record: Record | None = None,
    record_expects: int = 0,
) -> Question:
    """Take over what a side proposed for its entry (``record`` as it shall be), or decline it.

    Question and entry are one change set, each over the version that the page showed.

    Raises NotFound, Invalid, Conflict, Unavailable.
    """
    network = parts.live.network()
    question = _question(network, question_id)
    settled = replace(question, settled="accepted" if record is not None else "declined")
    if record is None:
        changes = [Put(settled, expects)]
    else:
        problems = problems_of(record)
        if problems:
            raise Invalid(problems)
        changes = [
            Put(record, record_expects),
            *_carried(network, settled, expects, record, berlin_day(parts.clock())),
        ]
    change_set = ChangeSet(tuple(changes), "" if record is None else "Rückfrage")
    check_references(network, change_set)
    parts.live.apply(change_set, author, parts.clock())
    return settled


def _carried(
    network: Network, settled: Question, expects: int, record: Record, day: date
) -> list[Put]:
    """The questions of a finding whose facts an accepted answer changes, with the new digest:
    the answers belong to the facts that they led to."""
    before = findings(network.on(day)).get(settled.finding_id)
    records = {**network.records, record.KIND: {**network.records[record.KIND], record.id: record}}
    after = findings(replace(network, records=records).on(day)).get(settled.finding_id)
    if before is None or after is None or before.digest == after.digest:
        return [Put(settled, expects)]
    changes = []
    for question in network.all(Question).values():
        own = question.id == settled.id
        if question.finding_id != settled.finding_id:
            continue
        now = settled if own else question
        if now.digest == before.digest:
            now = replace(now, digest=after.digest)
        elif not own:
            continue
        changes.append(Put(now, expects if own else network.version(now.KIND, now.id)))
    return changes


def other_entry(network: Network, question: Question) -> tuple[str, str]:
    """The entry on the other side of a question's finding, found by the question put to it;
    blank if that side was never asked."""
    for other in network.all(Question).values():
        entry = (other.entry_kind, other.entry_id)
        if other.finding_id == question.finding_id and entry != (
            question.entry_kind,
            question.entry_id,
        ):
            return entry
    return "", ""


def _question(network: Network, id: str) -> Question:
    question = network.get(Question, id)
    if question is None:
        raise NotFound("not_found.record")
    return question
