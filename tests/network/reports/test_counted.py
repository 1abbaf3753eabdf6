"""A report is counted once, and what was counted stays while nothing it says has changed."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from services.network.findings.findings import findings
from services.network.findings.live_findings import LiveFindings
from services.network.records.model import Comment, Offer, Report
from services.network.records.network import ChangeSet, Put
from services.network.reports import counted, day_findings
from services.network.reports.chapters.compose import data_of, paper_of
from services.network.reports.day_findings import DayFindings
from tests.network.conftest import NOW
from tests.network.reports.conftest import REPORT
from tests.network.reports.web.test_report_pages import draft, hidden
from tests.network.reports.web.test_report_pages import report as draft_in
from tests.shared.helpers import log_in, post_form

TODAY = NOW.date()


@pytest.fixture
def counts(monkeypatch):
    """The reports that were counted, by title."""
    found = []

    def counting(network, report, *more):
        found.append(report.title)
        return data_of(network, report, *more)

    monkeypatch.setattr(counted, "data_of", counting)
    return found


@pytest.fixture
def parts(site):
    return site.extensions["ikoe"]


def put(parts, *records):
    network = parts.live.network()
    changes = tuple(Put(r, network.version(r.KIND, r.id)) for r in records)
    parts.live.apply(ChangeSet(changes), "Kim", NOW)


def stored(parts, **values):
    report = dataclasses.replace(REPORT, **values)
    put(parts, report)
    return report


def ask(parts, id):
    network = parts.live.network()
    return parts.counted_reports.of(network, network.get(Report, id))


def test_reading_asking_and_releasing_count_once(site, counts):
    client = log_in(site)
    path = draft(client)
    client.get(path)
    client.get(f"{path}/vorschau")
    page = client.get(f"{path}/freigeben")
    fields = {"version": hidden(page, "version"), "stand": hidden(page, "stand"), "name": "Kim"}
    assert post_form(client, f"{path}/freigeben", fields).status_code == 303
    assert draft_in(site).status == "released"
    assert len(counts) == 1


def test_own_texts_and_comments_count_nothing_again(parts, counts):
    stored(parts, id="r1")
    ask(parts, "r1")
    texts = (("summary", "Neuer Satz."), ("gone", "Alt."))
    report = stored(parts, id="r1", chapters=texts, review_version=1, review_until=TODAY)
    put(parts, Comment(id="c", report_id="r1", chapter="summary", author="A", text="B",
                       written_at=NOW))  # fmt: skip
    found = ask(parts, "r1")
    assert len(counts) == 1
    assert found.paper == paper_of(parts.live.network(), report)
    assert found.report == report


@pytest.mark.parametrize("change", ["offer", "head", "other report"])
def test_whatever_else_changes_is_counted_anew(parts, counts, change):
    report = stored(parts, id="r1")
    before = ask(parts, "r1").digest
    offers = sorted(parts.live.network().all(Offer).values(), key=lambda o: o.id)
    match change:
        case "offer":
            put(parts, dataclasses.replace(offers[0], title="Anders benanntes Angebot"))
        case "head":
            stored(parts, id="r1", title="Anders")
        case "other report":
            stored(parts, id="r0", day=date(2026, 2, 1), status="released")
    found = ask(parts, "r1")
    assert len(counts) == 2
    network = parts.live.network()
    assert found.paper == paper_of(network, network.get(Report, report.id))
    assert found.digest != before


def test_only_the_last_papers_are_kept(parts, counts):
    for number in range(counted.KEPT + 1):
        stored(parts, id=f"r{number}", title=f"Bericht {number}")
    for number in range(counted.KEPT + 1):
        ask(parts, f"r{number}")
    ask(parts, f"r{counted.KEPT}")
    assert counts == [f"Bericht {number}" for number in range(counted.KEPT + 1)]
    ask(parts, "r0")
    assert counts[-1] == "Bericht 0"


def test_findings_of_a_day_are_those_of_the_day_also_after_edits(parts):
    days = DayFindings(parts.live, parts.findings, lambda: TODAY)
    past = TODAY - timedelta(days=300)
    for title in ("Eins", "Zwei"):
        for day in (past, TODAY):
            snapshot = parts.live.network().on(day)
            assert days.on(snapshot) == findings(snapshot)
        offers = sorted(parts.live.network().all(Offer).values(), key=lambda o: o.id)
        put(parts, dataclasses.replace(offers[3], title=title, topic_ids=("sport",)))


def test_findings_of_today_are_those_of_the_process_and_few_other_days_are_kept(parts, monkeypatch):
    made = []

    class Counted(LiveFindings):
        def __init__(self, live):
            super().__init__(live)
            made.append(self)

    monkeypatch.setattr(day_findings, "LiveFindings", Counted)
    days = DayFindings(parts.live, parts.findings, lambda: TODAY)
    snapshot = parts.live.network().on(TODAY)
    assert days.on(snapshot) is parts.findings.on(snapshot)
    past = [parts.live.network().on(TODAY - timedelta(days=n)) for n in range(1, 4)]
    days.on(past[0])
    days.on(past[1])
    days.on(past[0])
    assert len(made) == 2
    days.on(past[2])
    days.on(past[0])
    assert len(made) == 3
    days.on(past[1])
    assert len(made) == 4
