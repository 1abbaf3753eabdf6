"""Whatever the network holds: its lists, taken away and brought back, change nothing; brought
into another network, they make the same entries."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.network.exchange.columns import FORMS
from services.network.exchange.columns_plan import EVIDENCE_WORDS
from services.network.exchange.export_table import sheet_of
from services.network.exchange.files import tables
from services.network.exchange.plan import RowState
from services.network.exchange.record_building import attribute
from services.network.records.model import (
    Actor,
    Delivery,
    Evidence,
    Expectation,
    Indicator,
    Offer,
    Provenance,
    Reach,
    Reading,
    Record,
    Strategy,
    Survey,
    Visibility,
)
from services.network.records.validity import problems_of
from services.network.reports.chapters.outlook import EVIDENCE_KINDS
from tests.network.exchange.conftest import DAY, network_of, plan_of

KINDS = ("delivery", "strategy", "expectation", "survey", "indicator", "evidence")
# Short and nasty: what separates values, begins formulas, or means "nothing" in a list.
TEXT = st.text(st.sampled_from("aB ä|;,-=+'\"\n\t1.–/(){}%"), max_size=12)
TITLE = TEXT.map(lambda text: f"T{text}".strip())
DAYS = st.dates(date(2020, 1, 1), DAY)
REGION = st.sampled_from(("16", "16053", "16067"))
TOPICS = st.lists(st.sampled_from(("iko", "sprachmittlung")), unique=True).map(tuple)
GROUPS = st.sampled_from(((), ("fuehrung",)))
FORMATS = st.sampled_from(((), ("beratung",)))
COUNT = st.none() | st.integers(0, 9999)
NUMBER = st.floats(-1e6, 1e6).map(lambda x: round(x, 6)) | st.integers(-999, 10**9).map(float)
PROVENANCE = st.builds(
    Provenance, source=TEXT, confirmed=st.none() | DAYS, visibility=st.sampled_from(Visibility)
)
GOAL = st.tuples(st.sampled_from(("g1", "g2", "g3", "g4")), TITLE)
STRATEGY = st.builds(
    Strategy,
    id=st.sampled_from(("s1", "s2")),
    title=TITLE,
    goals=st.lists(GOAL, unique_by=lambda goal: goal[0], max_size=4).map(tuple),
    url=st.sampled_from(("", "https://www.kreis.example/a;b|c")),
    note=TEXT,
    provenance=PROVENANCE,
)


def with_refs(network_part: dict[str, Any]) -> st.SearchStrategy[Record]:
    """A record that may refer to the offers, actors and strategies that are drawn with it."""
    strategies = network_part["strategies"]
    goals = [("", ""), *((s.id, g) for s in strategies for g in ("", *dict(s.goals)))]
    rest: dict[str, Any] = {"note": TEXT, "provenance": PROVENANCE}
    goal = st.sampled_from(goals)

    def aimed(record: Any) -> st.SearchStrategy[Any]:
        return goal.map(lambda g: dataclasses.replace(record, strategy_id=g[0], strategy_goal=g[1]))

    delivery = st.builds(
        Delivery, id=st.just("d"), title=TITLE, day=DAYS, region_id=REGION,
        offer_id=st.sampled_from(("", "o1", "o2", "o3")),
        actor_ids=st.lists(st.sampled_from(("a1", "a2")), unique=True).map(tuple),
        topic_ids=TOPICS, target_group_ids=GROUPS, format_ids=FORMATS,
        event_id=st.sampled_from(("", "e-7")), participants=COUNT, **rest,
    )  # fmt: skip
    expectation = st.builds(
        Expectation, id=st.just("e"), topic_id=st.sampled_from(("iko", "sprachmittlung")),
        region_ids=st.lists(REGION, min_size=1, unique=True).map(tuple),
        target_group_id=st.sampled_from(("", "fuehrung")),
        format_id=st.sampled_from(("", "beratung")), minimum=st.integers(1, 9),
        reach=st.sampled_from(Reach), weight=st.floats(0.001, 100), reason=TEXT,
        decided_by=TEXT, since=st.none() | DAYS, **rest,
    ).flatmap(aimed)  # fmt: skip
    survey = st.builds(
        Survey, id=st.just("u"), region_id=REGION, topic_ids=TOPICS, as_of=DAYS, by=TEXT, **rest
    )
    reading = st.builds(Reading, day=DAYS, value=NUMBER, source=TEXT)
    indicator = st.builds(
        Indicator, id=st.just("i"), name=TITLE, unit=TEXT, target=st.none() | NUMBER,
        target_day=st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        less_is_better=st.booleans(),
        readings=st.lists(reading, unique_by=lambda r: r.day, max_size=4).map(
            lambda found: tuple(sorted(found, key=lambda r: r.day))
        ),
        **rest,
    ).flatmap(aimed)  # fmt: skip
    evidence = st.builds(
        Evidence, id=st.just("b"), title=TITLE, evidence_kind=st.sampled_from(list(EVIDENCE_KINDS)),
        text=TEXT, source=TEXT, day=st.none() | DAYS, topic_ids=TOPICS,
        region_ids=st.lists(REGION, unique=True).map(tuple), participants=COUNT, **rest,
    )  # fmt: skip
    return st.one_of(delivery, expectation, survey, indicator, evidence)


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    titles = draw(st.lists(TITLE, min_size=3, max_size=3))
    strategies = draw(st.lists(STRATEGY, unique_by=lambda s: s.id, max_size=2))
    found: list[Record] = [
        Actor(id="a1", name="Haus A"),
        Actor(id="a2", name="Haus B"),
        *(
            Offer(id=f"o{n}", title=title, actor_id=f"a{1 + n % 2}")
            for n, title in enumerate(titles, start=1)
        ),
        *strategies,
    ]
    some = draw(st.lists(with_refs({"strategies": strategies}), max_size=4))
    return [*found, *{(r.KIND, r.id): r for r in some}.values()]


def shown(record: Record) -> tuple[Any, ...]:
    """What the columns of a record's table say."""
    form = FORMS[record.KIND]
    own = tuple(attribute(record, c) for c in form.columns if not c.part and c.kind != "id")
    return (*own, getattr(record, form.parts) if form.parts else ())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(max_examples=60)
@given(found=records())
def test_what_was_taken_away_and_brought_back_changes_nothing(form, found):
    assert not [p for r in found for p in problems_of(r)]
    network = network_of(*found)
    for kind in KINDS:
        sheet = sheet_of(network, kind)
        content = tables.write_csv(sheet) if form == "csv" else tables.write_xlsx([sheet])
        plan = plan_of(network, content, kind=kind, today=DAY)
        assert [m for m in plan.errors if m.problem.code != "import.empty"] == []
        assert [row.state for row in plan.rows] == [RowState.UNCHANGED] * len(
            [r for r in found if kind == r.KIND]
        )
        assert not plan.change_set


WORDS = st.sampled_from(("Treffen", "Runde", "Kurs für alle", "Übersicht"))


@settings(max_examples=25)
@given(
    titles=st.lists(WORDS, unique=True, min_size=1, max_size=3),
    goals=st.lists(st.sampled_from(("Eins", "Zwei", "Drei")), unique=True, max_size=3),
    readings=st.lists(st.tuples(DAYS, NUMBER, WORDS), unique_by=lambda r: r[0], max_size=3),
    when=DAYS,
)
def test_in_another_network_the_lists_make_the_same_entries(titles, goals, readings, when):
    """Without the identities, as when a colleague's list is taken over."""
    base = (Actor(id="a1", name="Haus A"), Offer(id="o1", title="Sprachcafé", actor_id="a1"))
    strategies = [
        Strategy(id=f"s{n}", title=t, goals=tuple((f"s{n}-{g}", g) for g in goals))
        for n, t in enumerate(titles)
    ]
    aim = (strategies[0].id, strategies[0].goals[0][0] if goals else "")
    made: list[Record] = [
        *strategies,
        *(
            Delivery(
                id=f"d{n}", title=t, day=when - timedelta(days=n), region_id="16053",
                offer_id="o1", participants=n,
            )
            for n, t in enumerate(titles)
        ),
        Expectation(
            id="e", region_ids=("16053",), topic_id="iko", strategy_id=aim[0], strategy_goal=aim[1]
        ),
        Survey(id="u", region_id="16053", as_of=when),
        Indicator(
            id="i", name="Anteil", strategy_id=aim[0], strategy_goal=aim[1],
            readings=tuple(
                Reading(day=d, value=v, source=s) for d, v, s in sorted(readings)
            ),
        ),
        *(Evidence(id=f"b{n}", title=t, day=when) for n, t in enumerate(titles)),
    ]  # fmt: skip
    full = network_of(*base, *made)
    sheets = [sheet_of(full, kind) for kind in KINDS]
    foreign = [type(s)(s.title, s.headers[:-1], tuple(row[:-1] for row in s.rows)) for s in sheets]
    plan = plan_of(network_of(*base), tables.write_xlsx(foreign), as_of=None, file_name="")
    assert plan.messages == ()
    names = {row.record.id: shown(row.record)[0] for row in plan.rows if row.record}
    again = network_of(*base, *(row.record for row in plan.rows if row.record))
    assert [
        (s.title, s.headers[:-1], tuple(row[:-1] for row in s.rows))
        for s in (sheet_of(again, kind) for kind in KINDS)
    ] == [(s.title, s.headers, s.rows) for s in foreign]
    assert len(names) == len(made)


def test_the_words_for_kinds_of_evidence_are_those_of_the_pages():
    assert EVIDENCE_WORDS == EVIDENCE_KINDS


def test_every_column_of_every_list_is_an_attribute_of_its_record():
    from services.network.records.model import KINDS as CLASSES

    for kind, form in FORMS.items():
        fields = {f.name for f in dataclasses.fields(CLASSES[kind])}
        known = {"confirmed", "source", "visibility", "start", "end"} | fields
        assert [c.name for c in form.columns if not c.part and c.name not in known] == []
        assert not form.parts or form.parts in fields


def test_a_strategy_is_named_by_its_title_even_if_that_holds_a_semicolon():
    network = network_of(
        Strategy(id="s1", title="Richtlinie (Integration; Bewilligung: Amt)"),
        Indicator(id="k1", name="Beratene", strategy_id="s1"),
    )
    sheet = sheet_of(network, "indicator")
    (row,) = (dict(zip(sheet.headers, cells, strict=True)) for cells in sheet.rows)
    assert row["Strategie"] == "Richtlinie (Integration; Bewilligung: Amt)"
    (read,) = plan_of(network, tables.write_csv(sheet)).rows
    assert read.state is RowState.UNCHANGED
