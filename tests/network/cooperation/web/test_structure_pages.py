"""Structure of the network, suggested cooperations and next steps, as coordinators see them."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from services.network.cooperation.analysis import structural_analysis
from services.network.cooperation.comparison import structure_change
from services.network.cooperation.suggestions import suggested_partners
from services.network.meetings.invitees import meeting_proposal
from services.network.outlook.next_steps import next_steps
from services.network.records.model import Actor, Cooperation, Expectation
from services.network.records.network import ChangeSet
from tests.network.conftest import NOW
from tests.shared.helpers import log_in, post_form

VORSCHLAEGE = "/karte/struktur/vorschlaege"
PATHS = [
    "/karte/struktur",
    "/karte/struktur/schluessel",
    "/karte/struktur/gemeinschaften",
    "/karte/struktur/kreise",
    "/karte/struktur/arten",
    "/karte/struktur/arten?genau=1",
    "/karte/struktur/veraenderung",
    "/karte/struktur/vorschlaege",
    "/hinweise/naechste-schritte",
]


def snapshot(app):
    return app.extensions["ikoe"].live.network().on(NOW.date())


def words(response) -> str:
    """What a reader sees: text only, spaces joined."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def row(name: str, cells: str) -> re.Pattern[str]:
    return re.compile(re.escape(name) + " " + cells)


@pytest.mark.parametrize("path", PATHS)
def test_pages_open_for_coordinators_and_for_nobody_else(practice, coordinator, path):
    assert coordinator.get(path).status_code == 200
    assert practice.test_client().get(path).status_code in (302, 303, 401)
    assert log_in(practice, "member").get(path).status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_pages_speak_english_as_well_and_show_no_ids(practice, coordinator, path):
    mark = "&" if "?" in path else "?"
    english = words(coordinator.get(f"{path}{mark}lang=en"))
    for german in ("Häuser", "Verbindung", "Schlüssel", "Gemeinschaften", "Vorschl", "Schritt"):
        assert german not in english
    # Ids of records are uuids: none of them is for readers.
    assert not re.search(r"\b[0-9a-f]{8}-[0-9a-f]{4}-", words(coordinator.get(path)))


def test_the_overview_counts_what_the_structure_counts(practice, coordinator):
    found = structural_analysis(snapshot(practice))
    page = words(coordinator.get("/karte/struktur"))
    assert f"Häuser, die mit anderen arbeiten {found.linked}" in page
    assert f"Verbindungen zwischen ihnen {len(found.structure.edges)}" in page
    assert f"Ohne bekannte Verbindung {len(found.isolated)}" in page
    actors = snapshot(practice).network.all(Actor)
    assert all(actors[i.actor_id].name in page for i in found.isolated)
    for number, part in enumerate(found.structure.components, 1):
        assert f"Teil {number}: {len(part)} Häuser" in page


def test_every_key_actor_stands_with_what_depends_on_it(practice, coordinator):
    found, page = (
        structural_analysis(snapshot(practice)),
        words(coordinator.get("/karte/struktur/schluessel")),
    )
    actors = snapshot(practice).network.all(Actor)
    assert found.structure.key_actors
    for key in found.structure.key_actors:
        parts = key.cut_off
        first = actors[parts[0][0]].name
        before = f"{len(parts[0])} Häuser: " if len(parts[0]) > 1 else ""
        assert f"{actors[key.house_id].name} {before}{first}" in page
    assert f"Einzige Verbindungen {len(found.structure.only_links)}" in page
    assert actors[found.brokers[0].house_id].name in page


def test_communities_name_all_members_and_an_equal_table(practice, coordinator):
    found = structural_analysis(snapshot(practice))
    page = words(coordinator.get("/karte/struktur/gemeinschaften"))
    actors = snapshot(practice).network.all(Actor)
    assert all(actors[house].name in page for c in found.communities for house in c.house_ids)
    inside = sum(community.inner for community in found.communities)
    between = sum(community.outer for community in found.communities) // 2
    assert inside + between == len(found.structure.edges)


def test_districts_stand_with_density_and_reach(practice, coordinator):
    page = words(coordinator.get("/karte/struktur/kreise"))
    (erfurt,) = (c for c in structural_analysis(snapshot(practice)).by_district if c.id == "16051")
    density, reach = round((erfurt.density or 0) * 100), round((erfurt.two_step_share or 0) * 100)
    assert row(
        "Erfurt",
        f"{len(erfurt.house_ids)} Häuser {erfurt.ties} Verbindungen"
        f" Dichte: {density}\\s% Reichweite: {reach}\\s%",
    ).search(page)


def test_the_matrix_shows_every_tie_once_above_the_diagonal(practice, coordinator):
    body = coordinator.get("/karte/struktur/arten").get_data(as_text=True)
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', body, flags=re.S)
    cells = [
        [int(n) for n in re.findall(r'<td class="st-heat-\d">(?:<strong>|<span[^>]*>)(\d+)', r)]
        for r in rows
    ]
    assert all(cells[a][b] == cells[b][a] for a in range(len(cells)) for b in range(len(cells)))
    upper = sum(cells[a][b] for a in range(len(cells)) for b in range(a, len(cells)))
    assert upper == len(structural_analysis(snapshot(practice)).structure.edges)


def test_change_is_that_between_two_days(practice, coordinator):
    then = NOW.date() - timedelta(days=365)
    network = snapshot(practice).network
    change = structure_change(
        structural_analysis(network.on(then)), structural_analysis(network.on(NOW.date()))
    )
    page = words(coordinator.get("/karte/struktur/veraenderung"))
    ties = next(f for f in change.figures if f.name == "ties")
    assert ties.before is not None
    assert ties.after is not None
    more = int(ties.after - ties.before)
    sign = "+" if more > 0 else "−"
    assert (
        f"Verbindungen zwischen ihnen {int(ties.before)} {int(ties.after)} {sign}{abs(more)}"
        in page
    )
    assert f"neu ({len(change.ties.came)}):" in page
    assert words(coordinator.get(f"/karte/struktur/veraenderung?seit={then.isoformat()}")) == page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("gestern", "Bitte ein Datum wie 31.12.2025."),
        ("2025", "Bitte ein Datum wie 31.12.2025."),
        ("1.1.2999", "Bitte einen Tag in der Vergangenheit."),
        ("1.1.1400", "So weit zurück reichen die Angaben nicht."),
        ("9" * 500, "Bitte ein Datum wie 31.12.2025."),
    ],
)
def test_a_day_that_is_none_is_said_at_its_field(coordinator, typed, said):
    answer = coordinator.get("/karte/struktur/veraenderung", query_string={"tag": typed})
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{typed}"' in answer.get_data(as_text=True)


def test_a_suggestion_says_why_and_leads_to_a_meeting_and_to_a_cooperation(practice, coordinator):
    best = suggested_partners(snapshot(practice))[0]
    actors = snapshot(practice).network.all(Actor)
    answer = coordinator.get("/karte/struktur/vorschlaege")
    page, body = words(answer), html.unescape(answer.get_data(as_text=True))
    assert " und ".join(actors[h].name for h in best.house_ids) in page
    assert all(actors[h].name in page for h in best.partner_ids)
    assert f"/termine/neu?hinweis={best.id}" in body
    one, other = best.house_ids
    assert f"/akteure/kooperationen/neu?akteur={one}&akteur={other}" in body
    assert f"/vorhaben/neu?vorschlag={best.id}" in body


def test_a_measure_from_a_suggestion_starts_with_its_houses_and_topics(practice, coordinator):
    best = suggested_partners(snapshot(practice))[0]
    actors = snapshot(practice).network.all(Actor)
    answer = coordinator.get(f"/vorhaben/neu?vorschlag={best.id}")
    body = html.unescape(answer.get_data(as_text=True))
    names = " und ".join(actors[h].name for h in best.house_ids)
    assert f'value="{names} vernetzen"' in body
    for id in (*best.topic_ids, *best.region_ids):
        assert re.search(rf'value="{id}"[^>]*checked', body)
    unknown = coordinator.get("/vorhaben/neu?vorschlag=gibt-es-nicht")
    assert unknown.status_code == 200


def test_suggestions_are_filtered_by_district_and_topic(practice, coordinator):
    everything = suggested_partners(snapshot(practice))
    here = [s for s in everything if "16067" in s.region_ids]
    assert f"{len(here)} Vorschläge" in words(
        coordinator.get("/karte/struktur/vorschlaege?kreis=16067")
    )
    assert f"{len(everything)} Vorschläge" in words(
        coordinator.get("/karte/struktur/vorschlaege?kreis=nirgends&thema=nichts")
    )


def test_a_finding_link_of_a_suggestion_leads_to_the_suggestion(practice, coordinator):
    best = suggested_partners(snapshot(practice))[0]
    answer = coordinator.get(f"/hinweise/{best.id}")
    assert (answer.status_code, answer.location) == (
        303,
        f"/karte/struktur/vorschlaege?paar={best.id}",
    )
    gone = words(coordinator.get("/karte/struktur/vorschlaege?paar=partners-0"))
    assert "Diesen Vorschlag gibt es nicht mehr" in gone


def test_both_sides_and_those_who_know_both_are_invited(practice):
    best = suggested_partners(snapshot(practice))[0]
    proposal = meeting_proposal(snapshot(practice), best)
    reasons = {i.actor_id: i.reason_code for i in proposal.invitees}
    assert all(reasons[house] == "same_topic_here" for house in best.house_ids)
    assert all(reasons[house] == "knows_both" for house in best.partner_ids)
    assert (proposal.topic_ids, proposal.region_ids) == (best.topic_ids, best.region_ids)


def test_a_new_cooperation_ends_the_suggestion(site):
    parts, chief = site.extensions["ikoe"], log_in(site, "coordinator")
    best = suggested_partners(snapshot(site))[0]
    path = f"/karte/struktur/vorschlaege?paar={best.id}"
    assert best.id in chief.get(path).get_data(as_text=True)
    network = parts.live.network()
    sample = next(iter(network.all(Cooperation).values()))
    together = Cooperation(
        id="together",
        partner_ids=best.house_ids,
        provenance=sample.provenance,
        period=sample.period,
    )
    parts.live.apply(ChangeSet((network.put(together),)), "Test", NOW)
    assert "Diesen Vorschlag gibt es nicht mehr" in words(chief.get(path))


def test_steps_stand_in_their_order_with_what_they_close(practice, coordinator):
    answer = coordinator.get("/hinweise/naechste-schritte")
    page, body = words(answer), answer.get_data(as_text=True)
    found = next_steps(snapshot(practice))
    assert found
    assert re.findall(r'id="(step-[^"]+)"', body) == [step.id for step in found]
    assert page.count("danach abgedeckt") >= sum(len(step.closed_ids) for step in found)
    assert f"Mit diesen {len(found)} Schritten" in page
    measure = re.search(r'href="(/vorhaben/neu[^"]+)"', body)
    assert measure
    form = words(coordinator.get(html.unescape(measure[1])))
    place = snapshot(practice).network.find("region", found[0].region_ids[0]).name
    assert place in form
    proposal = meeting_proposal(snapshot(practice), found[0])
    assert set(found[0].actor_ids) <= {i.actor_id for i in proposal.invitees} | set(proposal.hosts)


def test_without_expectations_the_steps_say_what_is_missing_first(site):
    parts = site.extensions["ikoe"]
    network = parts.live.network()
    gone = [network.remove(e) for e in network.all(Expectation).values()]
    parts.live.apply(ChangeSet(tuple(gone)), "Test", NOW)
    page = words(log_in(site, "coordinator").get("/hinweise/naechste-schritte"))
    assert "Noch keine Soll-Angebote" in page


@pytest.mark.parametrize("path", PATHS)
def test_an_empty_network_says_what_is_missing(bare, path):
    answer = log_in(bare, "coordinator").get(path)
    assert answer.status_code == 200
    assert re.search(r"[Nn]och kein|Kein Vorschlag|Zu keinem Thema", words(answer))


def test_the_map_and_the_start_page_lead_to_the_structure(coordinator, visitor):
    for page in ("/karte", "/"):
        assert 'href="/karte/struktur"' in coordinator.get(page).get_data(as_text=True)
    assert "/karte/struktur" not in visitor.get("/karte").get_data(as_text=True)


def form_of(client, id: str) -> dict[str, str]:
    """The hidden fields of the form that sets a suggestion aside."""
    body = client.get(f"/karte/struktur/vorschlaege?paar={id}").get_data(as_text=True)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', body))
    return {
        name: fields[name] for name in ("paar", "digest", "version", "zeigen") if name in fields
    }


def test_a_suggestion_is_set_aside_with_a_reason_and_comes_back(site):
    chief, everything = log_in(site, "coordinator"), suggested_partners(snapshot(site))
    best = everything[0]
    form = form_of(chief, best.id)
    assert post_form(chief, VORSCHLAEGE, {**form, "reason": "Beide ziehen um."}).status_code == 303
    assert best.id not in chief.get(VORSCHLAEGE).get_data(as_text=True)
    assert f"{len(everything) - 1} Vorschläge" in words(chief.get(VORSCHLAEGE))
    aside = words(chief.get(f"{VORSCHLAEGE}?stand=ausgeblendet"))
    assert "1 Vorschlag" in aside
    assert "Ausgeblendet von Kim Beispiel am 25. November 2026: Beide ziehen um." in aside
    assert post_form(chief, VORSCHLAEGE, form_of(chief, best.id)).status_code == 303
    assert best.id in chief.get(VORSCHLAEGE).get_data(as_text=True)


def test_a_suggestion_that_was_set_aside_comes_back_when_more_speaks_for_it(site):
    parts, chief = site.extensions["ikoe"], log_in(site, "coordinator")
    best = suggested_partners(snapshot(site))[0]
    post_form(chief, VORSCHLAEGE, form_of(chief, best.id))
    network = parts.live.network()
    sample = next(iter(network.all(Cooperation).values()))
    stranger = next(
        house
        for house in structural_analysis(snapshot(site)).structure.components[0]
        if house not in (*best.partner_ids, *best.house_ids)
    )
    ties = [
        network.put(
            Cooperation(
                id=f"more-{house}", partner_ids=(house, stranger), provenance=sample.provenance
            )
        )
        for house in best.house_ids
    ]
    parts.live.apply(ChangeSet(tuple(ties)), "Test", NOW)
    assert best.id in chief.get(f"{VORSCHLAEGE}?paar={best.id}").get_data(as_text=True)
    assert "1 Vorschlag" not in words(chief.get(f"{VORSCHLAEGE}?stand=ausgeblendet"))


def test_what_cannot_be_set_aside_is_said_and_the_reason_is_kept(site):
    chief, best = log_in(site, "coordinator"), suggested_partners(snapshot(site))[0]
    form = form_of(chief, best.id)
    long = post_form(chief, VORSCHLAEGE, {**form, "reason": "x" * 2001})
    assert long.status_code == 422
    assert "Der Text ist zu lang" in words(long)
    assert "x" * 2001 in words(long)
    old = post_form(chief, VORSCHLAEGE, {**form, "digest": "anders", "reason": "Mein Grund"})
    assert old.status_code == 409
    assert "Mein Grund" in words(old)
    assert post_form(chief, VORSCHLAEGE, form).status_code == 303
    late = post_form(chief, VORSCHLAEGE, {**form, "reason": "Mein Grund"})
    assert late.status_code == 409
    assert "Mein Grund" in words(late)
    assert post_form(chief, VORSCHLAEGE, {"paar": "partners-0"}).status_code == 404
    assert post_form(log_in(site, "member"), VORSCHLAEGE, form).status_code == 403
