"""The list of findings as a table to write: the rows of the page, with the same filters."""

from __future__ import annotations

from flask import request

from services.network.findings.lifecycle import FindingStage
from services.network.findings.web.rows import STATES, FindingFilter, FindingRow
from services.network.reader import context
from services.network.reader.labels import judgement_word
from services.network.records.model import Topic
from services.network.records.sheet import Sheet
from services.network.records.visible_network import VisibleNetwork
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext

_STAGES = {
    FindingStage.OPEN: "offen",
    FindingStage.ASKED: "gefragt",
    FindingStage.JUDGED: "beurteilt",
    FindingStage.RELEASED: "freigegeben",
}


def as_sheet() -> Sheet:
    """All findings that the address asks for, in the order of the page and on no pages."""
    visible = context.unfiltered()
    headers = (
        _("Art"),
        _("Ergebnis"),
        _("Hinweis"),
        _("Worum es geht"),
        _("Landkreise und Städte"),
        _("Themen"),
        _("Akteure"),
        _("Stand"),
        _("Einschätzung"),
        _("Begründung"),
        _("Eingeschätzt am"),
        _("Eingeschätzt von"),
        _("mögliche Doppelförderung"),
        _("eigenes Haus"),
    )
    found = tuple(_cells(row, visible) for row in FindingFilter.of(request.args).chosen())
    return Sheet(_("Hinweise"), headers, found)


def _kind(row: FindingRow) -> str:
    match row.kind:
        case "coverage":
            return ngettext("Hinweis zur Abdeckung", "Hinweise zur Abdeckung", 1)
        case "parallel":
            return ngettext("Mögliche Parallelstruktur", "Mögliche Parallelstrukturen", 1)
        case _:
            return ngettext(
                "Akteur ohne bekannte Verbindung", "Akteur:innen ohne bekannte Verbindung", 1
            )


def _cells(row: FindingRow, visible: VisibleNetwork) -> tuple[str, ...]:
    lang = context.lang()
    # A judgement on facts that have changed since is none on the page either.
    verdict = row.verdict if row.state == "judged" else None

    def told(fact: bool) -> str:
        return (_("ja") if fact else _("nein")) if row.kind == "parallel" else ""

    return (
        _kind(row),
        row.badge,
        row.title,
        row.text,
        "|".join(filter(None, (visible.region_name(id) for id in row.region_ids))),
        "|".join(filter(None, (visible.label(Topic, id, lang) for id in row.topic_ids))),
        "|".join(filter(None, (visible.actor_name(id) for id in row.actor_ids))),
        _(STATES[_STAGES[row.stage]]),
        judgement_word(row) if verdict else "",
        verdict.reason if verdict else "",
        verdict.day.strftime("%d.%m.%Y") if verdict else "",
        verdict.author if verdict else "",
        told(row.double_funding),
        told(row.own_house),
    )
