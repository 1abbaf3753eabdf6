"""Every sentence for a code that this service raises, told room by room."""

from __future__ import annotations

from collections.abc import Mapping

from services.network.data_protection import words as data_protection
from services.network.exchange import words as exchange
from services.network.measures import sentences as measures
from services.network.records import sentences as records
from services.network.reports import words as reports
from shared.web.problems import together

SENTENCES: Mapping[str, str] = together(
    records.RECORDS,
    records.FORMS,
    data_protection.SENTENCES,
    exchange.SENTENCES,
    measures.SENTENCES,
    reports.SENTENCES,
)
