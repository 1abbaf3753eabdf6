"""Meetings that come from findings: who hosts, who is invited, and why."""

from __future__ import annotations

from services.network.findings.findings import findings
from services.network.meetings.invitees import MOST_INVITEES, REASONS, meeting_proposal
from services.network.records.model import TieKind
from tests.builders import (
    DAY,
    actor,
    cooperation,
    district,
    expectation,
    installation,
    land,
    network_of,
    offer,
    tie,
    topic,
)

GOTHA, ERFURT = "16067", "16051"
BASE = (
    land(),
    district(GOTHA),
    district(ERFURT),
    topic("sprache"),
    topic("arbeit"),
    *(actor(id) for id in ("zentrum", "a", "b", "c", "d")),
    installation(operator_actor_id="zentrum"),
)


def propose(*records, kind):
    snapshot = network_of(*BASE, *records).on(DAY)
    finding = next(f for f in findings(snapshot).all if f.kind == kind)
    found = meeting_proposal(snapshot, finding)
    return found, {i.actor_id: i.reason_code for i in found.invitees}


def works(id, actor_id, place=GOTHA, what="sprache"):
    return offer(id, actor_id=actor_id, topic_ids=(what,), on_site_region_ids=(place,))


def test_a_gap_invites_who_is_there_next_door_and_who_reaches():
    wide = offer("3", actor_id="c", topic_ids=("sprache",), reachable_region_ids=("16",))
    found, reasons = propose(
        expectation("e", (GOTHA,), "sprache"),
        works("1", "a"),
        works("2", "b", ERFURT),
        wide,
        works("4", "d", GOTHA, "arbeit"),
        cooperation("k", "d", "zentrum"),
        kind="coverage",
    )
    assert found.hosts == ("zentrum",)
    assert (found.topic_ids, found.region_ids) == (("sprache",), (GOTHA,))
    assert reasons == {
        "a": "supplies_here",
        "b": "supplies_next_door",
        "c": "reaches_here",
        "d": "works_here",
    }
    assert [REASONS.index(i.reason_code) for i in found.invitees] == sorted(
        REASONS.index(i.reason_code) for i in found.invitees
    )


def test_a_parallel_invites_both_sides_their_common_partner_and_the_bridge():
    found, reasons = propose(
        works("1", "a"),
        works("2", "b"),
        cooperation("x", "a", "c"),
        cooperation("y", "b", "c"),
        actor("netz", org_type_id="netzwerk"),
        tie("m", "a", "netz", TieKind.MEMBER_OF),
        tie("n", "b", "netz", TieKind.MEMBER_OF),
        kind="parallel",
    )
    assert reasons == {"a": "side", "b": "side", "c": "knows_both", "netz": "bridge"}
    assert found.region_ids == (GOTHA,)


def test_an_isolated_actor_meets_those_who_do_the_same_there():
    _, reasons = propose(
        works("1", "a"), works("2", "b"), cooperation("x", "b", "c"), kind="isolated"
    )
    assert reasons == {"a": "isolated", "b": "same_topic_here"}


def test_who_calls_the_meeting_is_not_invited_to_it():
    found, reasons = propose(works("1", "a"), works("2", "zentrum"), kind="parallel")
    assert (found.hosts, reasons) == (("zentrum",), {"a": "side"})


def test_a_meeting_fits_around_a_table():
    many = [actor(f"x{i:02}") for i in range(40)]
    offers = [works(f"x{i:02}", f"x{i:02}", ERFURT) for i in range(40)]
    found, _ = propose(expectation("e", (GOTHA,), "sprache"), works("1", "a"), *many, *offers,
                       kind="coverage")  # fmt: skip
    assert len(found.invitees) == MOST_INVITEES
    assert found.invitees[0].actor_id == "a"
