"""Measures: made from findings, changed, and followed until the gap is closed."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from services.network.findings.findings import findings
from services.network.records.model import Evidence, Measure, Offer, Reach
from services.network.records.network import ChangeSet
from services.network.records.period import PartialDate, Period
from tests.builders import provenance
from tests.network.conftest import NOW
from tests.network.directory.web.test_changing_pages import hidden
from tests.network.home.web.test_reading_pages import network, text
from tests.shared.helpers import TOKEN, log_in, post_form

TODAY = NOW.date()


@pytest.fixture
def client(site):
    return log_in(site, "coordinator", "Kim Beispiel")


def html(answer) -> str:
    return str(answer.get_data(as_text=True))


def gaps(site):
    found = findings(network(site).on(TODAY)).gaps
    return [g for g in found if g.cell.state == "gap" and g.cell.needed == 1]


def form(**values):
    return {
        "id": str(uuid.uuid4()),
        "version": "0",
        "title": "Sprachmittlung gewinnen",
        "owner": "Frau Muster",
        "begun": "2026-11-25",
        "due": "31.01.2027",
        "remind_days": "10",
        "status": "running",
        **values,
    }


def make(client, **values) -> str:
    typed = form(**values)
    answer = post_form(client, "/vorhaben/neu", typed)
    assert answer.headers.get("Location") == f"/vorhaben/{typed['id']}?gespeichert=1"
    return str(typed["id"])


def test_a_measure_is_made_from_selected_findings_once(site, client):
    one, two = gaps(site)[:2]
    page = html(client.get(f"/vorhaben/neu?hinweis={one.id}&hinweis={two.id}&hinweis=fort"))
    assert page.count('name="findings"') == 2
    for region in {*one.region_ids, *two.region_ids}:
        assert f'name="region_ids" value="{region}" checked' in page
    typed = form(findings=[one.id, two.id], region_ids=list(one.region_ids))
    for _ in range(2):
        assert post_form(client, "/vorhaben/neu", typed).status_code == 303
    measure = network(site).get(Measure, typed["id"])
    assert measure.findings == ((one.id, one.digest), (two.id, two.digest))
    assert [about.split()[0] for _, about in measure.about] == ["coverage", "coverage"]
    assert (measure.due.isoformat(), measure.remind_days) == ("2027-01-31", 10)
    assert network(site).version("measure", typed["id"]) == 1
    shown = text(client.get(f"/vorhaben/{typed['id']}"))
    assert "0 von 2 erledigt" in shown
    assert "Sprachmittlung gewinnen" in text(client.get("/vorhaben"))
    at_finding = html(client.get(f"/hinweise/{one.id}"))
    assert f'href="/vorhaben/{typed["id"]}"' in at_finding


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"due": "2026-11-01"}, "Die Frist liegt vor dem Beginn."),
        ({"due": "bald"}, "Bitte ein Datum"),
        ({"begun": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"remind_days": "400"}, "Bitte eine Zahl von 0 bis 365."),
        ({"remind_days": "0010" + "9" * 5000}, "Bitte eine Zahl von 0 bis 365."),
        ({"remind_days": "-1"}, "Bitte eine Zahl von 0 bis 365."),
        ({"owner_email": "keine"}, "keine gültige E-Mail-Adresse"),
        ({"owner_actor": "Niemand"}, "„Niemand“ steht nicht im Verzeichnis."),
        ({"offer_ids": ["Gibt es nicht"]}, "„Gibt es nicht“ gibt es nicht."),
        ({"status": "x"}, "Diese Auswahl gibt es nicht"),
        ({"goal": "x|y"}, "Diese Auswahl gibt es nicht"),
        ({"title": "x" * 201}, "höchstens 200 Zeichen"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(client, changes, says):
    answer = post_form(client, "/vorhaben/neu", form(description="Mein Text", **changes))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "Mein Text" in text(answer)


def test_of_two_who_edit_at_once_the_second_sees_what_changed(site, client):
    id = make(client)
    changed = form(id=id, version="1", owner="Herr Beispiel")
    assert post_form(client, f"/vorhaben/{id}/bearbeiten", changed).status_code == 303
    late = post_form(client, f"/vorhaben/{id}/bearbeiten", form(id=id, version="1", title="Spät"))
    assert late.status_code == 409
    assert "Herr Beispiel" in text(late)
    assert 'value="Spät"' in html(late)
    assert network(site).get(Measure, id).owner == "Herr Beispiel"
    again = form(id=id, version=hidden(html(late), "version"), title="Spät")
    assert post_form(client, f"/vorhaben/{id}/bearbeiten", again).status_code == 303
    history = text(client.get(f"/vorhaben/{id}/verlauf"))
    assert "Herr Beispiel" in history
    assert "Kim Beispiel" in history


def test_only_coordinators_see_measures(practice):
    for client in (practice.test_client(), log_in(practice, "member"), log_in(practice, "editor")):
        for path in (
            "/vorhaben",
            "/vorhaben/neu",
            "/vorhaben/uebung-vorhaben-1",
            "/vorhaben/uebung-vorhaben-1/bearbeiten",
            "/vorhaben/uebung-vorhaben-1/verlauf",
            "/vorhaben/uebung-vorhaben-1/belege/neu",
        ):
            answer = client.get(path)
            assert answer.status_code in (302, 303, 403), path
            assert "Sprachmittlung vor Ort" not in text(answer)
    assert log_in(practice).get("/vorhaben/gibt-es-nicht").status_code == 404


def closing_offer(gap) -> Offer:
    cell = gap.cell
    assert cell.reach in (Reach.ON_SITE, Reach.DELIVERED)
    return Offer(
        id="neues-angebot",
        title="Neue Lotsinnen",
        actor_id="uebung-traegerverein-uebungszentrum",
        topic_ids=(cell.topic_id,),
        target_group_ids=(cell.target_group_id,) if cell.target_group_id else (),
        format_ids=(cell.format_id,) if cell.format_id else (),
        on_site_region_ids=(cell.region_id,),
        period=Period(PartialDate.parse("2024"), None),
        provenance=provenance(confirmed=TODAY),
    )


def test_an_offer_that_is_entered_closes_the_gap_and_its_end_opens_it_again(site, client):
    gap = gaps(site)[0]
    id = make(client, findings=[gap.id], begun="2026-11-01")
    parts = site.extensions["ikoe"]
    offer = closing_offer(gap)
    parts.live.apply(ChangeSet((network(site).put(offer),)), "Kim", NOW)
    page = text(client.get(f"/vorhaben/{id}"))
    # The offer runs since 2024 but was entered today: nobody could know before.
    assert "Lücke geschlossen" in page
    assert "seit 25. November 2026, 24 Tage nach Beginn des Vorhabens, durch Neue Lotsinnen" in page
    ended = dataclasses.replace(
        offer, period=Period(PartialDate.parse("2026-11-03"), PartialDate.parse("2026-11-20"))
    )
    parts.live.apply(ChangeSet((network(site).put(ended),)), "Kim", NOW)
    version = network(site).version("measure", id)
    page = text(client.get(f"/vorhaben/{id}"))
    assert "Lücke geschlossen" not in page
    assert network(site).version("measure", id) == version


def test_evidence_is_added_where_it_is_used_and_small_groups_stay_hidden(site, client):
    id = make(client)
    typed = {
        "version": "1",
        "id": str(uuid.uuid4()),
        "title": "Gespräch im Amt",
        "evidence_kind": "interview",
        "text": "Termine fallen aus.",
        "day": "2026-11-20",
        "participants": "3",
    }
    bad = post_form(client, f"/vorhaben/{id}/belege/neu", {**typed, "participants": "viele"})
    assert bad.status_code == 422
    assert "Gespräch im Amt" in html(bad)
    for _ in range(2):
        assert post_form(client, f"/vorhaben/{id}/belege/neu", typed).status_code == 303
    assert network(site).get(Evidence, typed["id"]).participants == 3
    page = text(client.get(f"/vorhaben/{id}"))
    assert "Termine fallen aus." in page
    assert "weniger als 5 Personen" in page
    stale = {**typed, "id": str(uuid.uuid4()), "title": "Zweites"}
    assert post_form(client, f"/vorhaben/{id}/belege/neu", stale).status_code == 409


def test_results_are_chosen_by_name_and_stand_in_the_chain(site, client):
    id = make(client, begun="2026-01-01")
    offer = min(network(site).all(Offer).values(), key=lambda o: o.id)
    page = html(client.get(f"/vorhaben/{id}/bearbeiten"))
    assert 'list="liste-offer_ids"' in page
    actor = network(site).find("actor", offer.actor_id)
    chosen = form(
        id=id, version="1", offer_ids=[f"{offer.title} – {actor.name}"], status="done",
        outcome="Läuft.", begun="2026-01-01",
    )  # fmt: skip
    assert post_form(client, f"/vorhaben/{id}/bearbeiten", chosen).status_code == 303
    measure = network(site).get(Measure, id)
    assert (measure.offer_ids, measure.closed) == ((offer.id,), TODAY)
    page = html(client.get(f"/vorhaben/{id}"))
    assert f'href="/angebote/{offer.id}"' in page
    assert "Vorhaben abgeschlossen" in page


def test_a_meeting_that_events_tells_of_links_back_to_its_measure(site, client):
    id = make(client)
    event = str(uuid.uuid4())
    facts = {
        "event_id": event,
        "title": "Vernetzungstreffen zur Probe",
        "starts_at": "2026-12-10T10:00:00+01:00",
        "ends_at": "2026-12-10T12:00:00+01:00",
        "measure_id": id,
        "version": 1,
    }
    answer = site.test_client().put(
        f"/api/network/meetings/{event}",
        json=facts,
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert answer.status_code == 200
    page = html(client.get(f"/vorhaben/{id}"))
    assert "Termin geplant" in page
    assert f'href="/termine/{event}"' in page


def test_the_start_page_names_what_is_due(coordinator):
    page = text(coordinator.get("/"))
    assert "Vorhaben mit naher Frist" in page
    assert "Zwei ähnliche Angebote abstimmen" in page
    assert "seit 9 Tagen überfällig" in page
    assert "Anbieter für zwei Kreise gewinnen" in page


def test_the_practice_measures_stand_in_every_state(coordinator):
    assert "1 Vorhaben" in text(coordinator.get("/vorhaben?stand=ueberfaellig"))
    shown = text(coordinator.get("/vorhaben?stand=alle"))
    for word in ("geplant", "läuft", "abgeschlossen", "nicht weiter verfolgt", "überfällig"):
        assert word in shown
    assert "Lücke geschlossen" in text(coordinator.get("/vorhaben/uebung-vorhaben-1"))
    assert "Lücke wieder offen" in text(coordinator.get("/vorhaben/uebung-vorhaben-2"))
    for odd in ("stand=x", "kreis=x", "thema=x", "stand=alle&kreis=16051&thema=sprache"):
        assert coordinator.get(f"/vorhaben?{odd}").status_code == 200


def test_a_measure_is_deleted_after_being_asked(site, client):
    id = make(client)
    assert "Vorhaben löschen?" in text(client.get(f"/vorhaben/{id}/loeschen"))
    answer = post_form(client, f"/vorhaben/{id}/loeschen", {"version": "1"})
    assert answer.headers["Location"] == "/vorhaben?geloescht=1"
    assert network(site).get(Measure, id) is None
    assert client.get(f"/vorhaben/{id}").status_code == 404


def test_services_get_one_proposal_for_several_findings_or_a_measure(site, client):
    one, two = gaps(site)[:2]
    id = make(client, findings=[one.id, two.id])
    api = site.test_client()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    both = api.get(f"/api/network/proposal?findings={one.id},{two.id}", headers=headers).json
    assert both["finding_ids"] == [one.id, two.id]
    actors = [invitee["actor_id"] for invitee in both["invitees"]]
    assert len(actors) == len(set(actors)) > 1
    assert all(invitee["reason_code"] for invitee in both["invitees"])
    of_measure = api.get(f"/api/network/proposal?measure={id}", headers=headers).json
    assert (of_measure["measure_id"], of_measure["finding_ids"]) == (id, [one.id, two.id])
    assert of_measure["title"] == "Sprachmittlung gewinnen"
    assert api.get("/api/network/proposal?findings=x", headers=headers).status_code == 404
    assert api.get("/api/network/proposal?measure=x", headers=headers).status_code == 404
    assert api.get(f"/api/network/proposal?findings={one.id}").status_code == 401
    seated = api.get(f"/api/network/tables?actors={','.join(actors)}&size=4", headers=headers).json
    assert sorted(a for table in seated["tables"] for a in table) == sorted(actors)
