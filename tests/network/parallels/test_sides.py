"""What the comparison sees of an offer or a project: sorted, each once, without blanks."""

from __future__ import annotations

from datetime import date, timedelta

from services.network.coverage.supply import SupplyIndex
from services.network.parallels.sides import Side, is_side, records_of, side_of
from services.network.records.model import Offer, Project, TieKind
from services.network.records.rules import DEFAULT
from tests.builders import DAY, actor, district, land, network_of, offer, period, project, tie

LETTERS = ("h", "c", "g", "a", "f", "b", "e", "d")
"""So many that no set gives them sorted by chance."""
BASE = (
    land(),
    district("16051"),
    district("16052"),
    *(actor(id) for id in LETTERS),
    actor("house"),
    tie("t", "house", "c", TieKind.CARRIER_OF),
)
TEAM = project(
    "p",
    partner_actor_ids=LETTERS,
    topic_ids=LETTERS,
    target_group_ids=LETTERS,
    format_ids=LETTERS,
    on_site_region_ids=("99", "16052", "16051"),
    period=period("2026-01-01", "2026-12-31"),
)


def index_of(*records):
    return SupplyIndex(network_of(*BASE, *records).on(DAY), DEFAULT)


def test_a_project_of_partners_alone_is_a_side_with_everything_sorted():
    sorted_letters = ("a", "b", "c", "d", "e", "f", "g", "h")
    assert side_of(index_of(TEAM), TEAM) == Side(
        kind="project",
        id="p",
        actor_ids=sorted_letters,
        house_ids=("a", "b", "d", "e", "f", "g", "h", "house"),
        project_id="p",
        regions=("16051", "16052", "99"),
        topics=sorted_letters,
        target_groups=sorted_letters,
        formats=sorted_letters,
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        imprecise=False,
        open_end=False,
    )


def test_an_open_offer_lasts_until_its_freshness_ends_and_names_its_project():
    one = offer("o", actor_id="a", project_id="p", on_site_region_ids=("16",))
    side = side_of(index_of(one), one)
    assert (side.kind, side.project_id, side.regions) == ("offer", "p", ("16051", "16052"))
    assert (side.first, side.open_end, side.imprecise) == (date.min, True, False)
    assert side.last == DAY + timedelta(days=DEFAULT.freshness_days)


def test_sides_are_what_somebody_provides_on_the_day_offers_before_projects_by_id():
    entries: list[Offer | Project] = [
        project("z", lead_actor_id="a"),
        project("y", partner_actor_ids=("b",)),
        project("nobody"),
        project("blank", partner_actor_ids=("",)),
        project("over", lead_actor_id="a", period=period("2020", "2021")),
        offer("x", actor_id="a"),
        offer("w", actor_id="b"),
        offer("nobody"),
        offer("over", actor_id="a", period=period("2020", "2021")),
    ]
    index = index_of(*entries)
    assert [one.id for one in records_of(index)] == ["w", "x", "y", "z"]
    assert {one.id for one in entries if is_side(index, one)} == {"w", "x", "y", "z"}
