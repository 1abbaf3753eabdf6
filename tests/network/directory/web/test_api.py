"""The API: what it says to whom, and what it takes from whom."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from services.network.findings.findings import findings
from services.network.home import setup as install
from services.network.records.model import Funding, Meeting, Visibility
from tests.builders import (
    AT,
    DAY,
    actor,
    cooperation,
    district,
    installation,
    land,
    new,
    offer,
    period,
    person,
    project,
    provenance,
    topic,
)
from tests.network.web_app import SERVICE, network_app
from tests.shared.helpers import log_in

HIDDEN = provenance(visibility=Visibility.COORDINATORS)


@pytest.fixture
def app(tmp_path) -> Flask:
    return network_app(tmp_path)


def fill(app: Flask, *records: Any) -> None:
    app.extensions["ikoe"].live.apply(new(*records), "Test", AT)


BASE = (
    land("16"),
    district("16051", "Erfurt"),
    topic("t1", "Beratung", label_en="Counselling", position=2),
    topic("t2", "Training", parent_id="t1", position=1),
)
SECRET = "SECRET_CANARY"


def canaries() -> tuple[Any, ...]:
    """Records whose every field that is not for the public holds the canary."""
    return (
        *BASE,
        actor("a1", "Verein Eins", email=f"{SECRET}@x.de", note=SECRET, region_id="16051"),
        actor("a2", "Verein Zwei"),
        actor("a3", SECRET, description=SECRET, provenance=HIDDEN),
        person("p1", SECRET, actor_id="a1", email=f"{SECRET}@y.de"),
        project(
            "pr1",
            "Projekt Eins",
            lead_actor_id="a1",
            note=SECRET,
            fundings=(Funding(funder_actor_id="a2", reference=SECRET, amount=4711.25),),
        ),
        project("pr2", SECRET, provenance=HIDDEN),
        offer("o1", "Angebot Eins", actor_id="a1", note=SECRET, topic_ids=("t1",)),
        offer("o2", SECRET, actor_id="a1", provenance=HIDDEN),
        cooperation("c1", "a1", "a2", note=SECRET, name="Bündnis"),
        cooperation("c2", "a1", "a2", name=SECRET, provenance=HIDDEN),
        installation(note=SECRET),
    )


PUBLIC = (
    "/api/network/vocabulary",
    "/api/network/actors",
    "/api/network/actors?query=verein",
    "/api/network/actors?query=secret",
    "/api/network/actors?ids=a1,a2,a3",
    "/api/network/openapi.json",
    *(f"/api/network/records/{kind}" for kind in ("actors", "offers", "projects", "cooperations")),
    *(f"/api/network/records/{kind}?query=secret" for kind in ("actors", "offers", "projects")),
    *(f"/api/network/records/actors/{id}" for id in ("a1", "a2", "a3")),
    *(f"/api/network/records/offers/{id}" for id in ("o1", "o2")),
    *(f"/api/network/records/projects/{id}" for id in ("pr1", "pr2")),
    *(f"/api/network/records/cooperations/{id}" for id in ("c1", "c2")),
)


def test_nothing_hidden_is_in_any_public_answer(app):
    fill(app, *canaries())
    for path in PUBLIC:
        answer = app.test_client().get(path)
        assert answer.status_code in (200, 404), path
        assert SECRET not in answer.text, path
        assert "4711" not in answer.text, path


def test_members_see_what_is_for_members_but_no_notes_or_addresses(app):
    fill(
        app,
        actor("a1", note=SECRET, provenance=provenance(visibility=Visibility.MEMBERS)),
    )
    assert app.test_client().get("/api/network/records/actors/a1").status_code == 404
    member = log_in(app, "member").get("/api/network/records/actors/a1")
    assert member.status_code == 200
    assert SECRET not in member.text


def test_the_public_reads_an_actor_by_the_schema(app):
    fill(app, *BASE, actor("a1", "Verein", region_id="16051", aliases=("V",), phone="0361"))
    answer = app.test_client().get("/api/network/records/actors/a1")
    assert answer.get_json() == {
        "id": "a1",
        "version": 1,
        "url": "http://127.0.0.1:8080/akteure/a1",
        "source": "Umfrage",
        "confirmed": "2026-05-04",
        "name": "Verein",
        "short_name": "",
        "aliases": ["V"],
        "org_type_id": "",
        "region_id": "16051",
        "area": "",
        "city": "",
        "website": "",
        "phone": "0361",
        "founded": "",
        "description": "",
    }
    assert answer.headers["ETag"] == '"1"'


def test_lists_come_in_pages_and_searches_find_words(app):
    fill(app, *(actor(f"a{n:02}", f"Verein {n}") for n in range(7)), actor("z", "Kammer"))
    client = app.test_client()
    page = client.get("/api/network/records/actors?limit=3&page=3").get_json()
    assert [item["id"] for item in page["items"]] == ["a06", "z"]
    assert (page["total"], page["page"], page["pages"]) == (8, 3, 3)
    assert client.get("/api/network/records/actors?page=99").get_json()["items"] == []
    found = client.get("/api/network/records/actors?query=kamm").get_json()
    assert [item["id"] for item in found["items"]] == ["z"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1000000000", "page=0", "page=x", "limit=-1", f"query={'x' * 300}"]
)
def test_impossible_pages_are_a_problem_document(app, query):
    answer = app.test_client().get(f"/api/network/records/actors?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.get_json()["code"]


@pytest.mark.parametrize("id", ["nobody", "a'b", "%00", "a`}) DETACH DELETE n //", "x" * 300])
def test_an_unknown_id_is_a_problem_document(app, id):
    answer = app.test_client().get(f"/api/network/records/actors/{id}")
    assert answer.status_code in (400, 404, 422)
    assert answer.mimetype == "application/problem+json"


# --- for our services --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/network/installation"),
        ("GET", "/api/network/findings/x/meeting"),
        ("PUT", "/api/network/meetings/m1"),
    ],
)
def test_what_is_for_our_services_needs_their_token(app, method, path):
    assert (
        app.test_client()
        .open(path, method=method, json={}, headers={"Authorization": "Bearer wrong"})
        .status_code
        == 401
    )
    assert log_in(app, "admin").get("/api/network/installation").status_code == 401


def test_the_installation_is_told_before_and_after_its_set_up(app):
    client = app.test_client()
    answer = client.get("/api/network/installation", headers=SERVICE)
    assert (answer.get_json()["set_up"], answer.get_json()["centre_name"]) == (False, "")
    fill(app, installation(dataset="example", imprint="Text", privacy="https://x.example/ds"))
    told = client.get("/api/network/installation", headers=SERVICE).get_json()
    assert told == {
        "set_up": True,
        "centre_name": "Koordinierungsstelle Test",
        "sender_name": "Koordinierungsstelle Test",
        "sender_address": "stelle@ikoe.example",
        "contact": "",
        "imprint_url": "http://127.0.0.1:8080/impressum",
        "privacy_url": "https://x.example/ds",
        "gender_form": ":",
        "origin": "Beispielnetz – Stand Herbst 2021",
        "dataset": "example",
        "operator_actor_id": "",
    }


def test_the_vocabulary_comes_in_its_own_order(app):
    fill(app, *BASE)
    told = app.test_client().get("/api/network/vocabulary").get_json()
    assert told["revision"] == 1
    assert told["topics"] == [
        {"id": "t2", "label": "Training", "label_en": "", "parent_id": "t1"},
        {"id": "t1", "label": "Beratung", "label_en": "Counselling", "parent_id": ""},
    ]
    assert [region["id"] for region in told["regions"]] == ["16", "16051"]


def test_our_services_get_addresses_of_those_who_may_be_invited(app):
    fill(
        app,
        *BASE,
        actor("a1", "Verein", email="post@verein.example", region_id="16051"),
        actor("a2", "Amt", email="post@amt.example", invitable=False, provenance=HIDDEN),
        offer(
            "o1",
            actor_id="a1",
            topic_ids=("t2",),
            on_site_region_ids=("16051",),
            period=period("2020", "2030"),
        ),
    )
    client = app.test_client()
    told = client.get("/api/network/actors?ids=a2,a1,nobody", headers=SERVICE).get_json()["actors"]
    assert told == [
        {
            "id": "a2",
            "name": "Amt",
            "short_name": "",
            "region_id": "",
            "region_ids": [],
            "topic_ids": [],
            "visibility": "coordinators",
            "email": "",
            "email_source": "",
            "url": "http://127.0.0.1:8080/akteure/a2",
        },
        {
            "id": "a1",
            "name": "Verein",
            "short_name": "",
            "region_id": "16051",
            "region_ids": ["16051"],
            "topic_ids": ["t2"],
            "visibility": "public",
            "email": "post@verein.example",
            "email_source": "Umfrage",
            "url": "http://127.0.0.1:8080/akteure/a1",
        },
    ]
    everybody = client.get("/api/network/actors").get_json()["actors"]
    assert [(a["id"], a["email"]) for a in everybody] == [("a1", "")]


def test_a_finding_becomes_a_meeting_with_reasons_in_words(tmp_path):
    app = network_app(tmp_path)
    parts = app.extensions["ikoe"]
    install.prepare(parts, "practice")
    client = app.test_client()
    found = findings(parts.live.snapshot(DAY))
    assert found.all
    for finding in (found.gaps[0], found.parallels[0], found.isolated[0]):
        answer = client.get(f"/api/network/findings/{finding.id}/meeting", headers=SERVICE)
        told = answer.get_json()
        assert (told["finding_id"], told["kind"]) == (finding.id, finding.kind)
        assert told["title"]
        assert told["topic_ids"] == list(finding.topic_ids)
        for invitee in told["invitees"]:
            assert invitee["name"]
            for name, value in invitee["reason_params"].items():
                assert value, (name, invitee)
    unknown = client.get("/api/network/findings/coverage-x/meeting", headers=SERVICE)
    assert (unknown.status_code, unknown.mimetype) == (404, "application/problem+json")


FACTS = {
    "event_id": "m1",
    "title": "Treffen",
    "kind": "networking",
    "visibility": "closed",
    "starts_at": "2026-06-01T10:00:00+02:00",
    "ends_at": "2026-06-01T12:00:00+02:00",
    "status": "published",
    "online": False,
    "place": "Erfurt",
    "region_ids": ["16051"],
    "topic_ids": ["t1", "unknown"],
    "host_actor_ids": [],
    "finding_ids": ["coverage-1"],
    "series": "",
    "counts": {"invited": 5, "registered": 3, "attended": None, "organisations": None},
    "version": 2,
    "something_new": True,
}


def test_facts_about_a_meeting_are_taken_once(app):
    fill(app, *BASE)
    client = app.test_client()
    put = {"json": FACTS, "headers": SERVICE}
    assert client.put("/api/network/meetings/m1", **put).get_json() == {"changed": True}
    assert client.put("/api/network/meetings/m1", **put).get_json() == {"changed": False}
    kept = app.extensions["ikoe"].live.network().get(Meeting, "m1")
    assert (kept.topic_ids, kept.registered, kept.facts_version) == (("t1",), 3, 2)
    assert kept.provenance.visibility == Visibility.COORDINATORS
    history = app.extensions["ikoe"].store.history("meeting", "m1")
    assert [change.author for change in history] == ["Termine"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_id": "other"},
        {"starts_at": "2026-06-01T10:00:00"},
        {"version": -1},
        {"counts": {"invited": -1}},
        {"title": "x" * 301},
        {"starts_at": None},
    ],
)
def test_facts_that_make_no_sense_are_refused(app, wrong):
    answer = app.test_client().put(
        "/api/network/meetings/m1", json={**FACTS, **wrong}, headers=SERVICE
    )
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"null", b"[" * 5000])
def test_a_body_that_is_no_json_object_is_refused(app, body):
    answer = app.test_client().put(
        "/api/network/meetings/m1", data=body, headers=SERVICE, content_type="application/json"
    )
    assert answer.status_code in (400, 422)
    assert answer.mimetype == "application/problem+json"


def test_the_description_names_every_route_of_the_api(app):
    told = app.test_client().get("/api/network/openapi.json").get_json()
    assert told["openapi"].startswith("3.1")
    routes = {
        rule.rule.replace("<path:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/network/")
    }
    described = set(told["paths"])
    assert routes - described == {"/api/network/openapi.json", "/api/network/docs"}
    assert app.test_client().get("/api/network/docs").status_code == 200
