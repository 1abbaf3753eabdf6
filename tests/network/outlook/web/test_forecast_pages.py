"""The page of what will break: numbers first, and every line reachable, a page at a time."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pytest

from services.network.outlook import forecast as module
from services.network.outlook.forecast import forecast
from services.network.outlook.web import forecast_pages
from services.network.records.model import Offer
from services.network.records.network import ChangeSet
from tests.builders import AT
from tests.network.conftest import NOW
from tests.shared.helpers import log_in

PATH = "/abdeckung/vorschau"


@pytest.fixture
def found(practice):
    """What will break in the practice network."""
    return forecast(practice.extensions["ikoe"].live.network().on(NOW.date()))


def text(response) -> str:
    """The words of a page, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.get_data(as_text=True))).split())


def lines(client, **query) -> list[str]:
    """The cells that a page of the list names, in order."""
    page = client.get(PATH, query_string=query).get_data(as_text=True)
    table = page[page.index('id="liste"') :]
    return re.findall(r'<td><a href="/abdeckung/([^"/]+/[^"/]+)">', table)


def cells(breaks) -> list[str]:
    return [f"{b.region_id}/{b.expectation_id}" for b in breaks]


def test_every_break_is_on_one_of_the_pages_the_next_first(coordinator, found, monkeypatch):
    monkeypatch.setattr(forecast_pages, "PER_PAGE", 4)
    pages = -(-len(found.breaks) // 4)
    assert pages > 1
    shown = [cell for page in range(1, pages + 1) for cell in lines(coordinator, seite=page)]
    assert shown == cells(found.breaks)
    assert lines(coordinator, seite=pages + 1) == cells(found.breaks[(pages - 1) * 4 :])


def test_the_numbers_by_month_are_those_of_the_breaks(coordinator, found):
    page = coordinator.get(PATH).get_data(as_text=True)
    assert f"{len(found.breaks)} Verschlechterung" in text(coordinator.get(PATH))
    assert "November 2026" in page
    assert "November 2028" in page
    empty = Counter(f"{b.month:%Y-%m}" for b in found.breaks if b.empties)
    thinner = Counter(f"{b.month:%Y-%m}" for b in found.breaks if not b.empties)
    told: dict[str, Counter[str]] = {"leer": Counter(), "duenn": Counter()}
    link = r'href="/abdeckung/vorschau\?monat=([\d-]+)&amp;was=(leer|duenn)#liste">(\d+)</a>'
    for month, what, number in re.findall(link, page):
        told[what][month] = int(number)
    assert told == {"leer": empty, "duenn": thinner}


def test_the_list_narrows_by_month_district_topic_and_what_happens(coordinator, found):
    one = found.breaks[-1]
    for query, fits in (
        ({"monat": f"{one.month:%Y-%m}"}, lambda b: b.month == one.month),
        ({"kreis": one.region_id}, lambda b: b.region_id == one.region_id),
        ({"thema": one.topic_id}, lambda b: b.topic_id == one.topic_id),
        ({"was": "leer"}, lambda b: b.empties),
        ({"was": "duenn"}, lambda b: not b.empties),
        ({"enden": "bekannt"}, lambda b: b.stated),
        (
            {"kreis": one.region_id, "monat": f"{one.month:%Y-%m}"},
            lambda b: (b.region_id, b.month) == (one.region_id, one.month),
        ),
    ):
        expected = [b for b in found.breaks if fits(b)]
        if "enden" in query:
            expected = list(forecast(_snapshot(coordinator), open_ends=False).breaks)
        shown = lines(coordinator, **query) if expected else []
        assert shown == cells(expected)[: forecast_pages.PER_PAGE], query


def _snapshot(client):
    return client.application.extensions["ikoe"].live.network().on(NOW.date())


def test_wishes_that_mean_nothing_count_as_not_given(coordinator, found):
    odd = {"kreis": "x", "thema": "y", "monat": "2026-13", "was": "z", "seite": "-3"}
    assert lines(coordinator, **odd) == cells(found.breaks)[: forecast_pages.PER_PAGE]
    page = text(coordinator.get(f"{PATH}?monat=2099-01"))
    assert "Nichts gefunden" in page
    assert "Januar 2099 × entfernen" in page


def test_districts_and_topics_lead_to_their_lines(coordinator, found):
    page = coordinator.get(PATH).get_data(as_text=True)
    districts = set(re.findall(r'<a href="/abdeckung/vorschau\?kreis=([^"&]+)">', page))
    topics = set(re.findall(r'<a href="/abdeckung/vorschau\?thema=([^"&]+)">', page))
    assert districts == {b.region_id for b in found.breaks}
    assert topics == {b.topic_id for b in found.breaks}


def test_only_the_lines_that_are_shown_are_put_into_words(coordinator, found, monkeypatch):
    said = []
    line = forecast_pages._line

    def spy(broken, view):
        said.append(broken)
        return line(broken, view)

    monkeypatch.setattr(forecast_pages, "_line", spy)
    monkeypatch.setattr(forecast_pages, "PER_PAGE", 3)
    coordinator.get(f"{PATH}?seite=2")
    assert said == list(found.breaks[3:6])


def test_after_an_edit_only_expectations_that_it_concerns_are_looked_at_again(site, monkeypatch):
    client, live = log_in(site, "coordinator"), site.extensions["ikoe"].live
    client.get(PATH)
    looked = []
    lines_of = module._lines

    def spy(expectation, *rest):
        looked.append(expectation)
        return lines_of(expectation, *rest)

    monkeypatch.setattr(module, "_lines", spy)
    network = live.network()
    snapshot = network.on(NOW.date())
    topics = {e.id: snapshot.topics_below(e.topic_id) for e in snapshot.expectations}
    offer = next(
        o
        for o in sorted(network.all(Offer).values(), key=lambda o: o.id)
        if snapshot.runs(o) and any(below & {*o.topic_ids} for below in topics.values())
    )
    live.apply(ChangeSet((network.put(replace(offer, languages=("xx",))),)), "Test", AT)
    client.get(PATH)
    assert looked == []
    network = live.network()
    live.apply(ChangeSet((network.put(replace(offer, topic_ids=())),)), "Test", AT)
    client.get(PATH)
    concerned = {id for id, below in topics.items() if below & {*offer.topic_ids}}
    assert {e.id for e in looked} == concerned
