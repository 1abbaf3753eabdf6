"""Letters of questions to both sides: to whom, with which link, and what they may tell.

A letter names of the other side only what everybody may see.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from services.network.findings.reminder_rules import letter_day
from services.network.findings.sender import sender
from services.network.parallels.sides import Side
from services.network.records.model import (
    Actor,
    Offer,
    OutgoingNotice,
    Person,
    Project,
    Question,
    Record,
    Region,
    Topic,
    Visibility,
)
from services.network.records.network import Network
from shared import notices, tokens
from shared.clock import BERLIN

PURPOSE = "antwort"
"""What the tokens of questions are for."""

_QUESTIONS = uuid.UUID("5a2f0d55-7a0c-4a3a-8a43-5c0f0f2b6a17")


@dataclass(frozen=True, slots=True)
class Post:
    """What links and letters need: the secret that signs links, and our public address."""

    secret: str
    public_url: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where a side can be written to: an office, or a person who agreed; and whence it is."""

    email: str
    name: str
    source: str
    person: bool = False


def question_id(finding_id: str, side: Side, earlier: int) -> str:
    """The id of the question to one side after so many earlier ones.

    Two coordinators who ask at once make the same id, and the store takes it once.
    """
    return str(uuid.uuid5(_QUESTIONS, f"{finding_id} {side.kind} {side.id} {earlier}"))


def address_of(network: Network, actor_id: str, day: date) -> Address | None:
    """The office's address, or else that of a person there who agreed to be written to.

    None also if the actor has said that it wants no more questions.
    """
    actor = network.get(Actor, actor_id)
    if actor is None or not actor.askable:
        return None
    if actor.email:
        return Address(actor.email, actor.name, actor.provenance.source)
    people = [
        p
        for p in network.all(Person).values()
        if p.actor_id == actor_id
        and p.email
        and p.invitation_consent
        and (p.consent_until is None or day <= p.consent_until)
    ]
    if not people:
        return None
    person = min(people, key=lambda p: (p.name, p.id))
    return Address(person.email, person.name, person.provenance.source, True)


def link_of(post: Post, question: Question) -> str:
    """The page where this side answers, in the language that it is asked in; the same address
    every time it is asked for."""
    token = tokens.derive(post.secret, PURPOSE, question.id, question.link_version)
    return f"{post.public_url}/hinweise/antwort/{question.id}/{token}?lang={question.lang}"


def withdrawal(question: Question, now: datetime, why: str = "") -> OutgoingNotice:
    """What keeps letters back that have not gone out yet. ``why`` tells apart two withdrawals
    of letters with the same link."""
    id = uuid.uuid5(_QUESTIONS, f"withdraw {question.id} {question.link_version} {why}".rstrip())
    body = notices.Withdrawal(
        id=id, subject_key=subject(question), upto_version=_version(question, reminder=True)
    )
    return _outgoing(str(body.id), f"/api/notify/withdrawals/{body.id}", body, now)


def subject(question: Question) -> str:
    """What notify orders the letters about a question by, and names it by in outcomes."""
    return f"question:{question.id}"


def letter_id(question: Question, reminder: bool = False) -> uuid.UUID:
    """The id of the letter with the link that works now, or of the reminder of it."""
    word = "reminder" if reminder else "letter"
    return uuid.uuid5(_QUESTIONS, f"{word} {question.id} {question.link_version}")


def _version(question: Question, reminder: bool) -> int:
    # Rises with every link, and a reminder outdoes the letter before it.
    return 2 * question.link_version + reminder


def letter(
    network: Network,
    post: Post,
    question: Question,
    address: Address,
    other: tuple[str, str],
    now: datetime,
    reminder: bool = False,
) -> OutgoingNotice:
    """The letter with the link, or the reminder of it with the same link; ``other`` is kind and
    id of the entry on the other side."""
    until = datetime.combine(question.expires, time(23, 59), BERLIN)
    notice = notices.Notice(
        id=letter_id(question, reminder),
        kind=notices.NoticeKind.QUESTION_REMINDER
        if reminder
        else notices.NoticeKind.FINDING_QUESTION,
        subject_key=subject(question),
        subject_version=_version(question, reminder),
        sender=sender(network.installation, post.public_url),
        recipients=(
            notices.Recipient(
                ref=subject(question),
                address=address.email,
                name=address.name[:120],
                lang="en" if question.lang == "en" else "de",
                links={"answer": link_of(post, question)},
                address_source=address.source[:300],
            ),
        ),
        question=_facts(network, question, other, until, reminder),
        expires_at=until,
        created_at=now,
    )
    return _outgoing(str(notice.id), f"/api/notify/notices/{notice.id}", notice, now)


def _outgoing(
    id: str, path: str, body: notices.Notice | notices.Withdrawal, now: datetime
) -> OutgoingNotice:
    return OutgoingNotice(
        id=id, target="notify", path=path, payload=body.model_dump_json(), due_at=now
    )


def _facts(
    network: Network,
    question: Question,
    other: tuple[str, str],
    until: datetime,
    reminder: bool,
) -> notices.QuestionFacts:
    own = network.find(question.entry_kind, question.entry_id)
    beside = open_entry(network, *other)
    return notices.QuestionFacts(
        own_title=_title(own),
        own_actor=_name(network, question.actor_id),
        other_title=_title(beside),
        other_actor=_name(network, provider_of(beside)) if beside else "",
        common=_common(network, own, beside, question.lang) if beside else (),
        answer_until=until,
        asked_on=letter_day(question) if reminder else None,
    )


def open_entry(network: Network, kind: str, id: str) -> Offer | Project | None:
    """An entry that everybody may know, with a provider that everybody may know; or None."""
    record = network.find(kind, id)
    if not isinstance(record, Offer | Project):
        return None
    actor = network.get(Actor, provider_of(record))
    if actor is None:
        return None
    both = {record.provenance.visibility, actor.provenance.visibility}
    return record if both == {Visibility.PUBLIC} else None


def provider_of(record: Record | None) -> str:
    """Whose an entry is: its provider, or who leads the project."""
    if isinstance(record, Offer):
        return record.actor_id
    if isinstance(record, Project):
        return record.lead_actor_id or min(record.partner_actor_ids, default="")
    return ""


def _title(record: Record | None) -> str:
    return record.title[:300] if isinstance(record, Offer | Project) else ""


def _name(network: Network, actor_id: str) -> str:
    actor = network.get(Actor, actor_id)
    return actor.name[:300] if actor else ""


def _common(network: Network, own: Record | None, other: Record, lang: str) -> tuple[str, ...]:
    """Labels of the topics and names of the places that both entries name."""
    if not isinstance(own, Offer | Project) or not isinstance(other, Offer | Project):
        return ()
    topics = (network.get(Topic, id) for id in own.topic_ids if id in other.topic_ids)
    places = {*own.on_site_region_ids, *own.reachable_region_ids} & {
        *other.on_site_region_ids,
        *other.reachable_region_ids,
    }
    regions = (network.get(Region, id) for id in sorted(places))
    labels = (t.label_en or t.label if lang == "en" else t.label for t in topics if t)
    return (*labels, *(r.name for r in regions if r))
