"""Topics and regions in the reader's language, also as choices of forms and filters."""

from __future__ import annotations

from services.events.reader.request import services
from services.events.records.directory import Vocabulary, VocabularyTerm
from services.events.records.event import LAND
from shared.errors import Unavailable
from shared.web.i18n import current_language


def vocabulary() -> Vocabulary:
    """Topics and regions; empty while the network service is away (pages go on)."""
    try:
        return services().directory.vocabulary()
    except Unavailable:
        return Vocabulary()


def label(term: VocabularyTerm) -> str:
    """A term in the reader's language."""
    return term.label_en if current_language() == "en" and term.label_en else term.label


def region_options() -> list[tuple[str, str]]:
    """The Land and its districts, for choosing."""
    words = vocabulary()
    land = [(r.id, label(r)) for r in words.regions if r.id == LAND]
    return land + [(r.id, label(r)) for r in words.districts() if r.id.startswith(LAND)]


def topic_options() -> list[tuple[str, str, int]]:
    """Topics as a tree: value, name, depth."""
    words = vocabulary()
    children: dict[str, list[VocabularyTerm]] = {}
    for term in words.topics:
        children.setdefault(term.parent_id, []).append(term)
    found: list[tuple[str, str, int]] = []

    def walk(parent: str, depth: int) -> None:
        for term in children.get(parent, ()):
            found.append((term.id, label(term), depth))
            if depth < 5:
                walk(term.id, depth + 1)

    walk("", 0)
    return found
