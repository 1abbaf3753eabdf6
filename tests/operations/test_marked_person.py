"""A person who is deleted is found nowhere: no store, history, outbox, file, log, nor in a backup
of before that is brought back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from services.network.records.model import Offer, Person, Report
from services.network.records.network import ChangeSet, Put
from services.operations import backup, restore
from shared.data_protection.marks import GONE
from shared.data_protection.requests import SERVICES
from tests.operations import marked
from tests.operations.marked import ADDRESS, NAME, NUMBER, parts, program, turn
from tests.operations.test_backup import close

DELETIONS = tuple(f"{service}-deletions" for service in SERVICES)


def test_a_deleted_person_is_found_nowhere_and_comes_back_from_no_backup(tmp_path: Path, capfd):
    folder = tmp_path / "var"
    house = program(folder)
    network = parts(house, "network")
    ids = marked.write_everywhere(house)
    marked.release_reports(network, ids)
    saved = backup(folder, tmp_path / "backups")
    before = set(marked.traces_in_folder(folder, house))
    kinds_before = {one.partition(":")[0] for one in before}
    # The search finds her where she was written: else what follows would prove nothing.
    assert {"network.db", "events.db", "notify.db", "accounts.db"} <= {
        one.partition("-")[0] for one in kinds_before
    }
    assert any(one.startswith("outbox/") for one in kinds_before)
    assert any(one.startswith("reports/") for one in kinds_before)
    assert any(one.startswith("uploads/") for one in kinds_before)
    assert any(one.startswith("letter ") for one in before)

    requests = network.deletions
    id = requests.ask("Kim", names=[NAME], addresses=[ADDRESS], numbers=[NUMBER])
    turn(house, *DELETIONS)
    found = requests.get(id)
    assert found.looked_everywhere
    # The dry run changed nothing.
    assert set(marked.traces_in_folder(folder, house)) == before
    places = {one.place for one in found.finds}
    assert places >= {
        "network.person",
        "network.offer",
        "network.report",
        "network.change",
        "network.notice",
        "events.registration",
        "events.invitation",
        "events.event",
        "events.event_history",
        "notify.deliveries",
        "files.letters",
        "files.uploads",
        "accounts.account",
    }
    assert not [one for one in found.finds if any(t in one.label for t in marked.TRACES)]
    assert {one.record_id: one.evidence_until for one in found.finds if one.evidence_until} == {
        ids["proof"]: date(2031, 12, 31)
    }
    keep = {("network.report", ids["proof"]): "Bescheid vom 1.2.2025"}
    requests.confirm(id, keep)
    turn(house, *DELETIONS)
    assert requests.get(id).erased_everywhere

    left = set(marked.traces_in_folder(folder, house))
    evidence = network.live.network().get(Report, ids["proof"])
    files = {f"reports/{digest[:2]}/{digest}" for _, digest in evidence.files}
    assert len(files) == 4
    # Only the evidence still names her: its files, and its record with its history.
    assert {one.partition(":")[0] for one in left} <= files | {"network.db"}
    assert network.live.network().get(Report, ids["plain"]).files == ()

    # Its day is over: it goes by itself.
    network.deletions.journal.clock = network.clock
    _end_of_evidence(network)
    assert list(marked.traces_in_folder(folder, house)) == []

    _no_way_back(house)
    assert list(marked.traces_in_folder(folder, house)) == []
    close(house)

    # A backup of before brings her back for nobody.
    aside = restore(saved, folder)
    assert aside is not None
    assert list(marked.traces_in_folder(folder, None)) != []
    again = program(folder)
    assert list(marked.traces_in_folder(folder, again)) == []
    backup(folder, saved.parent)
    close(again)
    # Nor on another machine, where only the backups are: a newer one knows that she was deleted.
    elsewhere = tmp_path / "elsewhere" / "var"
    assert restore(saved, elsewhere) is None
    assert list(marked.traces_in_folder(elsewhere, None)) != []
    there = program(elsewhere)
    assert list(marked.traces_in_folder(elsewhere, there)) == []
    close(there)
    # Nor do the logs name her.
    out, err = capfd.readouterr()
    assert not [trace for trace in marked.TRACES if trace in out + err]


def _end_of_evidence(network) -> None:
    from sqlalchemy import update

    from shared.data_protection import tables as t

    with network.accounts.database.write() as connection:
        connection.execute(update(t.kept).values(until=date(2026, 1, 1)))
    assert network.retention.preview()["network.evidence"] == 1
    assert network.retention.run_once()["network.evidence"] == 1
    assert network.retention.run_once()["network.evidence"] == 0


def _no_way_back(house) -> None:
    """Undo, import and forms bring her in again, and she is left out."""
    live = parts(house, "network").live
    clock = parts(house, "network").clock
    again = Offer(id="o-again", title=f"Kurs mit {NAME}")
    person = Person(id="p-again", name=NAME, email=ADDRESS)
    live.apply(ChangeSet((Put(again, 0), Put(person, 0)), f"von {NAME}"), "Kim", clock())
    network = live.network()
    assert network.get(Offer, "o-again").title == f"Kurs mit {GONE}"
    assert network.get(Person, "p-again") is None
