"""What visitors, members and coordinators may read of a network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.network.records.kinds.offers import Funding
from services.network.records.model import (
    KINDS,
    Actor,
    Offer,
    Person,
    Project,
    Tie,
    TieKind,
    Verdict,
    Visibility,
)
from services.network.records.network import Network
from services.network.records.visibility import visible_part
from tests.builders import actor, network_of, offer, provenance, tie

HIDDEN = provenance(visibility=Visibility.COORDINATORS)
MEMBERS = provenance(visibility=Visibility.MEMBERS)
NETWORK = network_of(
    actor("open"),
    actor("members", provenance=MEMBERS),
    actor("hidden", provenance=HIDDEN),
    tie("to-hidden", "open", "hidden", TieKind.PART_OF),
    tie("from-hidden", "hidden", "open", TieKind.FUNDS),
    tie("to-members", "open", "members", TieKind.PART_OF),
    tie("open-tie", "open", "open2", TieKind.PART_OF),
    actor("open2"),
    offer("of-open", actor_id="open", note="nur intern"),
    offer("of-hidden", actor_id="hidden"),
    offer("of-members", actor_id="members"),
    offer("of-nobody"),
    Project(
        id="p",
        title="Projekt",
        fundings=(Funding(programme="Programm", reference="AZ 7", amount=9000.0),),
    ),
    Person(id="person", name="Kim Beispiel", actor_id="open"),
)


@pytest.mark.parametrize(
    ("audience", "ties", "offers"),
    [
        ("public", {"open-tie"}, {"of-open", "of-nobody"}),
        ("members", {"open-tie", "to-members"}, {"of-open", "of-nobody", "of-members"}),
    ],
)
def test_ties_and_offers_of_an_actor_who_may_not_be_seen_are_not_seen_either(
    audience, ties, offers
):
    seen = visible_part(NETWORK, audience)
    assert set(seen.all(Tie)) == ties
    assert set(seen.all(Offer)) == offers


def test_members_see_more_actors_than_visitors_and_coordinators_see_everything():
    assert set(visible_part(NETWORK, "public").all(Actor)) == {"open", "open2"}
    assert set(visible_part(NETWORK, "members").all(Actor)) == {"open", "open2", "members"}
    assert visible_part(NETWORK, "coordinators") is NETWORK


@pytest.mark.parametrize("audience", ["public", "members"])
def test_people_notes_amounts_and_reference_numbers_are_for_coordinators(audience):
    seen = visible_part(NETWORK, audience)
    assert seen.all(Person) == {}
    assert seen.all(Verdict) == {}
    assert {o.note for o in seen.all(Offer).values()} == {""}
    grant = NETWORK.all(Project)["p"].fundings[0]
    assert seen.all(Project)["p"].fundings == (replace(grant, amount=None, reference=""),)


@pytest.mark.parametrize("audience", ["public", "members"])
def test_drafts_verdicts_people_and_their_sources_stay_with_the_coordinators(audience):
    kinds = {kind: NETWORK.records.get(kind, {}) for kind in KINDS}
    seen = visible_part(Network(records=kinds), audience)
    assert KINDS.keys() - seen.records.keys() == {
        "person", "process", "verdict", "meeting", "question", "evidence",
        "measure", "indicator", "report", "comment", "notice",
    }  # fmt: skip
