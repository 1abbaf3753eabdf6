"""The journal of who was deleted: asked, looked for, decided, and against every way back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.data_protection.erasure import Erasure
from shared.data_protection.finds import Fate, Find
from shared.data_protection.journal import Journal
from shared.data_protection.journal_copy import EMPTY, read, united, written
from shared.data_protection.marks import Marks
from shared.data_protection.requests import SERVICES, UNDECIDED_KEPT, Requests
from shared.errors import Invalid, Misconfigured, NotFound, Refused
from shared.sql import Database

NAME = "Erika Muster"


class Hands:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Shelf:
    """A store of texts with a place in the journal of its own, which copies take along."""

    def __init__(self, *texts: str, upto: int = 0) -> None:
        self.texts = list(texts)
        self.position = upto
        self.settled = 0
        self.dies = False

    def upto(self) -> int:
        return self.position

    def set_upto(self, seq: int) -> None:
        self.position = seq

    def find(self, marks: Marks) -> list[Find]:
        return [
            Find("network.offer", str(n), marks.erased(text))
            for n, text in enumerate(self.texts)
            if marks.found_in(text)
        ]

    def addresses(self, marks: Marks) -> list[str]:
        return [
            text.partition(" ")[0] for text in self.texts if marks.is_name(text.partition(" ")[2])
        ]

    def erase(self, marks: Marks) -> int:
        if self.dies:
            raise RuntimeError("killed")
        before = list(self.texts)
        self.texts = [marks.erased(text) for text in self.texts]
        return sum(a != b for a, b in zip(before, self.texts, strict=True))


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def journal(database_url: str, clock: Hands) -> Iterator[Journal]:
    database = Database(database_url)
    yield Journal(database, clock=clock)
    database.close()


@pytest.fixture
def requests(journal: Journal) -> Requests:
    return Requests(journal)


def answered(requests: Requests, id: str, *finds: Find) -> None:
    for service in SERVICES:
        requests.found(id, service, list(finds) if service == "network" else [])


def confirmed(requests: Requests, name: str = NAME) -> str:
    id = requests.ask("Kim", names=[name])
    answered(requests, id)
    requests.confirm(id)
    return id


def test_nothing_is_deleted_before_every_service_has_looked_and_somebody_has_confirmed(
    requests, journal
):
    shelf = Shelf(f"Kurs mit {NAME}", "Kurs")
    erasure = Erasure("network", requests, shelf)
    id = requests.ask("Kim", names=[NAME])
    assert erasure.run_once() == 0
    assert shelf.texts[0] == f"Kurs mit {NAME}"
    asked = requests.get(id)
    assert (asked.asked_by, asked.looked, asked.confirmed_at) == ("Kim", {"network"}, None)
    assert [(f.record_id, f.label, f.fate) for f in asked.finds] == [
        ("0", "Kurs mit [gelöscht]", Fate.BLANKED)
    ]
    with pytest.raises(Refused) as refused:
        requests.confirm(id)
    assert refused.value.code == "deletion.not_looked"
    assert not journal.in_force()
    for service in SERVICES[1:]:
        requests.found(id, service, [])
    requests.confirm(id)
    requests.confirm(id)
    assert erasure.run_once() == 1
    assert erasure.run_once() == 0
    assert shelf.texts == ["Kurs mit [gelöscht]", "Kurs"]
    assert requests.get(id).erased == {"network": 1}
    assert not requests.get(id).erased_everywhere


def test_an_address_that_a_service_knows_of_her_is_looked_for_by_all_of_them(requests):
    one, two = (
        Shelf("erika@example.org Muster, Dr. Erika", "x@y.example Verein Erika Muster"),
        Shelf("An erika@example.org", "An x@y.example", f"Für {NAME}"),
    )
    events, notify = Erasure("events", requests, one), Erasure("notify", requests, two)
    id = requests.ask("Kim", names=[NAME])
    notify.run_once()
    assert [find.record_id for find in requests.get(id).finds] == ["2"]
    # Where her name stands with an address; a Verein that bears her name is somebody else.
    events.run_once()
    assert requests.get(id).looked == frozenset()
    for _ in range(2):
        events.run_once()
        notify.run_once()
    found = requests.get(id)
    assert found.looked == {"events", "notify"}
    assert sorted(find.label for find in found.finds) == [
        "An [gelöscht]",
        "Für [gelöscht]",
        "[gelöscht] [gelöscht]",
        "x@y.example Verein [gelöscht]",
    ]


def test_who_is_killed_while_erasing_does_it_once_more(requests):
    id = confirmed(requests)
    shelf = Shelf(NAME)
    shelf.dies = True
    erasure = Erasure("network", requests, shelf)
    with pytest.raises(RuntimeError):
        erasure.run_once()
    assert requests.get(id).erased == {}
    shelf.dies = False
    assert erasure.run_once() == 1
    assert requests.get(id).erased == {"network": 1}


def test_data_of_before_are_erased_again_from_where_they_are(requests):
    confirmed(requests)
    shelf = Shelf(NAME, "Max Beispiel")
    Erasure("network", requests, shelf).catch_up()
    old = Shelf(NAME, "Max Beispiel", upto=shelf.upto())
    confirmed(requests, "Max Beispiel")
    # A copy that knows of the first deletion is not behind with that one.
    assert Erasure("network", requests, old).catch_up() == 1
    assert old.texts == [NAME, "[gelöscht]"]
    older = Shelf(NAME, "Max Beispiel")
    assert Erasure("network", requests, older).catch_up() == 2
    assert older.texts == ["[gelöscht]", "[gelöscht]"]


def test_a_request_that_nobody_confirms_is_forgotten_with_its_marks(requests, journal, clock):
    id = requests.ask("Kim", names=[NAME])
    clock.now += UNDECIDED_KEPT
    assert requests.undecided(clock()) == 0
    clock.now += timedelta(seconds=1)
    assert (requests.undecided(clock()), requests.drop_undecided(clock())) == (1, 1)
    with pytest.raises(NotFound):
        requests.get(id)
    assert not journal.of_request(id)
    kept = confirmed(requests)
    clock.now += 2 * UNDECIDED_KEPT
    assert requests.drop_undecided(clock()) == 0
    with pytest.raises(Refused):
        requests.drop(kept)


def test_a_deletion_can_be_lifted_and_asked_for_again(requests, journal):
    id = confirmed(requests)
    assert journal.in_force().found_in(NAME)
    with pytest.raises(Refused):
        requests.lift(id)
    for service in SERVICES:
        requests.erased(id, service, 0)
    requests.lift(id)
    assert not journal.in_force().found_in(NAME)
    assert requests.get(id).lifted_at is not None
    confirmed(requests)
    assert journal.in_force().found_in(NAME)


def test_evidence_stays_with_its_reason_until_its_day_and_no_longer(requests):
    id = requests.ask("Kim", names=[NAME])
    until = date(2031, 12, 31)
    report = Find("network.report", "r1", "Bericht", evidence_until=until)
    answered(requests, id, report, Find("network.report", "r2", "Bericht zwei"))
    # What was not found as evidence cannot be kept as such.
    requests.confirm(
        id, {("network.report", "r1"): "Bescheid vom 1.2.", ("network.report", "r2"): "auch"}
    )
    (kept,) = requests.get(id).kept
    assert (kept.record_id, kept.until, kept.reason) == ("r1", until, "Bescheid vom 1.2.")
    assert requests.kept_now("network.report", until) == {"r1"}
    assert requests.kept_over(until) == 0
    after = until + timedelta(1)
    assert requests.kept_now("network.report", after) == set()
    assert (requests.kept_over(after), requests.end_kept(after), requests.kept_over(after)) == (
        1,
        1,
        0,
    )
    assert requests.get(id).kept[0].ended_at is not None


def test_nobody_can_be_deleted_by_nothing(requests):
    with pytest.raises(Invalid) as invalid:
        requests.ask("Kim", names=[""], addresses=[""])
    assert [p.code for p in invalid.value.problems] == ["person.nobody"]
    # One line that cannot be searched for is told, though another one can.
    with pytest.raises(Invalid) as invalid:
        requests.ask("Kim", names=[NAME, "Müller"], addresses=["keine"], numbers=["110"])
    assert [(p.code, p.field, p.params["text"]) for p in invalid.value.problems] == [
        ("person.name", "names", "Müller"),
        ("person.address", "addresses", "keine"),
        ("person.number", "numbers", "110"),
    ]
    assert requests.all() == []


def test_the_copy_beside_the_data_brings_the_journal_back_into_an_older_database(
    tmp_path: Path, clock: Hands
):
    mirror = tmp_path / "var.deletions"

    def opened(name: str) -> Requests:
        journal = Journal(Database(f"sqlite:///{tmp_path / name}"), mirror, clock)
        journal.prepare()
        return Requests(journal)

    first = confirmed(opened("today.db"))
    told = mirror.read_text(encoding="utf-8")
    assert "Erika" not in told
    assert "Muster" not in told
    assert mirror.stat().st_mode & 0o077 == 0
    older = opened("older.db")
    assert older.journal.in_force().found_in(NAME)
    assert older.get(first).confirmed_at is not None
    # What was lifted since stays so, whichever of the two is looked at.
    clock.now += timedelta(hours=1)
    for service in SERVICES:
        older.erased(first, service, 0)
    older.lift(first)
    assert not opened("today.db").journal.in_force().found_in(NAME)
    assert json.loads(mirror.read_text(encoding="utf-8"))["marks"][0]["lifted"] == 1


def test_journals_that_are_united_keep_a_place_for_each_deletion(
    requests, journal, tmp_path, clock
):
    confirmed(requests)
    other = Requests(Journal(Database(f"sqlite:///{tmp_path / 'other.db'}"), clock=clock))
    for name in ("Max Beispiel", "Ina Beispiel"):
        confirmed(other, name)
    assert journal.unite(other.journal.state()) == 2
    assert journal.unite(other.journal.state()) == 0
    assert [seq for seq, _, _ in journal.after(0)] == [1, 2, 3]
    assert [marks.found_in("Ina Beispiel") for _, _, marks in journal.after(2)] == [True]


def test_evidence_is_kept_in_data_of_before_too_and_a_request_counts_as_confirmed(
    tmp_path: Path, clock: Hands
):
    mirror = tmp_path / "var.deletions"

    def opened(name: str) -> Requests:
        return Requests(Journal(Database(f"sqlite:///{tmp_path / name}"), mirror, clock))

    today = opened("today.db")
    id = today.ask("Kim", names=[NAME])
    today.journal.database.settle()
    shutil.copy(tmp_path / "today.db", tmp_path / "older.db")
    until = date(2031, 12, 31)
    answered(today, id, Find("network.report", "r1", "Bericht", evidence_until=until))
    today.confirm(id, {("network.report", "r1"): "Bescheid"})
    older = opened("older.db")
    assert older.kept_now("network.report", until) == {"r1"}
    assert older.get(id).confirmed_at is not None
    assert older.to_look_for("network") == []
    assert [marks.found_in(NAME) for _, _, marks in older.journal.after(0)] == [True]


def test_a_damaged_copy_beside_the_data_is_named_and_nothing_begun_without_it(
    tmp_path: Path, clock: Hands
):
    mirror = tmp_path / "var.deletions"
    mirror.write_text("{", encoding="utf-8")
    journal = Journal(Database(f"sqlite:///{tmp_path / 'today.db'}"), mirror, clock)
    for _ in range(2):
        with pytest.raises(Misconfigured) as refused:
            journal.in_force()
        assert "var.deletions ist beschädigt" in refused.value.params["text"]


def test_of_two_states_what_changed_last_counts():
    def mark(digest: str, lifted: int, changed: str) -> dict[str, object]:
        return {
            "salt": "s",
            "digest": digest,
            "request_id": "r",
            "lifted": lifted,
            "changed_at": changed,
        }

    old = {"marks": [mark("a", 0, "2026-01"), mark("b", 0, "2026-01")], "kept": []}
    new = {"marks": [mark("a", 1, "2026-02"), mark("c", 0, "2026-02")]}
    for states in ((old, new), (new, old)):
        found = {one["digest"]: one["lifted"] for one in united(states)["marks"]}
        assert found == {"a": 1, "b": 0, "c": 0}
    assert united([]) == EMPTY
    assert read(written(united([old]))) == old
    with pytest.raises(ValueError):
        read(b"[]")
