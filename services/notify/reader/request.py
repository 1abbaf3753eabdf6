"""What pages are handed: the wired parts of the application that answers this request."""

from __future__ import annotations

from typing import TypeVar

from flask import current_app

T = TypeVar("T")


def part(kind: type[T]) -> T:
    """The wired part of this class, such as ``part(Desk)``."""
    wired = vars(current_app.extensions["ikoe"]).values()
    return next(one for one in wired if isinstance(one, kind))
