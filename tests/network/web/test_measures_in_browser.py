"""The pages of measures in a real browser, as a coordinator sees them on a small screen."""

from __future__ import annotations

from tests.network.web.test_structure_in_browser import desk

__all__ = ["desk"]

PATHS = (
    "/vorhaben?stand=alle",
    "/vorhaben/uebung-vorhaben-1",
    "/vorhaben/uebung-vorhaben-2",
    "/vorhaben/uebung-vorhaben-4/bearbeiten",
    "/vorhaben/uebung-vorhaben-1/belege/neu",
    "/vorhaben/uebung-vorhaben-1/loeschen",
    "/hinweise?art=coverage",
)


def test_pages_fit_small_screens_and_pass_the_accessibility_check(desk, address):
    from axe_playwright_python.sync_playwright import Axe

    for path in PATHS:
        desk.goto(address + path)
        assert desk.url == address + path
        assert desk.evaluate("document.documentElement.scrollWidth") <= 360, path
        found = Axe().run(desk)
        serious = [
            (v["id"], [n["html"][:120] for n in v["nodes"][:3]])
            for v in found.response["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == [], path
