"""What happens by itself: reminders, facts, outcomes, data sets, and letters about edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.events import upkeep
from services.events.datasets import DATA_SETS
from services.events.planning import planning
from services.events.records.event import EventStatus
from shared.errors import Conflict, Unavailable
from shared.notices import DeliveryState, NoticeKind, Outcome, OutcomePage
from tests.events.builders import ACTORS, NOW, START, event, in_parallel


def reminders(world) -> list[list[str]]:
    return [
        [r.name for r in letter.recipients]
        for letter in world.letters()
        if letter.kind == "event_reminder"
    ]


def test_participants_are_reminded_once_a_day_before(world):
    one = world.add(event(capacity=1))
    world.joined(one.id, "Anna")
    world.joined(one.id, "Wartet")
    world.clock.now = START - timedelta(days=1, seconds=1)
    assert upkeep.remind(world.parts) == 0
    world.clock.move(seconds=1)
    assert in_parallel([lambda: upkeep.remind(world.parts)] * 3, 3).count(1) == 1
    assert upkeep.remind(world.parts) == 0
    assert reminders(world) == [["Anna"]]


def test_an_outage_delays_the_reminder_and_after_the_start_there_is_none(lite):
    late, missed = lite.add(event()), lite.add(event(starts_at=START - timedelta(days=2)))
    lite.joined(late.id, "Anna")
    lite.joined(missed.id, "Berit")
    lite.clock.now = START - timedelta(hours=3)
    assert upkeep.remind(lite.parts) == 1
    assert reminders(lite) == [["Anna"]]


def test_the_reminder_after_an_edit_is_not_caught_by_the_withdrawal_of_the_edit(lite):
    one = lite.add(event())
    lite.joined(one.id, "Anna")
    lite.edit(one, place="Haus 2")
    lite.clock.now = START - timedelta(hours=20)
    upkeep.remind(lite.parts)
    key = f"reminder:{one.id}"
    withdrawn = max(w.upto_version for w in lite.withdrawals() if w.subject_key == key)
    (letter,) = [x for x in lite.letters() if x.kind == "event_reminder"]
    assert (letter.subject_key, letter.subject_version > withdrawn) == (key, True)


def test_a_moved_event_is_told_at_once_and_reminded_of_again(lite):
    one = lite.add(event())
    lite.joined(one.id, "Anna")
    lite.clock.now = START - timedelta(hours=20)
    upkeep.remind(lite.parts)
    moved = START + timedelta(days=7)
    lite.edit(lite.event(one.id), starts_at=moved, ends_at=moved + timedelta(hours=2))
    assert upkeep.remind(lite.parts) == 0
    lite.clock.now = moved - timedelta(hours=20)
    upkeep.remind(lite.parts)
    assert reminders(lite) == [["Anna"], ["Anna"]]
    (told,) = [x for x in lite.letters() if x.kind == "event_changed"]
    assert [c.field for c in told.changes] == ["starts_at", "ends_at"]
    assert "SEQUENCE:1" in told.recipients[0].calendar


def test_who_left_and_cancelled_events_are_not_reminded_of(lite):
    one, other = lite.add(event()), lite.add(event())
    lite.leave(lite.joined(one.id, "Anna"))
    lite.joined(other.id, "Berit")
    planning.cancel(lite.parts, other.id, 1, "Alex")
    lite.clock.now = START - timedelta(hours=20)
    assert upkeep.remind(lite.parts) == 0
    assert reminders(lite) == []


def test_network_is_told_facts_and_numbers_but_no_names(world):
    one = world.add(event(capacity=5, finding_ids=("f1",)))
    assert upkeep.tell_facts(world.parts) == 1
    assert upkeep.tell_facts(world.parts) == 0
    world.joined(one.id, "Anna", 2)
    assert upkeep.tell_facts(world.parts) == 1
    facts = sorted(world.facts(), key=lambda f: f["version"])
    assert [(f["version"], f["counts"]["registered"]) for f in facts] == [(1, 0), (2, 2)]
    assert facts[1]["finding_ids"] == ["f1"]
    assert [r["path"] for r in world.rows("network")] == [f"/api/network/meetings/{one.id}"] * 2
    assert "Anna" not in str(facts)


def test_publishing_tells_network_at_once_and_a_draft_is_nobodys_business(lite):
    one = lite.add(event(status=EventStatus.DRAFT))
    assert upkeep.tell_facts(lite.parts) == 0
    planning.publish(lite.parts, one.id, 1, "Alex")
    assert [f["status"] for f in lite.facts()] == ["published"]


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
    assert upkeep.read_outcomes(world.parts, outcomes) == 3
    assert upkeep.read_outcomes(world.parts, outcomes) == 0
    assert outcomes.asked == [0, 11]
    assert world.one(one.id, "Anna").mail_state == "failed"
    outcomes.away = True
    with pytest.raises(Unavailable):
        upkeep.read_outcomes(world.parts, outcomes)


def test_a_data_set_comes_and_goes_without_a_letter_and_leaves_other_events(world):
    own = world.add(event(title="Eigener Termin"))
    world.directory.installation = replace(world.directory.installation, dataset="example")
    assert upkeep.reconcile_data_set(world.parts, DATA_SETS) is True
    assert upkeep.reconcile_data_set(world.parts, DATA_SETS) is False
    with world.store.read() as session:
        assert {e.origin for e in session.events()} == {"", "example"}
    world.directory.installation = replace(world.directory.installation, dataset="")
    assert upkeep.reconcile_data_set(world.parts, DATA_SETS) is True
    with world.store.read() as session:
        assert session.events() == [own]
    assert (world.letters(), world.miscounted()) == ([], [])


def test_two_editors_and_one_version(world):
    one = world.add(event())
    world.edit(one, title="Erste Fassung")
    with pytest.raises(Conflict):
        world.edit(one, title="Zweite Fassung")
    assert world.event(one.id).title == "Erste Fassung"


def test_an_actor_with_a_very_long_name_is_invited_all_the_same(world):
    one = world.add(event())
    world.directory.cards = (replace(ACTORS[1], name="Verein " * 60, email_source="Liste " * 90),)
    planning.add_invitees(world.parts, one.id, ["a2"], "Weil " * 300)
    with world.store.read() as session:
        ids = [i.id for i in session.invitations(one.id)]
    assert planning.invite(world.parts, one.id, ids) == 1
    (letter,) = world.letters()
    assert letter.recipients[0].name == ("Verein " * 60)[:120]


def test_people_are_forgotten_thirty_days_after_their_event_and_numbers_stay(world):
    one = world.add(event())
    world.joined(one.id, "Anna")
    upkeep.tell_facts(world.parts)
    world.clock.now = one.ends_at + timedelta(days=30)
    assert upkeep.forget(world.parts) == 0
    world.clock.move(seconds=1)
    assert upkeep.forget(world.parts) == 1
    assert upkeep.forget(world.parts) == 0
    with world.parts.store.read() as session:
        (left,) = session.registrations(one.id)
        assert session.miscounted() == []
    assert (left.name, left.email, left.organisation, left.note) == ("", "", "", "")
    assert (left.state, left.seats) == ("confirmed", 1)
    # Network keeps the numbers that it was told while the names were known.
    assert upkeep.tell_facts(world.parts) == 0
