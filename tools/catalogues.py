"""Collect translatable texts and bring the catalogues of every service up to date.

German texts are their own keys. ``translations/en`` must translate each of them (a test looks);
``translations/de`` has plural forms and nothing else to say. What no longer occurs is dropped,
and nothing is guessed: a fuzzy match would be a wrong English sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {
    ROOT / "shared": ROOT / "shared" / "web" / "translations",
    **{
        ROOT / "services" / name: ROOT / "services" / name / "translations"
        for name in ("network", "events", "notify")
    },
}
"""Folder of the sources → folder of their catalogues."""

LANGUAGES = ("de", "en")
# N_ marks a text that is translated later, where it is shown.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "lazy": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "N_n": (1, 2),
}
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def texts(folder: Path) -> Iterator[tuple[str, Any, list[str], str | None]]:
    """Every text below a folder as it is written: file, text or (singular, plural), comments,
    context."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")  # type: ignore[no-untyped-call]
    for name, _line, message, comments, context in extract_from_dir(
        str(folder), methods, options, KEYWORDS, ("i18n:",), strip_comment_tags=True
    ):
        yield (folder / name).relative_to(ROOT).as_posix(), message, comments, context


def extract(folder: Path) -> Catalog:
    """All texts below a folder, with the files they occur in."""
    catalog = Catalog(project="IKÖ-Netz", creation_date=_EPOCH, fuzzy=False)
    for place, message, comments, context in texts(folder):
        # Files without line numbers: else every edit would rewrite the catalogues.
        catalog.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return catalog


def read(translations: Path, language: str) -> Catalog:
    """The catalogue of one language; an empty one if there is none yet."""
    file = translations / language / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return Catalog(locale=language, project="IKÖ-Netz", creation_date=_EPOCH, fuzzy=False)
    with file.open("rb") as handle:
        return read_po(handle, locale=language)


def main() -> int:
    """Update every catalogue and say what is not translated yet."""
    for folder, translations in SOURCES.items():
        if not folder.is_dir():
            continue
        template = extract(folder)
        for language in LANGUAGES:
            catalog = read(translations, language)
            catalog.update(template, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            catalog.creation_date = catalog.revision_date = _EPOCH
            catalog.fuzzy = False
            file = translations / language / "LC_MESSAGES" / "messages.po"
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as handle:
                write_po(
                    handle,
                    catalog,
                    width=100,
                    sort_output=True,
                    ignore_obsolete=True,
                    include_lineno=False,
                )
            if language != "de":
                missing = [m for m in catalog if m.id and not all_translated(m.string)]
                print(f"{file.relative_to(ROOT)}: {len(catalog)} Texte, {len(missing)} offen")
    return 0


def all_translated(string: object) -> bool:
    """Whether a translation (one text, or one for each plural form) has all its texts."""
    forms = string if isinstance(string, list | tuple) else [string]
    return bool(forms) and all(forms)


if __name__ == "__main__":
    sys.exit(main())
