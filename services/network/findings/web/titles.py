"""The titles of findings alone, for putting thousands of them in order."""

from __future__ import annotations

from collections.abc import Callable

from services.network.coverage.web.map_pages import expectation_name
from services.network.findings.finding_list import KINDS, FindingList
from services.network.findings.web.words import entry_title
from services.network.reader.labels import Labels
from services.network.records.model import Expectation
from shared.web.i18n import gendered
from shared.web.i18n import gettext as _


def titles(found: FindingList, view: Labels) -> Callable[[int], str]:
    """Writes the titles of findings by their places in the list, as ``words.summary`` does.

    The pattern is looked up once, and nothing else is said.
    """
    pattern = _("„%(left)s“ und „%(right)s“")
    expected: dict[str, str] = {}

    def title(place: int) -> str:
        match KINDS[found.kinds[place]]:
            case "coverage":
                id, district = found.cell_place(place)
                if id not in expected:
                    expectation = view.visible.network.get(Expectation, id)
                    assert expectation is not None
                    expected[id] = expectation_name(expectation, view)
                return f"{view.visible.region_name(district)}: {expected[id]}"
            case "parallel":
                left, right = found.entries(place)
                names = {"left": entry_title(*left, view), "right": entry_title(*right, view)}
                return gendered(pattern % names)
            case _:
                return view.visible.actor_name(found.finding(place).actor_ids[0])

    return title
