"""The parts of the service, put together in one place from settings or from what is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dramatiq

from services.notify.config import Settings
from services.notify.data_protection.erasing import NotifyEraser
from services.notify.delivery.deliver import Deliver
from services.notify.delivery.ports import Mailer
from services.notify.delivery.sweep import Sweep
from services.notify.delivery.transport.bell import DramatiqBell, make_broker
from services.notify.delivery.transport.folder_mailer import FolderMailer
from services.notify.delivery.transport.smtp_mailer import MailServer, SmtpMailer
from services.notify.desk.desk import Desk
from services.notify.intake.intake import Intake
from services.notify.letters.compose import Composer
from services.notify.letters.files.letter_templates import LetterTemplates
from services.notify.stores import sql_delivery_log
from services.notify.stores.seal import Seal
from services.notify.stores.sql_delivery_log import SqlDeliveryLog
from services.notify.stores.sql_desk import SqlDesk
from services.notify.stores.sql_instance import SqlInstance
from services.notify.stores.sql_people import SqlPeopleLog
from services.notify.unsubscribe.unsubscribe import Unsubscribe
from shared.clock import Clock, utc_now
from shared.data_protection.erasure import Erasure
from shared.data_protection.journal import Journal
from shared.data_protection.requests import Requests
from shared.data_protection.retention import RetentionJob
from shared.data_protection.retention_rule import RetentionRule
from shared.errors import Misconfigured
from shared.sql import Database


@dataclass(frozen=True)
class Parts:
    """Everything wired; ``app.extensions["ikoe"]`` holds it."""

    settings: Settings
    clock: Clock
    database: Database
    deliveries: SqlDeliveryLog
    broker: dramatiq.Broker
    bell: DramatiqBell
    mailer: Mailer
    intake: Intake
    deliver: Deliver
    sweep: Sweep
    desk: Desk
    unsubscribe: Unsubscribe
    instance: SqlInstance
    erasure: Erasure
    retention: RetentionJob


def make_mailer(settings: Settings) -> Mailer:
    """The mailer for ``MAIL_URL``. Raises Misconfigured."""
    parts = urlsplit(settings.mail_url)
    if parts.scheme == "file":
        if not parts.path or parts.netloc not in ("", "localhost"):
            raise Misconfigured("config.mail_url")
        return FolderMailer(Path(unquote(parts.path)))
    host = urlsplit(settings.public_url).hostname or ""
    return SmtpMailer(
        MailServer.from_url(settings.mail_url),
        hello=host if "." in host and not host.replace(".", "").isdigit() else "",
        timeout=settings.mail_timeout,
    )


def wire(
    settings: Settings,
    *,
    database: Database | None = None,
    broker: dramatiq.Broker | None = None,
    mailer: Mailer | None = None,
    clock: Clock = utc_now,
) -> Parts:
    """Put the service together and bring its tables up to date."""
    secret = settings.secret_key.get_secret_value()
    database = database or Database(settings.notify_store_url)
    sql_delivery_log.prepare(database)
    instance = SqlInstance(
        database, Path(settings.instance_file) if settings.instance_file else None
    )
    # Before anybody can take a letter up: a copy sends nothing by itself.
    instance.begin(clock())
    seal = Seal(secret)
    deliveries = SqlDeliveryLog(database, seal)
    broker = broker or make_broker(settings.broker_url)
    bell = DramatiqBell(broker)
    mailer = mailer or make_mailer(settings)
    composer = Composer(LetterTemplates(), settings.public_url, secret)
    deliver = Deliver(
        deliveries=deliveries,
        holds=deliveries,
        composer=composer,
        mailer=mailer,
        clock=clock,
        envelope_sender=settings.mail_envelope_sender,
    )
    sweep = Sweep(
        deliveries=deliveries,
        holds=deliveries,
        bell=bell,
        deliver=deliver,
        clock=clock,
        retention=timedelta(days=settings.letter_retention_days),
    )
    # Requests for deletion and what retention did lie there, for all services.
    accounts = Database(settings.accounts_url, what="unavailable.accounts")
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        deliveries=deliveries,
        broker=broker,
        bell=bell,
        mailer=mailer,
        intake=Intake(deliveries, bell, clock, secret),
        deliver=deliver,
        sweep=sweep,
        desk=Desk(
            desk=SqlDesk(database, seal),
            holds=deliveries,
            composer=composer,
            bell=bell,
            clock=clock,
            retention_days=settings.letter_retention_days,
            instance=instance,
        ),
        unsubscribe=Unsubscribe(deliveries, secret, clock),
        instance=instance,
        erasure=Erasure(
            "notify",
            Requests(Journal(accounts, clock=clock)),
            NotifyEraser(
                SqlPeopleLog(database, seal, clock),
                mailer if isinstance(mailer, FolderMailer) else None,
            ),
            database.settle,
        ),
        retention=RetentionJob(_rules(sweep, mailer, clock), accounts, clock),
    )


def _rules(sweep: Sweep, mailer: Mailer, clock: Clock) -> tuple[RetentionRule, ...]:
    """Letters go some time after they ended, and their files with them."""
    letters = RetentionRule("notify.letters", sweep.due_to_clean, sweep.clean)
    if not isinstance(mailer, FolderMailer):
        return (letters,)
    files = RetentionRule(
        "notify.files",
        lambda: mailer.due(clock() - sweep.retention),
        lambda: mailer.forget(clock() - sweep.retention),
    )
    return (letters, files)
