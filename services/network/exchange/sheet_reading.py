"""A table as it was found in a file, and where its headers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.network.exchange.columns import (
    FORMS,
    Column,
    columns_of,
    header_key,
    kind_of_title,
)
from services.network.records.text_folding import fold

SEARCHED_ROWS = 40
"""How far down a header row is looked for: letterhead, title and hints may stand above it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows as (number in the file, from 1; texts of the cells), empty ones left out.

    ``broken`` holds places (row number, column index from 0) whose value cannot be known: a
    formula that was never calculated, or one that ended in an error.
    """

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    broken: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A grid whose kind and headers are known; ``rows`` are those below the headers."""

    kind: str
    sheet: str
    headers: tuple[str, ...]
    columns: tuple[Column | None, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    broken: frozenset[tuple[int, int]]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that mean nothing here and will not be read."""
        return tuple(
            text
            for text, column in zip(self.headers, self.columns, strict=True)
            if text.strip() and column is None
        )

    def header_of(self, header: str) -> str:
        """How the file itself calls the column that the template calls ``header``."""
        for text, column in zip(self.headers, self.columns, strict=True):
            if column is not None and column.header == header:
                return text.strip()
        return header


@dataclass(frozen=True, slots=True)
class Unclear:
    """A sheet that could not be read as a table; ``code`` says why."""

    sheet: str
    code: str
    missing: str = ""


def read_grid(grid: Grid, chosen: str = "") -> SheetTable | Unclear | None:
    """Find kind and header row of a sheet; None if it is plainly not meant (no rows, a cover
    sheet without any known header). ``chosen`` is the kind that the person named."""
    if not grid.rows:
        return None
    titled = kind_of_title(grid.name)
    kinds = [chosen] if chosen else [titled] if titled else list(FORMS)
    best: tuple[float, int, str, tuple[Column | None, ...]] | None = None
    best_rank = 0.0
    for at, (_, cells) in enumerate(grid.rows[:SEARCHED_ROWS]):
        if sum(1 for cell in cells if cell.strip()) == 0:
            continue
        for kind in kinds:
            columns = columns_of(kind, cells)
            score = _score(kind, cells, columns)
            # The first row with the best score: data rows below may hold header words too.
            # A kind that lacks what its entries need is rather another kind.
            rank = score - 2 * len(_missing(kind, columns))
            if score and (best is None or rank > best_rank):
                best, best_rank = (score, at, kind, columns), rank
    if best is None:
        return Unclear(grid.name, "import.no_header") if chosen or titled else None
    score, at, kind, columns = best
    cells = grid.rows[at][1]
    missing = _missing(kind, columns)
    if missing:
        if not (chosen or titled) and score < 3:
            return None
        return Unclear(grid.name, "import.missing_column", ", ".join(missing))
    if not (chosen or titled):
        rivals = [k for k in kinds if k != kind and _fits(k, cells) >= score]
        if rivals:
            return Unclear(grid.name, "import.kind_unclear")
    return SheetTable(kind, grid.name, cells, columns, grid.rows[at + 1 :], grid.broken)


def _score(kind: str, cells: Sequence[str], columns: Sequence[Column | None]) -> float:
    """How well a row serves as header row: known headers, those of the template counted more,
    less the cells that mean nothing."""
    score = 0.0
    for cell, column in zip(cells, columns, strict=True):
        if column is not None:
            score += 1.5 if header_key(cell) == header_key(column.header) else 1.0
            score += 1.0 if column.required else 0.0
        elif cell.strip():
            score -= 0.2
            if len(cell) > 60:
                # A sentence is no header.
                score -= 0.5
    known = sum(1 for column in columns if column is not None)
    filled = sum(1 for cell in cells if cell.strip())
    if known == 0 or (known == 1 and filled > 2):
        return 0.0
    return max(score, 0.0)


def _missing(kind: str, columns: Sequence[Column | None]) -> list[str]:
    """Headers of the columns that every entry of a kind needs and that are not there."""
    return [c.header for c in FORMS[kind].columns if c.required and c not in columns]


def _fits(kind: str, cells: Sequence[str]) -> float:
    """How well a header row would serve another kind; 0 if it lacks what its entries need."""
    columns = columns_of(kind, cells)
    return 0.0 if _missing(kind, columns) else _score(kind, cells, columns)


def is_blank(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but blanks, or only lines drawn with characters."""
    return not any(fold(cell) for cell in cells)
