"""What is stored about whom, and what goes when: the registry as a page and as a table."""

from __future__ import annotations

from flask import Blueprint, Response

from services.network.data_protection.web import wired
from services.network.data_protection.words import SERVICES
from services.network.reader.labels import page
from services.network.records.sheet import Sheet
from shared.accounts import requires
from shared.data_protection.model import Holds, Place
from shared.data_protection.registry import PLACES, place
from shared.data_protection.retention import states, why_of
from shared.data_protection.terms import NONE
from shared.marking import N_
from shared.web.i18n import gettext as _

blueprint = Blueprint("network_registry", __name__)

PATH = "/einrichtung/datenschutz"
FILES = N_("Dateien")
_OF_PEOPLE = frozenset(Holds) - {Holds.TECHNICAL}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(PATH)
@requires("admin", "coordinator")
def show() -> str:
    """The registry, what retention did, and the way to delete a person."""
    of_people = [one for one in PLACES if one.basis is not NONE]
    told = states(wired.parts().retention.database)
    return page(
        "data_protection/verzeichnis.html",
        groups=[
            (_(name), [_row(one) for one in of_people if _service(one) == name])
            for name in (*SERVICES.values(), FILES)
        ],
        others=len(PLACES) - len(of_people),
        rules=[
            (_title_of(key), _(why_of(key)), state) for key, state in told.items() if why_of(key)
        ],
    )


@blueprint.get(f"{PATH}/verzeichnis.xlsx")
@requires("admin", "coordinator")
def table() -> Response:
    """Every field with everything that holds for it, as an Excel file."""
    rows = tuple(
        (
            _(one.title),
            field.name,
            _(one.whom),
            _(field.purpose),
            f"{field.basis.article}: {_(field.basis.meaning)}" if field.basis else "",
            _(field.retention.text) if field.retention else "",
            "; ".join(_(reader.title) for reader in field.seen_by),
            "; ".join(_(place(key).title) for key in field.also_in),
        )
        for one in PLACES
        for field in one.told()
    )
    heads = (
        _("Wo"),
        _("Feld"),
        _("Über wen"),
        _("Wozu"),
        _("Rechtsgrundlage"),
        _("Wie lange"),
        _("Wer es sieht"),
        _("Wo noch"),
    )
    content = wired.parts().tables.write_xlsx([Sheet(_("Datenschutz"), heads, rows)])
    answer = Response(content, mimetype=_XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=datenschutz-verzeichnis.xlsx"
    return answer


def _service(one: Place) -> str:
    service = one.key.partition(".")[0]
    return SERVICES.get(service, FILES)


def _row(one: Place) -> dict[str, object]:
    people = [field.name for field in one.fields if field.holds in _OF_PEOPLE]
    return {
        "title": _(one.title),
        "whom": _(one.whom),
        "purpose": _(one.purpose),
        "basis": f"{one.basis.article}: {_(one.basis.meaning)}",
        "retention": _(one.retention.text),
        "readers": [_(reader.title) for reader in one.seen_by],
        "elsewhere": [_(place(key).title) for key in one.also_in],
        "fields": people,
    }


def _title_of(rule: str) -> str:
    """The places that a rule cleans, in words."""
    titles = [_(one.title) for one in PLACES if one.retention.rule == rule]
    return ", ".join(titles)
