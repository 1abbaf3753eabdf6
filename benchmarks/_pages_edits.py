"""Four kinds of edits of a network, drawn by seed: the same for every program that starts from
the same folder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from benchmarks._pages_draw import today
from benchmarks._pages_program import Answer, Program


class Edits:
    """Draws edits of one data folder; every program that is measured has its own."""

    def __init__(self, data_dir: Path, seed: int = 3) -> None:
        self._pick, day = Random(seed), today().isoformat()
        connection = sqlite3.connect(f"file:{data_dir / 'network.db'}?mode=ro", uri=True)
        rows: dict[str, list[dict[str, Any]]] = {}
        kinds = ("offer", "cooperation", "actor", "expectation", "topic", "region")
        for kind in kinds:
            query = "SELECT body FROM record WHERE kind = ? ORDER BY id"
            rows[kind] = [json.loads(body) for (body,) in connection.execute(query, (kind,))]
        connection.close()
        # Offers that run: an edit of one that has ended costs less.
        self._offers = [
            row
            for row in rows["offer"]
            if row["period"]["start"]["earliest"] <= day <= row["period"]["end"]["latest"]
        ]
        self._cooperations, self._actors = rows["cooperation"], rows["actor"]
        self._expectations = rows["expectation"]
        self._topics = [row["id"] for row in rows["topic"] if row["parent_id"]]
        self._districts = [row["id"] for row in rows["region"] if row["level"] == "district"]

    def offer(self, program: Program) -> Answer:
        """Other topics of an offer that runs."""
        row = self._pick.choice(self._offers)
        row["topic_ids"] = self._other(self._topics, row["topic_ids"], 2)
        return program.change("offers", row["id"], topic_ids=row["topic_ids"])

    def cooperation(self, program: Program) -> Answer:
        """Other partners of a cooperation."""
        row, actors = self._pick.choice(self._cooperations), [r["id"] for r in self._actors]
        row["partner_ids"] = self._other(actors, row["partner_ids"], 2)
        return program.change("cooperations", row["id"], partner_ids=row["partner_ids"])

    def district(self, program: Program) -> Answer:
        """Another seat of an actor."""
        row = self._pick.choice(self._actors)
        (row["region_id"],) = self._other(self._districts, [row["region_id"]], 1)
        return program.change("actors", row["id"], region_id=row["region_id"])

    def expectation(self, program: Program) -> Answer:
        """Another minimum of an expectation: by its form, there is no API for it."""
        row = self._pick.choice(self._expectations)
        row["minimum"] = 5 - row["minimum"]
        path = f"/abdeckung/soll/{row['id']}/bearbeiten"
        return program.change_by_form(path, minimum=str(row["minimum"]))

    def _other(self, ids: list[str], not_these: list[str], count: int) -> list[str]:
        found: list[str] = []
        while len(found) < count:
            id = self._pick.choice(ids)
            if id not in not_these and id not in found:
                found.append(id)
        return sorted(found)


Edit = Callable[[Edits, Program], Answer]
EDITS: dict[str, Edit] = {
    "offer": Edits.offer,
    "cooperation": Edits.cooperation,
    "district": Edits.district,
    "expectation": Edits.expectation,
}
"""Kind of edit -> how it is made."""
