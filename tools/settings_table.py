"""Writes the table of settings into the README from the services' own definitions.

``python -m tools.settings_table`` rewrites it; a test looks whether it is up to date. So the
README can neither miss a setting nor name one that is gone.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

from pydantic_core import PydanticUndefined

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
START, END = "<!-- settings -->", "<!-- /settings -->"
_BETWEEN = re.compile(f"{START}(.*?){END}", re.DOTALL)
SERVICES = ("network", "events", "notify")

EMBEDDED = {
    "PORT": ("8080", "Port, auf dem `make run` antwortet"),
    "HOST": ("127.0.0.1", "Netzwerkadresse, auf der `make run` lauscht"),
    "DATA": (
        "practice",
        "Anfangsdaten von `make run`: `practice` (Übungsnetz), `example` (Beispielnetz 2021), "
        "`empty`; leer (`DATA= make run`) fragt die erste Seite",
    ),
    "BACKUP_DIR": (
        "",
        "Ordner für Sicherungen; gesetzt: `make run` sichert von selbst; leer: nur "
        "`make backup`, nach `sicherungen`",
    ),
    "BACKUP_EVERY_MINUTES": ("10", "Minuten zwischen zwei Sicherungen von `make run`"),
    "BACKUP_KEY": ("", "Kennwort, mit dem Sicherungen verschlüsselt werden; leer: gar nicht"),
}
"""Read by the embedded start only: name → (default, meaning)."""


def rows() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Every setting: name → (default, meaning, services that read it)."""
    found: dict[str, tuple[str, str, list[str]]] = {}
    for service in SERVICES:
        fields = import_module(f"services.{service}.config").Settings.model_fields
        for name, field in fields.items():
            required = field.default is PydanticUndefined and field.default_factory is None
            default = "**nötig**" if required else _shown(field.default)
            entry = found.setdefault(name.upper(), (default, field.description or "", []))
            entry[2].append(service)
    return {name: (default, text, tuple(who)) for name, (default, text, who) in found.items()}


def table() -> str:
    """The table in Markdown."""
    lines = ["| Einstellung | Bedeutung | Vorgabe | gelesen von |", "|---|---|---|---|"]
    for name, (default, text) in EMBEDDED.items():
        lines.append(f"| `{name}` | {text} | {_shown(default)} | `make run` |")
    for name, (default, text, who) in rows().items():
        readers = "alle Dienste" if len(who) == len(SERVICES) else ", ".join(who)
        lines.append(f"| `{name}` | {text} | {default} | {readers} |")
    return "\n".join(lines)


def written() -> str:
    """The table as it stands in the README."""
    found = _BETWEEN.search(README.read_text(encoding="utf-8"))
    if not found:
        raise ValueError(f"README: {START} … {END} fehlt")
    return found[1].strip()


def _shown(default: object) -> str:
    text = "" if default is None else str(default)
    return f"`{text}`" if text else "–"


def main() -> int:
    """Replace the table in the README."""
    text = README.read_text(encoding="utf-8")
    fresh = f"{START}\n{table()}\n{END}"
    README.write_text(_BETWEEN.sub(lambda _: fresh, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
