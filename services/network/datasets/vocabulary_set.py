"""The vocabularies that every installation starts with: topics, formats, districts, goals."""

from __future__ import annotations

from services.network.datasets.tables import parts, rows
from services.network.records.model import (
    Format,
    OrgType,
    Provenance,
    Record,
    Region,
    Strategy,
    TargetGroup,
    Topic,
)

HOME = "16"
"""Key of the Land whose districts are looked at."""

GUIDELINE = "foerderrichtlinie-integration"
"""Id of the strategy record that holds the goals of the funding guideline."""


def vocabularies() -> tuple[Record, ...]:
    """Topics, target groups, formats, types, Länder, Thuringian districts, funding goals."""
    return (*_terms(), *_regions(), _guideline())


def _terms() -> list[Record]:
    found: list[Record] = []
    for position, row in enumerate(rows("topics.csv")):
        found.append(
            Topic(
                id=row["id"],
                label=row["label"],
                label_en=row["label_en"],
                parent_id=row["parent_id"],
                synonyms=parts(row["synonyms"]),
                position=position,
                provenance=Provenance(source=row["basis"]),
            )
        )
    for cls, table in (
        (TargetGroup, "target_groups.csv"),
        (Format, "formats.csv"),
        (OrgType, "org_types.csv"),
    ):
        for position, row in enumerate(rows(table)):
            found.append(
                cls(
                    id=row["id"],
                    label=row["label"],
                    label_en=row["label_en"],
                    position=position,
                    provenance=Provenance(source=row["basis"]),
                )
            )
    return found


def _regions() -> list[Record]:
    official = Provenance(source="Bundesamt für Kartographie und Geodäsie; Zensus 2022; INKAR 2022")
    districts = rows("kreise_thueringen.csv")
    population = sum(int(row["einwohner_2022_05_15"]) for row in districts)
    found: list[Record] = [
        Region(
            id=row["ags"],
            name=row["name"],
            level="land",
            population=population if row["ags"] == HOME else 0,
            provenance=official,
        )
        for row in rows("laender.csv")
    ]
    for row in districts:
        found.append(
            Region(
                id=row["ags"],
                name=row["name"],
                level="district",
                parent_id=HOME,
                aliases=(row["name_lang"], row["verwaltung"], *parts(row["aliases"])),
                population=int(row["einwohner_2022_05_15"]),
                foreign_share=float(row["auslaenderanteil_2022_12_31"]),
                provenance=official,
            )
        )
    return found


def _guideline() -> Strategy:
    goals = rows("foerderziele_thueringen.csv")
    return Strategy(
        id=GUIDELINE,
        title=goals[0]["richtlinie"],
        goals=tuple((row["id"], row["label"]) for row in goals),
        provenance=Provenance(source=goals[0]["basis"]),
    )
