"""A report in words: from its data to chapters of paragraphs, tables and pictures.

A report is a German document whatever the language of the page that shows it: it goes to the
funder, and the same inputs must give the same bytes. So its sentences stand here and not in
the catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from services.network.domain.coverage import CoverageState
from services.network.domain.import_records import name_of
from services.network.domain.model import (
    Expectation,
    Format,
    Installation,
    Region,
    Report,
    Strategy,
    TargetGroup,
    Topic,
)
from services.network.domain.network import Network
from services.network.domain.report import CHAPTERS, ReportData, report_data
from services.network.domain.report_paper import (
    Block,
    Chapter,
    Heading,
    Items,
    Numbers,
    Paper,
    Paragraph,
    Picture,
    Table,
    own_text,
)
from services.network.usecases.reports import RELEASED, bounds
from services.network.web import cartogram, report_people
from services.network.web.report_appendix import appendix, counting_rules, rules_table
from services.network.web.report_language import change_words, german, listed, percent
from services.network.web.report_pictures import district_picture
from services.network.web.report_texts import TYPES
from shared.clock import berlin_day

TITLES: Mapping[str, str] = {
    "summary": "Das Wichtigste auf einen Blick",
    "coverage": "Abdeckung: Was vorgesehen ist und was es gibt",
    "parallels": "Mögliche Parallelstrukturen und Akteure ohne Verbindung",
    "network": "Das Netzwerk in Zahlen",
    "meetings": "Treffen und Beteiligung",
    "data_age": "Wie aktuell die Angaben sind",
    "method": "Wie gezählt wurde",
}
STATES: Mapping[CoverageState, str] = {
    CoverageState.COVERED: "abgedeckt",
    CoverageState.THIN: "nur ein Anbieter",
    CoverageState.REACH_ONLY: "nur landesweit",
    CoverageState.GAP: "Lücke",
    CoverageState.UNKNOWN: "nicht erhoben",
}
LEGEND = (
    ("covered", "alles abgedeckt"),
    ("thin", "teils nur ein Anbieter"),
    ("reach_only", "teils nur landesweit"),
    ("gap", "mindestens eine Lücke"),
    ("unknown", "nicht erhoben"),
)
DATA_NOTES: Mapping[str, str] = {
    "practice": "Dieser Bericht beruht auf dem Übungsnetz. Alle Namen und Zahlen sind erfunden.",
    "example": "Dieser Bericht beruht auf dem Beispielnetz aus öffentlichen Angaben vom Herbst "
    "2021 und beschreibt nicht den heutigen Stand.",
}


def paper_of(network: Network, report: Report) -> Paper:
    """The whole report. The same network and report give the same paper."""
    first, last = bounds(report)
    data = report_data(network, report.day, first, last)
    words = _Words(network, data)
    own = dict(report.chapters)
    made: Mapping[str, tuple[Block, ...]] = {
        "summary": words.summary(),
        "coverage": words.coverage(),
        "parallels": report_people.findings(network, data),
        "network": report_people.network_figures(network, data),
        "meetings": report_people.meetings(network, data),
        "data_age": report_people.data_age(network, data),
        "method": (*counting_rules(data), *rules_table(data), *words.strategies()),
    }
    chapters = [
        Chapter(key, TITLES[key], own_text(own.get(key, "")), made[key]) for key in CHAPTERS
    ]
    chapters.append(
        Chapter("appendix", "Anhang: die Einträge hinter den Zahlen", (), appendix(network, data))
    )
    installation = network.installation
    centre = installation.centre_name if installation else ""
    draft = report.status != RELEASED
    facts = [
        ("Berichtszeitraum", f"{german(first)} bis {german(last)}"),
        ("Stand der Angaben", german(report.day)),
        *([("Zweck", report.purpose)] if report.purpose else []),
    ]
    signed = ""
    if not draft and report.released_at is not None:
        signed = f"Freigegeben am {german(berlin_day(report.released_at))} von {report.released_by}"
        facts.append(("Freigabe", signed.removeprefix("Freigegeben ")))
    return Paper(
        title=report.title,
        kind=TYPES.get(report.report_type, "Bericht"),
        centre=centre,
        day=report.day.isoformat(),
        facts=tuple(facts),
        chapters=tuple(chapters),
        draft=draft,
        note=_data_note(installation),
        signed=signed,
        footer=centre,
    )


def _data_note(installation: Installation | None) -> str:
    return DATA_NOTES.get(installation.dataset, "") if installation else ""


MOST_PLACES = 8
"""Places that the first page names in a row; all of them stand in the next chapter."""


def _gaps(number: int) -> str:
    return f"{number} Lücke{'' if number == 1 else 'n'}"


class _Words:
    def __init__(self, network: Network, data: ReportData) -> None:
        self.network = network
        self.data = data
        self.cells = sum(data.counts.values())
        self.before = data.first - timedelta(days=1)

    def region(self, id: str) -> str:
        """A district's name."""
        return name_of(self.network.get(Region, id))

    def topic(self, id: str) -> str:
        """A topic's label."""
        return name_of(self.network.get(Topic, id))

    def expectation(self, expectation: Expectation) -> str:
        """What is expected, in a few words."""
        parts = [
            name_of(self.network.get(Topic, expectation.topic_id)),
            name_of(self.network.get(Format, expectation.format_id)),
        ]
        name = ": ".join(part for part in parts if part)
        group = name_of(self.network.get(TargetGroup, expectation.target_group_id))
        return f"{name} für {group}" if group else name

    # --- first page -----------------------------------------------------------------------

    def summary(self) -> tuple[Block, ...]:
        """The page that is read in two minutes."""
        data, counts = self.data, self.data.counts
        covered, gaps = counts[CoverageState.COVERED], counts[CoverageState.GAP]
        thin = counts[CoverageState.THIN] + counts[CoverageState.REACH_ONLY]
        earlier = data.earlier_counts
        lead = (
            f"Am {german(data.day)} waren im Netzwerk {data.figure('actors').value} Akteure mit "
            f"{data.figure('offers').value} laufenden Angeboten und "
            f"{data.figure('projects').value} laufenden Projekten bekannt."
        )
        blocks: list[Block] = [Paragraph(lead, "lead")]
        if self.cells:
            blocks.append(
                Paragraph(
                    f"Geprüft wurden {self.cells} Stellen: {len(data.coverage)} Soll-Angebote, je "
                    f"Kreis und kreisfreie Stadt. Davon sind {covered} "
                    f"({percent(covered, self.cells)}) abgedeckt, {thin} schwach besetzt (zu "
                    f"wenige Anbieter oder nur landesweite), {gaps} Lücken und "
                    f"{counts[CoverageState.UNKNOWN]} nicht erhoben."
                )
            )
        districts = len(data.district_states)
        reached = data.figure("districts_reached").value
        figures = [
            (percent(covered, self.cells), "der Soll-Angebote sind abgedeckt",
             f"{percent(earlier[CoverageState.COVERED], sum(earlier.values()))} "
             f"am {german(self.before)}"),
            (str(gaps), "Lücken", change_words(data.figure("gaps").change, self.before)),
            (str(thin), "schwach besetzte Stellen",
             change_words(thin - earlier[CoverageState.THIN] - earlier[CoverageState.REACH_ONLY],
                          self.before)),
            (str(data.figure("cooperations").value), "laufende Kooperationen",
             change_words(data.figure("cooperations").change, self.before)),
            (str(data.figure("meetings").value), "Treffen im Berichtszeitraum",
             f"in {reached} von {districts} Kreisen"),
            (str(data.figure("judged").value), "Hinweise mit Einschätzung",
             "durch die Koordination"),
        ]  # fmt: skip
        blocks.append(Numbers(tuple(figures)))
        blocks.extend(self._changes())
        blocks.extend(self._heaviest())
        return tuple(blocks)

    def _changes(self) -> Iterable[Block]:
        closed, new, still = (
            len(cells)
            for cells in (self.data.gaps_closed, self.data.gaps_new, self.data.gaps_still)
        )
        yield Heading(f"Was sich seit dem {german(self.before)} geändert hat")
        yield Paragraph(
            f"{_gaps(closed)} geschlossen, {_gaps(new)} neu bekannt, {_gaps(still)} weiterhin "
            "offen. Was sich sonst verbessert oder verschlechtert hat, steht im nächsten Kapitel "
            "bei jedem Soll-Angebot."
        )
        if self.data.gaps_closed:
            places = sorted(
                {f"{self.region(c.region_id)} ({self.topic(c.topic_id)})"
                 for c in self.data.gaps_closed}
            )  # fmt: skip
            shown = places[:MOST_PLACES]
            more = f" und {len(places) - len(shown)} weitere" if len(places) > len(shown) else ""
            words = ", ".join(shown) + more if more else listed(shown)
            yield Paragraph(f"Geschlossen: {words}.")

    def _heaviest(self) -> Iterable[Block]:
        gaps: dict[str, list[str]] = {}
        weight: dict[str, float] = {}
        for row in self.data.coverage:
            for cell in row.cells:
                if cell.state is CoverageState.GAP:
                    gaps.setdefault(cell.region_id, []).append(self.expectation(row.expectation))
                    weight[cell.region_id] = weight.get(cell.region_id, 0.0) + cell.weight
        if not gaps:
            return
        order = sorted(gaps, key=lambda id: (-weight[id], id))[:5]
        yield Heading("Wo am meisten fehlt")
        yield Items(tuple(f"{self.region(id)}: {listed(sorted(gaps[id]))}" for id in order))
        yield Paragraph(
            "Reihenfolge nach Gewicht: Anteil des Kreises an der Bevölkerung mal Gewicht des "
            "Soll-Angebots.",
            "small",
        )

    # --- coverage -------------------------------------------------------------------------

    def coverage(self) -> tuple[Block, ...]:
        """Map, cartogram, tables per expectation and per district."""
        data = self.data
        if not data.coverage:
            return (
                Paragraph(
                    "Es sind keine Soll-Angebote festgelegt; die Abdeckung lässt sich deshalb "
                    "nicht beurteilen."
                ),
            )
        faces = {id: state.value if state else "none" for id, state in data.district_states.items()}
        alt = self._picture_words()
        populations = {
            id: float(region.population)
            for id in data.district_states
            if (region := self.network.get(Region, id)) is not None
        }
        return (
            Paragraph(
                "Jeder Kreis ist nach seinem ungünstigsten Soll-Angebot gezeichnet. Eine Lücke "
                "ist nur, wo in den letzten 18 Monaten nachgesehen wurde; alles andere heißt "
                "„nicht erhoben“."
            ),
            Picture(
                district_picture(cartogram.outline_map(), faces, LEGEND, "karte"),
                alt,
                f"Abdeckung in den Kreisen am {german(data.day)}. {cartogram.ATTRIBUTION}",
            ),
            Picture(
                district_picture(cartogram.dorling(populations), faces, LEGEND, "kreise"),
                "Dieselben Angaben als Kreise, deren Fläche der Bevölkerung entspricht. " + alt,
                "Dieselben Angaben nach Bevölkerung: je größer der Kreis, desto mehr Menschen "
                "leben dort",
            ),
            self._by_expectation(),
            self._by_district(),
            *self._details(),
        )

    def _picture_words(self) -> str:
        parts = []
        for state in STATES:
            ids = [id for id, found in self.data.district_states.items() if found is state]
            if ids:
                parts.append(f"{STATES[state]}: {listed(self.region(id) for id in ids)}")
        return "Karte der Kreise Thüringens nach ungünstigstem Stand. " + "; ".join(parts) + "."

    def _by_expectation(self) -> Table:
        rows = []
        for row in self.data.coverage:
            counts = [row.counts[state] for state in STATES]
            change = len(row.became_better), len(row.became_worse)
            rows.append(
                (
                    self.expectation(row.expectation),
                    *(str(n) if n else "–" for n in counts),
                    f"{change[0]} / {change[1]}" if any(change) else "–",
                )
            )
        totals = [self.data.counts[state] for state in STATES]
        rows.append(("Alle", *(str(n) for n in totals), ""))
        return Table(
            "Abdeckung je Soll-Angebot: Zahl der Kreise",
            ("Soll-Angebot", *STATES.values(), "besser / schlechter"),
            tuple(rows),
            "lrrrrrr",
            (3.2, 1.25, 1.2, 1.2, 0.9, 1.1, 1.3),
        )

    def _by_district(self) -> Table:
        counts: dict[str, dict[CoverageState, int]] = {
            id: dict.fromkeys(STATES, 0) for id in self.data.district_states
        }
        for row in self.data.coverage:
            for cell in row.cells:
                counts[cell.region_id][cell.state] += 1
        rows = [
            (self.region(id), *(str(n) if n else "–" for n in found.values()))
            for id, found in counts.items()
        ]
        return Table(
            "Abdeckung je Kreis: Zahl der Soll-Angebote",
            ("Kreis oder kreisfreie Stadt", *STATES.values()),
            tuple(rows),
            "lrrrrr",
            (2.6, 1.2, 1.2, 1.2, 0.9, 1.1),
        )

    def _details(self) -> Iterable[Block]:
        for row in self.data.coverage:
            expectation = row.expectation
            yield Heading(self.expectation(expectation))
            yield Paragraph(self._reason(expectation), "small")
            items = []
            for state in (
                CoverageState.GAP,
                CoverageState.REACH_ONLY,
                CoverageState.THIN,
                CoverageState.UNKNOWN,
            ):
                places = [self.region(c.region_id) for c in row.cells if c.state is state]
                if places:
                    items.append(f"{STATES[state]}: {listed(places)}")
            for word, ids in (("besser", row.became_better), ("schlechter", row.became_worse)):
                if ids:
                    names = listed(self.region(id) for id in ids)
                    items.append(f"{word} als am {german(self.before)}: {names}")
            if items:
                yield Items(tuple(items))
            if not any(row.counts[state] for state in STATES if state != CoverageState.COVERED):
                yield Paragraph("Überall abgedeckt, wo es vorgesehen ist.")

    def _reason(self, expectation: Expectation) -> str:
        least = expectation.minimum
        many = f"sind mindestens {least}" if least > 1 else "ist mindestens ein"
        parts = [f"Vorgesehen {many} Anbieter je Kreis"]
        if expectation.reason:
            parts.append(f"Grund: {expectation.reason.rstrip('.')}")
        strategy = self.network.get(Strategy, expectation.strategy_id)
        if strategy is not None:
            goal = dict(strategy.goals).get(expectation.strategy_goal, "")
            parts.append(f"Grundlage: {strategy.title}" + (f", Ziel „{goal}“" if goal else ""))
        if expectation.decided_by:
            since = f" am {german(expectation.since)}" if expectation.since else ""
            parts.append(f"Festgelegt von {expectation.decided_by}{since}")
        return ". ".join(parts) + "."

    def strategies(self) -> Sequence[Block]:
        """The documents that the expectations rest on."""
        if not self.data.strategies:
            return ()
        items = tuple(s.title + (f" ({s.url})" if s.url else "") for s in self.data.strategies)
        return (Heading("Grundlagen"), Items(items))
