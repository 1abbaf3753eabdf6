"""Lists to take away: the network's records in the columns that the import reads again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from services.network.exchange.columns import FORMS, TableForm
from services.network.exchange.multi_row import part_texts
from services.network.exchange.name_lookup import NameLookup
from services.network.exchange.record_building import NameOf, cell_text, name_of, natural_key
from services.network.findings.findings import Coverage
from services.network.outlook.forecast import Forecast
from services.network.records.model import (
    Actor,
    Expectation,
    Format,
    Offer,
    OrgType,
    Project,
    Record,
    Region,
    Strategy,
    TargetGroup,
    Topic,
)
from services.network.records.network import Network, Snapshot
from services.network.records.sheet import Sheet
from services.network.search.index import SearchIndex
from shared.spreadsheets import writable


class GraphFiles(Protocol):
    """Writes the network as a graph; see ``adapters.graph_files``."""

    def write(self, snapshot: Snapshot, form: str) -> bytes:
        """The network on a day as ``graphml``, ``gexf`` or ``jsonld``; the same snapshot gives
        the same bytes."""
        ...


TextRows = tuple[tuple[str, ...], ...]


def headers_of(kind: str) -> tuple[str, ...]:
    """The headers of a kind of list, the one that keeps its identity last."""
    return (*(c.header for c in FORMS[kind].columns if c.kind != "id"), "Kennung")


def names_in(search: SearchIndex) -> NameLookup:
    """The names of a network, looked up by themselves and not by where they lie."""
    return NameLookup(search, lambda _text: ())


def rows_of(network: Network, kind: str, names: NameLookup) -> TextRows:
    """All records of a kind in words, sorted by name; reading them again changes nothing.

    ``names`` are those of the same network (``names_in``)."""

    def label(of: str, id: str) -> str:
        """A record's name; its id where the name means several."""
        if not id:
            return ""
        if of == "goal":
            name = names.goals.name(id)
            own = names.goals_of(names.strategy_of(id))
            return name if own.find(name) == (id,) else id
        name = name_of(network.find(of, id))
        match of:
            case "strategy":
                found = names.strategies.find(name)
            case "offer":
                offer = network.get(Offer, id)
                if offer and names.offers.find(name) != (id,):
                    name = f"{name} ({name_of(network.get(Actor, offer.actor_id))})"
                found = names.offers.find(name)
            case "actor":
                found = names.actors.find(name)
            case "project":
                found = names.projects.find(name)
            case "region":
                found = names.find_region(name)
            case _:
                found = names.terms(of).find(name)
        # "|" and ";" separate values: a name that holds one cannot stand in a list. Of strategies,
        # offers and projects a cell holds one only.
        single = of in ("strategy", "offer", "project")
        return name if found == (id,) and not set(name) & set("\n" if single else "|;\n") else id

    records = sorted(
        network.records.get(kind, {}).values(),
        key=lambda r: (names.folded(r, name_of(r)), natural_key(r), r.id),
    )
    return tuple(row for record in records for row in _rows(record, FORMS[kind], label))


def _rows(record: Record, form: TableForm, label: NameOf) -> Iterator[tuple[str, ...]]:
    """The rows of a record: one, or one for each of its parts."""
    parts = (part_texts(record, form) if form.parts else ()) or ({},)
    columns = [column for column in form.columns if column.kind != "id"]
    own = {c.name: cell_text(record, c, label) for c in columns if not c.part}
    for part in parts:
        texts = (writable(part.get(c.name, "")) if c.part else own[c.name] for c in columns)
        yield (*texts, record.id)


def sheet_of(network: Network, kind: str, names: NameLookup | None = None) -> Sheet:
    """All records of a kind as a table to write; ``names`` (``names_in``) spares several tables
    of one network looking up its names each by itself."""
    names = names or names_in(SearchIndex(network))
    return Sheet(FORMS[kind].title, headers_of(kind), rows_of(network, kind, names))


def coverage_sheet(network: Network, coverage: Coverage, words: Mapping[str, str]) -> Sheet:
    """Every cell of the coverage in words; ``words`` name the states."""
    rows = []
    for cell in coverage.cells:
        expectation = network.get(Expectation, cell.expectation_id)
        providers = [network.get(Actor, p.house_id) for p in cell.providers]
        rows.append(
            (
                name_of(network.get(Region, cell.region_id)),
                cell.region_id,
                name_of(network.get(Topic, cell.topic_id)),
                name_of(network.get(TargetGroup, cell.target_group_id)),
                name_of(network.get(Format, cell.format_id)),
                words[cell.state.value],
                str(len(cell.enough)),
                str(cell.needed),
                "|".join(actor.name for actor in providers if actor),
                expectation.reason if expectation else "",
            )
        )
    headers = (
        "Kreis", "Schlüssel", "Thema", "Zielgruppe", "Format", "Abdeckung",
        "Anbieter mit ausreichender Reichweite", "Anbieter vorgesehen", "Anbieter", "Begründung",
    )  # fmt: skip
    return Sheet("Abdeckung", headers, tuple(sorted(rows)))


def forecast_sheet(network: Network, found: Forecast, words: Mapping[str, str]) -> Sheet:
    """What gets worse, by day; ``words`` name the states."""
    rows = []
    for b in found.breaks:
        ends = [network.find(e.kind, e.id) for e in b.endings]
        who = [network.get(Actor, e.actor_id) for e in b.endings]
        rows.append(
            (
                b.day.strftime("%d.%m.%Y"),
                name_of(network.get(Region, b.region_id)),
                b.region_id,
                name_of(network.get(Topic, b.topic_id)),
                words[b.before.value],
                words[b.after.value],
                "|".join(name_of(record) for record in ends if record),
                "|".join(dict.fromkeys(actor.name for actor in who if actor)),
                "|".join(e.last.strftime("%d.%m.%Y") for e in b.endings),
                "eingetragen" if b.stated else "Ende nicht bekannt",
            )
        )
    headers = (
        "Ab", "Kreis", "Schlüssel", "Thema", "Bisher", "Dann", "Was endet", "Anbieter",
        "Letzter Tag", "Woher das Ende bekannt ist",
    )  # fmt: skip
    return Sheet("Vorschau", headers, tuple(rows))


def words_to_choose(network: Network) -> dict[str, tuple[str, ...]]:
    """The labels of the vocabularies, the districts, and the names of what other entries refer to,
    for drop-down lists."""
    words: dict[str, tuple[str, ...]] = {}
    for cls in (Topic, TargetGroup, Format, OrgType):
        terms = sorted(network.all(cls).values(), key=lambda t: (t.position, t.label, t.id))
        words[cls.KIND] = tuple(dict.fromkeys(t.label for t in terms))
    regions = network.all(Region).values()
    levels = {"land": 0, "district": 1}
    chosen = sorted(
        (r for r in regions if r.id == "16" or r.level == "district"),
        key=lambda r: (levels.get(r.level, 2), r.name),
    )
    words["region"] = tuple(r.name for r in chosen)
    for kind in (Actor, Project, Offer, Strategy):
        names = {name_of(record) for record in network.all(kind).values()}
        words[kind.KIND] = tuple(sorted(filter(None, names), key=str.casefold))
    return words
