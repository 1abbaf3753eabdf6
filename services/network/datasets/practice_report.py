"""What a report of the practice network rests on: indicators, sources, and a draft to look at."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from services.network.datasets.practice_actors import ORIGIN, SOURCE, World
from services.network.datasets.vocabulary_set import GUIDELINE
from services.network.records.model import (
    Comment,
    Evidence,
    Indicator,
    Provenance,
    Reading,
    Report,
    Visibility,
)
from services.network.records.period import PartialDate, Period

DRAFT = "uebung-bericht"

# name, unit, target, less is better, goal, values a year ago / half a year ago / now, source
_INDICATORS = (
    ("Beratene Verwaltungen", "Verwaltungen", 20.0, False, "fz-6", (6, 11, 17),
     "Beratungsprotokolle (Übung)"),
    ("Geschulte Beschäftigte", "Personen", 400.0, False, "fz-6", (140, 265, 431),
     "Teilnahmelisten, nur Summen (Übung)"),
    ("Kreise mit Sprachmittlung vor Ort", "Kreise", 18.0, False, "fz-5", (11, 13, 15),
     "Erhebung des Übungszentrums"),
    ("Wartezeit auf einen Beratungstermin", "Tage", 14.0, True, "fz-5", (31, 22, 16),
     "Umfrage unter Beratungsstellen (Übung)"),
)  # fmt: skip

# title, kind, days ago, persons, districts, topics, text, source
_EVIDENCE = (
    ("Interview mit einer Ausländerbehörde", "interview", 60, 2, ("16067",), ("sprachmittlung",),
     "„Wenn niemand übersetzen kann, schicken wir die Leute wieder weg. Seit es die "
     "Telefondolmetschung gibt, passiert das noch einmal in der Woche, früher jeden Tag.“",
     "Gesprächsnotiz, liegt der Koordination vor (Übung)"),
    ("Fokusgruppe mit Eltern", "focus_group", 95, 9, ("16051",), ("sprache",),
     "Die Teilnehmenden wünschen sich Kurse am Abend und mit Kinderbetreuung. Drei Punkte wurden "
     "mehrfach genannt:\n\n- Kurszeiten passen nicht zu Schichtarbeit\n"
     "- Wege von mehr als 45 Minuten\n- Anmeldung nur auf Deutsch",
     "Protokoll der Fokusgruppe (Übung)"),
    ("Befragung der Anlaufstellen", "questionnaire", 130, 38, ("16",), ("antidisk",),
     "Von 38 Anlaufstellen kennen 21 eine Beratungsstelle, an die sie Menschen mit "
     "Diskriminierungserfahrung verweisen können.",
     "Online-Befragung, Rücklauf 38 von 61 (Übung)"),
    ("Beschluss eines Kreistags", "document", 180, None, ("16070",), ("iko",),
     "Der Kreistag hat beschlossen, die Öffnung der Verwaltung als Querschnittsaufgabe in den "
     "Haushalt aufzunehmen.",
     "Niederschrift der Sitzung (Übung)"),
)  # fmt: skip

_TEXTS = (
    ("summary",
     "Das zweite Jahr der Förderung stand im Zeichen der Landkreise: Nach den Städten sind nun "
     "auch dort Ansprechstellen benannt. Die Lücken bei der Sprachmittlung werden kleiner, "
     "bleiben aber der wichtigste Handlungsbedarf."),
    ("work",
     "Schwerpunkte waren die Beratung von Verwaltungen bei ihrer Öffnung, Schulungen für "
     "Beschäftigte und regionale Vernetzungstreffen.\n\n"
     "Anders als geplant begann die Fortbildungsreihe erst im Sommer, weil zwei Trainer:innen "
     "ausfielen."),
    ("coverage",
     "In den Landkreisen im Norden fehlen vor allem Anbieter vor Ort. Mit drei Landratsämtern "
     "laufen Gespräche."),
    ("outlook",
     "Im nächsten Jahr sollen die Kreise ohne Sprachmittlung zuerst besucht werden."),
)  # fmt: skip


def report_on(world: World) -> None:
    """Indicators against targets, sources of several kinds, and a yearly account as a draft."""
    hidden = Visibility.COORDINATORS
    for number, (name, unit, target, less, goal, values, source) in enumerate(_INDICATORS, 1):
        days = (world.day - timedelta(days=360), world.day - timedelta(days=180),
                world.day - timedelta(days=20))  # fmt: skip
        world.add(
            Indicator(
                id=f"uebung-kennzahl-{number}",
                name=name,
                unit=unit,
                target=target,
                target_day=date(world.day.year + 1, 12, 31),
                less_is_better=less,
                readings=tuple(
                    Reading(day=day, value=float(value), source=source)
                    for day, value in zip(days, values, strict=True)
                ),
                strategy_id=GUIDELINE,
                strategy_goal=goal,
                provenance=world.since(20, hidden),
            )
        )
    for number, one in enumerate(_EVIDENCE, 1):
        title, kind, ago, persons, regions, topics, text, source = one
        world.add(
            Evidence(
                id=f"uebung-beleg-{number}",
                title=title,
                evidence_kind=kind,
                text=text,
                source=source,
                day=world.day - timedelta(days=ago),
                region_ids=regions,
                topic_ids=topics,
                participants=persons,
                provenance=world.since(ago, hidden),
            )
        )
    _draft(world)


def _draft(world: World) -> None:
    day = world.day
    first = date(day.year, 1, 1)
    until = f"31.12.{day.year + 1}"
    world.add(
        Report(
            id=DRAFT,
            report_type="annual",
            title=f"Sachbericht {day.year} (Übung)",
            day=day,
            period=Period(PartialDate.of(first), PartialDate.of(max(first, day))),
            purpose="Aufbau eines landesweiten Netzwerks zur Interkulturellen Öffnung der "
            "Verwaltungen (erfundener Zuwendungszweck)",
            programme="Projektförderung Integration (Übung)",
            reference=f"ÜBUNG-{day.year}-017",
            grant_period=Period(
                PartialDate.parse(f"01.01.{day.year - 1}"), PartialDate.parse(until)
            ),
            strategy_id=GUIDELINE,
            evidence_ids=tuple(f"uebung-beleg-{n}" for n in range(1, len(_EVIDENCE) + 1)),
            indicator_ids=tuple(f"uebung-kennzahl-{n}" for n in range(1, len(_INDICATORS) + 1)),
            chapters=_TEXTS,
            provenance=_own(),
        )
    )
    for number, (chapter, author, text, done) in enumerate(
        (
            ("summary", "Referat Integration (Übung)",
             "Bitte noch einen Satz dazu, warum die Städte besser versorgt sind.", False),
            ("work", "Fachlicher Beirat (Übung)",
             "Bitte nennen, wo die Treffen stattfanden.", True),
        ),
        1,
    ):  # fmt: skip
        world.add(
            Comment(
                id=f"uebung-anmerkung-{number}",
                report_id=DRAFT,
                chapter=chapter,
                author=author,
                text=text,
                written_at=datetime.combine(day - timedelta(days=number), time(9, 30), UTC),
                done=done,
                provenance=_own(),
            )
        )


def _own() -> Provenance:
    return Provenance(source=SOURCE, visibility=Visibility.COORDINATORS, origin=ORIGIN)
