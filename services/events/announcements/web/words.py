"""German words for kinds and states of events."""

from __future__ import annotations

from collections.abc import Mapping

from shared.marking import N_

KINDS: Mapping[str, str] = {
    "webtalk": N_("Webtalk"),
    "networking": N_("Vernetzungstreffen"),
    "workshop": N_("Workshop"),
    "conference": N_("Tagung"),
    "steering": N_("Sitzung einer Steuerungsgruppe"),
}
STATUS: Mapping[str, tuple[str, str]] = {
    "draft": (N_("Entwurf"), "warning"),
    "published": (N_("veröffentlicht"), "success"),
    "cancelled": (N_("abgesagt"), "danger"),
}
