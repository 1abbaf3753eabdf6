"""The parts of the service, put together in one place from settings or from what is given."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from services.events.config import Settings
from services.events.data_protection.erasing import EventsEraser
from services.events.records.services import Services
from services.events.registration import retention
from services.events.stores.network_directory import HttpDirectory
from services.events.stores.sql_store import SqlEvents
from shared.accounts import Accounts
from shared.clock import Clock, utc_now
from shared.data_protection.erasure import Erasure
from shared.data_protection.journal import Journal
from shared.data_protection.requests import Requests
from shared.data_protection.retention import RetentionJob
from shared.data_protection.retention_rule import RetentionRule
from shared.sql import Database

TIMEOUT_SECONDS = 5.0


@dataclass
class Parts:
    """Everything that is wired together, for pages, workers and tests."""

    settings: Settings
    store: SqlEvents
    directory: HttpDirectory
    network: httpx.Client
    notify: httpx.Client
    accounts: Accounts
    clock: Clock
    on_ring: list[Callable[[], None]] = field(default_factory=list)

    @property
    def services(self) -> Services:
        """What verbs are handed."""
        return Services(
            store=self.store,
            directory=self.directory,
            clock=self.clock,
            new_id=lambda: str(uuid.uuid4()),
            public_url=self.settings.public_url,
            secret=self.settings.secret_key.get_secret_value(),
            ring=self.ring,
        )

    @property
    def erasure(self) -> Erasure:
        """This service's part in deleting people on their request."""
        requests = Requests(Journal(self.accounts.database, clock=self.clock))
        return Erasure("events", requests, EventsEraser(self.services), self.store.database.settle)

    @property
    def retention(self) -> RetentionJob:
        """What goes by itself when its time is over."""
        outbox = self.store.outbox

        def before() -> datetime:
            return self.clock() - retention.PEOPLE_KEPT

        texts = RetentionRule(
            "events.outbox",
            lambda: outbox.due_to_forget(before()),
            lambda: outbox.forget(before()),
        )
        rules = (*retention.rules(self.services), texts)
        return RetentionJob(rules, self.accounts.database, self.clock)

    def ring(self) -> None:
        """Wake whoever carries the outbox in this process; elsewhere its own turn comes."""
        for ring in self.on_ring:
            ring()


def caller(url: str, settings: Settings) -> httpx.Client:
    """A client for another service, with the token that services show each other."""
    return httpx.Client(
        base_url=url,
        timeout=TIMEOUT_SECONDS,
        headers={"Authorization": f"Bearer {settings.service_token.get_secret_value()}"},
    )


def wire(
    settings: Settings,
    *,
    database: Database | None = None,
    network: httpx.Client | None = None,
    notify: httpx.Client | None = None,
    clock: Clock = utc_now,
) -> Parts:
    """Connect the parts; whatever is not handed in is made from settings."""
    network = network or caller(settings.network_url, settings)
    return Parts(
        settings=settings,
        store=SqlEvents(database or Database(settings.events_store_url)),
        directory=HttpDirectory(network),
        network=network,
        notify=notify or caller(settings.notify_url, settings),
        accounts=Accounts(settings.accounts_url, clock),
        clock=clock,
    )
