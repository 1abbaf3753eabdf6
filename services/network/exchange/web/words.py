"""What an import found, in words: for its page and for the command line."""

from __future__ import annotations

from collections.abc import Mapping

from services.network.exchange.plan import ImportPlan, Message, RowState
from shared.web.i18n import gettext, ngettext
from shared.web.problems import problem_text


def place_words(message: Message) -> str:
    """Where a message belongs: "Blatt Angebote, Zeile 7, Spalte „Themen“"."""
    problem = message.problem
    parts = []
    if message.sheet:
        parts.append(gettext("Blatt „%(sheet)s“", sheet=message.sheet))
    if problem.row is not None:
        parts.append(gettext("Zeile %(row)s", row=problem.row))
    if problem.field:
        parts.append(gettext("Spalte „%(column)s“", column=problem.field))
    return ", ".join(parts) or gettext("Datei")


def message_words(message: Message, sentences: Mapping[str, str] | None = None) -> str:
    """What is wrong and what to do; a command without any page hands in its ``sentences``."""
    return problem_text(message.problem, sentences)


def outcome_words(plan: ImportPlan) -> str:
    """The counts of a plan in one sentence."""
    parts = [
        ngettext("%(num)s neuer Eintrag", "%(num)s neue Einträge", plan.count(RowState.NEW)),
        gettext("%(num)s geändert", num=plan.count(RowState.CHANGED)),
        gettext("%(num)s unverändert", num=plan.count(RowState.UNCHANGED)),
    ]
    if kept := plan.count(RowState.KEPT):
        parts.append(gettext("%(num)s übersprungen", num=kept))
    if plan.errors:
        parts.append(ngettext("%(num)s Fehler", "%(num)s Fehler", len(plan.errors)))
    return ", ".join(parts)
