"""Files are written whole or not at all, and a disk without room is told from a fault of ours."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.errors import Unavailable
from shared.files import LEAST_FREE, check_writable, folder_check, write_whole
from shared.sql import Database


def test_a_file_is_there_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    write_whole(path, b"content")
    assert path.read_bytes() == b"content"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_whole(path, b"other", 0o444)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"other", 0o444)


def test_where_there_is_no_room_nothing_is_left_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"before")
    # The system itself refuses the 5,000th byte of any file of this process.
    program = """
import resource, sys
from pathlib import Path
from shared.errors import Unavailable
from shared.files import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
write_whole(Path(sys.argv[1]) / "small", b"x" * 4000)
try:
    write_whole(Path(sys.argv[1]) / "file", b"x" * 6000)
except Unavailable as error:
    print(error.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "unavailable.disk"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "small"]
    assert (tmp_path / "file").read_bytes() == b"before"


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    check_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable) as caught:
        check_writable(tmp_path / "file")
    assert caught.value.code == "unavailable.disk"


def test_readiness_looks_for_room_and_for_a_folder_that_takes_files(tmp_path: Path) -> None:
    at, left = [0.0], [LEAST_FREE]
    check = folder_check(tmp_path, lambda _: (100 * LEAST_FREE, left[0]), lambda: at[0])
    check()
    left[0] -= 1
    # Not at every question.
    at[0] = 9.9
    check()
    at[0] = 10.0
    with pytest.raises(Unavailable):
        check()
    left[0] += 1
    with pytest.raises(Unavailable):
        check()
    at[0] = 20.0
    check()
    tmp_path.joinpath("file").write_bytes(b"")
    with pytest.raises(Unavailable):
        folder_check(tmp_path / "file")()


def test_the_data_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    old = tmp_path / "var"
    old.mkdir()
    old.chmod(0o755)
    program = (
        "import sys; from pathlib import Path; from shared.files import keep_private; "
        "folder = Path(sys.argv[1]); keep_private(folder); (folder / 'new').write_bytes(b'')"
    )
    for folder in (old, tmp_path / "fresh"):
        subprocess.run([sys.executable, "-c", program, str(folder)], check=True, timeout=60)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o600


def _run(database: Database, *statements: str) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def test_a_database_without_room_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with database.write() as connection:
        connection.execute(sa.text("CREATE TABLE t (x TEXT)"))
    with pytest.raises(Unavailable) as caught:
        _run(database, "PRAGMA max_page_count = 3", f"INSERT INTO t VALUES ('{'x' * 100_000}')")
    assert caught.value.code == "unavailable.disk"
    database.close()


def test_a_database_that_is_only_for_reading_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(Unavailable) as caught:
        _run(database, "PRAGMA query_only = 1", "CREATE TABLE t (x TEXT)")
    assert caught.value.code == "unavailable.disk"
    database.close()
