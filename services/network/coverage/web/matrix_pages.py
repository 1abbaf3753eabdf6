"""The coverage as a matrix: any two dimensions as axes, the others as filters.

Every cell says how many of the expectations behind it are covered and opens into the offers,
projects, deliveries and surveys that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, request

from services.network.coverage.cells import Cell, CoverageState
from services.network.coverage.matrix import Axis, Filters, MatrixKey, Rolled, matrix, select
from services.network.coverage.web.map_pages import expectation_name, state_of
from services.network.coverage.web.today import coverage
from services.network.reader import context
from services.network.reader import words as texts
from services.network.reader.labels import Labels, cached, page
from services.network.records.model import (
    Delivery,
    Expectation,
    Format,
    Region,
    Survey,
    TargetGroup,
    Topic,
)
from services.network.records.sheet import Sheet
from services.network.records.visible_network import VisibleNetwork
from shared.errors import NotFound
from shared.marking import N_
from shared.web.i18n import gettext as _

blueprint = Blueprint("network_matrix", __name__)

AXES: Mapping[str, tuple[Axis, str]] = {
    "kreis": (Axis.REGION, N_("Landkreis oder Stadt")),
    "region": (Axis.REGION_GROUP, N_("größere Region")),
    "thema": (Axis.TOPIC, N_("Thema")),
    "oberthema": (Axis.PARENT_TOPIC, N_("Oberthema")),
    "zielgruppe": (Axis.TARGET_GROUP, N_("Zielgruppe")),
    "format": (Axis.FORMAT, N_("Format")),
    "soll": (Axis.EXPECTATION, N_("Soll-Angebot")),
}
"""Value in the address -> axis and its word."""

MOST_SHOWN = 60
"""Entries of one kind behind a cell; a page with more is read by nobody."""


@dataclass(frozen=True, slots=True)
class MatrixChoice:
    """What the address asks for; unknown values are left out."""

    rows: str
    columns: str
    region: str
    topic: str
    group: str
    format: str
    state: str

    def filters(self, visible: VisibleNetwork) -> Filters:
        """The filters of the roll-up; expectations that the reader may not see count nowhere."""
        return Filters(
            expectation_ids=_known_expectations(visible),
            region_ids=_set(self.region),
            topic_ids=_set(self.topic),
            target_group_ids=_set(self.group),
            format_ids=_set(self.format),
            states=frozenset({CoverageState(self.state)}) if self.state else frozenset(),
        )

    def query(self, **changes: str) -> dict[str, str]:
        """The address of the same matrix, changed."""
        return {
            "zeilen": self.rows,
            "spalten": self.columns,
            "kreis": self.region,
            "thema": self.topic,
            "zielgruppe": self.group,
            "format": self.format,
            "stand": self.state,
            **changes,
        }


def _known_expectations(visible: VisibleNetwork) -> frozenset[str]:
    known = visible.network.all(Expectation)
    if len(known) == len(context.unfiltered().network.all(Expectation)):
        return frozenset()
    # No ids at all would mean every expectation; no expectation has a blank id.
    return frozenset(known) or frozenset({""})


def _set(id: str) -> frozenset[str]:
    return frozenset({id}) if id else frozenset()


def _wanted(visible: VisibleNetwork) -> MatrixChoice:
    def known(name: str, cls: type) -> str:
        id = request.args.get(name, "")
        return id if visible.network.get(cls, id) is not None else ""

    rows, columns = request.args.get("zeilen", ""), request.args.get("spalten", "")
    rows = rows if rows in AXES else "kreis"
    columns = columns if columns in AXES else "oberthema"
    if rows == columns:
        columns = "oberthema" if rows != "oberthema" else "kreis"
    state = request.args.get("stand", "")
    return MatrixChoice(
        rows,
        columns,
        known("kreis", Region),
        known("thema", Topic),
        known("zielgruppe", TargetGroup),
        known("format", Format),
        state if state in {s.value for s in CoverageState} else "",
    )


def key_name(axis: Axis, id: str, view: Labels) -> str:
    """The word for a row or column."""
    visible, lang = view.visible, context.lang()
    match axis:
        case Axis.REGION | Axis.REGION_GROUP | Axis.LAND:
            return visible.region_name(id) or _("ohne größere Region")
        case Axis.TOPIC | Axis.PARENT_TOPIC:
            return visible.label(Topic, id, lang) or _("ohne Thema")
        case Axis.TARGET_GROUP:
            return visible.label(TargetGroup, id, lang) or _("für alle")
        case Axis.FORMAT:
            return visible.label(Format, id, lang) or _("jede Form")
        case Axis.EXPECTATION:
            found = visible.network.get(Expectation, id)
            return expectation_name(found, view) if found else _("nicht öffentlich")


def _named(axis: Axis, keys: Iterable[MatrixKey], view: Labels) -> list[tuple[MatrixKey, str]]:
    """Keys with their words; where the axis is no tree, in the order of the words."""
    named = [(key, key_name(axis, key.id, view)) for key in keys]
    if axis in (Axis.TOPIC, Axis.REGION_GROUP):
        order = {id: at for at, (id, _l, _d) in enumerate(view.visible.topic_tree(context.lang()))}
        return sorted(named, key=lambda n: order.get(n[0].id, -1)) if axis is Axis.TOPIC else named
    return sorted(named, key=lambda n: (not n[0].id, n[1].casefold()))


@blueprint.get("/abdeckung/matrix")
@cached
def overview() -> str:
    """The matrix with its axes and filters."""
    visible, full = context.visible(), context.unfiltered()
    view, lang = Labels(visible), context.lang()
    wanted = _wanted(visible)
    row_axis, column_axis = AXES[wanted.rows][0], AXES[wanted.columns][0]
    found = matrix(full.snapshot, coverage(), row_axis, column_axis, wanted.filters(visible))
    return page(
        "coverage/abdeckung_matrix.html",
        visible=visible,
        wanted=wanted,
        matrix=found,
        rows=_named(row_axis, found.rows, view),
        columns=_named(column_axis, found.columns, view),
        axes=[(key, _(word)) for key, (_axis, word) in AXES.items()],
        row_word=_(AXES[wanted.rows][1]),
        regions=[(id, name) for id, name in visible.region_choices() if visible.districts_of([id])],
        topics=visible.topic_tree(lang),
        groups=visible.terms(TargetGroup, lang),
        formats=visible.terms(Format, lang),
        states=[(s.value, _(texts.COVERAGE[s.value])) for s in CoverageState],
        any=bool(len(coverage()) and visible.network.all(Expectation)),
    )


def as_sheet() -> Sheet:
    """The matrix that the address asks for as a table to write, its filters named below."""
    visible, full, lang = context.visible(), context.unfiltered(), context.lang()
    view, wanted = Labels(visible), _wanted(visible)
    row_axis, column_axis = AXES[wanted.rows][0], AXES[wanted.columns][0]
    found = matrix(full.snapshot, coverage(), row_axis, column_axis, wanted.filters(visible))

    def told(rolled: Rolled | None) -> str:
        if rolled is None:
            return ""
        counted = _(
            "%(num)s von %(all)s abgedeckt",
            num=rolled.counts[CoverageState.COVERED],
            all=rolled.size,
        )
        return f"{_(texts.COVERAGE[rolled.state.value])} ({counted})"

    columns = _named(column_axis, found.columns, view)
    headers = (_(AXES[wanted.rows][1]), *(name for _key, name in columns), _("Zusammen"))
    rows = [
        (
            name,
            *(told(found.at(row.id, column.id)) for column, _name in columns),
            told(found.row_totals[row.id]),
        )
        for row, name in _named(row_axis, found.rows, view)
    ]
    filters = (
        (_("Region"), visible.region_name(wanted.region) or _("alle Regionen")),
        (_("Thema"), visible.label(Topic, wanted.topic, lang) or _("alle Themen")),
        (_("Zielgruppe"), visible.label(TargetGroup, wanted.group, lang) or _("alle Zielgruppen")),
        (_("Format"), visible.label(Format, wanted.format, lang) or _("alle Formate")),
        (_("Stand"), _(texts.COVERAGE[wanted.state]) if wanted.state else _("jeder Stand")),
        (_("Zusammen"), told(found.total)),
    )
    width = len(headers)
    below = [(*pair, *("",) * (width - 2)) for pair in filters]
    return Sheet(_("Abdeckung als Matrix"), headers, (*rows, ("",) * width, *below))


# --- what stands behind a cell ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Behind:
    """One expectation in one district behind a cell of the matrix."""

    cell: Cell
    place: str
    name: str
    state: str
    houses: tuple[tuple[str, str], ...]
    hidden: int
    beside: tuple[str, ...]


@blueprint.get("/abdeckung/matrix/zelle")
@cached
def opened() -> str:
    """Everything that a cell of the matrix, a row or a column rests on."""
    visible = context.visible()
    view, wanted = Labels(visible), _wanted(visible)
    row, column = request.args.get("zeile"), request.args.get("spalte")
    cells = _behind(wanted, row, column, visible)
    if not cells:
        raise NotFound("not_found.cell")
    names = [
        key_name(AXES[axis][0], id, view)
        for axis, id in ((wanted.rows, row), (wanted.columns, column))
        if id is not None
    ]
    rows = sorted(
        (_row(cell, view) for cell in cells), key=lambda r: (r.place.casefold(), r.name.casefold())
    )
    entries = {
        (source.kind, source.id): source.actor_id
        for cell in cells
        for provider in cell.providers
        for source in provider.sources
    }
    supplies = sorted(
        ((record, kind, actor_id) for (kind, id), actor_id in entries.items()
         if (record := visible.network.find(kind, id))),
        key=lambda s: (getattr(s[0], "title", "").casefold(), s[0].id),
    )  # fmt: skip
    return page(
        "coverage/abdeckung_matrix_zelle.html",
        visible=visible,
        wanted=wanted,
        title=" · ".join(names) or _("alles zusammen"),
        rows=rows,
        supplies=supplies[:MOST_SHOWN],
        more=max(0, len(supplies) - MOST_SHOWN),
        hidden=len(entries) - len(supplies),
        deliveries=_deliveries(cells, visible),
        surveys=_surveys(cells, visible),
    )


def _behind(
    wanted: MatrixChoice, row: str | None, column: str | None, visible: VisibleNetwork
) -> list[Cell]:
    """The cells of the coverage behind a cell (None: of the whole row or column)."""
    full = context.unfiltered()
    row_axis, column_axis = AXES[wanted.rows][0], AXES[wanted.columns][0]
    found = matrix(full.snapshot, coverage(), row_axis, column_axis, wanted.filters(visible))
    rolled = (
        found.total
        if row is None and column is None
        else found.row_totals.get(row or "")
        if column is None
        else found.column_totals.get(column)
        if row is None
        else found.at(row, column)
    )
    ids = set(rolled.cell_ids) if rolled else set()
    kept = select(full.snapshot, coverage(), wanted.filters(visible))
    cells = coverage().by_place
    return [cells[bare.expectation_id, bare.region_id] for bare in kept if bare.id in ids]


def _row(cell: Cell, view: Labels) -> Behind:
    visible = view.visible
    expectation = visible.network.get(Expectation, cell.expectation_id)
    houses = tuple(view.actors(p.house_id for p in cell.providers))
    beside = [visible.region_name(n.region_id) for n in cell.neighbours]
    return Behind(
        cell,
        visible.region_name(cell.region_id),
        expectation_name(expectation, view) if expectation else _("nicht öffentlich"),
        state_of(cell),
        houses,
        len(cell.providers) - len(houses),
        tuple(beside),
    )


def _deliveries(cells: Iterable[Cell], visible: VisibleNetwork) -> list[Delivery]:
    """Deliveries that count for these cells, latest first."""
    ids = {id for cell in cells for p in cell.providers for id in p.delivery_ids}
    found = [d for id in ids if (d := visible.network.get(Delivery, id))]
    return sorted(found, key=lambda d: (-d.day.toordinal(), d.id))[:MOST_SHOWN]


def _surveys(cells: Iterable[Cell], visible: VisibleNetwork) -> list[Survey]:
    """Surveys that count for these cells, latest first."""
    ids = {id for cell in cells for id in cell.survey_ids}
    found = [s for id in ids if (s := visible.network.get(Survey, id))]
    return sorted(found, key=lambda s: (-s.as_of.toordinal(), s.id))[:MOST_SHOWN]
