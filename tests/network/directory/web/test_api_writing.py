"""The API for coordinators: create, change and delete with versions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from services.network.records.kinds.record import Visibility
from services.network.records.model import Funding, Provenance
from tests.builders import actor, offer, period, project, provenance
from tests.network.directory.web.test_api import BASE, canaries, fill
from tests.network.web_app import network_app
from tests.shared.helpers import log_in


@pytest.fixture
def app(tmp_path) -> Flask:
    return network_app(tmp_path)


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def put(client, path: str, body: Any, **headers: str):
    return client.put(
        f"/api/network/records/{path}",
        data=json.dumps(body),
        content_type="application/json",
        headers={**SAME_ORIGIN, **{k.replace("_", "-"): v for k, v in headers.items()}},
    )


def test_a_coordinator_creates_changes_and_deletes_with_versions(app):
    fill(app, *BASE)
    client = log_in(app, "coordinator", "Kim Beispiel")
    body = {"name": "Verein", "region_id": "16051", "email": "post@verein.example"}
    created = put(client, "actors/a1", body, If_None_Match="*")
    assert (created.status_code, created.get_json()) == (200, {"id": "a1", "version": 1})
    assert created.headers["ETag"] == '"1"'
    again = put(client, "actors/a1", body, If_None_Match="*")
    assert (again.status_code, again.get_json()["version"]) == (200, 1)
    other = put(client, "actors/a1", {**body, "name": "Anders"}, If_None_Match="*")
    assert other.status_code == 412
    assert (
        put(client, "actors/a1", {**body, "city": "Erfurt"}, If_Match='"1"').get_json()["version"]
        == 2
    )
    late = put(client, "actors/a1", {**body, "city": "Gera"}, If_Match='"1"')
    assert (late.status_code, late.mimetype) == (412, "application/problem+json")
    assert put(client, "actors/a1", body).status_code == 428
    assert put(client, "actors/a1", body, If_Match="*").status_code == 428
    own = client.get("/api/network/records/actors/a1").get_json()
    assert (own["city"], own["email"]) == ("Erfurt", "post@verein.example")
    gone = client.delete(
        "/api/network/records/actors/a1",
        headers={**SAME_ORIGIN, "If-Match": '"2"'},
        content_type="application/json",
    )
    assert gone.status_code == 204
    history = app.extensions["ikoe"].store.history("actor", "a1")
    assert [(c.version, c.author) for c in history] == [(n, "Kim Beispiel") for n in (1, 2, 3)]
    assert put(client, "actors/a1", body, If_None_Match="*").get_json() == {
        "id": "a1",
        "version": 4,
    }


def test_what_the_api_does_not_show_stays_when_it_writes(app):
    funding = (Funding(programme="Vielfalt", amount=10.0),)
    fill(app, project("pr1", fundings=funding, provenance=provenance(origin="practice")))
    client = log_in(app)
    read = client.get("/api/network/records/projects/pr1").get_json()
    read["period"] = {"start": "Frühjahr 2021", "end": ""}
    assert put(client, "projects/pr1", read, If_Match='"1"').status_code == 200
    kept = app.extensions["ikoe"].live.network().records["project"]["pr1"]
    assert kept == project(
        "pr1",
        fundings=funding,
        provenance=provenance(origin="practice"),
        period=period("Frühjahr 2021"),
    )


def test_every_kind_goes_out_and_in_again_unchanged(app):
    fill(app, *canaries())
    client = log_in(app)
    for path in ("actors/a1", "offers/o1", "projects/pr1", "cooperations/c1"):
        read = client.get(f"/api/network/records/{path}").get_json()
        same = put(client, path, read, If_Match='"1"')
        assert (same.status_code, same.get_json()["version"]) == (200, 1), path
    assert app.extensions["ikoe"].live.network().revision == 1


def test_wrong_fields_are_named_all_at_once(app):
    client = log_in(app)
    body = {"partner_ids": ["x"], "period": {"start": "bald", "end": "gestern"}}
    answer = put(client, "cooperations/c1", body, If_None_Match="*")
    assert answer.status_code == 422
    assert [p["field"] for p in answer.get_json()["problems"]] == ["period.start", "period.end"]
    answer = put(client, "cooperations/c1", {"partner_ids": ["x", "y"]}, If_None_Match="*")
    assert [(p["field"], p["code"]) for p in answer.get_json()["problems"]] == [
        ("partner_ids", "reference.missing"),
        ("partner_ids", "reference.missing"),
    ]
    answer = put(client, "actors/a1", {"nam": "x"}, If_None_Match="*")
    assert {p["field"] for p in answer.get_json()["problems"]} == {"name", "nam"}


def test_a_record_in_use_is_not_deleted(app):
    fill(app, actor("a1"), offer("o1", actor_id="a1"))
    answer = log_in(app).delete(
        "/api/network/records/actors/a1",
        headers={**SAME_ORIGIN, "If-Match": '"1"'},
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert [p["code"] for p in answer.get_json()["problems"]] == ["reference.in_use"]


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("member", 403), ("editor", 403)])
def test_only_coordinators_write(app, role, status):
    body = {"name": "Verein"}
    assert put(app.test_client(), "actors/a1", body, If_None_Match="*").status_code == 401
    assert put(log_in(app, role), "actors/a1", body, If_None_Match="*").status_code == status
    foreign = log_in(app).put(
        "/api/network/records/actors/a1",
        json=body,
        headers={"Sec-Fetch-Site": "cross-site", "If-None-Match": "*"},
    )
    assert foreign.status_code == 403
    assert app.extensions["ikoe"].live.network().revision == 0


def test_an_objection_to_letters_stays_when_a_program_says_nothing_about_it(app):
    fill(app, *BASE, actor("a9", "Amt", invitable=False, askable=False))
    client, store = log_in(app), app.extensions["ikoe"].live
    assert put(client, "actors/a9", {"name": "Amt Süd"}, If_Match='"1"').status_code == 200
    kept = store.network().records["actor"]["a9"]
    assert (kept.name, kept.invitable, kept.askable) == ("Amt Süd", False, False)
    body = {"name": "Amt Süd", "askable": True}
    assert put(client, "actors/a9", body, If_Match='"2"').status_code == 200
    kept = store.network().records["actor"]["a9"]
    assert (kept.invitable, kept.askable) == (False, True)


def test_an_entry_kept_from_the_public_stays_so_when_a_program_says_nothing_about_it(app):
    hidden = actor("a9", "Amt", provenance=Provenance(visibility=Visibility.COORDINATORS))
    fill(app, *BASE, hidden)
    client, store = log_in(app), app.extensions["ikoe"].live
    assert put(client, "actors/a9", {"name": "Amt Süd"}, If_Match='"1"').status_code == 200
    kept = store.network().records["actor"]["a9"]
    assert (kept.name, kept.provenance.visibility) == ("Amt Süd", Visibility.COORDINATORS)
    body = {"name": "Amt Süd", "visibility": "public"}
    assert put(client, "actors/a9", body, If_Match='"2"').status_code == 200
    assert store.network().records["actor"]["a9"].provenance.visibility == Visibility.PUBLIC
