"""Letters and reminders of a question in words: whether one arrived, whether another follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.network.findings import letters
from services.network.findings import reminders as question_reminders
from services.network.findings.lifecycle import QuestionState, question_state
from services.network.findings.reminder_rules import LetterState, letter_day, may_remind
from services.network.findings.web.today import findings
from services.network.reader import context
from services.network.records.model import Actor, Question
from shared.marking import N_
from shared.web.i18n import datum
from shared.web.i18n import gettext as _

LANGUAGES: Mapping[str, str] = {"de": N_("Deutsch"), "en": N_("Englisch")}
"""Languages that a side can be written to in."""

REASONS: Mapping[str, str] = {
    "address.invalid": N_("Die Adresse ist keine gültige E-Mail-Adresse."),
    "mail.recipient_refused": N_(
        "Der Mailserver kennt diese Adresse nicht oder nimmt sie nicht an."
    ),
    "mail.letter_refused": N_("Der Mailserver hat den Brief abgelehnt."),
    "mail.gave_up": N_("Zwei Tage lang war die Zustellung nicht möglich."),
    "expired": N_("Der Brief kam nicht rechtzeitig hinaus."),
    "by_hand": N_("Der Brief wurde im Postausgang zurückgezogen."),
    "refused": N_("Der Postausgang hat den Brief nicht angenommen."),
}
"""Why a letter did not arrive, as far as it says what to do; else the list of letters tells."""


@dataclass(frozen=True, slots=True)
class PostView:
    """What happened to the letters of a question, and what can be done about them.

    ``letter`` and ``reminder`` are sentences, blank if there is nothing to say. ``failed``: the
    side has no letter and still a question. ``doubtful``: nobody knows whether it arrived.
    ``declined``: the side wants no letters. ``email`` and ``phone`` are those of today.
    """

    letter: str
    failed: bool
    doubtful: bool
    reason: str
    reminder: str
    can_remind: bool
    can_hold: bool
    held: bool
    declined: bool
    email: str
    phone: str


def post_view(question: Question) -> PostView:
    """The letters of a question as they stand today."""
    visible, day = context.unfiltered(), context.today()
    around = question_reminders.around(visible.snapshot, question, findings().by_id)
    may = may_remind(question, around, day)
    waiting = question_state(question, day) is QuestionState.WAITING
    actor = visible.network.get(Actor, question.actor_id)
    address = letters.address_of(visible.network, question.actor_id, day)
    failed = question.letter == LetterState.FAILED and not (question.answer or question.revoked)
    return PostView(
        letter=_letter(question) if question.mailed else "",
        failed=failed,
        doubtful=waiting and question.letter == LetterState.UNKNOWN,
        reason=_(REASONS[question.letter_reason]) if question.letter_reason in REASONS else "",
        reminder=_reminder(question, may, day),
        can_remind=may,
        can_hold=may and (_days() > 0 or not question.remind),
        held=not question.remind,
        declined=actor is not None and not actor.askable,
        email=address.email if address else (actor.email if actor else ""),
        phone=actor.phone if actor else "",
    )


def _days() -> int:
    return context.parts().settings.question_reminder_days


def _letter(question: Question) -> str:
    day = question.letter_at
    match question.letter:
        case LetterState.SENT:
            return _("Der letzte Brief ist am %(day)s hinausgegangen.", day=datum(day))
        case LetterState.FAILED:
            return _("Der letzte Brief ließ sich nicht zustellen.")
        case LetterState.UNKNOWN:
            return _("Ob der letzte Brief angekommen ist, lässt sich nicht sagen.")
    if question.answer or question.revoked:
        return ""
    return _("Der Brief ist auf dem Weg.")


def _reminder(question: Question, may: bool, day: date) -> str:
    if question.reminded_on is not None:
        when = datum(question.reminded_on)
        if question.reminded_by:
            return _("Erinnert am %(day)s von %(who)s.", day=when, who=question.reminded_by)
        return _("Von selbst erinnert am %(day)s.", day=when)
    if not may:
        return ""
    if not question.remind:
        return _("Wird nicht von selbst erinnert.")
    if _days() == 0:
        return _("Erinnerungen gehen in dieser Installation nicht von selbst hinaus.")
    due = letter_day(question) + timedelta(days=_days())
    if due > question.expires:
        return ""
    if due <= day:
        return _("Die Erinnerung geht in den nächsten Minuten von selbst hinaus.")
    return _("Ohne Antwort wird am %(day)s einmal von selbst erinnert.", day=datum(due))
