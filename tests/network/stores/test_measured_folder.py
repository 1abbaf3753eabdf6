"""The network that ``benchmarks/pages.py`` writes past the store is one that the store reads."""

import json
from datetime import UTC, date, datetime

import pytest

from benchmarks._pages_data import fill
from benchmarks._pages_draw import Shape
from services.network import datasets
from services.network.records.network import ChangeSet, Put
from services.network.records.references import dangling
from services.network.stores.codec import encode
from services.network.stores.sql_store import SqlStore

DAY = date(2026, 11, 25)


@pytest.fixture
def store(tmp_path):
    store = SqlStore(f"sqlite:///{tmp_path / 'network.db'}")
    terms = tuple(Put(record, 0) for record in datasets.vocabularies())
    store.apply(ChangeSet(terms), "Einrichtung", datetime(2026, 11, 25, tzinfo=UTC))
    yield store
    store.close()


def test_every_field_that_is_written_is_read(tmp_path, store, monkeypatch):
    written = {}
    dumps = json.dumps

    def noted(body, **how):
        written[body["id"]] = body
        return dumps(body, **how)

    monkeypatch.setattr("benchmarks._pages_data.json.dumps", noted)
    fill(tmp_path / "network.db", Shape(200), DAY)
    read = {
        id: record for records in store.load().records.values() for id, record in records.items()
    }
    kept = {id: json.loads(encode(read[id])) for id in written}
    assert {
        id: {name: kept[id].get(name) for name in body} for id, body in written.items()
    } == written


def test_a_network_without_dangling_references_has_none(tmp_path, store):
    fill(tmp_path / "network.db", Shape(200), DAY)
    assert dangling(store.load()) == ()


def test_a_dangling_network_names_what_does_not_exist(tmp_path, store):
    fill(tmp_path / "network.db", Shape(200, dangling=True), DAY)
    kinds = {problem.params["target"] for problem in dangling(store.load())}
    assert kinds == {"actor", "target_group", "format"}


def test_the_same_shape_and_day_give_the_same_network(tmp_path, store):
    fill(tmp_path / "network.db", Shape(200), DAY)
    once = store.load().records
    other = SqlStore(f"sqlite:///{tmp_path / 'other.db'}")
    terms = tuple(Put(record, 0) for record in datasets.vocabularies())
    other.apply(ChangeSet(terms), "Einrichtung", datetime(2026, 11, 25, tzinfo=UTC))
    fill(tmp_path / "other.db", Shape(200), DAY)
    assert other.load().records == once
    other.close()
