"""A field of a record stands in its form, table, API and page, or a list says why not.

Whoever adds a field to a record and forgets one of its places is told which one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from services.network.directory.web import api_schemas
from services.network.directory.web.record_forms import fields_of
from services.network.exchange.columns import FORMS as TABLES
from services.network.records.kinds.offers import Funding
from services.network.records.model import (
    KINDS,
    Actor,
    Cooperation,
    Delivery,
    Expectation,
    Format,
    Offer,
    OrgType,
    Process,
    Project,
    Provenance,
    Reach,
    Record,
    Region,
    Strategy,
    Survey,
    TargetGroup,
    Topic,
    Visibility,
)
from services.network.records.network import ChangeSet
from services.network.records.paths import path_of
from tests.builders import AT, installation, new, period
from tests.network.web_app import network_app
from tests.shared.helpers import log_in

ENTERED = ("actor", "project", "offer", "cooperation", "delivery", "strategy", "expectation",
           "survey")  # fmt: skip
"""Kinds that people enter by form and by table; the first four by the API as well."""

API: dict[str, type[BaseModel]] = {
    "actor": api_schemas.ActorEdit,
    "project": api_schemas.ProjectEdit,
    "offer": api_schemas.OfferEdit,
    "cooperation": api_schemas.CooperationEdit,
}
INNER = {"id", "origin"}
"""Given by the program, never typed."""

_BY_PROGRAM = {
    ("actor", "is_person_group"): "marks steering groups that came with a data set",
    ("cooperation", "event_id"): "written when a meeting is recorded",
    ("cooperation", "process_id"): "accompaniments are not entered yet",
    ("delivery", "event_id"): "written when a meeting is recorded",
    ("expectation", "follows"): "keeps the finding of a district that got its own expectation",
}
_GRANTS = "grants come with a data set and are read only"
NOT_IN: dict[str, dict[tuple[str, str], str]] = {
    "form": {
        **_BY_PROGRAM,
        ("*", "confirmed"): "saving confirms, and the page has a button for it",
        ("project", "fundings"): _GRANTS,
        ("expectation", "strategy_goal"): "chosen together with the strategy",
    },
    "table": {**_BY_PROGRAM, ("project", "fundings"): _GRANTS},
    "api": {**_BY_PROGRAM, ("project", "fundings"): _GRANTS},
    "page": {**_BY_PROGRAM},
}
"""Place -> (kind, field; kind "*" for all) -> why it does not stand there."""


def fields(kind: str) -> list[str]:
    """What a record of a kind says, a period and the provenance by their parts."""
    found = []
    for one in dataclasses.fields(KINDS[kind]):
        if one.name == "provenance":
            found += [f.name for f in dataclasses.fields(Provenance)]
        elif one.name == "period":
            found += ["start", "end"]
        else:
            found.append(one.name)
    return [name for name in found if name not in INNER]


def missing(place: str, kinds: tuple[str, ...], told: Callable[[str], set[str]]) -> list[str]:
    """Fields that a place lacks without a reason, and reasons that are none (any more)."""
    excused = NOT_IN[place]
    found = []
    for kind in kinds:
        there = told(kind)
        for name in fields(kind):
            why = excused.get((kind, name)) or excused.get(("*", name))
            if (name in there) == bool(why):
                found.append(f"{kind}.{name}: {'is there' if why else 'is missing'}")
    return found


def test_every_field_is_asked_for_by_its_form():
    assert missing("form", ENTERED, lambda kind: {f.name for f in fields_of(kind)}) == []


def test_every_field_is_a_column_of_its_table():
    def told(kind: str) -> set[str]:
        form = TABLES[kind]
        return {form.parts if column.part else column.name for column in form.columns}

    assert missing("table", ENTERED, told) == []


def test_every_field_is_written_by_the_api():
    def told(kind: str) -> set[str]:
        names = set(API[kind].model_fields)
        return names | {"start", "end"} if "period" in names else names

    assert missing("api", tuple(API), told) == []


# --- pages --------------------------------------------------------------------------------

TWO: dict[str, tuple[Record, Record]] = {
    "region": (
        Region(id="16053", name="Jena", level="district", parent_id="16"),
        Region(id="16067", name="Gotha", level="district", parent_id="16"),
    ),
    "topic": (Topic(id="t1", label="Thema Eins"), Topic(id="t2", label="Thema Zwei")),
    "target_group": (
        TargetGroup(id="g1", label="Gruppe A"),
        TargetGroup(id="g2", label="Gruppe B"),
    ),
    "format": (Format(id="f1", label="Format A"), Format(id="f2", label="Format B")),
    "org_type": (OrgType(id="o1", label="Art A"), OrgType(id="o2", label="Art B")),
    "actor": (Actor(id="a1", name="Haus A"), Actor(id="a2", name="Haus B")),
    "project": (Project(id="p1", title="Projekt A"), Project(id="p2", title="Projekt B")),
    "offer": (
        Offer(id="x1", title="Angebot A", actor_id="a1"),
        Offer(id="x2", title="Angebot B", actor_id="a2"),
    ),
    "process": (Process(id="b1", title="Begleitung A"), Process(id="b2", title="Begleitung B")),
    "strategy": (
        Strategy(id="s1", title="Konzept A", goals=(("z1", "Ziel eins"), ("z2", "Ziel zwei"))),
        Strategy(id="s2", title="Konzept B", goals=(("z1", "Ziel eins"), ("z2", "Ziel zwei"))),
    ),
}
"""Two records of every kind that is referred to, so that a reference can change."""

BASE: dict[str, Record] = {
    "actor": Actor(id="r", name="Haus R", email="haus@r.example"),
    "project": Project(id="r", title="Projekt R", lead_actor_id="a1"),
    "offer": Offer(id="r", title="Angebot R", actor_id="a1"),
    "cooperation": Cooperation(id="r", partner_ids=("a1", "a2")),
    "delivery": Delivery(id="r", title="Termin", offer_id="x1", region_id="16053",
                         day=date(2026, 4, 1)),
    "strategy": Strategy(id="r", title="Konzept R"),
    "expectation": Expectation(id="r", topic_id="t1", region_ids=("16053",), reason="weil",
                               strategy_id="s1"),
    "survey": Survey(id="r", region_id="16053", topic_ids=("t1",), as_of=date(2026, 4, 1)),
}  # fmt: skip
"""A record of each kind as plain as it may be."""

SPECIAL: dict[str, tuple[Any, Any]] = {
    "email": ("eins@haus.example", "zwei@haus.example"),
    "website": ("https://eins.example", "https://zwei.example"),
    "url": ("https://eins.example", "https://zwei.example"),
    "postcode": ("07743", "99867"),
    "reach": (Reach.ON_SITE, Reach.REACHABLE),
    "visibility": (Visibility.PUBLIC, Visibility.MEMBERS),
    "intensity": (1, 3),
    "goals": ((("z1", "Erstes Ziel"),), (("z1", "Anderes Ziel"),)),
    "strategy_goal": ("z1", "z2"),
    "fundings": ((), (Funding(programme="Programm X", amount=4711.0, reference="AZ 1"),)),
    "partner_ids": (("a1", "a2"), ("a1", "r2")),
    "follows": ((), (("16053", "r2"),)),
}
"""Fields whose two values must be of a form of their own."""


def two_values(record: Record, name: str) -> tuple[Any, Any]:
    """Two values of a field that a reader can tell apart."""
    if name in SPECIAL:
        return SPECIAL[name]
    kind, _ = type(record).REFERENCES.get(name, ("", ""))
    now = getattr(record, name)
    if kind:
        one, other = (r.id for r in TWO[kind])
        return ((one,), (other,)) if isinstance(now, tuple) else (one, other)
    hint = str(type(record).__dataclass_fields__[name].type)
    if "bool" in hint:
        return True, False
    if "date" in hint:
        return date(2026, 2, 1), date(2026, 3, 2)
    if "int" in hint or "float" in hint:
        return 2, 3
    if "tuple" in hint:
        return ("Erstes",), ("Anderes",)
    return "Erstes Wort", "Anderes Wort"


def changed(record: Record, name: str, value: Any) -> Record:
    """The record with another value of one field."""
    if name in ("start", "end"):
        texts = {"start": ("2025-11", "2026-01"), "end": ("2026-12", "2027-02")}[name]
        side = getattr(period(**{name: texts[bool(value)]}), name)
        now = record.period  # type: ignore[attr-defined]
        return dataclasses.replace(record, period=dataclasses.replace(now, **{name: side}))  # type: ignore[call-arg]
    if name in {f.name for f in dataclasses.fields(Provenance)}:
        if not hasattr(record, name):
            given = dataclasses.replace(record.provenance, **{name: value})
            return dataclasses.replace(record, provenance=given)
    return dataclasses.replace(record, **{name: value})


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    app = network_app(tmp_path_factory.mktemp("felder"))
    others = [r for pair in TWO.values() for r in pair]
    land = Region(id="16", name="Thüringen", level="land")
    app.extensions["ikoe"].live.apply(
        new(installation(), land, *others, Actor(id="r2", name="Haus R2"),
            Expectation(id="r2", topic_id="t1", region_ids=("16053",), reason="vorher")),
        "Test",
        AT,
    )  # fmt: skip
    return app


def shown(site, client, record: Record) -> str:
    """What the page of a record says, without what only the program needs."""
    live = site.extensions["ikoe"].live
    live.apply(ChangeSet((live.network().put(record),)), "Test", AT)
    page = client.get(path_of(record.KIND, record.id), headers={"Cache-Control": "no-cache"})
    assert page.status_code == 200, (record.KIND, page.status_code)
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return re.sub(r'<input[^>]*type="hidden"[^>]*>|\?version=\d+', "", main)


@pytest.mark.parametrize("kind", ENTERED)
def test_every_field_is_told_on_the_page_of_its_record(site, kind):
    client, base = log_in(site, "coordinator"), BASE[kind]

    def told(kind: str) -> set[str]:
        found = set()
        for name in fields(kind):
            if name in ("start", "end"):
                one, other = changed(base, name, False), changed(base, name, True)
            elif name == "source":
                one, other = changed(base, name, "Erste"), changed(base, name, "Andere")
            elif name == "confirmed":
                one, other = (
                    changed(base, name, date(2026, 1, 2)),
                    changed(base, name, date(2026, 3, 4)),
                )
            else:
                values = SPECIAL["visibility"] if name == "visibility" else two_values(base, name)
                one, other = (changed(base, name, value) for value in values)
            if shown(site, client, one) != shown(site, client, other):
                found.add(name)
        return found

    assert missing("page", (kind,), told) == []
