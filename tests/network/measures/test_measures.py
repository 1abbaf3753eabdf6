"""What became of a measure's findings, against looking at every single day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.coverage.cells import CoverageState
from services.network.findings.findings import findings
from services.network.findings.history import subject_of
from services.network.measures.known_since import Recorded
from services.network.measures.measures import (
    due_within,
    is_overdue,
    life_of,
    measure_summary,
)
from services.network.records.model import Cooperation, Measure, Offer, Provenance
from services.network.records.period import PartialDate, Period
from tests.builders import network_of
from tests.network.records.random_networks import DAY, random_network, random_records

SEEDS = st.integers(0, 10**9)
BEGUN = DAY - timedelta(days=45)
CONFIRMED = Provenance(confirmed=DAY)


def taking_on(network, begun=BEGUN, **values) -> Measure:
    found = findings(network.on(begun)).all
    return Measure(
        id="v1",
        title="Vorhaben",
        begun=begun,
        findings=tuple((f.id, f.digest) for f in found),
        about=tuple((f.id, subject_of(f).text) for f in found),
        **values,
    )


def day_by_day(network, measure):
    """Finding id -> (status, since), by asking for all findings of every day."""
    standing: dict[str, list[tuple[date, str]]] = {id: [] for id, _ in measure.findings}
    kind = dict(measure.about)
    day = measure.begun
    while day <= DAY:
        found = findings(network.on(day))
        for id, seen in standing.items():
            cell = found.coverage.by_id.get(id)
            if kind[id].startswith("coverage"):
                state = (
                    "void"
                    if cell is None
                    else ("closed" if cell.state is CoverageState.COVERED else "open")
                )
            else:
                state = "open" if id in found.by_id else "closed"
            seen.append((day, state))
        day += timedelta(days=1)
    return {id: _told(seen) for id, seen in standing.items()}


def _told(seen):
    now = seen[-1][1]
    since = next(
        day for index, (day, _) in enumerate(seen) if all(state == now for _, state in seen[index:])
    )
    if now == "open" and any(state == "closed" for _, state in seen):
        return "reopened", since
    return now, since


@settings(max_examples=80, derandomize=True)
@given(SEEDS)
def test_a_measure_tells_what_looking_at_every_day_tells(seed):
    network = random_network(seed)
    measure = taking_on(network)
    life = life_of(network.on(DAY), measure)
    expected = day_by_day(network, measure)
    assert {f.finding_id: (f.status, f.since) for f in life.findings} == expected


@settings(max_examples=80, derandomize=True)
@given(SEEDS, st.integers(0, 40))
def test_ending_offers_never_closes_a_gap(seed, days_ago):
    records = random_records(seed)
    network = network_of(*records)
    measure = taking_on(network)
    end = PartialDate.of(DAY - timedelta(days=days_ago))
    ended = [
        replace(r, period=Period(r.period.start, end))
        if isinstance(r, Offer) and r.period.first <= end.earliest <= r.period.last
        else r
        for r in records
    ]
    before = {f.finding_id: f for f in life_of(network.on(DAY), measure).findings}
    for after in life_of(network_of(*ended).on(DAY), measure).findings:
        if after.subject and after.subject.kind == "coverage" and after.status == "closed":
            assert before[after.finding_id].status == "closed"


def for_all(measure, known):
    """The same days of entry for every finding of a measure."""
    return Recorded(entered={id: known for id, _digest in measure.findings})


@settings(max_examples=60, derandomize=True)
@given(SEEDS)
def test_what_was_known_later_is_closed_later(seed):
    network = random_network(seed)
    measure = taking_on(network)
    known = {
        (kind, id): DAY - timedelta(days=3)
        for kind, records in network.records.items()
        for id in records
    }
    for plain, late in zip(
        life_of(network.on(DAY), measure).findings,
        life_of(network.on(DAY), measure, recorded=for_all(measure, known)).findings,
        strict=True,
    ):
        if plain.status == "closed" and plain.by:
            assert late.status == "closed"
            assert late.since == max(plain.since, DAY - timedelta(days=3))


def place():
    return [r for r in random_records(0) if r.KIND in ("region", "topic")]


def surveyed():
    from services.network.records.model import Actor, Expectation, Reach, Survey

    return [
        *place(),
        Actor(id="a", name="A"),
        Actor(id="b", name="B"),
        Expectation(id="e", region_ids=("16051",), topic_id="t0", minimum=1, reach=Reach.ON_SITE),
        Survey(id="s", region_id="16051", as_of=BEGUN - timedelta(days=1)),
    ]


def supply(start: int, end: int | None = None, id: str = "o") -> Offer:
    last = None if end is None else PartialDate.of(DAY - timedelta(days=end))
    return Offer(
        id=id,
        title=id,
        actor_id="a",
        topic_ids=("t0",),
        on_site_region_ids=("16051",),
        period=Period(PartialDate.of(DAY - timedelta(days=start)), last),
        provenance=CONFIRMED,
    )


def test_a_new_offer_closes_the_gap_and_is_named_with_the_days_it_took():
    base = surveyed()
    measure = taking_on(network_of(*base))
    assert len(measure.findings) == 1
    (found,) = life_of(network_of(*base, supply(20)).on(DAY), measure).findings
    assert (found.status, found.since) == ("closed", DAY - timedelta(days=20))
    assert found.by == (("offer", "o"),)
    assert found.days == 25


def test_a_gap_whose_offer_ends_is_open_again_without_anything_being_written():
    base = surveyed()
    measure = taking_on(network_of(*base))
    network = network_of(*base, supply(30, 10))
    (then,) = life_of(network.on(DAY - timedelta(days=10)), measure).findings
    (now,) = life_of(network.on(DAY), measure).findings
    assert (then.status, then.by) == ("closed", (("offer", "o"),))
    assert (now.status, now.since) == ("reopened", DAY - timedelta(days=9))
    assert (now.by, now.ended) == ((("offer", "o"),), (("offer", "o"),))
    assert now.closed_on == DAY - timedelta(days=30)


def test_an_old_offer_that_is_entered_late_closes_on_the_day_of_its_entry():
    base = surveyed()
    measure = taking_on(network_of(*base))
    network = network_of(*base, supply(900))
    entered = for_all(measure, {("offer", "o"): DAY - timedelta(days=4)})
    (found,) = life_of(network.on(DAY), measure, recorded=entered).findings
    assert (found.status, found.since, found.days) == ("closed", DAY - timedelta(days=4), 41)


def test_what_closed_before_is_not_joined_to_what_was_entered_after_a_gap():
    base = surveyed()
    measure = taking_on(network_of(*base))
    # One ran until there was a gap again; the other runs since then but was entered later.
    network = network_of(*base, supply(900, 20, id="old"), supply(900))
    late = for_all(measure, {("offer", "o"): DAY - timedelta(days=4)})
    (found,) = life_of(network.on(DAY), measure, recorded=late).findings
    assert (found.status, found.since) == ("closed", DAY - timedelta(days=4))
    assert found.by == (("offer", "o"),)
    (found,) = life_of(network.on(DAY - timedelta(days=5)), measure, recorded=late).findings
    assert (found.status, found.ended) == ("reopened", (("offer", "old"),))
    # Entered after it had ended, it never closed anything.
    network = network_of(*base, supply(30, 10))
    (found,) = life_of(network.on(DAY), measure, recorded=late).findings
    assert found.status == "open"


def test_a_finding_that_joined_later_counts_from_then_on():
    base = surveyed()
    measure = taking_on(network_of(*base))
    ((id, _digest),) = measure.findings
    late = Recorded(joined={id: DAY - timedelta(days=25)})
    network = network_of(*base, supply(20))
    (found,) = life_of(network.on(DAY), measure, recorded=late).findings
    assert (found.status, found.since, found.days) == ("closed", DAY - timedelta(days=20), 5)
    assert found.joined == DAY - timedelta(days=25)
    # What an offer did before is not the measure's: nothing came back that it had closed.
    network = network_of(*base, supply(40, 30))
    (found,) = life_of(network.on(DAY), measure, recorded=late).findings
    assert (found.status, found.since) == ("open", DAY - timedelta(days=25))
    # Taken on before the measure begins, it counts from its beginning.
    early = Recorded(joined={id: BEGUN - timedelta(days=9)})
    (found,) = life_of(network.on(DAY), measure, recorded=early).findings
    assert (found.status, found.joined) == ("reopened", None)


def test_a_planned_offer_closes_nothing_yet():
    base = surveyed()
    measure = taking_on(network_of(*base))
    (found,) = life_of(network_of(*base, supply(-5)).on(DAY), measure).findings
    assert (found.status, found.since) == ("open", BEGUN)


def test_a_survey_that_grows_old_closes_nothing():
    base = surveyed()
    measure = taking_on(network_of(*base))
    later = DAY + timedelta(days=700)
    (found,) = life_of(network_of(*base).on(later), measure).findings
    assert (found.status, found.state) == ("open", CoverageState.UNKNOWN)


def test_an_expectation_that_is_dropped_leaves_a_finding_without_object():
    base = surveyed()
    measure = taking_on(network_of(*base))
    rest = [r for r in base if r.KIND != "expectation"]
    (found,) = life_of(network_of(*rest).on(DAY), measure).findings
    assert found.status == "void"


def test_a_cooperation_closes_what_was_isolated_and_what_was_parallel():
    base = [*surveyed(), supply(100), replace(supply(100, id="x"), actor_id="b")]
    measure = taking_on(network_of(*base))
    assert sorted(text.split()[0] for _, text in measure.about) == [
        "isolated",
        "isolated",
        "parallel",
    ]
    together = Cooperation(
        id="c",
        partner_ids=("a", "b"),
        intensity=2,
        period=Period(PartialDate.of(DAY - timedelta(days=7)), None),
        provenance=CONFIRMED,
    )
    life = life_of(network_of(*base, together).on(DAY), measure)
    assert {f.status for f in life.findings} == {"closed"}
    assert {f.by for f in life.findings} == {(("cooperation", "c"),)}
    assert life.closed_on == DAY - timedelta(days=7)


def test_the_summary_counts_a_finding_of_two_measures_once_with_the_median_of_days():
    base = surveyed()
    network = network_of(*base, supply(20))
    one = taking_on(network_of(*base), status="done")
    two = replace(one, id="v2", status="running", due=DAY - timedelta(days=1))
    late = replace(one, id="v3", status="dropped", due=DAY - timedelta(days=1))
    lives = [life_of(network.on(DAY), m) for m in (one, two, late)]
    found = measure_summary(lives)
    assert found.by_status == {"planned": 0, "running": 1, "done": 1, "dropped": 1}
    assert (found.findings, found.closed, found.open, found.reopened) == (1, 1, 0, 0)
    assert (found.median_days, found.overdue) == (25.0, 1)
    assert measure_summary([]).median_days is None


def test_on_its_due_day_a_measure_is_due_and_not_yet_overdue():
    due = Measure(
        id="m", title="Vorhaben", status="running", begun=DAY - timedelta(days=30), due=DAY
    )
    eve, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    assert [is_overdue(due, day) for day in (eve, DAY, after)] == [False, False, True]
    assert [due_within(due, day, 0) for day in (eve, DAY, after)] == [False, True, False]
    assert [due_within(due, day, 1) for day in (eve, DAY, after)] == [True, True, False]
    done = replace(due, status="done")
    assert (is_overdue(done, after), due_within(done, DAY, 1)) == (False, False)
