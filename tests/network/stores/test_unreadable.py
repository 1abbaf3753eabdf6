"""What readers, programs and loops are told when a newer program has written the data."""

from __future__ import annotations

import re

import pytest
import structlog

from services.network.worker import loops
from tests.builders import AT, actor, installation, new
from tests.contracts.stored import (
    change_history,
    change_record,
    everything_in,
    newer_store,
    planet,
    rename_kind,
)
from tests.network.web_app import SERVICE, network_app
from tests.shared.helpers import PUBLIC_URL, log_in, post_form

GERMAN = (
    "Eine neuere Fassung des Programms hat die Daten geschrieben: Diese hier kennt das Feld "
    "„planet“ nicht (actor/a1). Damit nichts verloren geht, liest sie nicht weiter. Bitte starten "
    "Sie die neuere Fassung, oder stellen Sie die Daten vorher um."
)
ENGLISH = "this one does not know the field “planet” (actor/a1). So that nothing is lost, it reads"


@pytest.fixture
def app(tmp_path):
    """The service over a store with a field that it does not know."""
    newer_store(tmp_path)
    found = network_app(tmp_path)
    yield found
    found.extensions["ikoe"].store.close()


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


@pytest.mark.parametrize(("lang", "sentence"), [("de", GERMAN), ("en", ENGLISH)])
def test_pages_say_what_is_unknown_and_what_to_do(app, lang, sentence):
    answer = app.test_client().get(f"/akteure?lang={lang}")
    assert answer.status_code == 503
    assert sentence in text(answer)


def test_an_unknown_kind_and_value_are_said_too(tmp_path):
    url = newer_store(tmp_path)
    app = network_app(tmp_path)
    client = app.test_client()
    change_record(url, "actor", "a1", lambda _body: {"id": "a1", "name": 7})
    assert "nicht versteht: Feld „name“ (actor/a1)." in text(client.get("/akteure?lang=de"))
    assert "not understand: field “name” (actor/a1)." in text(client.get("/akteure?lang=en"))
    rename_kind(url, "actor", "a1", "planet", history=False)
    assert "kennt die Art „planet“ nicht (planet/a1)." in text(client.get("/akteure?lang=de"))
    assert "does not know the kind “planet” (planet/a1)." in text(client.get("/akteure?lang=en"))
    app.extensions["ikoe"].store.close()


def test_programs_get_a_problem_document(app):
    answer = app.test_client().get(
        "/api/network/installation", headers={**SERVICE, "Accept-Language": "de"}
    )
    assert (answer.status_code, answer.json["code"]) == (503, "unreadable.field")
    assert answer.json["detail"] == GERMAN


def test_what_was_typed_stays_and_nothing_is_written(app, tmp_path):
    client = log_in(app)
    url = f"sqlite:///{tmp_path / 'network.db'}"
    before = everything_in(url)
    answer = post_form(client, "/akteure/neu", {"name": "Verein Neu", "version": "0"})
    assert answer.status_code == 503
    assert "Verein Neu" in text(answer)
    assert everything_in(url) == before


def test_logging_in_still_works(app):
    assert app.test_client().get("/konto/anmelden", base_url=PUBLIC_URL).status_code == 200


def test_logs_name_the_record(app):
    with structlog.testing.capture_logs() as logs:
        app.test_client().get("/akteure")
        for loop in loops(app.extensions["ikoe"]):
            if loop.name == "network-audit":
                loop.run_once()
    told = [(e["event"], e["kind"], e["id"], e["field"]) for e in logs if "field" in e]
    assert told == [
        ("error.raised", "actor", "a1", "planet"),
        ("loop_waits", "actor", "a1", "planet"),
    ]


def test_a_field_that_comes_while_the_program_runs_is_refused_too(tmp_path):
    app = network_app(tmp_path)
    parts = app.extensions["ikoe"]
    parts.store.apply(new(installation(), actor("a1")), "Test", AT)
    client = app.test_client()
    assert client.get("/akteure").status_code == 200
    parts.store.apply(new(actor("a2")), "Test", AT)
    change_history(f"sqlite:///{tmp_path / 'network.db'}", "actor", "a2", 1, "after", planet)
    assert client.get("/akteure").status_code == 503
    parts.store.close()
