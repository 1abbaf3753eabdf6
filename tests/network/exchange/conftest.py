"""A small network and ways to make files for it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.network.exchange.files import tables
from services.network.exchange.plan import ImportPlan, Options, plan_import
from services.network.records.model import (
    Actor,
    Format,
    Offer,
    OrgType,
    Project,
    Record,
    Region,
    TargetGroup,
    Topic,
)
from services.network.records.network import Network
from services.network.search.index import SearchIndex
from tests.network.conftest import practice_folder, site  # noqa: F401 - fixtures

DAY = date(2026, 11, 25)

VOCABULARY: tuple[Record, ...] = (
    Region(id="16", name="Thüringen", level="land"),
    Region(id="16053", name="Jena", level="district", parent_id="16", aliases=("Stadt Jena",)),
    Region(id="16067", name="Gotha", level="district", parent_id="16", aliases=("LK Gotha",)),
    Region(id="16055", name="Weimar", level="district", parent_id="16"),
    Topic(id="iko", label="Interkulturelle Öffnung", synonyms=("IKÖ",)),
    Topic(id="sprachmittlung", label="Sprachmittlung"),
    TargetGroup(id="fuehrung", label="Führungskräfte"),
    Format(id="beratung", label="Beratung"),
    OrgType(id="verein", label="Verein"),
    OrgType(id="fachstelle", label="Fachstelle / Zentrum"),
)


def network_of(*records: Record) -> Network:
    """A network of these records and the vocabulary, everything in version 1."""
    kinds: dict[str, dict[str, Record]] = {}
    for record in (*VOCABULARY, *records):
        kinds.setdefault(record.KIND, {})[record.id] = record
    versions = {(kind, id): 1 for kind, found in kinds.items() for id in found}
    return Network(1, kinds, versions)


def districts(text: str) -> tuple[str, ...]:
    """Postcodes of the tests."""
    return {"07743": ("16053",), "99867": ("16067",), "99423": ("16055",)}.get(text, ())


def csv_bytes(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(rows).encode(encoding)


def xlsx_bytes(**sheets: list[list[Any]]) -> bytes:
    """An Excel file as other programs write it."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def plan_of(network: Network, content: bytes, **options: Any) -> ImportPlan:
    given = {"as_of": DAY, "file_name": "liste", **options}
    grids = tables.read_tables(content, "liste")
    return plan_import(SearchIndex(network), grids, Options(**given), districts)


@pytest.fixture
def network() -> Network:
    """Two actors, a project and an offer."""
    return network_of(
        Actor(id="a1", name="Begegnungshaus Jena e. V.", short_name="BHJ", region_id="16053"),
        Actor(id="a2", name="Landratsamt Gotha", region_id="16067"),
        Project(id="p1", title="Offene Ämter", lead_actor_id="a2"),
        Offer(id="o1", title="Sprachcafé", actor_id="a1", topic_ids=("sprachmittlung",)),
    )
