"""Errors become a page in our words, or a problem document for programs."""

from __future__ import annotations

import pytest

from shared.errors import Invalid, Problem
from shared.web import problems
from shared.web.problems import text_of, together
from tests.shared.helpers import TOKEN

KINDS = [
    ("missing", 404, "Diese Seite gibt es nicht"),
    ("conflict", 409, "Das geht gerade nicht"),
    ("invalid", 422, "Bitte prüfen Sie Ihre Angaben"),
    ("forbidden", 403, "Das dürfen Sie hier nicht"),
    ("many", 429, "Das war zu oft hintereinander"),
    ("large", 413, "Das ist zu groß"),
    ("away", 503, "Gerade nicht erreichbar"),
    ("bug", 500, "Da ist bei uns etwas schiefgegangen"),
]


@pytest.mark.parametrize(("kind", "status", "title"), KINDS)
def test_each_error_is_a_page_that_says_what_to_do(app, kind, status, title):
    answer = app.test_client().get(f"/fehler/{kind}")
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text
    assert "Zur Startseite" in answer.text
    assert "secret detail" not in answer.text
    assert answer.headers["Cache-Control"] in ("no-store", "private, no-cache")


def test_waiting_times_are_told(app):
    client = app.test_client()
    assert client.get("/fehler/away").headers["Retry-After"] == "10"
    assert client.get("/fehler/many").headers["Retry-After"] == "60"


def test_a_bug_shows_a_reference_that_stands_in_the_log(app):
    import structlog.testing

    with structlog.testing.capture_logs() as lines:
        answer = app.test_client().get("/fehler/bug")
    reference = next(line["error_id"] for line in lines if line["event"] == "error.internal")
    assert reference in answer.text


def test_programs_get_a_problem_document(app):
    client = app.test_client()
    answer = client.get("/api/network/nowhere")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "urn:ikoe:problem:not_found",
        "title": "Diese Seite gibt es nicht",
        "status": 404,
        "detail": "Die Seite wurde verschoben oder gelöscht, oder in der Adresse ist ein "
        "Tippfehler.",
        "code": "not_found",
    }


def test_wrong_input_to_an_api_names_every_field(app):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = app.test_client().put(
        "/api/network/things?lang=en", json={"seats": "many"}, headers=headers
    )
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert {(p["field"], p["code"]) for p in answer.json["problems"]} == {
        ("name", "field.required"),
        ("seats", "field.invalid"),
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"null"])
def test_broken_json_is_never_our_fault(app, body):
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    answer = app.test_client().put("/api/network/things", data=body, headers=headers)
    assert answer.status_code in (400, 415, 422)
    assert answer.content_type == "application/problem+json"


def test_a_wrong_method_is_said_so(app):
    answer = app.test_client().delete("/api/network/things")
    assert answer.status_code == 405
    assert "PUT" in answer.headers["Allow"]


def test_a_text_is_found_by_code_then_by_its_beginning(app):
    own = {"demo.full": "Es gibt nur {seats} Plätze für {name}."}
    app.extensions["ikoe.sentences"] = together(problems.SENTENCES, own)
    with app.test_request_context("/"):
        params = {"seats": 1500, "name": "{event.__class__}"}
        assert text_of("demo.full", params) == "Es gibt nur 1.500 Plätze für {event.__class__}."
        assert text_of("demo.full") == "Es gibt nur … Plätze für …."
        assert text_of("not_found.actor") == text_of("not_found")
        assert text_of("never.heard.of") == "Das ging nicht."


def test_no_code_has_two_sentences():
    with pytest.raises(ValueError, match="not_found"):
        together(problems.SENTENCES, {"not_found": "Anders gesagt."})


def test_a_command_without_a_page_says_the_sentences_that_it_hands_in():
    assert text_of("demo.full", {}, {"demo.full": "Kein Platz."}) == "Kein Platz."


def test_several_problems_are_all_shown(app):
    def fail():
        raise Invalid([Problem("field.required", "a"), Problem("email.invalid", "b")])

    app.add_url_rule("/zwei", "zwei", fail)
    page = app.test_client().get("/zwei").text
    assert "Einige Angaben fehlen oder passen nicht." in page
    assert "Diese Angabe fehlt." in page
    assert "Das ist keine E-Mail-Adresse." in page


def test_the_description_of_the_api_is_openapi_3_1(app):
    spec = app.test_client().get("/api/network/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    assert list(spec["paths"]) == ["/api/network/things"]
    operation = spec["paths"]["/api/network/things"]["put"]
    assert list(operation["responses"]["422"]["content"]) == ["application/problem+json"]
    assert "ProblemDocument" in spec["components"]["schemas"]
