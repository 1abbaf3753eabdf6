"""The mark for texts that are translated later: pure, so that words need no web frame."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a German text for the catalogue; it is translated where it is shown."""
    return text
