"""Lists and graphs to take away: XLSX, CSV, GraphML, GEXF, JSON-LD."""

from __future__ import annotations

from flask import Blueprint, make_response
from werkzeug.wrappers import Response

from services.network.coverage.web.matrix_pages import as_sheet
from services.network.coverage.web.today import coverage
from services.network.exchange.export_table import (
    coverage_sheet,
    forecast_sheet,
    names_in,
    sheet_of,
)
from services.network.exchange.web import wired
from services.network.exchange.web.import_pages import FILES, XLSX
from services.network.findings.web import table as finding_sheet
from services.network.outlook.forecast import forecast
from services.network.reader import context
from services.network.reader import words as texts
from shared.accounts import requires
from shared.errors import NotFound
from shared.web.i18n import gettext as _

blueprint = Blueprint("network_export", __name__)

GRAPHS = {
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "jsonld": "application/ld+json",
}


@blueprint.get("/einfuhr/ausgabe/<name>.<any(xlsx,csv):form>")
@requires("admin", "coordinator")
def table(name: str, form: str) -> Response:
    """One list, or all lists in one workbook (``alles.xlsx``)."""
    network, tables = context.network(), wired.parts().tables
    if name == "abdeckung":
        words = {key: _(word) for key, word in texts.COVERAGE.items()}
        found = coverage()
        sheets = [coverage_sheet(network, found, words)]
    elif name == "vorschau":
        words = {key: _(word) for key, word in texts.COVERAGE.items()}
        sheets = [forecast_sheet(network, forecast(context.unfiltered().snapshot), words)]
    elif name == "alles" and form == "xlsx":
        names = names_in(context.search_index())
        sheets = [sheet_of(network, kind, names) for kind in FILES.values()]
    elif name in FILES:
        sheets = [sheet_of(network, FILES[name], names_in(context.search_index()))]
    else:
        raise NotFound()
    if form == "csv":
        return _file(tables.write_csv(sheets[0]), f"{name}.csv", "text/csv; charset=utf-8")
    return _file(tables.write_xlsx(sheets), f"{name}.xlsx", XLSX)


@blueprint.get("/einfuhr/ausgabe/matrix.<any(xlsx,csv):form>")
@requires("admin", "coordinator")
def coverage_matrix(form: str) -> Response:
    """The matrix of the coverage with the axes and filters of the address."""
    tables, sheet = wired.parts().tables, as_sheet()
    if form == "csv":
        return _file(tables.write_csv(sheet), "matrix.csv", "text/csv; charset=utf-8")
    return _file(tables.write_xlsx([sheet]), "matrix.xlsx", XLSX)


@blueprint.get("/einfuhr/ausgabe/hinweise.<any(xlsx,csv):form>")
@requires("admin", "coordinator")
def findings(form: str) -> Response:
    """The list of findings with the filters and the order of the address."""
    tables, sheet = wired.parts().tables, finding_sheet.as_sheet()
    if form == "csv":
        return _file(tables.write_csv(sheet), "hinweise.csv", "text/csv; charset=utf-8")
    return _file(tables.write_xlsx([sheet]), "hinweise.xlsx", XLSX)


@blueprint.get("/einfuhr/ausgabe/netz.<any(graphml,gexf,jsonld):form>")
@requires("admin", "coordinator")
def graph(form: str) -> Response:
    """The network as a graph for other programs."""
    content = wired.parts().graphs.write(context.unfiltered().snapshot, form)
    return _file(content, f"netz.{form}", GRAPHS[form])


def _file(content: bytes, name: str, kind: str) -> Response:
    response = make_response(content)
    day = context.today().isoformat()
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{day}-{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
