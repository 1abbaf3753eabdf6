"""The example network: what five public pages said in autumn 2021, and nothing else.

How the ambiguities of the pages are decided stands in ``services/network/data/README.md``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.network.datasets.tables import parts, rows
from services.network.datasets.vocabulary_set import HOME
from services.network.records.model import (
    Actor,
    Cooperation,
    Expectation,
    Offer,
    Person,
    Process,
    Project,
    Provenance,
    Reach,
    Record,
    Region,
    Tie,
    TieKind,
)
from services.network.records.period import PartialDate, Period

ORIGIN = "example"
CONFIRMED = date(2021, 9, 30)
EXAMPLE_CENTRE = "Thüringer Zentrum für Interkulturelle Öffnung (Beispiel)"
EXAMPLE_OPERATOR = "beispiel-thuezikoe"

_SEATS = {"thuezikoe": "16053", "fh-erfurt": "16051", "uni-jena": "16053"}
# The pages name the town (in the address or in the name), not the key.
_TIES = {
    "Trägerschaft": TieKind.CARRIER_OF,
    "Teil von": TieKind.PART_OF,
    "An-Institut von": TieKind.AFFILIATED_WITH,
    "Mitglied von": TieKind.MEMBER_OF,
}
_INTENSITY = {"Erfahrungsaustausch": 1, "Projektteam": 3}
_TEAM = ("coop-01", "coop-02", "coop-03")
# Three pairs of one project team: one cooperation with three partners.
_BASIC = (
    ("iko", "beratung", "Wer sich öffnen will, soll vor Ort jemanden fragen können."),
    ("iko", "prozess", "Öffnung einer Verwaltung gelingt selten ohne Begleitung."),
    ("ikk", "seminar", "Beschäftigte brauchen Gelegenheiten zum Lernen in ihrer Nähe."),
    ("vielfalt", "vortrag", "Ein erster Anstoß soll überall möglich sein."),
    ("sprachmittlung", "", "Ohne Verständigung bleibt die Verwaltung verschlossen."),
)


def example() -> tuple[Record, ...]:
    """All records of the example network; they refer to the vocabularies."""
    return (
        *_regions(),
        *_actors(),
        *_persons(),
        *_projects(),
        *_offers(),
        *_processes(),
        *_cooperations(),
        *_ties(),
        *_expectations(),
    )


def _id(id: str) -> str:
    return f"beispiel-{id}" if id else ""


def _ids(cell: str) -> tuple[str, ...]:
    return tuple(_id(id) for id in parts(cell))


def _from(row: dict[str, str]) -> Provenance:
    return Provenance(source=row["source"], confirmed=CONFIRMED, origin=ORIGIN)


def _region_id(ags: str) -> str:
    """Thuringian districts and Länder are official records; others are ours to remove again."""
    return ags if len(ags) <= 2 or ags.startswith(HOME) else _id(ags)


def _period(start: str, end: str = "") -> Period:
    return Period(
        PartialDate.parse(start) if start else None, PartialDate.parse(end) if end else None
    )


def _regions() -> list[Record]:
    # Not districts that are looked at: areas within Sachsen-Anhalt.
    origin = Provenance(
        source="Bundesamt für Kartographie und Geodäsie", confirmed=CONFIRMED, origin=ORIGIN
    )
    return [
        Region(id=_id(ags), name=name, level="area", parent_id="15", provenance=origin)
        for ags, name in (("15002", "Halle (Saale)"), ("15084", "Burgenlandkreis"))
    ]


def _actors() -> list[Record]:
    return [
        Actor(
            id=_id(row["actor_id"]),
            name=row["name"],
            short_name=row["short_name"],
            aliases=parts(row["aliases"]),
            org_type_id=row["org_type_id"],
            region_id=_SEATS.get(row["actor_id"], _region_id(row["region_ags"])),
            area=row["region_name"],
            street=row["street"],
            postcode=row["plz"],
            city=row["city"],
            phone=row["phone"],
            website=row["website"],
            founded=row["founded"],
            # Nobody of the example may ever be mailed by a demonstration.
            invitable=False,
            is_person_group=row["org_type_id"] == "steuerungsgruppe",
            note=row["note"],
            provenance=_from(row),
        )
        for row in rows("example/actors.csv")
    ]


def _persons() -> list[Record]:
    return [
        Person(
            id=_id(row["person_id"]),
            name=row["name"],
            role=row["role"] or row["function"],
            actor_id=_id(row["actor_id"]),
            provenance=_from(row),
        )
        for row in rows("example/persons.csv")
    ]


def _projects() -> list[Record]:
    topics = {
        "proj-thuezikoe": ("iko", "vielfalt"),
        "proj-vielfalt-leben": ("iko", "vielfalt"),
        "proj-ikoe-agsa": ("iko", "ikk"),
    }
    team = tuple(_id(id) for id in ("thuezikoe", "fs-ikoe-awo", "ikpe"))
    found: list[Record] = []
    for row in rows("example/projects.csv"):
        regions = tuple(_region_id(ags) for ags in parts(row["region_ags"]))
        wide = all(len(ags) <= 2 for ags in regions)
        found.append(
            Project(
                id=_id(row["project_id"]),
                title=row["name"],
                project_type=row["project_type"],
                lead_actor_id=_id(row["lead_actor_id"]),
                partner_actor_ids=team if row["project_id"] == "proj-vielfalt-leben" else (),
                funder_actor_ids=_ids(row["funder_actor_ids"]),
                topic_ids=topics[row["project_id"]],
                format_ids=("prozess",) if row["project_id"] == "proj-vielfalt-leben" else (),
                on_site_region_ids=() if wide else regions,
                reachable_region_ids=regions if wide else (),
                period=_period(row["start"], row["end"]),
                description=row["goal"],
                note=row["note"],
                provenance=_from(row),
            )
        )
    return found


def _offers() -> list[Record]:
    topics: dict[str, list[str]] = {}
    for row in rows("example/offer_topics.csv"):
        topics.setdefault(row["offer_id"], []).append(row["topic_id"])
    found: list[Record] = []
    for row in rows("example/offers.csv"):
        regions = tuple(_region_id(ags) for ags in parts(row["region_ags"]))
        found.append(
            Offer(
                id=_id(row["offer_id"]),
                title=row["title"],
                actor_id=_id(row["provider_actor_id"]),
                topic_ids=tuple(topics.get(row["offer_id"], ())),
                target_group_text=row["target_group"],
                format_ids=parts(row["format_ids"]),
                cost_rule=row["cost_rule"],
                on_site_region_ids=regions if row["reach"] == "on_site" else (),
                reachable_region_ids=regions if row["reach"] == "reachable" else (),
                description=row["description"],
                note=row["note"],
                provenance=_from(row),
            )
        )
    return found


def _processes() -> list[Record]:
    return [
        Process(
            id=_id(row["process_id"]),
            title=row["name"],
            actor_id=_id(row["organisation_actor_id"]),
            guide_actor_ids=_ids(row["guided_by_actor_ids"]),
            project_id=_id(row["project_id"]),
            region_id=_region_id(row["region_ags"]),
            process_type=row["kind"],
            scope=row["scope"],
            period=_period(row["start"]),
            note=row["note"],
            provenance=_from(row),
        )
        for row in rows("example/processes.csv")
    ]


def _cooperations() -> list[Record]:
    found: list[Record] = []
    team: list[Cooperation] = []
    for row in rows("example/cooperations.csv"):
        one = Cooperation(
            id=_id(row["cooperation_id"]),
            name=row["cooperation_type"],
            partner_ids=(_id(row["actor_a"]), _id(row["actor_b"])),
            cooperation_type=row["cooperation_type"],
            intensity=_INTENSITY.get(row["cooperation_type"], 2),
            period=_period(row["start"], row["end"]),
            project_id=_id(row["project_id"]),
            process_id=_id(row["process_id"]),
            topic_ids=("iko",),
            region_ids=tuple(_region_id(ags) for ags in parts(row["region_ags"])),
            note=row["note"],
            provenance=_from(row),
        )
        (team if row["cooperation_id"] in _TEAM else found).append(one)
    partners = sorted({id for one in team for id in one.partner_ids})
    merged = replace(team[0], name="Projektteam „Vielfalt leben“", partner_ids=tuple(partners))
    return [merged, *found]


def _ties() -> list[Record]:
    actors = {row["actor_id"] for row in rows("example/actors.csv")}
    found: list[Record] = []
    for row in rows("example/relations.csv"):
        # Ties to a project (funding, carrier) stand in the project itself.
        if row["to"] in actors:
            found.append(
                Tie(
                    id=_id(row["relation_id"]),
                    kind=_TIES[row["relation_type"]],
                    from_actor_id=_id(row["from_actor"]),
                    to_actor_id=_id(row["to"]),
                    period=_period(row["since"]),
                    note=row["note"],
                    provenance=_from(row),
                )
            )
    return found


def _expectations() -> list[Record]:
    return [
        Expectation(
            id=_id(f"soll-{number}"),
            region_ids=(HOME,),
            topic_id=topic,
            format_id=format,
            minimum=1,
            reach=Reach.DELIVERED,
            reason=reason,
            since=date(2021, 9, 1),
            provenance=Provenance(
                source="Vorschlag zum Ausprobieren, nicht aus den Quellen",
                confirmed=CONFIRMED,
                origin=ORIGIN,
            ),
        )
        for number, (topic, format, reason) in enumerate(_BASIC, 1)
    ]
