"""What Dramatiq workers run: thin functions that take a delivery id.

Actors are registered on a given broker, not decorated: importing this module changes
nothing. All decisions are in ``delivery.deliver``; nothing is returned, nothing is retried here.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import dramatiq
import structlog

from services.notify.delivery.transport.bell import ACTORS, BULK, QUEUES

log = structlog.get_logger(__name__)


def register(broker: dramatiq.Broker, deliver: Callable[[str], object]) -> None:
    """Register the actors; letters somebody waits for come before bulk mail."""

    def run(delivery_id: str) -> None:
        try:
            UUID(delivery_id)
        except (ValueError, AttributeError, TypeError):
            # A message that none of us wrote. The truth is in the delivery log, not here.
            log.error("odd_message_ignored")
            return
        deliver(delivery_id)

    for queue in QUEUES:
        dramatiq.Actor(
            run,
            broker=broker,
            actor_name=ACTORS[queue],
            queue_name=queue,
            priority=100 if queue == BULK else 0,
            options={"max_retries": 0},
        )
