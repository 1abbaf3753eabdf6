"""What the frame around every page says about this installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import structlog
from flask import current_app, g

from shared.errors import IkoeError
from shared.marking import N_

_log = structlog.get_logger(__name__)

GenderForm = Literal[":", "*", "neutral"]


@dataclass(frozen=True, slots=True)
class Chrome:
    """Name, legal links and labels of the installation, shown around every page.

    ``origin_note`` is a banner for data that are not the centre's own, "" for none.
    """

    centre_name: str = "IKÖ-Netz"
    imprint_url: str = ""
    privacy_url: str = ""
    accessibility_url: str = ""
    gender_form: GenderForm = ":"
    origin_note: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the navigation."""

    label: str
    path: str


PRIMARY = (
    NavigationEntry(N_("Start"), "/"),
    NavigationEntry(N_("Akteur:innen"), "/akteure"),
    NavigationEntry(N_("Angebote"), "/angebote"),
    NavigationEntry(N_("Projekte"), "/projekte"),
    NavigationEntry(N_("Karte"), "/karte"),
    NavigationEntry(N_("Abdeckung"), "/abdeckung"),
    NavigationEntry(N_("Termine"), "/termine"),
)
COORDINATION = (
    NavigationEntry(N_("Hinweise"), "/hinweise"),
    NavigationEntry(N_("Vorhaben"), "/vorhaben"),
    NavigationEntry(N_("Berichte"), "/berichte"),
    NavigationEntry(N_("Einfuhr"), "/einfuhr"),
    NavigationEntry(N_("Postausgang"), "/postausgang"),
)


def current_chrome() -> Chrome:
    """The frame of this request; the plain one if the installation cannot be read now."""
    if "ikoe_chrome" not in g:
        source = current_app.extensions.get("ikoe.chrome")
        try:
            g.ikoe_chrome = source() if source else Chrome()
        except IkoeError as error:
            # The page itself may still be fine, or is the one that says what is wrong.
            _log.warning("chrome.failed", code=error.code)
            g.ikoe_chrome = Chrome()
    return cast(Chrome, g.ikoe_chrome)
