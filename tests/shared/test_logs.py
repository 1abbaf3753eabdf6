"""No log line holds a token, a password or anybody's address."""

from __future__ import annotations

import json
import logging
import secrets

import pytest
import structlog

from shared import logs, tokens


@pytest.fixture
def lines(capsys):
    before = logging.getLogger().handlers[:]
    logs.configure("json")
    yield lambda: capsys.readouterr().err
    structlog.reset_defaults()
    logging.getLogger().handlers = before


def test_everything_secret_is_masked(lines):
    token = tokens.derive("secret", "confirm", "row", 1)
    long = secrets.token_urlsafe(32)
    log = structlog.get_logger("test")
    log.info("request", path=f"/anmeldung/{token}/bestaetigen", address="203.0.113.77")
    log.info("mail", to="erika.mustermann@beispiel.example", note=f"Bearer {long}")
    log.info("deep", data={"password": "geheim-geheim", "list": [f"x {long} y"]})
    log.info("url", url="postgresql+psycopg://events:pw1234@postgres/events")
    log.info("six", address="2001:db8:85a3:8d3:1319:8a2e:370:7348")
    try:
        raise ValueError(f"no {long} for erika.mustermann@beispiel.example")
    except ValueError:
        log.exception("failed")
    logging.getLogger("foreign").warning(
        "token %s of %s", token, "erika.mustermann@beispiel.example"
    )
    text = lines()
    for secret in (token, long, "mustermann", "geheim-geheim", "pw1234", "113.77", "370:7348"):
        assert secret not in text, secret
    events = [json.loads(line) for line in text.splitlines()]
    assert events[0]["address"] == "203.0.113.0"
    assert events[1]["to"] == "e***@b***"
    assert "ValueError" in text


def test_ids_and_words_stay_readable():
    plain = [
        "6f1c1d2e-0b7a-4a52-9d5e-0f6d4c3b2a10",
        "Verwaltungseinrichtung im Landkreis",
        "Interkulturelle Oeffnung der Verwaltungseinrichtungen",
        "/akteure/6f1c1d2e-0b7a-4a52-9d5e-0f6d4c3b2a10",
        "2026-11-25T09:21:00.123456+00:00",
        "unavailable.store",
    ]
    assert [logs.mask(text) for text in plain] == plain


def test_text_form_is_masked_too(capsys):
    before = logging.getLogger().handlers[:]
    logs.configure("text")
    structlog.get_logger("test").info("mail", to="erika@beispiel.example")
    structlog.reset_defaults()
    logging.getLogger().handlers = before
    assert "e***@b***" in capsys.readouterr().err
