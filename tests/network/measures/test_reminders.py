"""Owners of measures are reminded once before the due day and once after it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.network.measures.reminders import remind
from services.network.measures.save import add_evidence, remove_measure, save_measure
from services.network.records.model import Evidence, Measure, OutgoingNotice
from shared.errors import Conflict, Invalid, NotFound
from shared.notices import Notice, Withdrawal
from tests.builders import AT, DAY, installation, new

URL = "https://ikoe.example"


def measure(**values) -> Measure:
    given = {
        "title": "Lotsinnen gewinnen",
        "owner": "Frau Muster",
        "owner_email": "muster@verein.example",
        "begun": DAY - timedelta(days=30),
        "due": DAY + timedelta(days=10),
        "status": "running",
        **values,
    }
    return Measure(id=given.pop("id", "v1"), **given)


def notices(parts):
    found: list[OutgoingNotice] = list(parts.store.pending_notices(parts.now))
    return sorted(found, key=lambda n: (n.due_at, n.path))


def letters(parts):
    found = [n for n in notices(parts) if "/notices/" in n.path]
    return [Notice.model_validate_json(n.payload) for n in found]


@pytest.fixture
def ready(parts):
    parts.live.apply(new(installation()), "Test", AT)
    return parts


def save(parts, one: Measure):
    version = parts.live.network().version("measure", one.id)
    return save_measure(parts, one, version, "Kim")


def test_the_owner_is_reminded_once_before_and_once_after_the_due_day(ready):
    save(ready, measure())
    assert [remind(ready, URL), remind(ready, URL)] == [1, 0]
    ready.now += timedelta(days=10)
    assert remind(ready, URL) == 0
    ready.now += timedelta(days=1)
    assert [remind(ready, URL), remind(ready, URL)] == [1, 0]
    before, late = letters(ready)
    assert (before.measure.overdue, late.measure.overdue) == (False, True)
    assert before.subject_key == late.subject_key
    assert before.subject_version < late.subject_version
    assert before.recipients[0].address == "muster@verein.example"
    assert before.recipients[0].links == {"measure": "https://ikoe.example/vorhaben/v1"}


@pytest.mark.parametrize(
    "values",
    [
        {"due": DAY + timedelta(days=15)},
        {"due": None},
        {"owner_email": ""},
        {"status": "done"},
        {"status": "dropped", "due": DAY - timedelta(days=1)},
    ],
)
def test_nobody_is_reminded_too_early_without_address_or_of_what_is_done(ready, values):
    save(ready, measure(**values))
    assert remind(ready, URL) == 0


def test_nothing_is_sent_before_the_installation_is_set_up(parts):
    save(parts, measure())
    assert remind(parts, URL) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"due": DAY + timedelta(days=5)},
        {"status": "done"},
        {"owner_email": "neu@verein.example"},
        {"due": None},
    ],
)
def test_a_change_withdraws_the_reminder_that_is_no_longer_right(ready, change):
    save(ready, measure())
    remind(ready, URL)
    (sent,) = letters(ready)
    save(ready, replace(measure(), **change))
    (taken_back,) = [n for n in notices(ready) if "/withdrawals/" in n.path]
    withdrawal = Withdrawal(**json.loads(taken_back.payload))
    assert withdrawal.subject_key == sent.subject_key
    assert withdrawal.upto_version >= sent.subject_version
    for later in range(2):
        ready.now += timedelta(days=later)
        remind(ready, URL)
    assert all(
        new.subject_version > withdrawal.upto_version
        for new in letters(ready)[1:]
        if new.id != sent.id
    )


def test_a_measure_that_is_deleted_takes_its_reminder_back(ready):
    save(ready, measure())
    remind(ready, URL)
    with pytest.raises(Conflict):
        remove_measure(ready, "v1", 7, "Kim")
    remove_measure(ready, "v1", 1, "Kim")
    assert [n.path.split("/")[3] for n in notices(ready)] == ["notices", "withdrawals"]
    assert remind(ready, URL) == 0
    with pytest.raises(NotFound):
        remove_measure(ready, "v1", 1, "Kim")


@pytest.mark.parametrize("due", [date.min, date.max])
def test_no_due_day_stops_the_reminders_of_others(ready, due):
    save(ready, measure(id="a1", begun=date.min, due=due))
    save(ready, measure())
    assert remind(ready, URL) == (2 if due == date.min else 1)


def test_a_new_due_day_is_reminded_of_anew(ready):
    save(ready, measure())
    remind(ready, URL)
    save(ready, measure(due=DAY + timedelta(days=12)))
    assert remind(ready, URL) == 1
    assert len(letters(ready)) == 2


def test_another_change_leaves_the_reminder_alone(ready):
    save(ready, measure())
    remind(ready, URL)
    save(ready, measure(outcome="Erstes Gespräch geführt."))
    assert len(notices(ready)) == 1
    assert remind(ready, URL) == 0


def test_the_day_of_closing_follows_from_the_status_and_stays(ready):
    save(ready, measure())
    save(ready, measure(status="done"))
    assert ready.live.network().get(Measure, "v1").closed == DAY
    ready.now += timedelta(days=3)
    save(ready, measure(status="done", outcome="Zwei Lotsinnen."))
    assert ready.live.network().get(Measure, "v1").closed == DAY
    save(ready, measure(status="running"))
    assert ready.live.network().get(Measure, "v1").closed is None


def test_a_measure_that_somebody_changed_meanwhile_is_a_conflict(ready):
    save(ready, measure())
    save_measure(ready, measure(owner="Herr Beispiel"), 1, "Kim")
    with pytest.raises(Conflict):
        save_measure(ready, measure(owner="Frau Anders"), 1, "Sam")
    with pytest.raises(Invalid):
        save_measure(ready, measure(owner_email="keine"), 2, "Sam")


def test_evidence_is_written_with_its_measure_once(ready):
    save(ready, measure())
    told = Evidence(id="b1", title="Gespräch mit dem Landratsamt", evidence_kind="interview")
    for _ in range(2):
        add_evidence(ready, "v1", told, 1, "Kim")
    network = ready.live.network()
    assert network.get(Measure, "v1").evidence_ids == ("b1",)
    assert network.version("measure", "v1") == 2
    with pytest.raises(Conflict):
        add_evidence(ready, "v1", replace(told, id="b2"), 1, "Kim")
