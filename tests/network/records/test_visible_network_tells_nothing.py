"""A reader's network never tells of a hidden record, whatever refers to it.

Two sides: nothing in it names a record that is not in it, and it is the same network as one in
which the hidden records (and what stands on them) never were.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.network.records.model import (
    KINDS,
    Cooperation,
    Delivery,
    Expectation,
    Offer,
    Process,
    Project,
    SteeringGroup,
    Strategy,
    Survey,
    Tie,
    Visibility,
    references_of,
)
from services.network.records.network import Network
from services.network.records.visibility import visible_part
from services.network.search.index import SearchIndex
from services.network.stores import codec
from tests.builders import network_of
from tests.network.records.random_networks import random_records

AUDIENCES = ("public", "members")
MAY = {"public": {"public"}, "members": {"public", "members"}}
ASKED = ("", "a", "a1", "o", "p1", "t0", "konzept", "notiz")
SEARCHED = ("actor", "offer", "project")


def mixed_network(seed: int) -> Network:
    """A random network with strategies and a process, every record of it hidden or not by lot."""
    draw = Random(f"visibility {seed}")
    records = [
        *random_records(seed),
        Strategy(id="st1", title="Konzept eins", goals=(("z1", "Ziel eins"),)),
        Strategy(id="st2", title="Konzept zwei", goals=(("z2", "Ziel zwei"),)),
        Process(id="b1", title="Begleitung eins"),
    ]
    found = []
    for record in records:
        if isinstance(record, Expectation) and draw.random() < 0.6:
            chosen = draw.choice(("st1", "st2"))
            record = replace(record, strategy_id=chosen, strategy_goal=f"z{chosen[-1]}")
            if record.id != "e0":
                record = replace(record, follows=(("16051", "e0"),))
        if isinstance(record, Cooperation | SteeringGroup) and draw.random() < 0.4:
            record = replace(record, process_id="b1")
        if isinstance(record, Cooperation | Delivery) and draw.random() < 0.4:
            record = replace(record, event_id="ein-termin")
        seen = draw.choice([Visibility.PUBLIC] * 5 + [Visibility.MEMBERS, Visibility.COORDINATORS])
        # The trees of regions and topics hold every picture together; the rest may be hidden.
        if record.KIND != "region":
            record = replace(record, provenance=replace(record.provenance, visibility=seen))
        found.append(replace(record, note=f"Notiz zu {record.id}"))
    return network_of(*found)


seeds = st.integers(0, 10_000)


def named_by(record) -> set[tuple[str, str]]:
    """Kind and id of everything that a record names, in its references and within its fields."""
    found = {(kind, id) for _field, kind, id in references_of(record)}
    if isinstance(record, Project):
        found |= {("actor", f.funder_actor_id) for f in record.fundings if f.funder_actor_id}
    if isinstance(record, Expectation):
        found |= {("expectation", id) for _district, id in record.follows}
    return found


@given(seed=seeds, audience=st.sampled_from(AUDIENCES))
def test_nothing_that_a_reader_sees_names_what_the_reader_does_not_see(seed, audience):
    network = mixed_network(seed)
    seen = visible_part(network, audience)
    named = {key for shown in seen.records.values() for r in shown.values() for key in named_by(r)}
    there = {key for key in named if network.find(*key) is not None}
    assert {key for key in there if seen.find(*key) is None} == set()
    assert {r.provenance.visibility for shown in seen.records.values() for r in shown.values()} <= (
        MAY[audience]
    )
    assert seen.versions.keys() == {
        (r.KIND, r.id) for s in seen.records.values() for r in s.values()
    }


def without_hidden(network: Network, audience: str) -> Network:
    """The network in which the hidden records never were: without what cannot stand without
    them, and with nobody who refers to them. Written as people would, record by record."""
    kept = {(r.KIND, r.id): r for s in network.records.values() for r in s.values()}
    gone: set[tuple[str, str]] = set()

    def drop(when) -> None:
        for key in [key for key, record in kept.items() if when(record)]:
            gone.add(key)
            del kept[key]

    closed = {"person", "process", "verdict", "meeting", "question", "evidence", "measure",
              "indicator", "report", "comment", "notice"}  # fmt: skip
    drop(lambda r: r.KIND in closed or r.provenance.visibility not in MAY[audience])

    def is_gone(kind: str, id: str) -> bool:
        return (kind, id) in gone

    def lost(kind: str, ids, least: int) -> bool:
        left = [id for id in ids if not is_gone(kind, id)]
        return len(left) < len(ids) and len(left) < least

    drop(lambda r: isinstance(r, Offer) and is_gone("actor", r.actor_id))
    drop(lambda r: isinstance(r, Delivery) and is_gone("offer", r.offer_id))
    drop(lambda r: isinstance(r, Delivery) and lost("actor", r.actor_ids, 1))
    drop(lambda r: isinstance(r, Cooperation) and lost("actor", r.partner_ids, 2))
    drop(lambda r: isinstance(r, SteeringGroup) and lost("actor", r.member_actor_ids, 1))
    drop(lambda r: isinstance(r, Survey) and lost("topic", r.topic_ids, 1))
    drop(
        lambda r: (
            isinstance(r, Tie)
            and (is_gone("actor", r.from_actor_id) or is_gone("actor", r.to_actor_id))
        )
    )
    drop(
        lambda r: (
            isinstance(r, Expectation)
            and (
                is_gone("topic", r.topic_id)
                or is_gone("target_group", r.target_group_id)
                or is_gone("format", r.format_id)
            )
        )
    )
    return network_of(*(forgetting(record, is_gone) for record in kept.values()))


def forgetting(record, is_gone):
    """The record as somebody wrote it who never heard of what is gone."""
    fields: dict[str, Any] = {}
    for name, (kind, _relationship) in type(record).REFERENCES.items():
        value = getattr(record, name)
        if isinstance(value, str):
            fields[name] = "" if is_gone(kind, value) else value
        else:
            fields[name] = tuple(id for id in value if not is_gone(kind, id))
    if isinstance(record, Project):
        fields["fundings"] = tuple(
            replace(f, funder_actor_id="") if is_gone("actor", f.funder_actor_id) else f
            for f in record.fundings
        )
    if isinstance(record, Expectation):
        fields["follows"] = tuple(p for p in record.follows if not is_gone("expectation", p[1]))
        if is_gone("strategy", record.strategy_id):
            fields["strategy_goal"] = ""
    return replace(record, **fields)


@given(seed=seeds, audience=st.sampled_from(AUDIENCES))
def test_it_is_the_network_in_which_the_hidden_records_never_were(seed, audience):
    network = mixed_network(seed)
    with_hidden = visible_part(network, audience)
    without = visible_part(without_hidden(network, audience), audience)
    for kind in KINDS:
        assert with_hidden.records.get(kind, {}) == without.records.get(kind, {})


@given(seed=seeds, audience=st.sampled_from(AUDIENCES), text=st.sampled_from(ASKED))
def test_a_search_over_the_whole_finds_for_a_reader_what_one_over_its_part_finds(
    seed, audience, text
):
    network = mixed_network(seed)
    seen = visible_part(network, audience)
    over_all, over_part = SearchIndex(network), SearchIndex(seen)
    for kind in SEARCHED:
        assert over_all.found(kind, text, seen) == over_part.found(kind, text, seen)
        assert over_all.search(kind, text, seen) == over_part.search(kind, text, seen)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_word_of_a_hidden_record_stands_in_what_is_written_out(audience):
    words = 0
    for seed in range(60):
        network = mixed_network(seed)
        seen = visible_part(network, audience)
        text = "\n".join(codec.encode(r) for s in seen.records.values() for r in s.values())
        for name in ("Notiz zu", "ein-termin"):
            assert name not in text
        for strategy in network.all(Strategy).values():
            if strategy.provenance.visibility.value not in MAY[audience]:
                words += 1
                assert strategy.title not in text
                assert f'"{strategy.goals[0][0]}"' not in text
    assert words > 10
