"""A worker for tests in which one address ends the whole process, like a crash in C code."""

from __future__ import annotations

import os
from dataclasses import replace

import dramatiq

from services.notify import worker
from services.notify.config import Settings
from services.notify.delivery.transport import actors
from services.notify.wiring import wire
from shared.config import load

POISON = "gift@x.example"


def create_worker() -> dramatiq.Broker:
    """As ``services.notify.worker.create_worker``, with the poisonous mailer in between."""
    parts = wire(load(Settings))
    inner = parts.mailer

    class Poisoned:
        def send(self, delivery_id, sender, recipient, message, may_start):
            if recipient == POISON:
                os._exit(137)
            return inner.send(delivery_id, sender, recipient, message, may_start)

    deliver = replace(parts.deliver, mailer=Poisoned())
    parts = replace(parts, deliver=deliver, sweep=replace(parts.sweep, deliver=deliver))
    actors.register(parts.broker, parts.deliver)
    parts.broker.add_middleware(worker.Sweeping(worker.sweeps(parts)))
    dramatiq.set_broker(parts.broker)
    return parts.broker
