"""What became of an invitation."""

from __future__ import annotations

import pytest

from services.events.invitations.answers import Answer, answer
from services.events.records.invitation import Invitation, InvitationState
from services.events.records.registration import RegistrationState
from tests.events.builders import NOW, registration


@pytest.mark.parametrize(
    ("states", "invited", "mail", "expected"),
    [
        ([], InvitationState.PROPOSED, "", Answer.PROPOSED),
        ([], InvitationState.INVITED, "sent", Answer.OPEN),
        ([], InvitationState.INVITED, "failed", Answer.UNDELIVERABLE),
        ([], InvitationState.DECLINED, "sent", Answer.DECLINED),
        ([RegistrationState.CANCELLED], InvitationState.INVITED, "sent", Answer.DECLINED),
        ([RegistrationState.WAITING], InvitationState.INVITED, "sent", Answer.WAITING),
        (
            [RegistrationState.CANCELLED, RegistrationState.CONFIRMED],
            InvitationState.DECLINED,
            "failed",
            Answer.ACCEPTED,
        ),
    ],
)
def test_what_an_invited_organisation_answered(states, invited, mail, expected):
    one = Invitation(
        id="i",
        event_id="e",
        actor_id="a",
        name="Büro",
        email="KIM@beispiel.example",
        state=invited,
        mail_state=mail,
        created_at=NOW,
        updated_at=NOW,
    )
    assert answer(one, [registration(state=s) for s in states]) is expected
