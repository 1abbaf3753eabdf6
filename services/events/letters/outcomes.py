"""What became of letters: asked of notify, remembered per person."""

from __future__ import annotations

from typing import Protocol

from services.events.records.services import Services
from shared.notices import OutcomePage

CURSOR = "outcomes_cursor"


class LetterOutcomes(Protocol):
    """Where the outcomes of letters are asked for (``shared.outcomes``)."""

    def after(self, cursor: int) -> OutcomePage:
        """What became known after ``cursor``. Raises Unavailable("unavailable.notify")."""
        ...


def read_outcomes(services: Services, outcomes: LetterOutcomes) -> int:
    """Ask notify what became of letters since the last time, and remember it per person."""
    with services.store.read() as transaction:
        cursor = int(transaction.notes.get(CURSOR, "0"))
    page = outcomes.after(cursor)
    if not page.outcomes:
        return 0
    with services.store.write() as transaction:
        for outcome in page.outcomes:
            kind, _, id = outcome.recipient_ref.partition(":")
            if kind == "registration":
                transaction.registrations.set_mail_state(id, outcome.state.value)
            elif kind == "invitation":
                transaction.invitations.set_mail_state(id, outcome.state.value)
        transaction.notes.put(CURSOR, str(page.next))
    return len(page.outcomes)
