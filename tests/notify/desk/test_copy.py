"""A copy, and data that were brought back, send nothing by themselves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.notify.records.instance import Mark, Start, start_of
from services.notify.records.state import State
from services.notify.stores.sql_instance import SqlInstance
from services.notify.stores.tables import instances
from services.notify.wiring import Parts, wire
from tests.notify.builders import NOW, Time, notice, settings
from tests.notify.conftest import accept
from tests.shared.helpers import post_form

OPEN = 72


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Parts]:
    """Start notify over a folder of this test, as the embedded start does."""

    def begin(name: str, time: Time, mark: str = "") -> Parts:
        (tmp_path / name).mkdir(exist_ok=True)
        file = tmp_path / f"{mark or name}.instance"
        return wire(settings(tmp_path / name, instance_file=str(file)), clock=time)

    return begin


def sent(parts: Parts) -> list[str]:
    """Let everything leave that leaves by itself, now and in a day; the letters in the folder."""
    for _ in range(2):
        for due in parts.sweep.deliveries.due(parts.clock(), 500):
            parts.deliver(due.delivery_id)
        parts.sweep._settle()
        parts.clock.goes(days=1)  # type: ignore[attr-defined]
    folder = Path(parts.settings.data_dir) / "outbox"
    return sorted(file.stem for file in folder.glob("*.eml"))


def open_letters(parts: Parts, number: int = OPEN) -> None:
    for _ in range(number):
        parts.intake.notice(notice(id=uuid4(), subject_key=f"event:{uuid4()}"))


def copied(tmp_path: Path, name: str, parts: Parts) -> None:
    parts.database.close()
    shutil.copytree(tmp_path / "var", tmp_path / name)


def states(parts: Parts) -> dict[State, int]:
    return dict(parts.desk.counts())


def test_the_same_place_goes_on(start):
    time = Time()
    first = start("var", time)
    open_letters(first, 3)
    first.instance.advance()
    first.database.close()
    again = start("var", time)
    assert again.desk.copy() is None
    assert len(sent(again)) == 3


def test_of_a_copy_no_letter_leaves_and_of_the_original_every_one(start, tmp_path):
    time = Time()
    original = start("var", time)
    open_letters(original)
    copied(tmp_path, "copy", original)
    copy = start("copy", Time())
    assert copy.desk.copy() == (NOW, OPEN)
    assert (sent(copy), states(copy)) == ([], {State.SHUNTED: OPEN})
    assert len(sent(start("var", time))) == OPEN


def test_ten_are_sent_by_hand_the_rest_is_dropped_and_new_ones_leave(start, tmp_path):
    original = start("var", Time())
    open_letters(original)
    copied(tmp_path, "copy", original)
    copy = start("copy", Time())
    chosen = copy.instance.put_aside()[:10]
    for id in chosen:
        copy.desk.send_again(id)
    assert sent(copy) == sorted(chosen)
    assert copy.desk.copy() is not None
    assert copy.desk.go_on("drop") == OPEN - 10
    assert copy.desk.copy() is None
    assert states(copy) == {State.SENT: 10, State.CANCELLED: OPEN - 10}
    new = notice(id=uuid4(), subject_key="event:new", created_at=copy.clock())
    copy.intake.notice(new)
    assert len(sent(copy)) == 11


def test_what_was_written_before_the_copy_and_arrives_later_does_not_leave(start, tmp_path):
    original = start("var", Time())
    open_letters(original, 1)
    copied(tmp_path, "copy", original)
    copy = start("copy", Time(NOW + timedelta(hours=1)))
    # From the outboxes of the other services, which were copied as well.
    copy.intake.notice(notice(id=uuid4(), subject_key="event:a", created_at=NOW))
    # And what the copy itself wrote while nobody had decided.
    copy.intake.notice(notice(id=uuid4(), subject_key="event:b", created_at=copy.clock()))
    assert (sent(copy), states(copy)) == ([], {State.SHUNTED: 3})
    assert copy.desk.go_on("keep") == 0
    late = notice(id=uuid4(), subject_key="event:c", created_at=NOW + timedelta(minutes=59))
    copy.intake.notice(late)
    assert (sent(copy), states(copy)) == ([], {State.SHUNTED: 4})
    assert copy.desk.copy() is None


def test_older_data_at_the_same_place_are_held(start, tmp_path):
    time = Time()
    original = start("var", time)
    open_letters(original, 5)
    copied(tmp_path, "backup", original)
    going_on = start("var", time)
    assert len(sent(going_on)) == 5
    going_on.instance.advance()
    going_on.database.close()
    shutil.rmtree(tmp_path / "var")
    shutil.copytree(tmp_path / "backup", tmp_path / "var")
    back = start("var", time)
    assert back.desk.copy() is not None
    assert (sent(back), states(back)) == ([], {State.SHUNTED: 5})


def test_a_letter_on_its_way_when_the_copy_was_made_may_have_arrived(start, tmp_path):
    original = start("var", Time())
    open_letters(original, 1)
    (due,) = original.deliveries.due(NOW, 10)
    claim = original.deliveries.claim(due.delivery_id, NOW)
    assert claim is not None
    assert original.deliveries.data_started(claim, b"letter", NOW)
    copied(tmp_path, "copy", original)
    copy = start("copy", Time())
    assert (sent(copy), states(copy)) == ([], {State.UNKNOWN: 1})
    assert copy.instance.put_aside() == [due.delivery_id]


def test_data_of_a_version_without_marks_go_on(start, tmp_path):
    time = Time()
    earlier = wire(settings(_made(tmp_path / "var")), clock=time)
    open_letters(earlier, 2)
    earlier.database.close()
    now = start("var", time)
    assert now.desk.copy() is None
    assert len(sent(now)) == 2


def test_where_no_mark_can_be_written_nothing_is_taken_for_a_copy_but_a_copy_is(start, tmp_path):
    time = Time()
    (tmp_path / "file").write_bytes(b"")
    for _ in range(3):
        parts = wire(
            settings(_made(tmp_path / "var"), instance_file=str(tmp_path / "file" / "mark")),
            clock=time,
        )
        assert parts.desk.copy() is None
        parts.instance.advance()
        open_letters(parts, 1)
        parts.database.close()
    marked = start("var", time, mark="here")
    assert marked.desk.copy() is None
    copied(tmp_path, "copy", marked)
    unmarked = wire(
        settings(tmp_path / "copy", instance_file=str(tmp_path / "file" / "mark")), clock=time
    )
    assert unmarked.desk.copy() is not None
    assert sent(unmarked) == []


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize(
    ("mark", "known", "letters", "wanted"),
    [
        (None, None, False, Start.FIRST),
        (None, None, True, Start.FIRST),
        (Mark("a", 7), None, False, Start.FIRST),
        (Mark("a", 7), None, True, Start.COPY),
        (None, Mark("a", 7), True, Start.COPY),
        (Mark("b", 7), Mark("a", 7), True, Start.COPY),
        (Mark("a", 7), Mark("a", 7), True, Start.ON),
        (Mark("a", 7), Mark("a", 8), True, Start.ON),
        (Mark("a", 7), Mark("a", 9), True, Start.COPY),
        (Mark("a", 8), Mark("a", 7), True, Start.COPY),
    ],
)
def test_a_start_is_taken_by_mark_and_data(mark, known, letters, wanted):
    assert start_of(mark, known, letters) is wanted


def test_the_desk_says_that_it_is_a_copy_and_asks_what_to_do(app, coordinator, bell):
    parts = app.extensions["ikoe"]
    accept(app, bell)
    assert "Kopie" not in coordinator.get("/postausgang").text
    # As it is when the folder was copied: the data know a mark that is not here.
    with parts.database.write() as connection:
        connection.execute(
            instances.insert().values(name="instance", instance_id="a", generation=9)
        )
    marked = SqlInstance(parts.database, Path(parts.settings.data_dir) / "elsewhere.instance")
    assert marked.begin(parts.clock()) is Start.COPY
    page = " ".join(coordinator.get("/postausgang").text.split())
    assert "Diese Daten sind eine Kopie oder wurden zurückgeholt" in page
    assert "1 Brief von vorher wartet auf Ihre Entscheidung." in page
    assert "Dieser Brief ist vielleicht schon angekommen" in page
    assert post_form(coordinator, "/postausgang/kopie", {"was": "alles"}).status_code == 303
    assert parts.desk.copy() is not None
    done = post_form(coordinator, "/postausgang/kopie", {"was": "drop"})
    assert done.location == "/postausgang?weiter=1"
    page = " ".join(coordinator.get(done.location).text.split())
    assert "1 Brief von vorher ist entschieden; neue gehen wieder von selbst hinaus." in page
    assert "Diese Daten sind eine Kopie" not in page
