"""Languages, gender forms, and dates, times and numbers as people write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.web import Chrome, i18n, url
from shared.web.urls import FIRST_SEGMENTS, service_of
from tests.shared.demo import CHROME, demo_app

MORNING = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)


@pytest.fixture
def german(app):
    with app.test_request_context("/"):
        yield


@pytest.fixture
def english(app):
    with app.test_request_context("/?lang=en"):
        yield


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        ("/", "", "de"),
        ("/", "en-GB,en;q=0.9,de;q=0.5", "en"),
        ("/", "fr,tr;q=0.5", "de"),
        ("/?lang=de", "en", "de"),
        ("/?lang=en", "de", "en"),
        ("/?lang=xx", "en", "en"),
    ],
)
def test_the_address_wins_then_the_browser_then_german(app, path, accept, language):
    page = app.test_client().get(path, headers={"Accept-Language": accept}).text
    assert f'<html lang="{language}"' in page


def test_links_keep_the_language_only_if_it_was_asked_for(app):
    client = app.test_client()
    assert 'href="/akteure?lang=en"' in client.get("/?lang=en").text
    assert 'href="/akteure"' in client.get("/", headers={"Accept-Language": "en"}).text
    with app.test_request_context("/?lang=en"):
        assert url("/akteure?q=a%26b#liste", seite=2) == "/akteure?q=a%26b&seite=2&lang=en#liste"
        assert url("/akteure?lang=de") == "/akteure?lang=de"
        assert url("/x", leer="", nichts=None, viele=["a", "b"]) == "/x?viele=a&viele=b&lang=en"


def test_the_language_switch_keeps_the_rest_of_the_address(app):
    page = app.test_client().get("/?q=tanz&q=fest&seite=2").text
    assert 'href="/?q=tanz&amp;q=fest&amp;seite=2&amp;lang=en"' in page


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (":", "Akteur:innen und Teilnehmer:innen, je ein:e Leser:in"),
        ("*", "Akteur*innen und Teilnehmer*innen, je ein:e Leser*in"),
        ("neutral", "Akteurinnen und Akteure und Teilnehmende, je ein:e Leser oder Leserin"),
    ],
)
def test_texts_come_in_the_gender_form_of_the_installation(tmp_path, form, expected):
    app = demo_app(tmp_path, chrome=replace(CHROME, gender_form=form))
    with app.test_request_context("/"):
        assert i18n.gettext("Akteur:innen und Teilnehmer:innen, je ein:e Leser:in") == expected


def test_a_frame_that_cannot_be_read_is_a_plain_one(tmp_path):
    from shared.errors import Unavailable

    app = demo_app(tmp_path)

    def away() -> Chrome:
        raise Unavailable("unavailable.network")

    app.extensions["ikoe.chrome"] = away
    assert "IKÖ-Netz" in app.test_client().get("/").text


def test_german_dates_and_times(german):
    assert i18n.datum(date(2026, 3, 3)) == "3. März 2026"
    assert i18n.datum(date(2026, 3, 3), weekday=True) == "Dienstag, 3. März 2026"
    assert i18n.datum_kurz(date(2026, 3, 3)) == "03.03.2026"
    assert i18n.uhrzeit(MORNING) == "14:00 Uhr"
    assert i18n.zeitpunkt(MORNING) == "3. März 2026, 14:00 Uhr"
    assert i18n.datum(None) == i18n.uhrzeit(None) == ""
    # Late in the evening in UTC is the next day in Thuringia.
    assert i18n.datum(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2. Juli 2026"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 3, 3), date(2026, 3, 5), "3.–5. März 2026"),
        (date(2026, 3, 3), date(2026, 3, 3), "3. März 2026"),
        (date(2026, 3, 30), date(2026, 4, 2), "30. März 2026 – 2. April 2026"),
        (date(2026, 3, 3), None, "seit 3. März 2026"),
        (None, date(2026, 3, 3), "bis 3. März 2026"),
        (None, None, ""),
        (MORNING, MORNING.replace(hour=15), "3. März 2026, 14:00–16:00 Uhr"),
        (MORNING, MORNING.replace(hour=23), "3. März 2026, 14:00–24:00 Uhr"),
        (MORNING, MORNING.replace(day=4), "3. März 2026, 14:00 Uhr – 4. März 2026, 14:00 Uhr"),
    ],
)
def test_periods_are_as_short_as_they_are_clear(german, start, end, text):
    assert i18n.zeitraum(start, end) == text


def test_german_numbers(german):
    assert i18n.zahl(1234567) == "1.234.567"
    assert i18n.zahl(3.14159, 1) == "3,1"
    assert i18n.prozent(0.125) == "12\u00a0%"
    assert i18n.prozent(0.125, 1) == "12,5\u00a0%"
    assert i18n.aufzaehlung(["Erfurt", "Jena", "Gera"]) == "Erfurt, Jena und Gera"
    assert i18n.ngettext("%(num)s Brief", "%(num)s Briefe", 1200) == "1.200 Briefe"


def test_english_dates_times_and_numbers(english):
    assert i18n.datum(date(2026, 3, 3)) == "3 March 2026"
    assert i18n.datum_kurz(date(2026, 3, 3)) == "3 Mar 2026"
    assert i18n.zeitraum(MORNING, MORNING.replace(hour=15)) == "3 March 2026, 14:00–16:00"
    assert i18n.zahl(1234.5) == "1,234.5"
    assert i18n.prozent(0.5) == "50%"
    assert i18n.aufzaehlung(["Erfurt", "Gera"]) == "Erfurt and Gera"


def test_a_naive_instant_is_refused(german):
    with pytest.raises(ValueError):
        i18n.uhrzeit(datetime(2026, 3, 3, 14))  # noqa: DTZ001


def test_outside_of_a_request_texts_are_german():
    assert i18n.gettext("Es sind %(n)s", n=3) == "Es sind 3"
    assert i18n.ngettext("ein Brief", "%(num)s Briefe", 2) == "2 Briefe"
    assert i18n.current_language() == "de"


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "network"),
        ("/akteure/1", "network"),
        ("/termine", "events"),
        ("/termine/1/anmelden", "events"),
        ("/calendar.ics", "events"),
        ("/calendar.icsx", "network"),
        ("/postausgang/", "notify"),
        ("/api/events/openapi.json", "events"),
        ("/static/notify/x.css", "notify"),
        ("/static/shared/ikoe.css", "network"),
        ("/health/ready", "network"),
        ("/health/events/ready", "events"),
        ("/unbekannt", "network"),
        ("", "network"),
    ],
)
def test_every_path_has_one_service(path, service):
    assert service_of(path) == service


def test_the_table_names_every_first_segment():
    assert len(FIRST_SEGMENTS) == 18
