"""Records as JSON: stable, and readable whoever wrote them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.network.records.model import KINDS, Actor, Provenance
from services.network.stores import neo4j_schema
from services.network.stores.codec import decode, encode
from shared.errors import Unreadable
from tests.builders import offer, period
from tests.contracts.test_network_store import EVERYTHING


@pytest.mark.parametrize("record", EVERYTHING, ids=lambda r: r.KIND)
def test_a_record_survives_json_and_gives_the_same_bytes_again(record):
    body = encode(record)
    assert decode(record.KIND, body) == record
    assert encode(decode(record.KIND, body)) == body


def test_fields_that_are_missing_get_their_defaults():
    assert decode("actor", '{"id":"a1","name":"Alt"}') == Actor(id="a1", name="Alt")


@pytest.mark.parametrize(
    ("place", "name", "value", "code", "field"),
    [
        ((), "planet", "Erde", "unreadable.field", "planet"),
        (("provenance",), "mood", "gut", "unreadable.field", "provenance.mood"),
        (("period", "start"), "calendar", "", "unreadable.field", "period.start.calendar"),
        (("provenance",), "visibility", "some", "unreadable.value", "provenance.visibility"),
        ((), "topic_ids", None, "unreadable.value", "topic_ids"),
    ],
)
def test_what_only_a_newer_version_knows_is_never_read_over(place, name, value, code, field):
    body = json.loads(encode(offer("of1", period=period("2024", "2025"))))
    inner = body
    for step in place:
        inner = inner[step]
    inner[name] = value
    with pytest.raises(Unreadable) as caught:
        decode("offer", json.dumps(body))
    assert caught.value.code == code
    assert caught.value.params == {"kind": "offer", "id": "of1", "field": field}


def test_an_unknown_field_is_named_before_a_wrong_value():
    with pytest.raises(Unreadable) as caught:
        decode("actor", '{"id":"a1","name":7,"planet":"Erde"}')
    assert (caught.value.code, caught.value.params["field"]) == ("unreadable.field", "planet")


@pytest.mark.parametrize("body", ["", "[]", "{", "7"])
def test_a_body_that_is_no_record_is_unreadable_too(body):
    with pytest.raises(Unreadable) as caught:
        decode("actor", body)
    assert caught.value.code == "unreadable.value"
    assert caught.value.params == {"kind": "actor", "id": "", "field": ""}


def test_an_unknown_kind_is_named_with_its_id():
    with pytest.raises(Unreadable) as caught:
        decode("planet", '{"id":"erde"}')
    assert caught.value.code == "unreadable.kind"
    assert caught.value.params == {"kind": "planet", "id": "erde", "field": ""}


@given(st.text().filter(lambda t: t.isprintable()), st.booleans())
def test_any_text_comes_back_as_it_was(text, flag):
    record = Actor(id="a", name=text, aliases=(text, ""), invitable=flag, provenance=Provenance())
    assert decode("actor", encode(record)) == record


def test_nothing_of_the_domain_is_unspeakable_in_the_graph():
    # Two fields of one kind with the same relationship type could not be told apart.
    for kind, cls in KINDS.items():
        relations = [relation for _, relation in cls.REFERENCES.values()]
        assert len(relations) == len(set(relations)), kind
    assert set(neo4j_schema.LABELS) == set(KINDS)
    assert len(set(neo4j_schema.LABELS.values())) == len(KINDS)


def test_the_graph_shows_a_period_and_a_list_readably():
    record = offer("o1", period=period("Ende 2020"), languages=("de", "ar"), topic_ids=("t1",))
    found = neo4j_schema.properties_of(record, "{}", 3, 7)
    assert {name: str(value) for name, value in found.items()} == {
        "key": "offer/o1",
        "id": "o1",
        "version": "3",
        "revision": "7",
        "body": "{}",
        "source": "Umfrage",
        "confirmed": "2026-05-04",
        "visibility": "public",
        "title": "Angebot o1",
        "languages": "['de', 'ar']",
        "period_from": "2020-10-01",
        "period_from_text": "Ende 2020",
    }


def test_names_that_are_not_plain_never_become_cypher():
    for name in ("a`b", "a b", "1a", "a}) DETACH DELETE n //", "", "ä"):
        with pytest.raises(ValueError, match="not a plain name"):
            neo4j_schema._name(name)
