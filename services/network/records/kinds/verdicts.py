"""What somebody judged about a finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.network.records.kinds.record import Judgement, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Record):
    """A coordinator's judgement of a finding; ``digest`` is of the facts it was made on.

    ``released``: reports may name the finding; by whom and when. A new judgement is not
    released by that of an earlier one.
    """

    KIND: ClassVar[str] = "verdict"
    finding_id: str
    digest: str
    judgement: Judgement
    reason: str = ""
    author: str = ""
    day: date
    recheck: date | None = None
    released: bool = False
    released_by: str = ""
    released_at: datetime | None = None
