"""The API for services: notices and withdrawals in, outcomes out."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from services.notify.delivery.decisions import Result
from services.notify.records.state import State
from shared.notices import Notice
from tests.notify.builders import TOKEN, notice, withdrawal
from tests.notify.conftest import accept

AUTH = {"Authorization": f"Bearer {TOKEN}"}


def put(client, one, kind="notices", headers=AUTH, id=None):
    return client.put(
        f"/api/notify/{kind}/{id or one.id}",
        data=one.model_dump_json(),
        content_type="application/json",
        headers=headers,
    )


def test_a_notice_is_created_once_and_then_known(client):
    one = notice()
    first, second = put(client, one), put(client, one)
    assert (first.status_code, first.json) == (201, {"id": str(one.id), "known": False})
    assert (second.status_code, second.json) == (200, {"id": str(one.id), "known": True})


def test_a_withdrawal_is_created_once_and_then_known(client):
    gone = withdrawal("registration:1")
    assert [put(client, gone, "withdrawals").status_code for _ in range(2)] == [201, 200]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_the_api_is_for_our_own_services(client, headers):
    assert put(client, notice(), headers=headers).status_code in (401, 403)
    assert client.get("/api/notify/outcomes", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "{}", '{"id": 7}', json.dumps({"kind": "spam"})],
)
def test_a_body_that_is_no_notice_is_refused_with_a_problem(client, body):
    answer = client.put(
        f"/api/notify/notices/{uuid4()}",
        data=body,
        content_type="application/json",
        headers=AUTH,
    )
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_an_id_that_differs_from_the_address_is_refused(client):
    assert put(client, notice(), id=uuid4()).status_code == 422


def test_fields_that_we_do_not_know_yet_are_no_error(client):
    one = notice()
    body = {**json.loads(one.model_dump_json()), "new_field": 1}
    answer = client.put(f"/api/notify/notices/{one.id}", json=body, headers=AUTH)
    assert answer.status_code == 201


def test_outcomes_are_polled_by_cursor(app, client, bell):
    accept(app, bell, Result("sent"))
    accept(app, bell, Result("refused", "mail.recipient_refused"))
    page = client.get("/api/notify/outcomes", headers=AUTH).json
    assert [(o["state"], o["reason"], o["cursor"]) for o in page["outcomes"]] == [
        ("sent", "", 1),
        ("failed", "mail.recipient_refused", 2),
    ]
    assert page["next"] == 2
    assert client.get("/api/notify/outcomes?after=2", headers=AUTH).json == {
        "outcomes": [],
        "next": 2,
    }
    assert client.get("/api/notify/outcomes?after=-1", headers=AUTH).status_code == 422


def test_the_description_names_every_route_of_the_api(client):
    paths = client.get("/api/notify/openapi.json").json["paths"]
    assert sorted(paths) == [
        "/api/notify/notices/{id}",
        "/api/notify/outcomes",
        "/api/notify/withdrawals/{id}",
    ]
    assert client.get("/api/notify/docs").status_code == 200


def test_a_notice_is_taken_over_although_the_bell_is_silent(app, client, bell):
    bell.silent = True
    assert put(client, notice()).status_code == 201
    app.extensions["ikoe"].sweep()
    assert app.extensions["ikoe"].desk.counts() == {State.SENT: 1}


def test_a_notice_of_an_older_sender_has_no_data_set():
    old = notice().model_dump(mode="json")
    del old["sender"]["dataset"]
    assert Notice.model_validate(old).sender.dataset == ""
