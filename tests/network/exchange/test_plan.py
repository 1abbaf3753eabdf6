"""What an import does: new, changed, unchanged; all or nothing; the same again changes nothing."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

import pytest

from services.network.exchange.export_table import sheet_of
from services.network.exchange.files import tables
from services.network.exchange.import_table import apply_import, dry_run
from services.network.exchange.plan import Options, RowState
from services.network.import_file import _Parts
from services.network.records.change_sets import differences
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Actor, Cooperation, Offer, Provenance
from services.network.records.network import Change
from services.network.records.period import PartialDate, Period
from services.network.stores.sql_store import SqlStore
from shared.errors import Conflict, Invalid
from tests.network.exchange.conftest import (
    DAY,
    csv_bytes,
    districts,
    network_of,
    plan_of,
    xlsx_bytes,
)

AT = datetime(2026, 1, 1, tzinfo=UTC)


def after(network, plan):
    """The network once the plan is applied."""
    changes = [
        Change(
            2, p.record.KIND, p.record.id, p.expects + 1,
            network.find(p.record.KIND, p.record.id), p.record, "wer", AT,
        )
        for p in plan.change_set.changes
    ]  # fmt: skip
    return network.with_changes(changes)


def test_one_file_brings_everything_and_rows_name_each_other(network):
    content = xlsx_bytes(
        Angebote=[
            ["Angebot", "Anbieter", "Themen", "Vor Ort in", "Beginn", "Ende"],
            ["Deutsch im Amt", "Haus der Kulturen", "IKÖ; Sprachmittlung", "Jena|LK Gotha",
             date(2026, 3, 1), "Ende 2027"],
        ],
        Akteure=[["Name", "Landkreis", "PLZ"], ["Haus der Kulturen e. V.", "99423", 7743]],
        Kooperationen=[["Partner A", "Partner B"], ["Haus der Kulturen", "BHJ"]],
    )  # fmt: skip
    plan = plan_of(network, content)
    assert plan.messages == ()
    assert {type(row.record): row.state for row in plan.rows} == {
        Actor: RowState.NEW,
        Offer: RowState.NEW,
        Cooperation: RowState.NEW,
    }
    actor, offer, cooperation = (row.record for row in plan.rows)
    assert isinstance(actor, Actor)
    assert isinstance(offer, Offer)
    assert isinstance(cooperation, Cooperation)
    assert (actor.region_id, actor.postcode) == ("16055", "07743")
    assert offer == Offer(
        id=offer.id,
        title="Deutsch im Amt",
        actor_id=actor.id,
        topic_ids=("iko", "sprachmittlung"),
        on_site_region_ids=("16053", "16067"),
        period=Period(PartialDate.of(date(2026, 3, 1)), PartialDate.parse("Ende 2027")),
        provenance=Provenance(source="liste", confirmed=DAY),
    )
    assert set(cooperation.partner_ids) == {actor.id, "a1"}


def test_importing_again_changes_nothing(network):
    rows = csv_bytes("Name;Ort", "Haus der Kulturen;Jena", "Hof;Gotha")
    first = plan_of(network, rows)
    assert first.count(RowState.NEW) == 2
    again = plan_of(after(network, first), rows, as_of=date(2027, 1, 1))
    assert again.count(RowState.UNCHANGED) == 2
    assert again.change_set.changes == ()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_exported_edited_imported(network, form):
    sheet = sheet_of(network, "actor")
    rows = [list(row) for row in sheet.rows]
    city = sheet.headers.index("Ort")
    short = sheet.headers.index("Kurzname")
    assert rows[0][-1] == "a1"
    rows[0][city], rows[0][short] = "Jena-Lobeda", ""
    edited = dataclasses.replace(sheet, rows=tuple(tuple(row) for row in rows))
    content = tables.write_csv(edited) if form == "csv" else tables.write_xlsx([edited])
    plan = plan_of(network, content)
    assert [(row.state, row.changes) for row in plan.rows] == [
        (RowState.CHANGED, (("Kurzname", "BHJ", ""), ("Ort", "", "Jena-Lobeda"))),
        (RowState.UNCHANGED, ()),
    ]  # fmt: skip


def test_an_empty_cell_of_a_foreign_list_deletes_nothing(network):
    plan = plan_of(
        network, csv_bytes("Name;Kurzname;Ort", "Begegnungshaus Jena;;Jena"), same="update"
    )
    record = plan.rows[0].record
    assert isinstance(record, Actor)
    assert (record.id, record.short_name, record.city) == ("a1", "BHJ", "Jena")


def test_namesakes_can_be_kept_updated_or_doubled(network):
    content = csv_bytes("Name;Ort", "Begegnungshaus Jena;Jena")
    states = {
        same: plan_of(network, content, same=same).rows[0].state
        for same in ("keep", "update", "new")
    }
    assert states == {"keep": RowState.KEPT, "update": RowState.CHANGED, "new": RowState.NEW}


def test_an_ambiguous_name_is_an_error():
    network = network_of(Actor(id="x", name="Haus"), Actor(id="y", name="Haus"))
    plan = plan_of(network, csv_bytes("Angebot;Anbieter", "Kurs;Haus"))
    assert [m.problem.code for m in plan.errors] == ["import.ambiguous"]


def test_the_file_with_one_wrong_row_is_not_imported_at_all(tmp_path, network):
    store = SqlStore(f"sqlite:///{tmp_path / 'n.db'}")
    parts = _Parts(LiveNetwork(store))
    before = parts.live.network()
    records = [r for kind in network.records.values() for r in kind.values()]
    parts.live.apply(differences(before, records), "test", datetime(2026, 1, 1, tzinfo=UTC))
    revision = parts.live.network().revision
    content = csv_bytes("Name;Art", "Gut;Verein", "Schlecht;Vereinn")
    with pytest.raises(Invalid) as caught:
        apply_import(parts, tables, content, Options(), districts, seen=None, author="wer")
    assert [p.code for p in caught.value.problems] == ["import.unknown_term_near"]
    assert parts.live.network().revision == revision
    good = csv_bytes("Name;Art", "Gut;Verein")
    plan = dry_run(parts, tables, good, Options(), districts)
    wanted = plan.rows[0].record
    assert wanted is not None
    parts.live.apply(
        differences(parts.live.network(), [wanted]), "anderer",
        datetime(2026, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    with pytest.raises(Conflict) as conflict:
        apply_import(parts, tables, good, Options(), districts, seen=plan.digest, author="wer")
    assert conflict.value.code == "conflict.import"
    store.close()


def test_a_csv_that_could_be_anything_asks(network):
    plan = plan_of(network, csv_bytes("Titel;Themen", "Etwas;IKÖ"))
    assert [m.problem.code for m in plan.errors] == ["import.kind_unclear"]
    chosen = plan_of(network, csv_bytes("Titel;Themen", "Etwas;IKÖ"), kind="project")
    assert [(row.kind, row.state) for row in chosen.rows] == [("project", RowState.NEW)]


def test_the_empty_template_says_that_it_is_empty(network):
    plan = plan_of(network, tables.template({"topic": ("IKÖ",)}, network.rules))
    assert [m.problem.code for m in plan.messages] == ["import.empty"]
