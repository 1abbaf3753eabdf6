"""Static files: ``/static/shared/…`` and ``/static/<service>/…``, kept by browsers for good.

A link carries a mark of the content (``?v=``), so a changed file has another address.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory

SHARED = Path(__file__).parent / "static"


@lru_cache(maxsize=512)
def _mark(file: Path, changed: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def _version(file: Path) -> str:
    try:
        return _mark(file, file.stat().st_mtime_ns)
    except OSError:
        return ""


@cache
def build() -> str:
    """Stands for the present templates: another version of the program, another page."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.py"), SHARED / "ikoe.css"]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def static(name: str, owner: str = "shared") -> str:
    """The address of a static file of ``shared`` or of the present service."""
    folder = SHARED if owner == "shared" else Path(current_app.root_path) / "static"
    mark = _version(folder / name)
    return f"/static/{owner}/{name}" + (f"?v={mark}" if mark else "")


def install(app: Flask, service: str) -> None:
    """Serve the shared and the service's own static files."""
    folders = {"shared": SHARED, service: Path(app.root_path) / "static"}

    def send(owner: str, name: str) -> Response:
        folder = folders[owner]
        response = send_from_directory(folder, name)
        wanted = request.args.get("v", "")
        if wanted and wanted == _version(folder / name):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            response.headers["Cache-Control"] = "public, max-age=300"
        return response

    for owner in folders:
        app.add_url_rule(
            f"/static/{owner}/<path:name>", f"static_{owner}", send, defaults={"owner": owner}
        )
    app.jinja_env.globals["static"] = static
