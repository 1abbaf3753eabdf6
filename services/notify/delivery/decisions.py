"""What becomes of a letter after a try, a crash or its expiry: decisions as pure functions.

Whoever holds the row (the delivery log) only writes down what is decided here. Instants are
aware.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.notify.records.state import Decision, LetterStanding, State

BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 120, 240, 360))
"""Waits after temporary failures; the last one repeats. Greylisting lets the second or third
try pass, a server that is repaired within a day is met twice a day."""
GIVE_UP_AFTER = timedelta(hours=48)
"""Since the first try; mail servers themselves rarely try for longer than some days."""
HOLD_LOGIN = timedelta(minutes=5)
HOLD_UNREACHABLE = timedelta(seconds=30)
"""Pauses of the whole post when the server refuses our login or cannot be reached: a
thousand letters shall not each find it out."""
RESEND_AFTER = timedelta(minutes=10)
"""Wait before the one resend of a letter whose arrival is unknown."""
CRASH_SPREAD = timedelta(minutes=2)
"""After a second crash the letters that were being sent then are tried apart from each other:
one of them is the cause, the others were only beside it and must not be blamed for it."""
MAX_CRASHES = 3
"""A letter that ended so many processes is put aside; others shall not wait behind it."""
_NEVER_TWICE = frozenset(
    {"event_invitation", "event_reminder", "measure_reminder", "question_reminder"}
)


def resend_if_unknown(kind: str) -> bool:
    """Whether a letter of this kind goes out once more when nobody knows if it arrived.

    Losing a confirmation is worse than having it twice; for invitations and reminders it is
    the other way round.
    """
    return kind not in _NEVER_TWICE


ResultKind = Literal["sent", "later", "refused", "unknown", "hold"]


@dataclass(frozen=True, slots=True)
class Result:
    """How one try ended: ``reason`` is a code for the pages, ``detail`` the server's own words.

    ``hold`` concerns all letters: the server refuses our login or does not answer at all.
    """

    kind: ResultKind
    reason: str = ""
    detail: str = ""


SmtpStage = Literal["connect", "login", "sender", "recipient", "data", "dot"]


def classify(stage: SmtpStage, code: int | None, detail: str = "") -> Result:
    """Read an SMTP failure: in which stage, and with which answer (None: connection lost).

    The class of an error says little (451 and 550 at RCPT are the same in smtplib), so the
    code decides, and for a lost connection the stage: after the letter's bytes went out
    nobody can tell whether they were accepted.
    """
    if code is None:
        if stage == "dot":
            return Result("unknown", "mail.connection_lost", detail)
        if stage == "connect":
            return Result("hold", "mail.unreachable", detail)
        return Result("later", "mail.interrupted", detail)
    if stage == "connect":
        # Whatever the server says instead of "220 ready", it does not concern this letter.
        return Result("hold", "mail.unreachable", detail)
    if stage == "login":
        return Result("hold", "mail.login", detail)
    if 400 <= code < 500:
        return Result("later", "mail.later", detail)
    if stage == "sender":
        return Result("refused", "mail.sender_refused", detail)
    if stage == "recipient":
        return Result("refused", "mail.recipient_refused", detail)
    return Result("refused", "mail.letter_refused", detail)


def back_off(attempts: int) -> timedelta:
    """The wait after the ``attempts``-th temporary failure (1-based)."""
    return BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]


def hold_for(reason: str) -> timedelta:
    """How long the whole post pauses for this reason."""
    return HOLD_LOGIN if reason == "mail.login" else HOLD_UNREACHABLE


def after_result(standing: LetterStanding, result: Result, now: datetime) -> Decision:
    """Decide after a try that came back with a result. Clears the crash counter."""
    attempts, unknowns = standing.attempts + 1, standing.unknowns
    match result.kind:
        case "sent":
            return Decision(State.SENT, "", None, attempts, 0, unknowns)
        case "refused":
            return Decision(State.FAILED, result.reason, None, attempts, 0, unknowns)
        case "unknown":
            return _unknown(standing, result.reason, attempts, 0, now)
        case "hold":
            if _given_up(standing, now):
                return Decision(State.FAILED, "mail.gave_up", None, attempts, 0, unknowns)
            # Not this letter's fault: it does not use up a try.
            wait = hold_for(result.reason)
            return Decision(
                State.PLANNED, result.reason, now + wait, standing.attempts, 0, unknowns
            )
        case "later":
            if _given_up(standing, now):
                return Decision(State.FAILED, "mail.gave_up", None, attempts, 0, unknowns)
            return Decision(
                State.PLANNED, result.reason, now + back_off(attempts), attempts, 0, unknowns
            )


def after_stale_claim(standing: LetterStanding, now: datetime) -> Decision:
    """Decide about a claim whose holder gave no sign in time: killed, hung or cut off.

    ``standing.crashes`` counts this one already (it is raised with the claim).
    """
    if standing.data_started:
        return _unknown(standing, "worker_lost", standing.attempts + 1, standing.crashes, now)
    return _after_crash(standing, "crashed", now)


def after_error(standing: LetterStanding, reason: str, now: datetime) -> Decision:
    """Decide after an unforeseen error before the letter's bytes went out.

    A letter that cannot be written (``letter_unwritable``, or ``letter_newer`` if a newer
    program planned it) is put aside at once: trying again changes nothing until somebody mends
    its cause.
    """
    if reason in ("letter_unwritable", "letter_newer"):
        return Decision(
            State.SHUNTED, reason, None, standing.attempts, standing.crashes, standing.unknowns
        )
    return _after_crash(standing, reason, now)


def if_pointless(standing: LetterStanding, now: datetime) -> Decision | None:
    """A letter past its expiry is cancelled, not sent; None: still worth sending.

    One that may have arrived already stays ``unknown``: that is the truth about it.
    """
    if standing.expires_at is None or now < standing.expires_at:
        return None
    return Decision(
        State.UNKNOWN if standing.unknowns else State.CANCELLED,
        "expired",
        None,
        standing.attempts,
        standing.crashes,
        standing.unknowns,
    )


def _given_up(standing: LetterStanding, now: datetime) -> bool:
    return standing.first_try_at is not None and now - standing.first_try_at >= GIVE_UP_AFTER


def _unknown(
    standing: LetterStanding, reason: str, attempts: int, crashes: int, now: datetime
) -> Decision:
    again = standing.unknowns == 0 and resend_if_unknown(standing.kind)
    return Decision(
        State.UNKNOWN,
        reason,
        now + RESEND_AFTER if again else None,
        attempts,
        crashes,
        standing.unknowns + 1,
    )


def _after_crash(standing: LetterStanding, reason: str, now: datetime) -> Decision:
    if standing.crashes >= MAX_CRASHES:
        return Decision(
            State.SHUNTED, reason, None, standing.attempts, standing.crashes, standing.unknowns
        )
    apart = CRASH_SPREAD * standing.spread if standing.crashes > 1 else timedelta()
    return Decision(
        State.PLANNED, reason, now + apart, standing.attempts, standing.crashes, standing.unknowns
    )
