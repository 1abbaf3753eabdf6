"""The events that public pages of autumn 2021 announced, as facts in our own words.

Sources: the pages of the Thüringer Zentrum für Interkulturelle Öffnung on its webtalk of
21 September 2021. Host and platform of the webtalk are not named there; the conference
that it belonged to has no date of its own and is left out.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from services.events.records.event import (
    Event,
    EventKind,
    EventStatus,
    ProgrammeItem,
)
from services.events.records.invitation import Invitation
from services.events.records.registration import Registration
from services.events.records.services import Services
from services.events.records.wall_clock import wall_clock

_NAMES = uuid.UUID("0d3f5c1e-6a0b-4f57-9d65-2f0f6b8c1a21")
_MADE = datetime(2021, 9, 1, 8, 0, tzinfo=UTC)


def example(
    _services: Services,
) -> Sequence[tuple[Event, Sequence[Registration], Sequence[Invitation]]]:
    """The summer academy and the webtalk of 2021."""
    academy = Event(
        id=str(uuid.uuid5(_NAMES, "isa-22")),
        title="22. Interkulturelle Sommerakademie",
        kind=EventKind.CONFERENCE,
        status=EventStatus.PUBLISHED,
        starts_at=wall_clock(date(2021, 9, 17), time(9, 0)),
        ends_at=wall_clock(date(2021, 9, 22), time(17, 0)),
        created_at=_MADE,
        updated_at=_MADE,
        description="Motto: Miteinander macht Zukunft. Uhrzeiten sind nicht überliefert.",
        online=True,
        registration=False,
        region_ids=("16",),
        topic_ids=("iko",),
    )
    people = (
        ("Mitwirkung", "Dirk Adams, Minister für Migration, Justiz und Verbraucherschutz"),
        ("Mitwirkung", "Matthias Bergmann, Vizelandrat Altenburger Land"),
        (
            "Mitwirkung",
            "Daniela Mückenheim, Beauftragte für Ausländer und Behinderte, Ilm-Kreis",
        ),
    )
    webtalk = Event(
        id=str(uuid.uuid5(_NAMES, "webtalk-2021-09-21")),
        title="Webtalk: Zwei Thüringer Landratsämter gehen neue Wege",
        kind=EventKind.WEBTALK,
        status=EventStatus.PUBLISHED,
        starts_at=wall_clock(date(2021, 9, 21), time(14, 30)),
        ends_at=wall_clock(date(2021, 9, 21), time(15, 30)),
        created_at=_MADE,
        updated_at=_MADE,
        description="Interkulturelle Öffnung und Vielfaltsgestaltung in öffentlichen "
        "Verwaltungseinrichtungen, mit Raum für Fragen aus dem Publikum.",
        audience="alle Interessierten, besonders wer in öffentlichen Verwaltungen entscheidet",
        online=True,
        registration=False,
        region_ids=("16077", "16070"),
        topic_ids=("iko", "vielfalt"),
        programme=tuple(ProgrammeItem(title=title, people=who) for title, who in people),
        part_of=academy.id,
    )
    return ((academy, (), ()), (webtalk, (), ()))
