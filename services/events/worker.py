"""Background work of the events service: letters on their way, holds, reminders, facts."""

from __future__ import annotations

import sys

from services.events.attendance import facts
from services.events.config import Settings
from services.events.datasets import DATA_SETS, reconcile
from services.events.letters import outcomes, reminders
from services.events.registration import registering
from services.events.wiring import Parts, wire
from shared import logs
from shared.config import load
from shared.data_protection import erasure, retention
from shared.loops import Loop, wait_until_stopped
from shared.outcomes import HttpOutcomes
from shared.relay import Relay
from shared.starting import refused_in_words


def loops(parts: Parts) -> list[Loop]:
    """The background loops, not started."""
    services = parts.services
    relay = Relay(
        parts.store.outbox, {"notify": parts.notify, "network": parts.network}, parts.clock
    )
    answers = HttpOutcomes(parts.notify)
    heartbeat = parts.settings.heartbeat_file
    relay_loop = Loop("events-relay", 2.0, relay.run_once, heartbeat=heartbeat)
    # In one process with the web part a letter leaves at once; alone, two seconds later.
    parts.on_ring.append(relay_loop.ring)
    return [
        relay_loop,
        Loop("events-holds", 20.0, lambda: registering.release_lapsed(services)),
        Loop("events-reminders", 30.0, lambda: reminders.remind(services)),
        Loop("events-facts", 20.0, lambda: facts.tell_facts(services)),
        Loop("events-retention", retention.EVERY_SECONDS, parts.retention.run_once),
        Loop("events-deletions", erasure.EVERY_SECONDS, parts.erasure.run_once),
        Loop("events-outcomes", 5.0, lambda: outcomes.read_outcomes(services, answers)),
        Loop("events-data-set", 1.5, lambda: reconcile.reconcile_data_set(services, DATA_SETS)),
    ]


def main() -> None:
    """Run the loops as the environment says until SIGTERM."""
    with refused_in_words("EVENTS_STORE_URL"):
        settings = load(Settings)
        logs.configure(settings.log_format)
        parts = wire(settings)
        if retention.PREVIEW in sys.argv[1:]:
            sys.stdout.write(retention.told(parts.retention))
            return
        # Before anything is told: the data may be a copy from before somebody was deleted.
        parts.erasure.catch_up()
    wait_until_stopped(loops(parts))


if __name__ == "__main__":
    main()
