"""The pages of measures in a real browser, as a coordinator sees them on a small screen."""

from __future__ import annotations

from tests.network.cooperation.web.test_structure_in_browser import desk, look

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
    look(desk, address, PATHS)
