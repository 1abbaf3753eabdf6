"""Measures of the practice network: one in every state, one closed, one reopened, one overdue.

Nothing here is drawn: what is chosen follows from the findings of the day. The first measure is
named by a meeting of the practice events (``services.events.datasets.practice_events``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from services.network.datasets.practice_actors import OPERATOR, World
from services.network.datasets.vocabulary_set import GUIDELINE
from services.network.findings.findings import Finding, Findings, Gap
from services.network.findings.history import subject_of
from services.network.records.model import Actor, Evidence, Measure, Offer, Topic, Visibility
from services.network.records.period import PartialDate, Period

_HIDDEN = Visibility.COORDINATORS
_MET = ("sprachmittlung", "16066")
"""The gap that the practice events hold a meeting on, in Meiningen; it is the first one closed."""
_KEPT = (("sprachmittlung", "16065"), ("antidisk", "16069"))
"""Gaps that the practice network promises: no measure closes them."""


def close_gaps(world: World, found: Findings, topics: dict[str, Topic]) -> list[Gap]:
    """Two offers that close gaps: one that runs, one that has ended again.

    Returns the two gaps as they stood before, as far as there are any.
    """
    empty = [
        gap
        for gap in found.gaps
        if gap.cell.state == "gap"
        and gap.cell.needed == 1
        and (gap.cell.topic_id, gap.cell.region_id) not in _KEPT
        and _provider(world, gap.cell.region_id) is not None
    ]
    empty.sort(
        key=lambda gap: (
            (gap.cell.topic_id, gap.cell.region_id) != _MET,
            gap.cell.topic_id != _MET[0],
            gap.id,
        )
    )
    others = [gap for gap in empty if gap.cell.topic_id != _MET[0]]
    chosen = [*empty[:1], *(gap for gap in others[:1] if gap is not empty[0])]
    for number, (gap, start, end) in enumerate(zip(chosen, (40, 200), (None, 30), strict=False), 1):
        provider = _provider(world, gap.cell.region_id)
        assert provider is not None
        first = PartialDate.of(world.day - timedelta(days=start))
        last = PartialDate.of(world.day - timedelta(days=end)) if end else None
        label = topics[gap.cell.topic_id].label
        world.add(
            Offer(
                id=f"uebung-angebot-vorhaben-{number}",
                title=f"{label}: neues Angebot vor Ort",
                description="Entstand aus einem Vorhaben zur Lückenschließung (erfunden).",
                actor_id=provider.id,
                topic_ids=(gap.cell.topic_id,),
                target_group_ids=(gap.cell.target_group_id,) if gap.cell.target_group_id else (),
                format_ids=(gap.cell.format_id,) if gap.cell.format_id else (),
                on_site_region_ids=(gap.cell.region_id,),
                period=Period(first, last),
                provenance=world.since(35),
            )
        )
    return chosen


def _provider(world: World, district: str) -> Actor | None:
    local = [a for a in world.by_district.get(district, ()) if a.id not in world.alone]
    return next((a for a in local if a.org_type_id in ("verein", "mo")), None)


def act(world: World, closed: Sequence[Gap], found: Findings, topics: dict[str, Topic]) -> None:
    """Add the measures; ``found`` are the findings with the two offers in place."""
    gaps = [g for g in found.gaps if g.cell.state == "gap"]
    _evidence(world)
    if closed:
        _measure(
            world, 1, f"{_label(topics, closed[0])} vor Ort aufbauen", closed[:1],
            begun=110, due=10, status="done", owner="Integrationsbeauftragte (Übung)",
            offer_ids=("uebung-angebot-vorhaben-1",), evidence_ids=("uebung-vorhaben-beleg-1",),
            outcome="Nach dem Vernetzungstreffen hat ein Träger das Angebot übernommen.",
        )  # fmt: skip
    if len(closed) > 1:
        _measure(
            world, 2, f"{_label(topics, closed[1])} in der Fläche sichern", closed[1:2],
            begun=260, due=None, status="running", owner="Koordination (Übung)",
            offer_ids=("uebung-angebot-vorhaben-2",), evidence_ids=("uebung-vorhaben-beleg-2",),
            outcome="Das Angebot lief ein halbes Jahr; die Förderung ist ausgelaufen.",
        )  # fmt: skip
    _measure(
        world, 3, "Zwei ähnliche Angebote abstimmen", found.parallels[:1], begun=60, due=9,
        status="running", owner="Koordination (Übung)", owner_email="vorhaben@uebung.example",
    )  # fmt: skip
    _measure(
        world, 4, "Anbieter für zwei Kreise gewinnen", gaps[-2:], begun=20, due=-12,
        status="running", owner="Fachstelle (Übung)", owner_email="fachstelle@uebung.example",
        strategy_id=GUIDELINE, strategy_goal="fz-4",
    )  # fmt: skip
    _measure(
        world, 5, "Vereine ohne Verbindung einladen", found.isolated[:3], begun=5, due=-75,
        status="planned", owner="Koordination (Übung)",
    )  # fmt: skip
    _measure(
        world, 6, "Weiteren Anbieter gewinnen", found.gaps[-1:], begun=150, due=40,
        status="dropped", owner="Koordination (Übung)",
        outcome="Der Kreis sieht zurzeit keinen Bedarf; Wiedervorlage im nächsten Jahr.",
    )  # fmt: skip


def _label(topics: dict[str, Topic], gap: Gap) -> str:
    return topics[gap.cell.topic_id].label


def _measure(
    world: World,
    number: int,
    title: str,
    findings: Sequence[Finding],
    *,
    begun: int,
    due: int | None,
    status: str,
    **values: object,
) -> None:
    """``begun`` and ``due`` are days ago; a negative due day lies ahead."""
    ended = status in ("done", "dropped")
    world.add(
        Measure(
            id=f"uebung-vorhaben-{number}",
            title=title,
            findings=tuple((f.id, f.digest) for f in findings),
            about=tuple((f.id, subject_of(f).text) for f in findings),
            owner_actor_id=OPERATOR,
            begun=world.day - timedelta(days=begun),
            due=None if due is None else world.day - timedelta(days=due),
            status=status,
            closed=world.day - timedelta(days=12) if ended else None,
            region_ids=tuple(dict.fromkeys(r for f in findings for r in f.region_ids)),
            topic_ids=tuple(dict.fromkeys(t for f in findings for t in f.topic_ids)),
            provenance=world.since(1, _HIDDEN),
            **values,  # type: ignore[arg-type]
        )
    )


def _evidence(world: World) -> None:
    texts = (
        ("interview", "Gespräch im Landratsamt", "Ohne Sprachmittlung werden Termine verschoben.",
         "Leitung der Ausländerbehörde (erfunden)", 100, None),
        ("focus_group", "Runde mit Ratsuchenden", "Der Weg in die Nachbarstadt ist zu weit.",
         "Protokoll vom Gruppengespräch (erfunden)", 240, 8),
    )  # fmt: skip
    for number, (kind, title, text, source, days, persons) in enumerate(texts, 1):
        world.add(
            Evidence(
                id=f"uebung-vorhaben-beleg-{number}",
                title=title,
                evidence_kind=kind,
                text=text,
                source=source,
                day=world.day - timedelta(days=days),
                participants=persons,
                provenance=world.since(days, _HIDDEN),
            )
        )
