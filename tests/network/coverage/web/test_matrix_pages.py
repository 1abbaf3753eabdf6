"""The coverage as a matrix, the forecast, and "what if": shown as the domain says."""

from __future__ import annotations

import re

import pytest

from services.network.coverage.coverage import coverage
from services.network.coverage.web.matrix_pages import AXES
from services.network.outlook.forecast import forecast
from services.network.outlook.what_if import what_if
from services.network.records.model import Actor, Project
from tests.network.conftest import NOW
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import log_in


def snapshot(practice):
    return network(practice).on(NOW.date())


@pytest.mark.parametrize("rows", sorted(AXES))
@pytest.mark.parametrize("columns", sorted(AXES))
def test_any_two_dimensions_stand_against_each_other(practice, visitor, rows, columns):
    page = visitor.get(f"/abdeckung/matrix?zeilen={rows}&spalten={columns}")
    assert page.status_code == 200
    found = coverage(snapshot(practice))
    covered = sum(1 for c in found.cells if c.state.value == "covered")
    assert f"{covered} von {len(found)} abgedeckt" in text(page)


def test_every_cell_of_the_matrix_opens(visitor):
    page = visitor.get("/abdeckung/matrix?zeilen=kreis&spalten=oberthema").get_data(as_text=True)
    links = re.findall(r'href="(/abdeckung/matrix/zelle[^"]*)"', page)
    assert len(links) > 40
    for link in links[:12]:
        assert visitor.get(link.replace("&amp;", "&")).status_code == 200


def test_a_cell_opens_into_offers_deliveries_and_surveys(practice, coordinator):
    found = coverage(snapshot(practice))
    cell = next(c for c in found.cells if c.survey_ids and any(p.delivery_ids for p in c.providers))
    page = coordinator.get(
        f"/abdeckung/matrix/zelle?zeilen=kreis&spalten=soll&zeile={cell.region_id}"
        f"&spalte={cell.expectation_id}"
    ).get_data(as_text=True)
    for provider in cell.providers:
        for source in provider.sources:
            assert f"/{'angebote' if source.kind == 'offer' else 'projekte'}/{source.id}" in page
        for id in provider.delivery_ids:
            assert f"/abdeckung/durchfuehrungen/{id}" in page
    assert f"/abdeckung/{cell.region_id}/{cell.expectation_id}" in page


def test_filters_narrow_and_unknown_values_are_left_out(practice, visitor):
    one = text(visitor.get("/abdeckung/matrix?kreis=16067&spalten=thema"))
    count = sum(1 for c in coverage(snapshot(practice)).cells if c.region_id == "16067")
    assert f"von {count} abgedeckt" in one
    odd = "/abdeckung/matrix?kreis=99&thema=x&zielgruppe=y&format=z&stand=q&zeilen=p&spalten=p"
    assert f"von {len(coverage(snapshot(practice)))} abgedeckt" in text(visitor.get(odd))
    assert visitor.get("/abdeckung/matrix/zelle?zeile=gibtsnicht").status_code == 404


def test_the_forecast_lists_every_break_of_the_coming_months(practice, coordinator):
    found = forecast(snapshot(practice))
    assert found.breaks
    page = text(coordinator.get("/abdeckung/vorschau"))
    total = len(found.breaks)
    assert f"{total} Verschlechterung" in page
    assert "November 2026" in page
    assert "November 2028" in page
    stated = len(forecast(snapshot(practice), open_ends=False).breaks)
    narrowed = text(coordinator.get("/abdeckung/vorschau?enden=bekannt"))
    assert (f"{stated} Verschlechterung" in narrowed) == bool(stated)
    only = sum(1 for b in found.breaks if b.empties)
    assert (
        f"{only} Verschlechterung" in text(coordinator.get("/abdeckung/vorschau?was=leer"))
    ) == (only > 0)


def test_what_if_names_what_empties_who_splits_off_and_what_lapses(practice, coordinator):
    now = snapshot(practice)
    actors = network(practice).all(Actor)
    worst = max(
        sorted(actors)[:60], key=lambda id: len(what_if(now, frozenset({("actor", id)})).worse)
    )
    found = what_if(now, frozenset({("actor", worst)}))
    assert found.worse
    page = coordinator.get(f"/abdeckung/was-waere-wenn?actor={worst}").get_data(as_text=True)
    for w in found.worse:
        assert f"/abdeckung/{w.region_id}/{w.expectation_id}" in page
    for id in found.cooperation_ids:
        assert f"/akteure/kooperationen/{id}" in page
    for split in found.splits:
        for house in split.split_off:
            assert f"/akteure/{house}" in page


def test_what_if_of_a_project_and_of_nothing(practice, coordinator):
    id = min(network(practice).all(Project))
    assert coordinator.get(f"/abdeckung/was-waere-wenn?project={id}").status_code == 200
    assert "Wählen Sie einen Akteur" in text(coordinator.get("/abdeckung/was-waere-wenn"))
    assert coordinator.get("/abdeckung/was-waere-wenn?actor=niemand").status_code == 404


def test_actor_and_project_lead_to_what_if(practice, coordinator, visitor):
    id = min(network(practice).all(Project))
    link = f"/abdeckung/was-waere-wenn?project={id}"
    assert link in coordinator.get(f"/projekte/{id}").get_data(as_text=True)
    public = visitor.get(f"/projekte/{id}")
    assert link not in public.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/abdeckung/vorschau", "/abdeckung/was-waere-wenn"])
def test_what_will_break_is_for_coordinators_only(practice, visitor, path):
    assert visitor.get(path).status_code in (302, 303, 401)
    assert log_in(practice, "viewer").get(path).status_code == 403


def test_the_forecast_is_a_table_to_take_away_too(practice, coordinator):
    response = coordinator.get("/einfuhr/ausgabe/vorschau.csv")
    rows = response.get_data(as_text=True).strip().splitlines()
    assert len(rows) == 1 + len(forecast(snapshot(practice)).breaks)
    assert rows[0].startswith('\ufeff"Ab";"Kreis"')
    assert coordinator.get("/einfuhr/ausgabe/vorschau.xlsx").status_code == 200
