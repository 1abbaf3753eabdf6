"""Change the numbers that the network is computed with, each with a reason; what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from services.network.records.kinds.installation import RuleSettings
from services.network.records.kinds.record import Provenance, Visibility
from services.network.records.network import Change, Network, Stored
from services.network.records.rules import CHANGEABLE, Number, rules_of
from services.network.records.save import save_record
from services.network.records.services import Services
from shared.errors import NotFound

ID = "rules"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One number that somebody changed: from what to what, why, who and when."""

    name: str
    before: Number
    after: Number
    reason: str
    author: str
    at: datetime


def with_number(
    settings: RuleSettings | None, name: str, value: Number | None, reason: str
) -> RuleSettings:
    """The settings with one number changed; None (or the product's own number) restores it.

    Raises NotFound if there is no such number to change.
    """
    rule = CHANGEABLE.get(name)
    if rule is None:
        raise NotFound("not_found.record")
    settings = settings or RuleSettings(id=ID, provenance=Provenance(visibility=Visibility.PUBLIC))
    own = value is not None and value != rule.default
    stored = (float(value) if isinstance(value, Fraction) else value) if own else None
    reasons = {**dict(settings.reasons), name: reason} if own else dict(settings.reasons)
    if not own:
        reasons.pop(name, None)
    kept = tuple((key, reasons[key]) for key in CHANGEABLE if key in reasons)
    return replace(settings, **{name: stored}, reasons=kept)  # type: ignore[arg-type]


def changed_network(network: Network, settings: RuleSettings) -> Network:
    """The network as it would be under these settings, to look at before they are kept."""
    return replace(network, records={**network.records, RuleSettings.KIND: {ID: settings}})


def change_rule(
    parts: Services, name: str, value: Number | None, reason: str, expects: int, author: str
) -> Stored:
    """Change one number (None: back to the product's own), over the version that the page showed.

    Raises NotFound (no such number), Invalid (``rule.range``, ``rule.reason``), Conflict,
    Unavailable.
    """
    wanted = with_number(parts.live.network().get(RuleSettings, ID), name, value, reason)
    return save_record(parts, wanted, expects, author, reason)


def changes_of(history: Sequence[Change]) -> tuple[RuleChange, ...]:
    """What the history of the settings says, number by number, the latest first."""
    return tuple(one for change in reversed(history) for one in _numbers(change))


def _numbers(change: Change) -> Iterable[RuleChange]:
    before, after = (
        rules_of(side if isinstance(side, RuleSettings) else None)
        for side in (change.before, change.after)
    )
    for name in CHANGEABLE:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield RuleChange(name, was, now, change.reason, change.author, change.at)
