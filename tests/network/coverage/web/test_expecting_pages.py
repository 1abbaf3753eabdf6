"""Soll-Angebote, Erhebungen, strategies and deliveries: written, changed, shown."""

from __future__ import annotations

import uuid

import pytest

from services.network.coverage.coverage import coverage
from services.network.datasets import basics
from services.network.home import setup as install
from services.network.records.model import Delivery, Expectation, Measure, Strategy, Survey
from tests.network.conftest import NOW, make_site
from tests.network.directory.web.test_changing_pages import hidden
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import log_in, post_form

WISH = {
    "id": "5d6f9f80-31b3-4cf2-8a6c-7f2f7b5f3f10",
    "version": "0",
    "topic_id": "gesund",
    "region_ids": ["16067", "16070"],
    "minimum": "1",
    "reach": "on_site",
    "weight": "1,5",
    "reason": "Ehrenamtliche sollen vor Ort begleitet werden.",
    "strategy_id": "foerderrichtlinie-integration|fz-6",
    "decided_by": "Beirat",
    "since": "2026-01-01",
    "visibility": "public",
}
SURVEY = {
    "id": "6d6f9f80-31b3-4cf2-8a6c-7f2f7b5f3f10",
    "region_ids": ["16067", "16070"],
    "umfang": "themen",
    "topic_ids": ["gesund"],
    "as_of": "2026-11-20",
    "by": "Koordination mit dem Landratsamt",
    "visibility": "public",
}


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


def states(site):
    found = coverage(network(site).on(NOW.date()))
    return {(c.expectation_id, c.region_id): c.state.value for c in found.cells}


def test_an_expectation_is_saved_with_everything_that_was_typed_and_counts_at_once(site, client):
    response = post_form(client, "/abdeckung/soll/neu", WISH)
    assert response.headers["Location"] == f"/abdeckung/soll/{WISH['id']}?gespeichert=1"
    saved = network(site).get(Expectation, WISH["id"])
    assert saved.region_ids == ("16067", "16070")
    assert (saved.minimum, saved.weight, saved.reach.value) == (1, 1.5, "on_site")
    assert (saved.strategy_id, saved.strategy_goal) == ("foerderrichtlinie-integration", "fz-6")
    assert {place for (id, place) in states(site) if id == WISH["id"]} == {"16067", "16070"}
    page = text(client.get(response.headers["Location"]))
    assert "Ehrenamtliche sollen vor Ort begleitet werden." in page
    assert "Verbesserung der Vernetzung" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("topic_id", "", "Bitte füllen Sie dieses Feld aus."),
        ("region_ids", [], "Bitte füllen Sie dieses Feld aus."),
        ("minimum", "xx", "Bitte eine ganze Zahl"),
        ("minimum", "0", "Bitte eine ganze Zahl ab 1."),
        ("weight", "schwer", "Bitte eine Zahl über 0 und höchstens 100"),
        ("since", "31.02.2026", "Bitte ein Datum wie 31.12.2027."),
        ("reason", "", "Bitte füllen Sie dieses Feld aus."),
        ("strategy_id", "gibt-es-nicht", "Diese Auswahl gibt es nicht (mehr)."),
    ],
)
def test_what_is_wrong_with_an_expectation_is_said_and_nothing_is_lost(
    site, client, field, value, sentence
):
    response = post_form(client, "/abdeckung/soll/neu", {**WISH, field: value})
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Beirat" in response.get_data(as_text=True)
    assert network(site).get(Expectation, WISH["id"]) is None


def test_two_people_at_one_expectation_lose_nothing_and_the_history_tells(site, client):
    post_form(client, "/abdeckung/soll/neu", WISH)
    path = f"/abdeckung/soll/{WISH['id']}/bearbeiten"
    version = hidden(client.get(path).get_data(as_text=True), "version")
    post_form(client, path, {**WISH, "version": version, "minimum": "3"})
    late = post_form(client, path, {**WISH, "version": version, "reason": "Anders."})
    assert late.status_code == 409
    assert "Mindestens so viele Anbieter 1 3" in text(late)
    assert network(site).get(Expectation, WISH["id"]).minimum == 3
    told = text(client.get(f"/abdeckung/soll/{WISH['id']}/verlauf"))
    assert "Mindestens so viele Anbieter 1 3" in told
    assert "Kim Beispiel" in told


def test_an_expectation_is_deleted_and_its_cells_go_with_it(site, client):
    path = "/abdeckung/soll/uebung-soll-7/loeschen"
    version = hidden(client.get(path).get_data(as_text=True), "version")
    done = post_form(client, path, {"version": version})
    assert "Gelöscht." in text(client.get(done.headers["Location"]))
    assert network(site).get(Expectation, "uebung-soll-7") is None
    assert not [id for id, _place in states(site) if id == "uebung-soll-7"]


def test_one_click_takes_the_proposal_over_and_a_second_changes_nothing(tmp_path):
    app = make_site(tmp_path)
    install.prepare(app.extensions["ikoe"], "empty")
    client = log_in(app, "coordinator")
    assert "Vorschlag übernehmen" in text(client.get("/abdeckung/soll"))
    for _time in range(2):
        done = post_form(client, "/abdeckung/soll/vorschlag", {})
        assert "Vorschlag übernommen." in text(client.get(done.headers["Location"]))
    found = network(app).all(Expectation)
    assert set(found) == {e.id for e in basics()}
    assert all(e.reason and e.strategy_id and e.since == NOW.date() for e in found.values())
    assert "Vorschlag übernehmen" not in text(client.get("/abdeckung/soll"))


def test_the_matrix_shows_every_cell_and_leads_to_its_form(client):
    page = client.get("/abdeckung/soll/matrix").get_data(as_text=True)
    assert page.count("/abdeckung/soll/zelle/") == 22 * 7
    groups = client.get("/abdeckung/soll/matrix?zeilen=gruppen")
    assert "ganz Thüringen" in text(groups)
    # An empty cell leads to the form with the whole group of regions ticked.
    link = next(
        part.split('"')[0].replace("&amp;", "&")
        for part in groups.get_data(as_text=True).split('href="')
        if part.startswith("/abdeckung/soll/neu?kreis")
    )
    form = client.get(link).get_data(as_text=True)
    assert form.count('name="region_ids"') > form.count(" checked") >= 1


def test_one_cell_is_changed_and_all_others_stay_as_they_were(site, client):
    before = states(site)
    path = "/abdeckung/soll/zelle/16067/sprache"
    version = hidden(client.get(path).get_data(as_text=True), "version")
    values = {"soll": "uebung-soll-3", "version": version, "minimum": "9", "reach": "on_site",
              "weight": "2", "reason": "Gotha wächst."}  # fmt: skip
    assert post_form(client, path, values).status_code == 303
    own = [e for e in network(site).all(Expectation).values() if e.region_ids == ("16067",)]
    assert [(e.minimum, e.weight, e.reason) for e in own] == [(9, 2.0, "Gotha wächst.")]
    after = states(site)
    assert {k: v for k, v in after.items() if k[0] != own[0].id} == {
        k: v for k, v in before.items() if k != ("uebung-soll-3", "16067")
    }
    # Once more, with what was read before: somebody else may have changed it.
    assert post_form(client, path, {**values, "soll": "uebung-soll-3"}).status_code in (303, 409)
    gone = hidden(client.get(path).get_data(as_text=True), "version")
    asked = client.get(f"{path}/weg?soll={own[0].id}")
    assert "Es gilt nur hier und wird gelöscht." in text(asked)
    assert network(site).get(Expectation, own[0].id) is not None
    answer = post_form(client, f"{path}/weg", {"soll": own[0].id, "version": gone})
    assert answer.headers["Location"] == f"{path}?entfernt=1"
    assert network(site).get(Expectation, own[0].id) is None
    revision = network(site).revision
    again = post_form(client, f"{path}/weg", {"soll": own[0].id, "version": gone})
    assert again.headers["Location"] == f"{path}?entfernt=1"
    assert network(site).revision == revision


def watched(site):
    """A gap of the practice network that a measure works on and somebody judged, and both."""
    cells = coverage(network(site).on(NOW.date())).by_id
    measure = network(site).get(Measure, "uebung-vorhaben-4")
    return cells[measure.findings[0][0]], measure


def test_what_was_said_and_done_about_a_gap_stays_when_the_district_gets_its_own_wish(site, client):
    cell, measure = watched(site)
    page = f"/hinweise/{cell.id}"
    form = client.get(page).get_data(as_text=True)
    post_form(client, page, {"judgement": "real_gap", "reason": "Der Kreis sagt es.",
                             "version": hidden(form, "version"),
                             "digest": hidden(form, "digest")})  # fmt: skip
    path = f"/abdeckung/soll/zelle/{cell.region_id}/{cell.topic_id}"
    before = text(client.get(f"/vorhaben/{measure.id}"))
    post_form(client, path, {"soll": cell.expectation_id, "minimum": str(cell.needed),
                             "version": hidden(client.get(path).get_data(as_text=True), "version"),
                             "reach": cell.reach.value, "weight": "9",
                             "reason": "Hier besonders."})  # fmt: skip
    now = coverage(network(site).on(NOW.date())).by_id[cell.id]
    assert now.expectation_id != cell.expectation_id
    assert (now.region_id, now.digest) == (cell.region_id, cell.digest)
    told = text(client.get(page))
    assert "Der Kreis sagt es." in told
    assert measure.title in told
    assert text(client.get(f"/vorhaben/{measure.id}")) == before


def test_before_a_district_is_taken_out_the_page_says_what_becomes_of_everything(site, client):
    cell, measure = watched(site)
    path = f"/abdeckung/soll/zelle/{cell.region_id}/{cell.topic_id}"
    link = f"{path}/weg?soll={cell.expectation_id}"
    assert link in client.get(path).get_data(as_text=True)
    before = network(site)
    asked = client.get(link)
    told = text(asked)
    assert "Der Hinweis verschwindet aus Listen, Karte und Matrix." in told
    assert measure.title in told
    assert "„entfallen“ und nicht als geschlossen" in told
    assert "In 21 anderen Kreisen gilt es unverändert weiter." in told
    assert "Entwürfe, die das Angebot hier dann nicht mehr mitzählen" in told
    assert network(site).revision == before.revision
    form = {"soll": cell.expectation_id, "version": hidden(asked.get_data(as_text=True), "version")}
    stale = post_form(client, f"{path}/weg", {**form, "version": "9"})
    assert stale.status_code == 409
    assert "Es ist nichts gespeichert." in text(stale)
    assert network(site).revision == before.revision
    after = client.get(post_form(client, f"{path}/weg", form).headers["Location"])
    assert "Hier nicht mehr vorgesehen." in text(after)
    assert cell.id not in coverage(network(site).on(NOW.date())).by_id
    assert "entfallen" in text(client.get(f"/vorhaben/{measure.id}"))
    # Somebody who still has the page open is led back to the cell.
    assert client.get(link).headers["Location"] == path


def test_wrong_values_in_a_cell_are_named_and_a_stale_form_writes_nothing(site, client):
    path = "/abdeckung/soll/zelle/16067/sprache"
    values = {"soll": "uebung-soll-3", "version": "1", "minimum": "x", "reach": "nie",
              "weight": "", "reason": ""}  # fmt: skip
    wrong = post_form(client, path, values)
    assert wrong.status_code == 422
    assert "Bitte prüfen Sie 4 Angaben" in text(wrong)
    long = post_form(client, path, {**values, "minimum": "0000" + "9" * 5000})
    assert (long.status_code, "Bitte prüfen Sie 4 Angaben" in text(long)) == (422, True)
    right = {**values, "minimum": "3", "reach": "on_site", "weight": "1", "reason": "Weil."}
    stale = post_form(client, path, {**right, "version": "7"})
    assert stale.status_code == 409
    assert network(site).get(Expectation, "uebung-soll-3").region_ids == ("16",)


def test_a_cell_says_which_measure_works_on_it(site, client):
    found = [
        (finding, measure)
        for measure in network(site).all(Measure).values()
        for finding, _digest in measure.findings
    ]
    cells = coverage(network(site).on(NOW.date())).by_id
    finding, measure = next(pair for pair in found if pair[0] in cells)
    cell = cells[finding]
    page = client.get(f"/abdeckung/soll/zelle/{cell.region_id}/{cell.topic_id}")
    assert f"/vorhaben/{measure.id}" in page.get_data(as_text=True)


# --- surveys ------------------------------------------------------------------------------


def test_several_districts_are_surveyed_in_one_form_and_cells_become_gaps(site, client):
    post_form(client, "/abdeckung/soll/neu", WISH)
    unknown = {k for k, v in states(site).items() if k[0] == WISH["id"] and v == "unknown"}
    assert unknown
    response = post_form(client, "/abdeckung/erhebungen/neu", SURVEY)
    assert response.headers["Location"] == "/abdeckung/erhebungen?erfasst=2"
    assert "2 Erhebungen sind eingetragen" in text(client.get(response.headers["Location"]))
    post_form(client, "/abdeckung/erhebungen/neu", SURVEY)
    found = [s for s in network(site).all(Survey).values() if s.topic_ids == ("gesund",)]
    assert sorted(s.region_id for s in found) == ["16067", "16070"]
    assert {s.by for s in found} == {SURVEY["by"]}
    assert {states(site)[key] for key in unknown} == {"gap"}


def test_a_whole_district_is_surveyed_at_once(site, client):
    values = {**SURVEY, "umfang": "alle", "region_ids": ["16067"]}
    post_form(client, "/abdeckung/erhebungen/neu", values)
    found = [s for s in network(site).all(Survey).values() if s.by == SURVEY["by"]]
    assert [(s.region_id, s.topic_ids) for s in found] == [("16067", ())]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"region_ids": []}, "Bitte wählen Sie mindestens eine Region."),
        ({"region_ids": ["99"]}, "Diese Auswahl gibt es nicht (mehr)."),
        ({"topic_ids": []}, "Bitte wählen Sie mindestens ein Thema"),
        ({"as_of": "2027-01-01"}, "Dieser Tag liegt in der Zukunft."),
        ({"as_of": "gestern"}, "Bitte ein Datum wie 31.12.2027."),
        ({"by": ""}, "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_what_is_wrong_with_a_survey_is_said_and_nothing_is_written(
    site, client, changes, sentence
):
    before = network(site).all(Survey)
    response = post_form(client, "/abdeckung/erhebungen/neu", {**SURVEY, **changes})
    assert response.status_code == 422
    assert sentence in text(response)
    assert network(site).all(Survey) == before


def test_a_cell_that_nobody_surveyed_leads_to_the_form_already_filled_in(site, client):
    id, place = next(key for key, state in states(site).items() if state == "unknown")
    topic = network(site).get(Expectation, id).topic_id
    page = client.get(f"/abdeckung/{place}/{id}").get_data(as_text=True)
    link = f"/abdeckung/erhebungen/neu?kreis={place}&amp;thema={topic}"
    assert link in page
    form = client.get(link.replace("&amp;", "&")).get_data(as_text=True)
    assert f'name="region_ids" value="{place}" checked' in form
    assert f'name="topic_ids" value="{topic}" checked' in form


def test_a_survey_is_listed_with_its_freshness_changed_and_deleted(site, client):
    assert "zählt nicht mehr: älter als 18 Monate" in text(client.get("/abdeckung/erhebungen"))
    path = "/abdeckung/erhebungen/uebung-erhebung-alt"
    version = hidden(client.get(f"{path}/bearbeiten").get_data(as_text=True), "version")
    values = {"version": version, "region_id": "16", "as_of": "2026-11-01", "by": "Neu",
              "visibility": "public"}  # fmt: skip
    assert post_form(client, f"{path}/bearbeiten", values).status_code == 303
    assert network(site).get(Survey, "uebung-erhebung-alt").as_of.isoformat() == "2026-11-01"
    version = hidden(client.get(f"{path}/loeschen").get_data(as_text=True), "version")
    assert post_form(client, f"{path}/loeschen", {"version": version}).status_code == 303
    assert network(site).get(Survey, "uebung-erhebung-alt") is None


# --- strategies and deliveries ------------------------------------------------------------


def test_a_reworded_goal_keeps_the_expectations_that_rest_on_it(site, client):
    path = "/abdeckung/strategien/uebung-integrationskonzept"
    version = hidden(client.get(f"{path}/bearbeiten").get_data(as_text=True), "version")
    goals = [text for _id, text in network(site).get(Strategy, path.rsplit("/", 1)[1]).goals]
    goals[1] = "Beratung ist überall erreichbar."
    values = {"version": version, "title": "Konzept", "goals": "\r\n".join(goals),
              "visibility": "public"}  # fmt: skip
    assert post_form(client, f"{path}/bearbeiten", values).status_code == 303
    saved = network(site).get(Strategy, path.rsplit("/", 1)[1])
    assert saved.goals[1] == ("k-2", "Beratung ist überall erreichbar.")
    assert "Beratung ist überall erreichbar." in text(client.get("/abdeckung/strategien"))


def test_a_delivery_is_recorded_for_an_offer_and_reaches_the_district(site, client):
    path = "/abdeckung/durchfuehrungen/neu?angebot=&kreis=16067"
    assert client.get(path).status_code == 200
    offer = min(o.id for o in network(site).records["offer"].values())
    id = str(uuid.uuid4())
    values = {"id": id, "version": "0", "title": "Beratung im Amt", "day": "2026-11-10",
              "region_id": "16067", "offer_id": offer, "participants": "12",
              "visibility": "public"}  # fmt: skip
    response = post_form(client, "/abdeckung/durchfuehrungen/neu", values)
    assert response.status_code == 303
    saved = network(site).get(Delivery, id)
    assert (saved.offer_id, saved.participants, saved.day.isoformat()) == (offer, 12, "2026-11-10")
    assert "Beratung im Amt" in text(client.get("/abdeckung/durchfuehrungen?kreis=16067"))
    assert "fand am" in text(client.get(response.headers["Location"]))


def test_what_has_not_happened_yet_is_no_delivery(site, client):
    values = {"version": "0", "title": "Beratung", "day": "2026-12-24", "region_id": "16067",
              "visibility": "public"}  # fmt: skip
    before = network(site).all(Delivery)
    response = post_form(client, "/abdeckung/durchfuehrungen/neu", values)
    assert response.status_code == 422
    assert "Dieser Tag liegt in der Zukunft." in text(response)
    assert network(site).all(Delivery) == before


@pytest.mark.parametrize(
    "path",
    [
        "/abdeckung/soll/neu", "/abdeckung/erhebungen", "/abdeckung/erhebungen/neu",
        "/abdeckung/strategien", "/abdeckung/durchfuehrungen",
        "/abdeckung/soll/zelle/16067/sprache", "/abdeckung/soll/uebung-soll-1/bearbeiten",
    ],
)  # fmt: skip
def test_only_coordinators_come_in(practice, visitor, path):
    assert visitor.get(path).status_code in (302, 303, 401)
    assert log_in(practice, "viewer").get(path).status_code == 403


def test_everybody_may_read_what_is_expected_and_why(visitor):
    page = text(visitor.get("/abdeckung/soll"))
    assert "Wer zum Amt geht, soll verstanden werden." in page
    assert "Soll-Angebot eintragen" not in page
    assert visitor.get("/abdeckung/soll/matrix").status_code == 200
    assert visitor.get("/abdeckung/soll/uebung-soll-1").status_code == 200
