"""What became of an invitation."""

from __future__ import annotations

import pytest

from services.events.invitations.answers import InvitationAnswer, answer
from services.events.records.invitation import Invitation, InvitationState
from services.events.records.registration import RegistrationState
from tests.events.builders import NOW, registration


@pytest.mark.parametrize(
    ("states", "invited", "mail", "expected"),
    [
        ([], InvitationState.PROPOSED, "", InvitationAnswer.PROPOSED),
        ([], InvitationState.INVITED, "sent", InvitationAnswer.OPEN),
        ([], InvitationState.INVITED, "failed", InvitationAnswer.UNDELIVERABLE),
        ([], InvitationState.DECLINED, "sent", InvitationAnswer.DECLINED),
        ([RegistrationState.CANCELLED], InvitationState.INVITED, "sent", InvitationAnswer.DECLINED),
        ([RegistrationState.WAITING], InvitationState.INVITED, "sent", InvitationAnswer.WAITING),
        (
            [RegistrationState.CANCELLED, RegistrationState.CONFIRMED],
            InvitationState.DECLINED,
            "failed",
            InvitationAnswer.ACCEPTED,
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
