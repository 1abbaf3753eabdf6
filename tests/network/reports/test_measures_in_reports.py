"""What became of measures: a report says it of the same days as the page of the measure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.network.findings.findings import findings
from services.network.records.network import ChangeSet
from services.network.records.period import PartialDate, Period
from tests.network.home.web.test_reading_pages import network, text
from tests.network.measures.web.test_pages import closing_offer, gaps, make
from tests.network.reports.web.test_report_pages import HEAD
from tests.shared.helpers import log_in, post_form

TITLE = "Aufgeholtes Vorhaben"


def told_on(client, day):
    """How many of the measure's findings a report of that day says are closed."""
    made = post_form(client, "/berichte/neu", {**HEAD, "title": f"Stand {day}", "day": day})
    shown = text(client.get(f"{made.location}/vorschau"))
    start = shown.index(TITLE, shown.index("Hinweise geschlossen"))
    assert "und es auch eingetragen war." in shown
    found = re.search(r"\d von \d", shown[start:])
    return found and found[0]


@pytest.mark.parametrize("entered", ["2026-11-02", "2026-11-20"])
def test_an_offer_entered_weeks_after_its_start_closes_on_the_same_day_everywhere(site, entered):
    client = log_in(site, "coordinator", "Kim Beispiel")
    before = {g.id for g in findings(network(site).on(date(2026, 10, 1))).gaps}
    gap = next(g for g in gaps(site) if g.id in before)
    id = make(client, title=TITLE, findings=[gap.id], begun="2026-10-01")
    period = Period(PartialDate.parse("2026-10-05"), None)
    offer = replace(closing_offer(gap), period=period)
    at = datetime.fromisoformat(f"{entered}T09:00").replace(tzinfo=UTC)
    parts = site.extensions["ikoe"]
    parts.live.apply(ChangeSet((network(site).put(offer),)), "Kim", at)
    day = at.day
    assert f"seit {day}. November 2026, {day + 30} Tage nach Beginn" in text(
        client.get(f"/vorhaben/{id}")
    )
    assert told_on(client, f"2026-11-{day - 1:02}") == "0 von 1"
    assert told_on(client, entered) == "1 von 1"
