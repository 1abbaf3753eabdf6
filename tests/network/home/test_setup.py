"""Beginning, and removing what one began with."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from services.network.findings.judge import judge_finding
from services.network.home import setup as install
from services.network.records.model import Judgement
from services.network.records.save import save_record
from shared.errors import Invalid, Refused
from tests.builders import (
    AT,
    actor,
    cooperation,
    installation,
    land,
    offer,
    tie,
    topic,
)
from tests.network.parts import PRACTICE


def ids_by_kind(parts) -> dict[str, list[str]]:
    records = parts.live.network().records
    return {kind: sorted(found) for kind, found in records.items()}


def test_an_empty_start_has_vocabularies_and_settings_only(parts):
    assert install.prepare(parts, "empty") is True
    assert ids_by_kind(parts) == {
        "region": ["16"],
        "topic": ["t1"],
        "installation": ["installation"],
    }
    settings = parts.live.network().installation
    assert settings is not None
    assert (settings.dataset, settings.set_up_at) == ("", AT)


def test_the_practice_network_begins_with_its_centre_and_todays_day(parts):
    assert install.prepare(parts, "practice") is True
    settings = parts.live.network().installation
    assert settings is not None
    assert (settings.centre_name, settings.operator_actor_id) == ("Übungszentrum", "u1")
    assert settings.dataset == "practice"
    assert parts.datasets.asked == [(date(2026, 5, 4), install.SEED)]
    assert parts.live.network().revision == 1


def test_a_second_start_leaves_everything_as_it_is(parts):
    install.prepare(parts, "practice")
    assert install.prepare(parts, "example") is False
    assert parts.live.network().revision == 1
    with pytest.raises(Refused) as caught:
        install.set_up(parts, installation(), "empty", "Kim")
    assert caught.value.code == "install.done"


def test_the_first_page_keeps_what_was_typed(parts):
    typed = installation(centre_name="Fachstelle Süd", contact="Tel. 0361")
    install.set_up(parts, typed, "example", "Kim")
    settings = parts.live.network().installation
    assert settings == dataclasses.replace(
        typed, dataset="example", set_up_at=AT, provenance=settings.provenance
    )
    assert parts.store.history("installation", "installation")[0].author == "Kim"


@pytest.mark.parametrize(
    ("settings", "data", "field"),
    [
        (installation(centre_name=" "), "empty", "centre_name"),
        (installation(sender_address="nix"), "empty", "sender_address"),
        (installation(), "everything", "data"),
    ],
)
def test_a_start_with_wrong_settings_writes_nothing(parts, settings, data, field):
    with pytest.raises(Invalid) as caught:
        install.set_up(parts, settings, data, "Kim")
    assert [problem.field for problem in caught.value.problems] == [field]
    assert parts.live.network().records == {}


def test_a_data_set_goes_without_a_trace_and_own_records_stay(parts):
    install.prepare(parts, "practice")
    save_record(parts, actor("own"), 0, "Kim")
    save_record(parts, offer("own", actor_id="u1", topic_ids=("t1",)), 0, "Kim")
    save_record(parts, cooperation("stays", "own", "u1", "u2"), 0, "Kim")
    save_record(parts, actor("own2"), 0, "Kim")
    save_record(parts, cooperation("thinner", "own", "own2", "u1"), 0, "Kim")
    save_record(parts, tie("lost", "own", "u1"), 0, "Kim")
    judge_finding(
        parts, finding_id="f", digest="d", judgement=Judgement.OVERLAP, author="Kim", expects=0
    )
    found = install.removal(parts.live.network())
    assert {record.id for record in found.removed} >= {"u1", "u2", "uo1", "uc1", "ut1"}
    assert sorted(record.id for record in found.lost) == ["lost", "stays"]
    assert sorted(record.id for record in found.blanked) == ["own", "thinner"]
    before = parts.live.network().revision
    install.remove_dataset(parts, "Kim")
    assert parts.live.network().revision == before + 1
    assert ids_by_kind(parts) == {
        "region": ["16"],
        "topic": ["t1"],
        "installation": ["installation"],
        "actor": ["own", "own2"],
        "offer": ["own"],
        "cooperation": ["thinner"],
    }
    network = parts.live.network()
    assert network.records["offer"]["own"] == offer("own", topic_ids=("t1",))
    assert network.records["cooperation"]["thinner"] == cooperation("thinner", "own", "own2")
    settings = network.installation
    assert settings is not None
    assert (settings.dataset, settings.operator_actor_id) == ("", "")


def test_what_refers_to_a_lost_record_is_looked_at_too(parts):
    install.prepare(parts, "practice")
    # A region within a practice region would be blanked; a topic below a practice topic too.
    save_record(parts, topic("tx", provenance=PRACTICE), 0, "Kim")
    save_record(parts, topic("ty", parent_id="tx"), 0, "Kim")
    save_record(parts, land("17", parent_id="16"), 0, "Kim")
    install.remove_dataset(parts, "Kim")
    assert parts.live.network().records["topic"]["ty"] == topic("ty")
    assert parts.live.network().records["region"]["17"] == land("17", parent_id="16")


def test_a_data_set_can_be_removed_and_loaded_again(parts):
    install.prepare(parts, "practice")
    first = parts.live.network().records
    with pytest.raises(Refused) as caught:
        install.load_dataset(parts, "example", "Kim")
    assert caught.value.code == "install.dataset_loaded"
    install.remove_dataset(parts, "Kim")
    with pytest.raises(Refused) as caught:
        install.remove_dataset(parts, "Kim")
    assert caught.value.code == "install.no_dataset"
    install.load_dataset(parts, "practice", "Kim")
    again = parts.live.network().records
    assert {k: v for k, v in again.items() if k != "installation"} == {
        k: v for k, v in first.items() if k != "installation"
    }
    assert parts.store.load() == parts.live.network()


@pytest.mark.parametrize("data", ["empty", "", "other"])
def test_only_a_data_set_can_be_loaded_later(parts, data):
    with pytest.raises(Refused):
        install.load_dataset(parts, "example", "Kim")
    install.prepare(parts, "empty")
    with pytest.raises(Invalid):
        install.load_dataset(parts, data, "Kim")
