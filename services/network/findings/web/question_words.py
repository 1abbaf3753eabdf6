"""Questions to both sides as pages show them: who was asked, who answered, what was proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.network.findings import letters
from services.network.findings import questions as ask
from services.network.findings.lifecycle import QuestionState, concerns, question_state
from services.network.findings.reminder_rules import LetterState
from services.network.findings.web import question_form
from services.network.findings.web.letter_words import LANGUAGES, PostView, post_view
from services.network.findings.web.rows import questions_by_finding
from services.network.findings.web.today import findings
from services.network.parallels.parallels import Parallel
from services.network.parallels.sides import Side
from services.network.reader import context
from services.network.reader.labels import side_words
from services.network.reader.words import ANSWERS, QUESTION_STATES
from services.network.records.model import Actor, Offer, Project, Question
from services.network.records.visible_network import VisibleNetwork
from shared.web.i18n import gettext as _

TONES = {
    QuestionState.WAITING: "info",
    QuestionState.ANSWERED: "success",
    QuestionState.EXPIRED: "warning",
    QuestionState.REVOKED: "neutral",
}


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question in words. ``link`` is filled only if it must be handed over by hand;
    ``rows`` compares the entry with what was proposed; ``cooperation_query`` prefills a new
    cooperation. ``record`` is None if the entry is gone."""

    question: Question
    version: int
    state: QuestionState
    word: str
    tone: str
    actor: str
    record: Offer | Project | None
    path: str
    answer: str
    since: str
    rows: Sequence[question_form.Difference]
    link: str
    language: str
    post: PostView
    cooperation_query: dict[str, Any]

    @property
    def to_settle(self) -> bool:
        """Whether a proposal waits for the coordinator."""
        return bool(self.rows) and not self.question.settled


@dataclass(frozen=True, slots=True)
class SideAsked:
    """One side of a finding: whom a question goes to, and the questions so far, latest first.

    ``hidden``: not everybody may see its entry, so the other side is not told of it.
    ``declined``: it wants no letters. ``lang`` is the language it was last asked in. ``to_ask``:
    it would be asked now; one that still has to answer, or has done so, is left alone.
    """

    title: str
    actor: str
    address: letters.Address | None
    hidden: bool
    declined: bool
    lang: str
    field: str
    questions: Sequence[QuestionView]
    to_ask: bool

    @property
    def latest(self) -> QuestionView | None:
        """The question that counts now."""
        return self.questions[0] if self.questions else None


@dataclass(frozen=True, slots=True)
class Asking:
    """Both sides; whether somebody can still be asked, and whether everybody knows of it."""

    sides: Sequence[SideAsked]
    can_ask: bool
    everybody: bool


def post() -> letters.Post:
    """What signs links, and where they lead."""
    settings = context.parts().settings
    return letters.Post(settings.secret_key.get_secret_value(), settings.public_url)


def asking(finding: Parallel, visible: VisibleNetwork) -> Asking:
    """How it stands with the questions to both sides of a finding."""
    network, day = visible.network, context.today()
    verdict = visible.snapshot.verdicts.get(finding.id)
    all_questions = questions_by_finding().get(finding.id, ())
    sides, informed = [], []
    for side in (finding.left, finding.right):
        own = [q for q in all_questions if (q.entry_kind, q.entry_id) == (side.kind, side.id)]
        record = network.find(side.kind, side.id)
        actor_id = ask.asked_actor(network, side)
        actor = network.get(Actor, actor_id)
        earlier = [q for q in network.all(Question).values() if q.actor_id == actor_id]
        sides.append(
            SideAsked(
                record.title if isinstance(record, Offer | Project) else "",
                visible.actor_name(actor_id),
                letters.address_of(network, actor_id, day),
                letters.open_entry(network, side.kind, side.id) is None,
                actor is not None and not actor.askable,
                max(earlier, key=lambda q: (q.asked_on, q.id)).lang if earlier else "de",
                language_field(side),
                [view(q, visible) for q in own],
                not any(ask.covers(q, finding.digest, verdict, day) for q in own),
            )
        )
        informed.append(
            any(
                concerns(q, finding.digest, verdict)
                and (q.answer or (q.mailed and not q.revoked and q.letter != LetterState.FAILED))
                for q in own
            )
        )
    return Asking(sides, any(side.to_ask for side in sides), all(informed))


def view(question: Question, visible: VisibleNetwork) -> QuestionView:
    """A question in words."""
    state = question_state(question, context.today())
    found = visible.network.find(question.entry_kind, question.entry_id)
    record = found if isinstance(found, Offer | Project) else None
    waiting = state is QuestionState.WAITING
    path = "/angebote/" if question.entry_kind == "offer" else "/projekte/"
    return QuestionView(
        question=question,
        version=context.network().version(Question.KIND, question.id),
        state=state,
        word=_(QUESTION_STATES[state.value]),
        tone=TONES[state],
        actor=visible.actor_name(question.actor_id),
        record=record,
        path=path + question.entry_id,
        answer=_(ANSWERS[question.answer]) if question.answer in ANSWERS else "",
        since=since(question),
        rows=question_form.compare(record, question.proposed, visible) if record else (),
        link=letters.link_of(post(), question) if waiting and not question.mailed else "",
        language=_(LANGUAGES[question.lang]) if question.lang in LANGUAGES else "",
        post=post_view(question),
        cooperation_query=_cooperation_query(question, visible),
    )


def to_look_at(v: QuestionView) -> bool:
    """Answers whose finding nobody has judged since, or whose proposal nobody has settled."""
    if v.state is not QuestionState.ANSWERED:
        return False
    verdict = context.unfiltered().snapshot.verdicts.get(v.question.finding_id)
    return v.to_settle or verdict is None or verdict.day < v.question.asked_on


def answers_to_check() -> int:
    """How many answers wait for a coordinator."""
    visible = context.unfiltered()
    every = (q for qs in questions_by_finding().values() for q in qs)
    return sum(1 for q in every if q.answer and to_look_at(view(q, visible)))


def undeliverable() -> int:
    """How many questions have not reached anybody."""
    every = (q for qs in questions_by_finding().values() for q in qs)
    return sum(1 for q in every if q.letter and post_view(q).failed)


def language_field(side: Side) -> str:
    """The name of the field that says in which language a side is asked."""
    return f"sprache-{side.kind}-{side.id}"


def since(question: Question) -> str:
    """Since when both cooperate, or from when they want to; blank if that was not said."""
    start = question.period.start
    if start is None:
        return ""
    if question.answer == "planned":
        return _("ab %(start)s", start=side_words(start))
    return _("seit %(start)s", start=side_words(start))


def _cooperation_query(question: Question, visible: VisibleNetwork) -> dict[str, Any]:
    """What the form of a new cooperation shall hold: both actors, and since when."""
    other = visible.network.find(*ask.other_entry(visible.network, question))
    actors = [id for id in (question.actor_id, letters.provider_of(other)) if id]
    finding = findings().get(question.finding_id)
    topics = list(finding.topic_ids) if finding else []
    regions = list(finding.region_ids) if finding else []
    return {"akteur": actors, "thema": topics, "kreis": regions, "frage": question.id}
