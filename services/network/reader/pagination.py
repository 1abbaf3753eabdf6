"""Which page of a long list is asked for."""

from __future__ import annotations

from flask import request


def page_number(count: int, size: int) -> tuple[int, int]:
    """The page that ``?seite=`` asks for, kept within the pages there are, and their number."""
    pages = max(1, -(-count // size))
    given = request.args.get("seite", "1")
    number = int(given) if given.isdecimal() and len(given) < 6 else 1
    return min(max(1, number), pages), pages
