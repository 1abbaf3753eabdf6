"""German words for measures: states, what became of findings, links of the chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.network.measures.measures import FindingLife, MeasureLife
from services.network.measures.timeline import TimelineStep
from services.network.records.model import Measure, Meeting
from shared.marking import N_
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext

STATUS: Mapping[str, tuple[str, str]] = {
    "planned": (N_("geplant"), "info"),
    "running": (N_("läuft"), "info"),
    "done": (N_("abgeschlossen"), "success"),
    "dropped": (N_("nicht weiter verfolgt"), "neutral"),
}
"""State of a measure -> word and tone."""

STATUS_HINTS: Mapping[str, str] = {
    "planned": N_("Beschlossen, aber noch nicht begonnen."),
    "running": N_("Daran wird gearbeitet."),
    "done": N_("Es ist getan; das Ergebnis steht unten."),
    "dropped": N_("Es wird nicht weiter verfolgt; warum, steht beim Ergebnis."),
}

EVIDENCE: Mapping[str, str] = {
    "interview": N_("Gespräch oder Interview"),
    "focus_group": N_("Gruppengespräch"),
    "questionnaire": N_("Befragung"),
    "document": N_("Dokument"),
    "statistic": N_("Statistik"),
    "observation": N_("Beobachtung"),
}

_FINDING: Mapping[str, tuple[str, str]] = {
    "open": (N_("noch offen"), "warning"),
    "closed": (N_("erledigt"), "success"),
    "reopened": (N_("wieder offen"), "danger"),
    "void": (N_("entfallen"), "neutral"),
}
_GAP: Mapping[str, tuple[str, str]] = {
    "closed": (N_("Lücke geschlossen"), "success"),
    "reopened": (N_("Lücke wieder offen"), "danger"),
}

_STEPS: Mapping[str, tuple[str, str]] = {
    "begun": (N_("Vorhaben begonnen"), "neutral"),
    "joined": (N_("Hinweis aufgenommen"), "neutral"),
    "evidence": (N_("Beleg"), "neutral"),
    "meeting": (N_("Termin"), "info"),
    "closed": (N_("Lücke geschlossen"), "success"),
    "reopened": (N_("Lücke wieder offen"), "danger"),
    "ended": (N_("Vorhaben abgeschlossen"), "neutral"),
}
_RESULTS: Mapping[str, str] = {
    "offer": N_("Angebot"),
    "project": N_("Projekt"),
    "cooperation": N_("Kooperation"),
    "delivery": N_("Durchführung"),
}


def status(measure: Measure) -> tuple[str, str]:
    """The state of a measure: word and tone."""
    word, tone = STATUS[measure.status]
    return _(word), tone


def finding_state(found: FindingLife) -> tuple[str, str]:
    """What became of a finding: word and tone."""
    is_gap = found.subject is not None and found.subject.kind == "coverage"
    table = {**_FINDING, **(_GAP if is_gap else {})}
    word, tone = table[found.status]
    return _(word), tone


def step_word(step: TimelineStep, measure: Measure, day: date, visible: Any) -> tuple[str, str]:
    """What a link of the chain is called, and its tone."""
    if step.what == "result":
        return _(_RESULTS[step.keys[0][0]]), "info"
    if step.what == "ended" and measure.status == "dropped":
        return _("Nicht weiter verfolgt"), "neutral"
    about = dict(measure.about).get(step.finding_id, "coverage")
    if not about.startswith("coverage"):
        if step.what == "closed":
            return _("Hinweis erledigt"), "success"
        if step.what == "reopened":
            return _("Hinweis wieder offen"), "danger"
    if step.what == "meeting":
        meeting = visible.network.get(Meeting, step.keys[0][1])
        if meeting is not None and meeting.status == "cancelled":
            return _("Termin, abgesagt"), "neutral"
        if step.day > day:
            return _("Termin geplant"), "info"
    word, tone = _STEPS[step.what]
    return _(word), tone


def count_findings(n: int) -> str:
    """ "1 Hinweis", "5 Hinweise"."""
    return ngettext("%(num)s Hinweis", "%(num)s Hinweise", n)


def count_measures(n: int) -> str:
    """ "1 Vorhaben", "5 Vorhaben"."""
    return ngettext("%(num)s Vorhaben", "%(num)s Vorhaben", n)


def progress(one: MeasureLife) -> str:
    """How many of its findings are settled, in a few words."""
    total = len(one.findings) - one.count("void")
    if not total:
        return ""
    text = _("%(done)s von %(num)s erledigt", done=one.count("closed"), num=total)
    back = one.count("reopened")
    if back:
        text += ", " + ngettext("%(num)s wieder offen", "%(num)s wieder offen", back)
    return text


def due_words(measure: Measure, day: date) -> str:
    """How long until the due day, or since: for a measure under way."""
    if measure.due is None:
        return ""
    days = (measure.due - day).days
    if days < 0:
        return ngettext("seit %(num)s Tag überfällig", "seit %(num)s Tagen überfällig", -days)
    if days == 0:
        return _("heute fällig")
    return ngettext("in %(num)s Tag fällig", "in %(num)s Tagen fällig", days)
