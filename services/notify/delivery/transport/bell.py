"""The bell: Dramatiq messages that carry a delivery id and nothing else.

Actors are addressed by name, so a web process can ring without knowing their code. The
broker may lose a message or run it twice; the delivery log makes both harmless.
"""

from __future__ import annotations

from typing import Any

import dramatiq
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import BrokerError
from dramatiq.middleware import AgeLimit, Middleware, Retries

from services.notify.records.bell import Due
from shared.errors import Misconfigured, Unavailable

LETTERS = "letters"
BULK = "bulk"
QUEUES = (LETTERS, BULK)
ACTORS = {LETTERS: "deliver", BULK: "deliver_bulk"}
"""Queue -> name of the actor that serves it."""

HEARTBEAT_TIMEOUT_MS = 10_000
MAINTENANCE_CHANCE = 1_000_000
"""With dramatiq's defaults the message of a killed worker came back after 3 to 20 minutes or
not at all; with these after ten seconds."""
_OLD_AFTER_MS = 3_600_000


def make_broker(url: str, *, timeout: float = 1.0) -> dramatiq.Broker:
    """The broker for ``memory://`` or ``redis://…``; all queues are declared.

    ``timeout`` (seconds) limits every call: a Redis that is frozen must not freeze a form.
    Nothing connects here. Raises Misconfigured for another kind of URL.
    """
    # No retries by dramatiq: when a letter is tried again is decided by the delivery log.
    middleware: list[Middleware] = [AgeLimit(max_age=_OLD_AFTER_MS), Retries(max_retries=0)]
    broker: dramatiq.Broker
    if url == "memory://":
        broker = StubBroker(middleware=middleware)
    elif url.startswith(("redis://", "rediss://", "unix://")):
        # Imported here: the embedded start rings without Redis and need not load it.
        import redis
        from dramatiq.brokers.redis import RedisBroker
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        # redis-py retries by itself and then blocks for a minute; one try, one second.
        client = redis.Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )
        broker = RedisBroker(  # type: ignore[no-untyped-call]
            client=client,
            middleware=middleware,
            namespace="ikoe-notify",
            heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
            maintenance_chance=MAINTENANCE_CHANCE,
        )
    else:
        raise Misconfigured("config.broker_url")
    for queue in QUEUES:
        broker.declare_queue(queue)
    return broker


class DramatiqBell:
    """Implements ``records.bell.Bell``."""

    def __init__(self, broker: dramatiq.Broker) -> None:
        self._broker = broker
        self._away: tuple[type[Exception], ...] = (BrokerError, OSError)
        if not isinstance(broker, StubBroker):
            from redis import RedisError

            self._away = (RedisError, *self._away)

    def ring(self, due: Due) -> None:
        """See the port."""
        queue = BULK if due.bulk else LETTERS
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name=queue,
            actor_name=ACTORS[queue],
            args=(due.delivery_id,),
            kwargs={},
            options={},
        )
        try:
            self._broker.enqueue(message)
        except self._away as error:
            raise Unavailable("unavailable.broker") from error

    def waiting(self) -> int:
        """See the port."""
        if isinstance(self._broker, StubBroker):
            return sum(self._broker.queues[queue].qsize() for queue in QUEUES)
        broker: Any = self._broker
        names = [f"{broker.namespace}:{queue}" for queue in QUEUES]
        try:
            return sum(int(broker.client.llen(name)) for name in names)
        except self._away as error:
            raise Unavailable("unavailable.broker") from error
