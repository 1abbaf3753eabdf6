"""A report of the practice network."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.network import datasets
from services.network.records.model import Installation, Meeting, Record, Report
from services.network.records.network import Network
from services.network.records.period import PartialDate, Period
from tests.network.conftest import practice_folder, site  # noqa: F401 - fixtures

DAY = date(2026, 11, 25)

REPORT = Report(
    id="r1",
    report_type="gap_analysis",
    title="Lückenanalyse 2026",
    day=DAY,
    period=Period(PartialDate.of(date(2026, 1, 1)), PartialDate.of(date(2026, 12, 31))),
    purpose="Nachweis #1 für $alle$ <b>Stellen</b> @x \\ *fett*",
    chapters=(("summary", "Ein Satz #panic() $x$.\n\n- eins\n- <script>zwei</script>"),),
)


def meeting(id: str, day: int, registered: int, attended: int | None) -> Meeting:
    at = datetime(2026, 5, day, 8, tzinfo=UTC)
    return Meeting(
        id=id, title=f"Treffen {id}", starts_at=at, ends_at=at, region_ids=("16053",),
        registered=registered, attended=attended,
    )  # fmt: skip


@pytest.fixture(scope="session")
def practice() -> Network:
    """The practice network of that day with two meetings, one of them small."""
    records: list[Record] = [
        *datasets.vocabularies(),
        *datasets.practice(DAY, 2026),
        Installation(id="installation", centre_name="Übungszentrum", dataset="practice"),
        meeting("m1", 4, 23, 19),
        meeting("m2", 5, 3, None),
    ]
    kinds: dict[str, dict[str, Record]] = {}
    for record in records:
        kinds.setdefault(record.KIND, {})[record.id] = record
    return Network(7, kinds, {(r.KIND, r.id): 1 for r in records})
