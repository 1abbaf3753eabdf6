"""What a browser is called in the list of logins: family and system, nothing finer."""

from __future__ import annotations

_FAMILIES = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""Mark in the User-Agent -> name; the first that fits: Edge and Opera call themselves Chrome, too,
and Android Linux."""


def browser_name(user_agent: str) -> str:
    """``Firefox, Windows``; what is unknown is left out, blank if all of it is."""
    found = (
        next((name for mark, name in names if mark in user_agent), "")
        for names in (_FAMILIES, _SYSTEMS)
    )
    return ", ".join(filter(None, found))
