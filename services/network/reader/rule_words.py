"""The numbers of the rules as pages say them: a limit is told as it is in force."""

from __future__ import annotations

from services.network.reader import context
from services.network.reader.words import COVERAGE_HINTS
from services.network.records.rules import Number, Rule, whole_months
from shared.web.i18n import gettext as _
from shared.web.i18n import ngettext, zahl


def span(days: int) -> str:
    """A number of days as people say it: „18 Monate“, „45 Tage“."""
    months = whole_months(days)
    if months is not None:
        return months_words(months)
    return ngettext("%(num)s Tag", "%(num)s Tage", days)


def span_within(days: int) -> str:
    """The same behind „in den letzten“: „18 Monaten“, „45 Tagen“; two days at least."""
    months = whole_months(days)
    if months is not None:
        return _("%(number)s Monaten", number=zahl(months))
    return _("%(number)s Tagen", number=zahl(days))


def coverage_hint(state: str) -> str:
    """What a state of coverage means, in one sentence with the numbers in force."""
    rules = context.network().rules
    return _(
        COVERAGE_HINTS[state],
        freshness=span_within(rules.freshness_days),
        delivery=span_within(rules.delivery_days),
    )


def months_words(months: int) -> str:
    """„24 Monate“."""
    return ngettext("%(num)s Monat", "%(num)s Monate", months)


def value_words(rule: Rule, value: Number | None = None) -> str:
    """The value in force of a rule (or another value of it) with its unit."""
    value = rule.value if value is None else value
    match rule.unit:
        case "days":
            return span(int(value))
        case "months":
            return months_words(int(value))
        case "houses":
            return ngettext("%(num)s Anbieter", "%(num)s Anbieter", int(value))
        case "times the minimum":
            return _("%(number)s-fach", number=zahl(int(value)))
        case "districts":
            return ngettext("%(num)s Kreis", "%(num)s Kreise", int(value))
        case "talks":
            return ngettext("%(num)s Gespräch", "%(num)s Gespräche", int(value))
        case "actors":
            return ngettext("%(num)s Akteur", "%(num)s Akteur:innen", int(value))
        case _:
            return zahl(float(value))
