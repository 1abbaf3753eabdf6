"""What the network service deletes when its time is over, for the accounts too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.network.data_protection.eraser import NetworkEraser
from services.network.exchange.import_table import Uploads
from services.network.records.live_network import LiveNetwork
from services.network.records.model import Question
from shared.clock import Clock, berlin_day
from shared.data_protection.requests import Requests
from shared.data_protection.retention_rule import RetentionRule


class Logins(Protocol):
    """Logins and devices of all accounts."""

    def due(self) -> int:
        """How many are over."""
        ...

    def clean(self) -> int:
        """Delete those; how many."""
        ...


def rules(
    live: LiveNetwork,
    uploads: Uploads,
    accounts: Logins,
    clock: Clock,
    requests: Requests,
    eraser: NetworkEraser,
) -> Sequence[RetentionRule]:
    """Histories of deleted answers, uploads, logins, requests nobody confirmed, old evidence."""

    def end_evidence() -> int:
        """Erase by every mark once more, now that no evidence stands against it."""
        today = berlin_day(clock())
        if not requests.kept_over(today):
            return 0
        eraser.erase(requests.journal.in_force())
        eraser.history.settle()
        return requests.end_kept(today)

    return (
        RetentionRule(
            "network.questions",
            lambda: live.forgettable_changes(Question.KIND),
            lambda: live.forget_removed(Question.KIND),
        ),
        RetentionRule(
            "network.uploads",
            lambda: uploads.due(clock()),
            lambda: uploads.sweep(clock()),
        ),
        RetentionRule(
            "network.evidence", lambda: requests.kept_over(berlin_day(clock())), end_evidence
        ),
        RetentionRule("accounts.logins", accounts.due, accounts.clean),
        RetentionRule(
            "accounts.requests",
            lambda: requests.undecided(clock()),
            lambda: requests.drop_undecided(clock()),
        ),
    )
