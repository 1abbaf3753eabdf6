"""What is expected in the practice network, and how each cell shall stand on the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services.network.datasets.practice_actors import World
from services.network.datasets.practice_names import PLACES, TOWNS
from services.network.datasets.vocabulary_set import GUIDELINE, HOME
from services.network.records.model import Expectation, Reach, Strategy, Survey

CONCEPT = "uebung-integrationskonzept"


@dataclass(frozen=True, slots=True)
class Wish:
    """One basic expectation: topic, minimum, reach, weight, reason, goal."""

    topic: str
    minimum: int
    reach: Reach
    weight: float
    reason: str
    goal: str
    group: str = ""
    regions: tuple[str, ...] = (HOME,)


WISHES = (
    Wish(
        "iko",
        1,
        Reach.DELIVERED,
        1.5,
        "Jede Verwaltung soll jemanden finden, der sie bei ihrer Öffnung berät.",
        "fz-6",
    ),
    Wish(
        "ikk",
        2,
        Reach.ON_SITE,
        1.0,
        "Beschäftigte sollen in ihrem Kreis lernen können und zwischen Anbietern wählen.",
        "k-1",
        group="kommverw",
    ),
    Wish(
        "sprache",
        2,
        Reach.ON_SITE,
        1.0,
        "Sprachkurse des Bundes decken nur einen Teil; dazwischen braucht es Angebote vor Ort.",
        "fz-4",
    ),
    Wish(
        "sprachmittlung",
        1,
        Reach.ON_SITE,
        1.5,
        "Wer zum Amt geht, soll verstanden werden.",
        "k-1",
    ),
    Wish(
        "antidisk",
        1,
        Reach.DELIVERED,
        1.0,
        "Beratung bei Diskriminierung soll man ohne lange Wege erreichen.",
        "fz-2",
    ),
    Wish(
        "arbeit",
        2,
        Reach.ON_SITE,
        1.0,
        "Der Weg in Ausbildung und Arbeit beginnt im eigenen Kreis.",
        "k-4",
    ),
    Wish(
        "psychosozial",
        1,
        Reach.ON_SITE,
        1.0,
        "Belastete Menschen brauchen eine Ansprechstelle in der Nähe.",
        "fz-5",
        regions=("16051", "16053", "16054", "16062", "16067", "16070", "16073", "16077"),
    ),
)
"""A handful per district, never the product of the vocabularies."""


def plan(world: World) -> dict[tuple[str, str], str]:
    """(topic, district) -> how the cell shall stand; chance decides, towns fare better."""
    found: dict[tuple[str, str], str] = {}
    for wish in WISHES:
        for district in PLACES if wish.regions == (HOME,) else wish.regions:
            found[wish.topic, district] = _fate(world, wish, district)
    # Whatever chance says: Erfurt has several providers, and these stand for their kind.
    found["sprache", "16051"] = found["arbeit", "16053"] = "several"
    found["sprachmittlung", "16065"] = found["antidisk", "16069"] = "gap"
    found["psychosozial", "16054"] = "reach_only"
    found["iko", "16072"] = found["iko", "16075"] = "reach_only"
    return found


def _fate(world: World, wish: Wish, district: str) -> str:
    fates = ("covered", "thin", "reach_only", "gap", "unknown")
    town = district in TOWNS
    if wish.topic == "iko":
        # The operator reaches every district on request: no gap, but not served either.
        weights = (90, 0, 10, 0, 0) if town else (75, 0, 25, 0, 0)
    elif wish.minimum > 1:
        weights = (88, 8, 0, 2, 2) if town else (50, 19, 3, 18, 10)
    else:
        weights = (85, 5, 5, 3, 2) if town else (52, 5, 9, 24, 10)
    return world.pick.choices(fates, weights)[0]


def _office(district: str) -> str:
    return "der Stadtverwaltung" if district in TOWNS else "dem Landratsamt"


def expect(world: World, fates: dict[tuple[str, str], str]) -> None:
    """Write down what is expected, on which strategy it stands, and who looked where."""
    world.add(
        Strategy(
            id=CONCEPT,
            title="Integrationskonzept Musterland (Übung)",
            goals=(
                ("k-1", "Verwaltungen sind für alle Menschen zugänglich."),
                ("k-2", "Beratung ist in jedem Kreis erreichbar."),
                ("k-3", "Träger arbeiten abgestimmt."),
                ("k-4", "Ausbildung und Arbeit stehen allen offen."),
            ),
            provenance=world.since(200),
        )
    )
    for number, wish in enumerate(WISHES, 1):
        world.add(
            Expectation(
                id=f"uebung-soll-{number}",
                region_ids=wish.regions,
                topic_id=wish.topic,
                target_group_id=wish.group,
                minimum=wish.minimum,
                reach=wish.reach,
                weight=wish.weight,
                reason=wish.reason,
                strategy_id=CONCEPT if wish.goal.startswith("k-") else GUIDELINE,
                strategy_goal=wish.goal,
                decided_by="Fachlicher Beirat (Übung)",
                since=world.day - timedelta(days=500),
                provenance=world.since(90),
            )
        )
    for number, district in enumerate(PLACES, 1):
        seen = tuple(
            w.topic for w in WISHES if fates.get((w.topic, district), "unknown") != "unknown"
        )
        world.add(
            Survey(
                id=f"uebung-erhebung-{number:02}",
                region_id=district,
                topic_ids=seen,
                as_of=world.day - timedelta(days=world.pick.randint(30, 320)),
                by=f"Übungszentrum, mit {_office(district)}" if number % 2 else "Übungszentrum",
                provenance=world.since(25),
            )
        )
    # An old survey of everything: it says what was, and no longer counts.
    world.add(
        Survey(
            id="uebung-erhebung-alt",
            region_id=HOME,
            as_of=world.day - timedelta(days=800),
            by="Vorgängerprojekt (Übung)",
            provenance=world.since(780),
        )
    )
