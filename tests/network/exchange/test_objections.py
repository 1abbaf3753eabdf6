"""Who does not want letters gets none, whatever list comes in afterwards."""

from __future__ import annotations

import csv
import io

import pytest

from services.network.exchange.export_table import sheet_of
from services.network.exchange.files import tables
from services.network.exchange.plan import RowState
from services.network.records.model import Actor
from tests.network.exchange.conftest import csv_bytes, network_of, plan_of

AMT = Actor(id="amt", name="Amt", city="Jena", invitable=False, askable=False)


@pytest.mark.parametrize(
    "content",
    [
        csv_bytes("Name;Ort;Kennung", "Amt;Gotha;amt"),
        csv_bytes("Name;Ort;Einladungen erlaubt;Rückfragen erlaubt;Kennung", "Amt;Gotha;;;amt"),
        csv_bytes("Name;Ort;Einladungen erlaubt;Rückfragen erlaubt;Kennung", "Amt;Gotha;-;-;amt"),
        csv_bytes("Name;Ort", "Amt;Gotha"),
    ],
)
def test_a_list_that_does_not_say_so_takes_no_objection_back(content):
    plan = plan_of(network_of(AMT), content, kind="actor", same="update")
    assert plan.errors == ()
    (row,) = plan.rows
    assert row.state is RowState.CHANGED
    assert isinstance(row.record, Actor)
    assert (row.record.city, row.record.invitable, row.record.askable) == ("Gotha", False, False)


def test_a_list_can_say_who_wants_no_questions_and_who_wants_them_again():
    content = csv_bytes("Name;Rückfragen erlaubt;Kennung", "Amt;ja;amt", "Verein;nein;")
    first, second = plan_of(network_of(AMT), content, kind="actor").rows
    assert [r.record.askable for r in (first, second) if isinstance(r.record, Actor)] == [
        True,
        False,
    ]
    assert first.changes[0] == ("Rückfragen erlaubt", "nein", "ja")


def test_the_list_of_actors_tells_who_may_be_asked():
    content = tables.write_csv(sheet_of(network_of(AMT), "actor"))
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert (row["Einladungen erlaubt"], row["Rückfragen erlaubt"]) == ("nein", "nein")
    (read,) = plan_of(network_of(AMT), content).rows
    assert read.state is RowState.UNCHANGED
