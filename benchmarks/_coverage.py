"""What somebody would use instead for coverage: plain sets, polars, DuckDB, SQLite.

All take the same fresh supply, the same expectations and the same surveyed places, prepared the
way each likes it, and give for every cell of every expectation the houses whose reach suffices
and the state, as one array. Deliveries, which the product counts too, are in none of the data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import numpy as np

from services.network.coverage.cells import RANK
from services.network.coverage.counting import CODE
from services.network.coverage.counting_frame import CountingFrame
from services.network.coverage.supply import Supply
from services.network.records.model import Reach

COVERED, THIN, REACH_ONLY, GAP, UNKNOWN = CODE.values()
ON_SITE, REACHABLE = RANK[Reach.ON_SITE], RANK[Reach.REACHABLE]


class PlainSets:
    """Sets of houses per ask and district."""

    name = "Python sets"

    def __init__(self, supplies: Sequence[Supply], frame: CountingFrame) -> None:
        self.supplies = supplies
        self.asking = frame.asking
        self.frame = frame
        self.surveyed = frame.surveyed.tolist()

    def run(self) -> Any:
        near: dict[tuple[int, str], set[str]] = {}
        far: dict[tuple[int, str], set[str]] = {}
        for supply in self.supplies:
            asks = {
                number
                for topic in supply.topic_ids
                for (_, group, form), number in self.asking.get(topic, ())
                if (not group or group in supply.target_group_ids)
                and (not form or form in supply.format_ids)
            }
            for ask in asks:
                for district in supply.on_site:
                    near.setdefault((ask, district), set()).add(supply.house_id)
                for district in supply.reachable:
                    far.setdefault((ask, district), set()).add(supply.house_id)
        found = []
        nobody: set[str] = set()
        frame = self.frame
        rows = zip(frame.ask.tolist(), frame.rank.tolist(), frame.needed.tolist(), strict=True)
        for number, (ask, rank, needed) in enumerate(rows):
            for place, district in enumerate(frame.districts):
                on_site = near.get((ask, district), nobody)
                on_request = far.get((ask, district), nobody)
                enough = len(on_site | on_request) if rank == REACHABLE else len(on_site)
                if enough >= needed:
                    state = COVERED
                elif enough or on_site:
                    state = THIN
                elif on_request:
                    state = REACH_ONLY
                else:
                    state = GAP if self.surveyed[number][place] else UNKNOWN
                found.append(enough * 8 + state)
        return np.array(found)


def tables(supplies: Sequence[Supply], frame: CountingFrame) -> dict[str, dict[str, list[int]]]:
    """Supply and expectations as tables of numbers; a group or format of -1 asks for none."""
    numbers: dict[tuple[str, str], int] = {}

    def number(kind: str, value: str) -> int:
        return numbers.setdefault((kind, value), len(numbers)) if value else -1

    made: dict[str, dict[str, list[int]]] = {
        "topics": {"supply": [], "topic": []},
        "groups": {"supply": [], "grp": []},
        "formats": {"supply": [], "form": []},
        "places": {"supply": [], "district": [], "house": [], "reach": []},
        "asked": {"ask": [], "topic": [], "grp": [], "form": []},
        "cells": {"cell": [], "ask": [], "district": [], "needed": [], "rank": [], "empty": []},
    }
    for index, supply in enumerate(supplies):
        for table, column, values in (
            ("topics", "topic", supply.topic_ids),
            ("groups", "grp", supply.target_group_ids),
            ("formats", "form", supply.format_ids),
        ):
            made[table]["supply"] += [index] * len(values)
            made[table][column] += [number(column, value) for value in values]
        for districts, reach in ((supply.on_site, ON_SITE), (supply.reachable, REACHABLE)):
            made["places"]["supply"] += [index] * len(districts)
            made["places"]["district"] += [frame.place[d] for d in districts]
            made["places"]["house"] += [number("house", supply.house_id)] * len(districts)
            made["places"]["reach"] += [reach] * len(districts)
    for topic, asks in frame.asking.items():
        for (_, group, form), ask in asks:
            made["asked"]["ask"].append(ask)
            made["asked"]["topic"].append(number("topic", topic))
            made["asked"]["grp"].append(number("grp", group))
            made["asked"]["form"].append(number("form", form))
    many = len(frame.districts)
    cells = made["cells"]
    cells["cell"] = list(range(len(frame.expectations) * many))
    cells["ask"] = np.repeat(frame.ask, many).tolist()
    cells["district"] = list(range(many)) * len(frame.expectations)
    cells["needed"] = np.repeat(frame.needed, many).tolist()
    cells["rank"] = np.repeat(frame.rank, many).tolist()
    cells["empty"] = np.where(frame.surveyed, GAP, UNKNOWN).ravel().tolist()
    return made


class Polars:
    """Joins and two group-bys, lazily planned, on all cores."""

    name = "polars"

    def __init__(self, supplies: Sequence[Supply], frame: CountingFrame) -> None:
        import polars as pl

        self.frames = {n: pl.DataFrame(c) for n, c in tables(supplies, frame).items()}

    def run(self) -> Any:
        import polars as pl

        t = {name: frame.lazy() for name, frame in self.frames.items()}
        asking = t["topics"].join(t["asked"], on="topic")
        any_group = asking.filter(pl.col("grp") < 0)
        for_group = asking.filter(pl.col("grp") >= 0).join(
            t["groups"], on=["supply", "grp"], how="semi"
        )
        asking = pl.concat([any_group, for_group])
        any_form = asking.filter(pl.col("form") < 0)
        for_form = asking.filter(pl.col("form") >= 0).join(
            t["formats"], on=["supply", "form"], how="semi"
        )
        houses = (
            pl.concat([any_form, for_form])
            .select("supply", "ask")
            .join(t["places"], on="supply")
            .group_by("ask", "district", "house")
            .agg(pl.col("reach").max())
            .group_by("ask", "district")
            .agg(
                pl.len().alias("n0"),
                (pl.col("reach") >= 1).sum().alias("n1"),
                (pl.col("reach") >= 2).sum().alias("n2"),
            )
        )
        n = pl.when(pl.col("rank") == 0).then(pl.col("n0"))
        enough = n.when(pl.col("rank") == 1).then(pl.col("n1")).otherwise(pl.col("n2"))
        state = (
            pl.when(pl.col("enough") >= pl.col("needed"))
            .then(COVERED)
            .when((pl.col("enough") > 0) | (pl.col("n1") > 0))
            .then(THIN)
            .when(pl.col("n0") > 0)
            .then(REACH_ONLY)
            .otherwise(pl.col("empty"))
        )
        found = (
            t["cells"]
            .join(houses, on=["ask", "district"], how="left")
            .with_columns(pl.col("n0", "n1", "n2").fill_null(0))
            .with_columns(enough.cast(pl.Int64).alias("enough"))
            .select("cell", (pl.col("enough") * 8 + state).alias("answer"))
            .sort("cell")
            .collect()
        )
        return found["answer"].to_numpy()


SQL = f"""
WITH asking AS (
    SELECT DISTINCT t.supply, a.ask FROM topics t JOIN asked a ON a.topic = t.topic
    WHERE (a.grp < 0 OR EXISTS
           (SELECT 1 FROM groups g WHERE g.supply = t.supply AND g.grp = a.grp))
      AND (a.form < 0 OR EXISTS
           (SELECT 1 FROM formats f WHERE f.supply = t.supply AND f.form = a.form))
), houses AS (
    SELECT a.ask, p.district, p.house, max(p.reach) AS reach
    FROM asking a JOIN places p ON p.supply = a.supply GROUP BY a.ask, p.district, p.house
), counted AS (
    SELECT ask, district, count(*) AS n0, sum(CASE WHEN reach >= 1 THEN 1 ELSE 0 END) AS n1,
           sum(CASE WHEN reach >= 2 THEN 1 ELSE 0 END) AS n2
    FROM houses GROUP BY ask, district
), told AS (
    SELECT c.cell, c.needed, c.empty, coalesce(n0, 0) AS n0, coalesce(n1, 0) AS n1,
           coalesce(CASE c."rank" WHEN 0 THEN n0 WHEN 1 THEN n1 ELSE n2 END, 0) AS enough
    FROM cells c LEFT JOIN counted n ON n.ask = c.ask AND n.district = c.district
)
SELECT enough * 8 + CASE WHEN enough >= needed THEN {COVERED}
    WHEN enough > 0 OR n1 > 0 THEN {THIN} WHEN n0 > 0 THEN {REACH_ONLY} ELSE empty END AS answer
FROM told ORDER BY cell
"""


class DuckDb:
    """The same as SQL, in a columnar engine on all cores."""

    name = "DuckDB"

    def __init__(self, supplies: Sequence[Supply], frame: CountingFrame) -> None:
        import duckdb
        import pyarrow as pa

        self.connection = duckdb.connect()
        for name, columns in tables(supplies, frame).items():
            self.connection.register("incoming", pa.table(columns))
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
            self.connection.unregister("incoming")

    def run(self) -> Any:
        return self.connection.execute(SQL).fetchnumpy()["answer"]


class Sqlite:
    """The same SQL in memory, with the indexes that it needs."""

    name = "SQLite"

    def __init__(self, supplies: Sequence[Supply], frame: CountingFrame) -> None:
        self.connection = sqlite3.connect(":memory:")
        for name, columns in tables(supplies, frame).items():
            quoted = ", ".join(f'"{column}" INTEGER' for column in columns)
            self.connection.execute(f"CREATE TABLE {name} ({quoted})")
            marks = ", ".join("?" for _ in columns)
            rows = zip(*columns.values(), strict=True)
            self.connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        for table, columns in (
            ("asked", "topic"),
            ("groups", "supply, grp"),
            ("formats", "supply, form"),
            ("places", "supply"),
        ):
            self.connection.execute(f"CREATE INDEX by_{table} ON {table} ({columns})")
        self.connection.execute("ANALYZE")

    def run(self) -> Any:
        return np.array([answer for (answer,) in self.connection.execute(SQL)])
