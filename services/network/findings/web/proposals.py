"""What a meeting can be planned from: findings, suggested cooperations and next steps."""

from __future__ import annotations

from typing import Any

from services.network.cooperation.suggestions import SuggestedPartners
from services.network.cooperation.web.suggested import suggestions
from services.network.findings.web import words as finding_words
from services.network.findings.web.today import findings
from services.network.outlook.next_steps import NextStep
from services.network.outlook.web import next_steps_pages as pages_next_steps
from services.network.reader.labels import Labels
from shared.web.i18n import aufzaehlung


def proposed(id: str) -> Any:
    """The finding, suggestion or step with this id today, or None."""
    found = findings().get(id)
    if found is not None:
        return found
    if id.startswith("partners-"):
        return suggestions().get(id)
    return next((step for step in pages_next_steps.steps() if step.id == id), None)


def kind_and_title(found: Any, view: Labels) -> tuple[str, str]:
    """What sort of proposal it is, and its title."""
    match found:
        case SuggestedPartners():
            names = [name for _id, name in view.actors(found.house_ids)]
            return found.kind, aufzaehlung(names)
        case NextStep():
            return "step", pages_next_steps.title(found, view)
        case _:
            return found.kind, finding_words.summary(found, view).title


def home_of(id: str) -> str:
    """Where something that is no finding is shown, "" for findings."""
    if id.startswith("partners-"):
        return f"/karte/struktur/vorschlaege?paar={id}"
    return f"/hinweise/naechste-schritte#{id}" if id.startswith("step-") else ""
