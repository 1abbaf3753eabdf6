"""The chapters of a report about sources, about what comes next and about what stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from services.network.coverage.cells import CoverageState
from services.network.records.model import Measure
from services.network.reports.chapters.language import amount, counted, german, sentence, shortened
from services.network.reports.chapters.names import ReportNames
from services.network.reports.chapters.summary import MOST_PLACES
from services.network.reports.facts import ReportData
from services.network.reports.paper import Block, Heading, Items, Paragraph, own_text
from services.network.reports.rows import EvidenceRow
from shared.marking import N_

EVIDENCE_KINDS: Mapping[str, str] = {
    "interview": N_("Interview"),
    "focus_group": N_("Fokusgruppe"),
    "questionnaire": N_("Befragung"),
    "document": N_("Dokument"),
    "statistic": N_("Statistik"),
    "observation": N_("Beobachtung"),
}
"""Kind of evidence -> what it is called; marked for the catalogues, pages show it too."""

# --- sources --------------------------------------------------------------------------------


def evidence(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """What was said, read and observed, each with its source."""
    if not data.evidence:
        return (Paragraph("Für diesen Bericht sind keine weiteren Belege ausgewählt."),)
    kinds: dict[str, int] = {}
    for row in data.evidence:
        kinds[row.evidence.evidence_kind] = kinds.get(row.evidence.evidence_kind, 0) + 1
    words = ", ".join(f"{n}× {EVIDENCE_KINDS.get(kind, kind)}" for kind, n in kinds.items())
    blocks: list[Block] = [
        Paragraph(f"Neben den Einträgen des Netzwerks stützt sich der Bericht auf: {words}.")
    ]
    for row in data.evidence:
        blocks += _evidence(names, row)
    return tuple(blocks)


def _evidence(names: ReportNames, row: EvidenceRow) -> Iterable[Block]:
    found = row.evidence
    yield Heading(found.title)
    facts = [EVIDENCE_KINDS.get(found.evidence_kind, "Beleg")]
    if found.day:
        facts.append(german(found.day))
    if found.region_ids:
        facts.append(names.regions(found.region_ids))
    if found.topic_ids:
        facts.append(names.topics(found.topic_ids))
    if row.participants.suppressed:
        facts.append("weniger als 5 Beteiligte")
    elif row.participants.value is not None:
        facts.append(f"{row.participants.value} Beteiligte")
    yield Paragraph(" · ".join(facts), "small")
    yield from own_text(found.text)
    if found.source:
        yield Paragraph(f"Quelle: {sentence(found.source)}", "small")


# --- what comes ------------------------------------------------------------------------------


def outlook(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """What is due next, and which targets are still open."""
    coming = [r.measure for r in data.measures.rows if r.measure.status in ("planned", "running")]
    blocks: list[Block] = []
    if coming:
        blocks.append(Heading("Was als Nächstes ansteht"))
        blocks.append(Items(tuple(_due(measure) for measure in coming)))
    missing = [row for row in data.indicators if row.met is False]
    if missing:
        blocks.append(Heading("Welche Ziele noch offen sind"))
        items = []
        for row in missing:
            indicator = row.indicator
            until = f" bis {german(indicator.target_day)}" if indicator.target_day else ""
            now = amount(row.now.value if row.now else None, indicator.unit)
            target = amount(indicator.target, indicator.unit)
            limit = "höchstens " if indicator.less_is_better else ""
            items.append(f"{indicator.name}: {now}, Ziel {limit}{target}{until}")
        blocks.append(Items(tuple(items)))
    gaps = data.figure("gaps").value
    blocks.append(
        Paragraph(
            f"Offen {'bleibt' if gaps == 1 else 'bleiben'} {counted(gaps, 'Lücke', 'Lücken')}."
        )
        if gaps
        else Paragraph("Lücken sind zurzeit keine bekannt.")
    )
    return tuple(blocks)


def _due(measure: Measure) -> str:
    return f"{measure.title} (bis {german(measure.due)})" if measure.due else measure.title


def impact(names: ReportNames, data: ReportData) -> tuple[Block, ...]:
    """What was reached and stays, and what is open at the end."""
    closed = sorted(
        {f"{names.region(c.region_id)} ({names.topic(c.topic_id)})" for c in data.gaps_closed}
    )
    done = [row.measure for row in data.measures.rows if row.measure.status == "done"]
    first = data.before + timedelta(days=1)
    weak = sum(c.state is not CoverageState.COVERED for c in data.gaps_closed)
    blocks: list[Block] = [
        Paragraph(
            f"Seit dem {german(first)} {'wurde' if len(closed) == 1 else 'wurden'} "
            f"{counted(len(data.gaps_closed), 'Lücke', 'Lücken')} geschlossen"
            + (f" ({weak} davon noch schwach besetzt)" if weak else "")
            + (f": {shortened(closed, MOST_PLACES)}." if closed else ".")
        )
    ]
    if done:
        blocks.append(Heading("Erledigte Vorhaben"))
        blocks.append(
            Items(
                tuple(f"{m.title}: {m.outcome}" if m.outcome else m.title for m in done)
            )
        )  # fmt: skip
    gaps, cooperations = data.figure("gaps").value, data.figure("cooperations").value
    blocks.append(
        Paragraph(
            f"Am {german(data.day)} "
            f"{'läuft' if cooperations == 1 else 'laufen'} "
            f"{counted(cooperations, 'Kooperation', 'Kooperationen')}; offen "
            f"{'bleibt' if gaps == 1 else 'bleiben'} {counted(gaps, 'Lücke', 'Lücken')}."
        )
    )
    return tuple(blocks)
