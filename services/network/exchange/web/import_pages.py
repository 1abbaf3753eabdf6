"""Pages to bring lists in and take them away (coordinators)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from services.network.directory.postcodes import districts
from services.network.exchange import words as import_texts
from services.network.exchange.columns import FORMS
from services.network.exchange.export_table import words_to_choose
from services.network.exchange.import_table import KEPT_FOR, apply_import, dry_run
from services.network.exchange.plan import ImportPlan, Options, RowState, Same
from services.network.exchange.upload import Upload
from services.network.exchange.web import wired
from services.network.exchange.web import words as message_texts
from services.network.reader import context
from services.network.reader.labels import page
from shared.accounts import author, requires
from shared.accounts.access import current_account
from shared.errors import Conflict, Invalid, NotFound, Problem, TooLarge
from shared.web.i18n import gettext
from shared.web.problems import text_of
from shared.web.urls import redirect_to

blueprint = Blueprint("network_import", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS_SHOWN = 100
FILES = {"akteure": "actor", "projekte": "project", "angebote": "offer",
         "kooperationen": "cooperation", "durchfuehrungen": "delivery", "strategien": "strategy",
         "soll": "expectation", "erhebungen": "survey", "kennzahlen": "indicator",
         "belege": "evidence"}  # fmt: skip
"""Name of a list in addresses -> kind of its entries."""
_SAME: tuple[Same, ...] = ("keep", "update", "new")


@blueprint.get("/einfuhr")
@requires("admin", "coordinator")
def start() -> str:
    """Upload a file, take the template, take lists away."""
    return _start()


@blueprint.post("/einfuhr")
@requires("admin", "coordinator")
def upload() -> Response | tuple[str, int]:
    """Keep the file and go to its dry run."""
    given = request.files.get("datei")
    content = given.read() if given else b""
    if given is None or not given.filename:
        return _start((Problem("import.no_file", "datei"),)), 422
    name = given.filename.replace("\\", "/").rpartition("/")[2][:120]
    parts = wired.parts()
    try:
        # Looked at before it is kept: what cannot be read shall not lie about.
        dry_run(parts, parts.tables, content, _options(name), districts)
    except TooLarge as error:
        return _start((Problem(error.code, "datei", params=error.params),)), 413
    except Invalid as error:
        problems = tuple(Problem(p.code, "datei", p.row, p.params) for p in error.problems)
        return _start(problems), 422
    now = parts.clock()
    parts.uploads.sweep(now)
    kept = parts.uploads.keep(_owner(), name, content, now + KEPT_FOR)
    return redirect_to(f"/einfuhr/{kept.key}", **_query())


@blueprint.get("/einfuhr/<key>")
@requires("admin", "coordinator")
def preview(key: str) -> Response | str:
    """The dry run of a kept file."""
    found = _upload(key)
    if found is None:
        return redirect_to("/einfuhr", abgelaufen=1)
    return _preview(found)


@blueprint.post("/einfuhr/<key>")
@requires("admin", "coordinator")
def confirm(key: str) -> Response | str | tuple[str, int]:
    """Everything or nothing."""
    found = _upload(key)
    if found is None:
        return redirect_to("/einfuhr", abgelaufen=1)
    parts = wired.parts()
    try:
        plan = apply_import(
            parts,
            parts.tables,
            found.content,
            _options(found.file_name),
            districts,
            seen=request.form.get("stand", ""),
            author=author(),
        )
    except Conflict as error:
        context.forget_network()
        return _preview(found, notice=text_of(error.code, error.params)), 409
    except Invalid:
        # Errors came up since the preview (a record was removed …): it shows them.
        context.forget_network()
        return _preview(found, notice=text_of("conflict.import")), 409
    parts.uploads.forget(key)
    counts = {
        "neu": plan.count(RowState.NEW),
        "geaendert": plan.count(RowState.CHANGED),
    }
    return redirect_to("/einfuhr", fertig=1, **counts)


@blueprint.post("/einfuhr/<key>/verwerfen")
@requires("admin", "coordinator")
def discard(key: str) -> Response:
    """Forget a kept file without importing it."""
    if _upload(key) is not None:
        wired.parts().uploads.forget(key)
    return redirect_to("/einfuhr")


@blueprint.get("/einfuhr/vorlage.xlsx")
@requires("admin", "coordinator")
def template() -> Response:
    """The file to fill in, with our own words in its drop-down lists."""
    network = context.network()
    made = wired.parts().tables.template(words_to_choose(network), network.rules)
    return _download(made, "Vorlage-Einfuhr.xlsx", XLSX)


def _download(content: bytes, name: str, kind: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _owner() -> str:
    account = current_account()
    return account.fs_uniquifier if account else ""


def _upload(key: str) -> Upload | None:
    parts = wired.parts()
    try:
        return parts.uploads.get(_owner(), key, parts.clock())
    except NotFound:
        return None


def _query() -> dict[str, str]:
    """What was chosen, as it travels in the address of the preview."""
    return {name: request.values.get(name, "") for name in ("art", "gleiche", "geprueft")}


def _options(file_name: str) -> Options:
    chosen = _query()
    same = chosen["gleiche"]
    try:
        as_of = date.fromisoformat(chosen["geprueft"])
    except ValueError:
        as_of = context.today()
    return Options(
        same=same if same in _SAME else "keep",
        kind=chosen["art"] if chosen["art"] in FORMS else "",
        as_of=min(as_of, context.today()),
        file_name=file_name,
        today=context.today(),
    )


def _start(problems: tuple[Problem, ...] = ()) -> str:
    network = context.network()
    lists = [
        (import_texts.LISTS[kind], name, len(network.records.get(kind, {})))
        for name, kind in FILES.items()
    ]
    return page(
        "exchange/start.html",
        problems=problems,
        kinds=[(kind, gettext(import_texts.LISTS[kind])) for kind in FORMS],
        lists=lists,
        chosen=_query(),
        done=tuple(request.args.get(name, 0, type=int) for name in ("neu", "geaendert"))
        if request.args.get("fertig")
        else None,
    )


def _preview(found: Upload, notice: str = "") -> str:
    parts = wired.parts()
    options = _options(found.file_name)
    plan = dry_run(parts, parts.tables, found.content, options, districts)
    return page(
        "exchange/vorschau.html",
        upload=found,
        plan=plan,
        notice=notice,
        options=options,
        chosen=_query() | {"gleiche": options.same, "geprueft": str(options.as_of)},
        groups=_groups(plan),
        kinds=[(f.title, [(s, plan.count(s, k)) for s in RowState]) for k, f in FORMS.items()
               if any(row.kind == k for row in plan.rows)],
        shown=MOST_ROWS_SHOWN,
        words=import_texts,
        said=message_texts,
        state=RowState,
    )  # fmt: skip


def _groups(plan: ImportPlan) -> list[tuple[RowState, list[Any]]]:
    """Rows by what becomes of them, those that need a look first."""
    order = (RowState.CHANGED, RowState.NEW, RowState.KEPT)
    found = [(state, [row for row in plan.rows if row.state is state]) for state in order]
    return [(state, rows) for state, rows in found if rows]
