"""A data folder as the product writes it, of any size: seeded, skewed like real ones.

Written as rows and JSON, without the product's own code: an older checkout and today's read the
same folder, and neither has made it. Every kind is written with all its fields, as stored.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from benchmarks._pages_deeds import what_should_be, what_was_done
from benchmarks._pages_draw import SEED, Body, Draw, Row, Shape
from benchmarks._pages_records import actors, cooperations, entries, regions


def fill(database: Path, shape: Shape, day: date) -> int:
    """Add a network to a network database that holds only vocabularies and the installation.

    Every record has its entry in the history, as after an import. Returns the number of records.
    """
    connection = sqlite3.connect(database)
    with connection:
        there: dict[str, list[Row]] = {}
        for kind, body in connection.execute("SELECT kind, body FROM record ORDER BY kind, id"):
            there.setdefault(kind, []).append(json.loads(body))
        (revision,) = connection.execute(
            "UPDATE meta SET value = value + 1 WHERE name = 'revision' RETURNING value"
        ).fetchone()
        at = f"{day.isoformat()}T00:00:00.000000+00:00"
        stored, told = [], []
        for seq, (kind, body) in enumerate(_records(there, shape, day)):
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
            stored.append((kind, body["id"], 1, revision, text, None))
            told.append((revision, seq, kind, body["id"], 1, None, text, "Messung", at, "Import"))
        connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", stored)
        connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", told)
        (count,) = connection.execute("SELECT count(*) FROM record").fetchone()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return int(count)


def _records(there: dict[str, list[Row]], shape: Shape, day: date) -> Iterator[Body]:
    draw = Draw(Random(SEED), day, there, shape)
    yield from regions(draw)
    yield from actors(draw)
    yield from entries(draw)
    yield from cooperations(draw)
    yield from what_should_be(draw)
    yield from what_was_done(draw)
