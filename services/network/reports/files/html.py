"""A report as one HTML file that needs nothing else, made without any web frame."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from services.network.reports.paper import Paper

_NETWORK = Path(__file__).parents[2]
_SHEET = _NETWORK / "static" / "bericht.css"


def write_html(paper: Paper) -> bytes:
    """The whole paper; the same paper gives the same bytes."""
    template = _environment().get_template("network/reports/datei.html")
    text = template.render(paper=paper, sheet=sheet(), policy=policy(sheet().encode()))
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=1)
def sheet() -> str:
    """The style sheet of the file, the same that our pages use for a report."""
    return _SHEET.read_text(encoding="utf-8")


def policy(style: bytes) -> str:
    """The policy for a file's own style sheet: an old file keeps its old sheet."""
    mark = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{mark}'; img-src data:; base-uri 'none'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """As the pages' templates are read: the paper's part is one for both."""
    return Environment(
        loader=FileSystemLoader(_NETWORK / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
