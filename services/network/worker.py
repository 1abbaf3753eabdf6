"""Background work of the network service: notices are carried to their targets."""

from __future__ import annotations

import sys

import structlog

from services.network.config import Settings
from services.network.findings import reminders as question_reminders
from services.network.findings.letter_outcomes import OutcomeReader
from services.network.findings.letters import Post
from services.network.measures.reminders import remind
from services.network.records.references import dangling
from services.network.stores.notice_outbox import NoticeOutbox
from services.network.wiring import Wiring, wire
from shared import collector, logs
from shared.config import load
from shared.data_protection import erasure, retention
from shared.loops import Loop, wait_until_stopped
from shared.outcomes import HttpOutcomes
from shared.relay import Relay
from shared.starting import refused_in_words

log = structlog.get_logger("network")

RELAY_SECONDS = 2.0
"""How long a notice waits at most before its first delivery is tried."""

AUDIT_SECONDS = 24 * 3600.0
"""How often the whole network is looked through for references that lead nowhere."""

NAMED_MISSING = 5
"""So many references that lead nowhere are named in the log; their number tells the rest."""

REMINDER_SECONDS = 300.0
"""How often measures and questions are looked through for whom to remind; letters come by the
day."""

OUTCOME_SECONDS = 5.0
"""How often notify is asked what became of letters."""


def loops(parts: Wiring) -> list[Loop]:
    """The background loops, not started."""
    settings = parts.settings
    post = Post(settings.secret_key.get_secret_value(), settings.public_url)
    outcomes = OutcomeReader(parts, HttpOutcomes(parts.notify))
    relay = Relay(NoticeOutbox(parts.store), {"notify": parts.notify}, parts.clock)
    return [
        Loop(
            "network-relay",
            RELAY_SECONDS,
            relay.run_once,
            heartbeat=parts.settings.heartbeat_file,
        ),
        Loop(
            "network-reminders",
            REMINDER_SECONDS,
            lambda: remind(parts, settings.public_url),
        ),
        Loop(
            "network-question-reminders",
            REMINDER_SECONDS,
            lambda: question_reminders.remind(parts, post, settings.question_reminder_days),
        ),
        Loop("network-outcomes", OUTCOME_SECONDS, outcomes.run_once),
        Loop("network-audit", AUDIT_SECONDS, lambda: audit(parts)),
        Loop("network-retention", retention.EVERY_SECONDS, parts.retention.run_once),
        *(
            Loop(f"{one.service}-deletions", erasure.EVERY_SECONDS, one.run_once)
            for one in parts.erasures
        ),
    ]


def audit(parts: Wiring) -> int:
    """Log how many references lead nowhere, and a few of them, in one line; returns how many.

    One line whatever their number: tens of thousands of lines kept the first page waiting.
    """
    found = dangling(parts.live.network())
    if found:
        few = [f"{p.params['kind']} {p.params['id']}.{p.field}" for p in found[:NAMED_MISSING]]
        log.warning("references_missing", count=len(found), first=few)
    return len(found)


def main() -> None:
    """Run the loops as the environment says until SIGTERM."""
    with refused_in_words("NETWORK_STORE_URL"):
        settings = load(Settings)
        collector.calm()
        logs.configure(settings.log_format)
        parts = wire(settings)
        # The audit reads everything in a moment; here an unreadable store refuses the start.
        parts.live.network()
        if retention.PREVIEW in sys.argv[1:]:
            sys.stdout.write(retention.told(parts.retention))
            return
        # Before anything is sent: the data may be a copy from before somebody was deleted.
        for one in parts.erasures:
            one.catch_up()
    try:
        wait_until_stopped(loops(parts))
    finally:
        parts.store.close()


if __name__ == "__main__":
    main()
