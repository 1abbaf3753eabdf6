"""What became of letters is asked of notify and remembered."""

from __future__ import annotations

import pytest

from services.events.letters.outcomes import read_outcomes
from shared.errors import Unavailable
from shared.notices import DeliveryState, NoticeKind, Outcome, OutcomePage
from tests.events.builders import NOW, event


class Outcomes:
    """Answers pages of outcomes by cursor; ``away`` takes it down."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self.outcomes = outcomes
        self.asked: list[int] = []
        self.away = False

    def after(self, cursor: int) -> OutcomePage:
        """What came after the cursor."""
        if self.away:
            raise Unavailable("unavailable.notify")
        self.asked.append(cursor)
        found = tuple(o for o in self.outcomes if o.cursor > cursor)
        return OutcomePage(outcomes=found, next=max([cursor, *(o.cursor for o in found)]))


def test_what_became_of_letters_is_remembered_per_person(world):
    one = world.add(event())
    signed = world.sign_up(one.id, "Anna")
    (letter,) = world.letters()
    found = [
        Outcome(
            cursor=n,
            notice_id=letter.id,
            recipient_ref=ref,
            kind=NoticeKind.REGISTRATION_OPT_IN,
            state=state,
            at=NOW,
        )
        for n, ref, state in [
            (7, f"registration:{signed.id}", DeliveryState.SENDING),
            (9, f"registration:{signed.id}", DeliveryState.FAILED),
            (11, "other:1", DeliveryState.SENT),
        ]
    ]
    outcomes = Outcomes(found)
    assert read_outcomes(world.services, outcomes) == 3
    assert read_outcomes(world.services, outcomes) == 0
    assert outcomes.asked == [0, 11]
    assert world.one(one.id, "Anna").mail_state == "failed"
    outcomes.away = True
    with pytest.raises(Unavailable):
        read_outcomes(world.services, outcomes)
