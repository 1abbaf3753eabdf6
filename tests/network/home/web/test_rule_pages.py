"""The page of the rules: look, try, change with a reason, see the history, restore."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from services.network.findings.findings import CoverageState, findings
from services.network.home.rule_changes import change_rule
from services.network.home.web.rule_pages import PLACES, UNITS
from services.network.reader.rule_words import span, span_within, value_words
from services.network.records.model import RuleSettings
from services.network.records.rule_words import RULE_WORDS
from services.network.records.rules import CHANGEABLE, DEFAULT
from tests.network.conftest import NOW
from tests.network.directory.web.test_changing_pages import hidden
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import log_in, post_form

REGELN = "/einrichtung/regeln"
COVERED = CoverageState.COVERED
STRICT = {"wert": "0,8", "grund": "zu viele Hinweise", "schritt": "speichern"}


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


def page_of(client, path=REGELN) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.get_data(as_text=True))


def change(client, place, **fields):
    version = hidden(page_of(client, f"{REGELN}/{place}"), "version")
    return post_form(client, f"{REGELN}/{place}", {"version": version, **fields})


def test_every_changeable_number_has_a_page_and_words():
    assert sorted(PLACES.values()) == sorted(CHANGEABLE)
    assert [r.name for r in DEFAULT.listed()] == [n for n in RULE_WORDS if n in DEFAULT.__dict__]
    assert {rule.unit for rule in CHANGEABLE.values()} == {*UNITS, "days"}


def test_the_page_names_every_number_in_force_with_its_unit(coordinator):
    page = text(coordinator.get(REGELN))
    for told in ("18 Monate", "24 Monate", "30 Tage", "0,6", "2 Anbieter", "2-fach", "3 Kreise"):
        assert told in page
    assert "Darunter teilen zwei Einträge ein Stichwort und sonst wenig." in page
    assert "Noch hat niemand etwas geändert." in page
    assert "wiederherstellen" not in page


def test_a_changed_number_is_in_force_and_stands_in_the_history(site, client):
    response = change(client, "aehnlichkeit", **STRICT)
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"{REGELN}?gespeichert=aehnlichkeit",
    )
    assert network(site).rules == replace(DEFAULT, parallel_from=Fraction(4, 5))
    page = text(client.get(response.headers["Location"]))
    assert "vorher 0,6, nachher 0,8" in page
    assert "zu viele Hinweise" in page
    assert "Kim Beispiel" in page
    assert "Voreinstellung wiederherstellen" in page


@pytest.mark.parametrize(
    ("place", "fields", "name", "value"),
    [
        ("aktualitaet", {"wert": "12", "einheit": "monate"}, "freshness_days", 365),
        ("aktualitaet", {"wert": "400", "einheit": "tage"}, "freshness_days", 400),
        ("aehnlichkeit", {"wert": "0.75"}, "parallel_from", Fraction(3, 4)),
        ("vorschau", {"wert": "36"}, "forecast_months", 36),
        ("gewicht-formate", {"wert": "0"}, "format_weight", 0),
    ],
)
def test_numbers_are_read_as_people_write_them(site, client, place, fields, name, value):
    assert change(client, place, **fields, grund="so").status_code == 303
    assert network(site).rules == replace(DEFAULT, **{name: value})


@pytest.mark.parametrize(
    ("place", "fields", "sentence"),
    [
        ("aehnlichkeit", {"wert": "viel"}, "Bitte eine Zahl, zum Beispiel 0,6."),
        ("aehnlichkeit", {"wert": "0,2"}, "Erlaubt: 0,3 bis 1."),
        ("aehnlichkeit", {"wert": "0,655"}, "Bitte höchstens zwei Stellen nach dem Komma."),
        ("mindestzahl", {"wert": "1,5"}, "Bitte eine ganze Zahl."),
        ("mindestzahl", {"wert": "0"}, "Erlaubt: 1 Anbieter bis 20 Anbieter."),
        (
            "aktualitaet",
            {"wert": "61", "einheit": "monate"},
            "Erlaubt: 30 Tage bis 60 Monate.",
        ),
        ("aehnlichkeit", {"wert": "0,8", "grund": ""}, "Bitte sagen Sie, warum"),
        ("aehnlichkeit", {"wert": "0,8", "grund": "x" * 2001}, "Der Text ist zu lang"),
        ("aehnlichkeit", {"wert": "0,6"}, "Diese Zahl gilt schon."),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(site, client, place, fields, sentence):
    revision = network(site).revision
    response = change(client, place, **{"grund": "weil", **fields})
    assert (response.status_code, sentence in text(response)) == (422, True)
    assert f'value="{fields["wert"]}"' in response.get_data(as_text=True)
    assert network(site).revision == revision


def test_a_look_ahead_counts_what_comes_and_goes_and_changes_nothing(site, client):
    revision, day = network(site).revision, NOW.date()
    before = {p.id for p in findings(network(site).on(day)).parallels}
    rules = replace(DEFAULT, parallel_from=Fraction(9, 10))
    after = {p.id for p in findings(network(site).on(day), rules).parallels}
    assert len(before) > len(after)
    response = change(client, "aehnlichkeit", wert="0,9", grund="", schritt="vorschau")
    assert response.status_code == 200
    told = f"mögliche Parallelstruktur {len(before)} {len(after)} 0 {len(before - after)}"
    assert told in text(response)
    assert network(site).revision == revision


def test_the_look_ahead_counts_cells_and_the_forecast_as_they_would_be(site, client):
    day = NOW.date()
    now = findings(network(site).on(day)).coverage.counts()
    then = findings(network(site).on(day), replace(DEFAULT, freshness_days=90)).coverage.counts()
    page = text(change(client, "aktualitaet", wert="90", einheit="tage", schritt="vorschau"))
    assert f"abgedeckt {now[COVERED]} {then[COVERED]} " in page
    assert "mehrere Anbieter" in page
    # What is fresh decides what breaks off later, too.
    assert "Verschlechterung in der Vorschau" in page
    page = text(change(client, "vorschau", wert="48", schritt="vorschau"))
    assert "Was sich mit „48 Monate“ ändern würde" in page
    assert "Verschlechterung in der Vorschau" in page
    assert "abgedeckt" not in page


def test_the_look_ahead_counts_the_next_steps_that_change_their_place(site, client):
    page = text(change(client, "treffen", wert="3", schritt="vorschau"))
    assert "nächster Schritt an seinem Platz" in page
    page = text(change(client, "treffen", wert="2", schritt="vorschau"))
    assert "Am heutigen Stand ändert diese Zahl nichts" in page


def test_several_providers_are_counted_as_the_cells_say_it(site, client):
    cells = findings(network(site).on(NOW.date()), replace(DEFAULT, several_factor=3)).coverage
    was = findings(network(site).on(NOW.date())).coverage
    many, before = (sum(cell.several for cell in found.cells) for found in (cells, was))
    assert before > many
    page = text(change(client, "mehrere-anbieter", wert="3", schritt="vorschau"))
    assert f"mehrere Anbieter {before} {many} 0 {before - many}" in page


def test_nobody_overwrites_unseen_what_somebody_else_changed(site, client):
    version = hidden(page_of(client, f"{REGELN}/aehnlichkeit"), "version")
    change(log_in(site, "admin", "Alex Muster"), "vorschau", wert="36", grund="neuer Plan")
    late = post_form(client, f"{REGELN}/aehnlichkeit", {"version": version, **STRICT})
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert network(site).rules == replace(DEFAULT, forecast_months=36)
    for told in ("Alex Muster", "vorher 24 Monate, nachher 36 Monate", "neuer Plan"):
        assert told in text(late)
    again = {"version": hidden(page, "version"), **STRICT}
    assert post_form(client, f"{REGELN}/aehnlichkeit", again).status_code == 303
    assert network(site).rules.parallel_from == Fraction(4, 5)


def test_a_form_sent_twice_changes_once(site, client):
    version = hidden(page_of(client, f"{REGELN}/aehnlichkeit"), "version")
    for _ in range(2):
        form = {"version": version, **STRICT}
        assert post_form(client, f"{REGELN}/aehnlichkeit", form).status_code == 303
    store = site.extensions["ikoe"].store
    assert len(store.history(RuleSettings.KIND, "rules")) == 1


def test_the_products_number_comes_back_after_a_question(site, client):
    change(client, "aehnlichkeit", **STRICT)
    question = f"{REGELN}/aehnlichkeit/standard"
    page = page_of(client, question)
    assert "Jetzt gilt: 0,8. Danach gilt wieder: 0,6." in page
    assert network(site).rules.parallel_from == Fraction(4, 5)
    form = {"version": hidden(page, "version"), "grund": "war zu streng"}
    assert post_form(client, question, form).status_code == 303
    assert network(site).rules == DEFAULT
    told = text(client.get(REGELN))
    assert "vorher 0,8, nachher 0,6" in told
    assert "war zu streng" in told
    # There is nothing to restore any more.
    assert client.get(question).status_code == 303


def test_a_late_question_is_asked_again(site, client):
    change(client, "aehnlichkeit", **STRICT)
    version = hidden(page_of(client, f"{REGELN}/aehnlichkeit/standard"), "version")
    change(client, "aehnlichkeit", wert="0,9", grund="noch strenger")
    late = post_form(client, f"{REGELN}/aehnlichkeit/standard", {"version": version})
    assert (late.status_code, "noch strenger" in text(late)) == (409, True)
    assert network(site).rules.parallel_from == Fraction(9, 10)


def test_the_history_offers_the_number_from_before_for_a_new_change(client):
    change(client, "aktualitaet", wert="400", einheit="tage", grund="so")
    path = f"{REGELN}/aktualitaet?wert=18&amp;einheit=monate"
    assert f'href="{path}"' in page_of(client)
    page = page_of(client, path.replace("&amp;", "&"))
    assert 'name="wert" type="text" value="18"' in page
    assert '<option value="monate" selected>' in page


@pytest.mark.parametrize("path", [REGELN, f"{REGELN}/aehnlichkeit", f"{REGELN}/vorschau/standard"])
def test_only_those_who_coordinate_see_and_change_rules(site, path):
    revision = network(site).revision
    assert site.test_client().get(path).status_code in (302, 303, 401)
    for role in ("member", "editor", "viewer"):
        assert log_in(site, role).get(path).status_code == 403
        assert post_form(log_in(site, role), f"{REGELN}/aehnlichkeit", STRICT).status_code == 403
    assert network(site).revision == revision


def test_there_is_no_page_for_a_number_that_is_none(coordinator):
    assert coordinator.get(f"{REGELN}/gibtesnicht").status_code == 404
    assert coordinator.get(f"{REGELN}/gibtesnicht/standard").status_code == 404
    assert REGELN in coordinator.get("/einrichtung").get_data(as_text=True)


@pytest.mark.parametrize(
    ("days", "plain", "within"),
    [
        (548, "18 Monate", "18 Monaten"),
        (730, "24 Monate", "24 Monaten"),
        (100, "100 Tage", "100 Tagen"),
        (30, "30 Tage", "30 Tagen"),
        (1826, "60 Monate", "60 Monaten"),
    ],
)
def test_days_are_told_in_months_when_they_are_months(practice, days, plain, within):
    with practice.test_request_context("/"):
        assert (span(days), span_within(days)) == (plain, within)
        assert value_words(CHANGEABLE["freshness_days"], days) == plain


def test_rules_change_at_once_for_every_page(site, client):
    change_rule(site.extensions["ikoe"], "parallel_from", Fraction(1), "streng", 0, "Kim")
    shown = findings(network(site).on(NOW.date())).parallels
    assert {p.score for p in shown} <= {1.0}
    assert client.get("/hinweise?art=parallel").status_code == 200
