"""What the history of changes tells of a measure and of what closed its findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.network.findings.history import Subject
from services.network.measures.known_since import entered, joined
from services.network.measures.lives import life_with
from services.network.records.model import Measure
from services.network.records.network import Change
from tests import builders as b

FIRST = b.AT.date()


def written(*states):
    """The changes that brought a record through these states, ten days apart."""
    return [
        Change(n, "measure", "m", n, states[n - 1], state, "wer", b.AT + timedelta(days=10 * n))
        for n, state in enumerate(states)
    ]


def having(*ids):
    return Measure(
        id="m", title="V", begun=date(2026, 1, 1), findings=tuple((id, "x") for id in ids)
    )


def test_what_a_measure_had_from_its_start_has_no_day_of_its_own():
    assert joined(having("a"), written(having("a"), having("a"))) == {}
    # A data set writes its measures at once: nobody took anything on.
    assert joined(having("a"), []) == {}


def test_a_finding_counts_from_the_last_time_that_it_was_taken_on():
    history = written(having("a"), having("a", "b"), having("a"), having("a", "b", "c"))
    assert joined(having("a", "b", "c"), history) == {
        "b": FIRST + timedelta(days=30),
        "c": FIRST + timedelta(days=30),
    }
    assert joined(having("a"), history) == {}


def test_a_measure_that_was_deleted_and_brought_back_keeps_the_days():
    history = written(having("a"), having("a", "b"), None, having("a", "b"))
    assert joined(having("a", "b"), history) == {"b": FIRST + timedelta(days=10)}


def test_an_offer_is_known_since_it_could_close_the_gap():
    places = (b.land(), b.district("16051"), b.district("16052"))
    wanted = b.expectation("e", ("16051", "16052"), "t1")
    snapshot = b.network_of(*places, b.topic("t1"), wanted).on(b.DAY)
    near = b.offer("o", topic_ids=("t1",), on_site_region_ids=("16051",))
    wide = replace(near, on_site_region_ids=("16051", "16052"))
    history = written(replace(near, topic_ids=()), near, wide)

    def since(district):
        return entered(history, Subject("coverage", ("e", district)), snapshot)

    assert since("16051") == FIRST + timedelta(days=10)
    assert since("16052") == FIRST + timedelta(days=20)


def test_of_a_loaded_data_set_no_day_of_entry_is_asked():
    seen = b.survey("u", "16051", topic_ids=("t1",))
    wanted = b.expectation("e", ("16051",), "t1", minimum=1)
    offer = b.offer("o", actor_id="a1", topic_ids=("t1",), on_site_region_ids=("16051",))
    own = replace(offer, id="p", actor_id="a2", provenance=b.provenance())
    loaded = replace(offer, provenance=b.provenance(origin="practice"))
    base = (b.land(), b.district("16051"), b.topic("t1"), b.actor("a1"), b.actor("a2"))
    gap = b.network_of(*base, wanted, seen).on(b.DAY)
    measure = replace(
        having(gap.cell_id("e", "16051")),
        begun=b.DAY,
        about=((gap.cell_id("e", "16051"), "coverage e 16051"),),
    )
    snapshot = b.network_of(*base, wanted, seen, loaded, own, measure).on(b.DAY)
    asked = []

    def history(kind, id):
        asked.append((kind, id))
        return written(own) if id == "p" else ()

    (found,) = life_with(snapshot, measure, history).findings
    assert found.ever == {("offer", "o"), ("offer", "p")}
    assert asked == [("measure", "m"), ("offer", "p")]
