"""What a person may do with a letter."""

from __future__ import annotations

import pytest

from services.notify.desk.rules import send_again, send_not
from services.notify.records.state import State
from shared.errors import Refused


@pytest.mark.parametrize("state", list(State))
def test_what_a_person_may_do_in_each_state(state):
    stuck = state in {State.FAILED, State.UNKNOWN, State.SHUNTED}
    if stuck:
        send_again(state, outdated=False)
        with pytest.raises(Refused):
            send_again(state, outdated=True)
    else:
        with pytest.raises(Refused):
            send_again(state, outdated=False)
    if stuck or state is State.PLANNED:
        send_not(state)
    else:
        with pytest.raises(Refused):
            send_not(state)


def test_a_person_hears_why_a_letter_is_neither_sent_again_nor_dropped():
    said = []
    for act in (
        lambda: send_again(State.SENT, outdated=True),
        lambda: send_again(State.FAILED, outdated=True),
        lambda: send_not(State.SENDING),
    ):
        with pytest.raises(Refused) as caught:
            act()
        said.append(caught.value.code)
    assert said == ["delivery.not_stuck", "delivery.outdated", "delivery.not_waiting"]
