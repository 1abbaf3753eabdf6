"""Every sentence says the number in force: after a change the product's number stands nowhere."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from services.network.records.model import Expectation, Report, RuleSettings
from services.network.records.network import ChangeSet, Put
from services.network.records.rules import days_of
from services.network.reports.chapters.method import COUNTING, counting_rule
from services.network.reports.facts import report_data
from tests.network.conftest import NOW
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import log_in

CHANGED = RuleSettings(
    id="rules",
    freshness_days=400,
    delivery_days=days_of(20),
    forecast_months=30,
    common_days=45,
    parallel_from=0.7,
    minimum_providers=3,
    reasons=tuple(
        (name, "Beschluss")
        for name in (
            "freshness_days",
            "delivery_days",
            "forecast_months",
            "common_days",
            "parallel_from",
            "minimum_providers",
        )
    ),
)
OLD = re.compile(
    r"\b(18|24) (Monat|month)|\b(548|730) (Tag|day)|\b30 (gemeinsam|Tagen|days)|\b0[,.]6\b|\b60\s?%"
)
SAID = {
    "/abdeckung": ("in den letzten 400 Tagen erhoben", "in den letzten 20 Monaten fand"),
    "/abdeckung/durchfuehrungen": ("in den letzten 20 Monaten dort war",),
    "/abdeckung/vorschau": ("in den nächsten 30 Monaten schlechter",),
    "/abdeckung/erhebungen": ("älter als 400 Tage",),
    "/akteure/veraltet": (),
    "/": ("Seit über 400 Tagen hat niemand",),
}


@pytest.fixture
def changed(site):
    """The practice network under other numbers."""
    site.extensions["ikoe"].live.apply(ChangeSet((Put(CHANGED, 0),)), "Kim", NOW)
    return site


def parallel_page(site) -> str:
    found = site.extensions["ikoe"].findings.on(network(site).on(NOW.date())).parallels
    return f"/hinweise/{found[0].id}"


def pages(site) -> list[str]:
    wanted = next(iter(network(site).all(Expectation).values()))
    return [
        *SAID,
        "/abdeckung/16051",
        f"/abdeckung/16051/{wanted.id}",
        f"/abdeckung/matrix/zelle?zeile=16051&spalte={wanted.topic_id}",
        "/abdeckung/soll",
        "/abdeckung/soll/neu",
        "/abdeckung/matrix",
        "/hinweise?art=parallel",
        "/hinweise/gruppen",
        parallel_page(site),
        "/karte",
    ]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_page_says_the_products_number_after_a_change(changed, lang):
    client = log_in(changed, "coordinator")
    found = {}
    for path in pages(changed):
        mark = "&" if "?" in path else "?"
        response = client.get(f"{path}{mark}lang={lang}")
        assert response.status_code in (200, 404), path
        if old := OLD.search(text(response)):
            found[path] = old.group()
    assert found == {}


def test_the_pages_say_the_numbers_in_force(changed):
    client = log_in(changed, "coordinator")
    told = {path: text(client.get(path)) for path in SAID}
    missing = [(p, s) for p, sentences in SAID.items() for s in sentences if s not in told[p]]
    assert missing == []
    assert 'name="minimum" type="text" value="3"' in client.get("/abdeckung/soll/neu").get_data(
        as_text=True
    )
    assert "in den letzten 400 Tagen erhoben" in text(changed.test_client().get("/abdeckung"))


def test_the_products_own_numbers_are_said_before_any_change(practice):
    page = text(log_in(practice, "coordinator").get("/abdeckung"))
    assert "in den letzten 18 Monaten erhoben" in page
    assert "in den letzten 24 Monaten fand" in page


def test_a_report_says_the_numbers_that_it_is_counted_by(changed):
    report = next(r for r in network(changed).all(Report).values() if r.status == "draft")
    client = log_in(changed, "coordinator")
    page = text(client.get(f"/berichte/{report.id}/vorschau"))
    told = re.sub(r"Voreinstellung [^.]*\.", "", page)
    # A share of 60 per cent is a figure here, and no threshold.
    assert [m.group() for m in OLD.finditer(told) if "%" not in m.group()] == []
    for sentence in (
        "Angaben gelten als aktuell 400 Tage; Voreinstellung 18 Monate (548 Tage). Beschluss.",
        "20 Monate",
        "0,7; Voreinstellung 0,6. Beschluss.",
    ):
        assert sentence in page


def test_every_counting_rule_names_the_numbers_of_its_report(changed):
    day = NOW.date()
    data = report_data(network(changed), day, date(day.year, 1, 1), day - timedelta(days=1))
    told = " ".join(counting_rule(key, data) for key in COUNTING)
    assert OLD.search(told) is None
    assert "mindestens 45 Tagen, Ähnlichkeit ab 0,7" in told
    assert "bis 400 Tage nach" in told
    assert "in den 20 Monaten vor dem Tag" in told
