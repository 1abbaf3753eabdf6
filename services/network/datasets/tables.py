"""Reading the tables of ``services/network/data``."""

from __future__ import annotations

import csv
from importlib import resources


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table by its path below ``services/network/data``."""
    source = resources.files("services.network.data").joinpath(*name.split("/"))
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


def parts(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
