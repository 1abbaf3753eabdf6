"""Notices and parts for the tests of notify."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from services.notify.config import Settings
from services.notify.records.bell import Due
from shared.errors import Unavailable
from shared.notices import (
    ChangedFact,
    EventFacts,
    MeasureFacts,
    Notice,
    NoticeKind,
    QuestionFacts,
    Recipient,
    Sender,
    Withdrawal,
)

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SECRET = "test-key-0123456789-abcdefghijklmnopqrstuvwxyz"
TOKEN = "test-token-0123456789-abcdefghijklmnopqrstuvw"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//IKOE//DE\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "UID:6f1c1b0e-4b1e-4a51-9a53-1d9f7c3e2b10\r\nDTSTAMP:20261125T090000Z\r\n"
    "DTSTART:20270120T090000Z\r\nDTEND:20270120T120000Z\r\nSEQUENCE:0\r\n"
    "SUMMARY:Vernetzungstreffen für Jena\r\nORGANIZER:mailto:netz@ikoe.example\r\n"
    "ATTENDEE:mailto:olga@verein.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@dataclass
class Time:
    """A clock that goes when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def goes(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class QuietBell:
    """A bell that notes who was rung for; ``silent`` like a broker that is away."""

    rung: list[Due] = field(default_factory=list)
    silent: bool = False
    heard: int = 0

    def ring(self, due: Due) -> None:
        if self.silent:
            raise Unavailable("unavailable.broker")
        self.rung.append(due)

    def waiting(self) -> int:
        if self.silent:
            raise Unavailable("unavailable.broker")
        return len(self.rung) - self.heard


def settings(folder: Path, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "public_url": "http://127.0.0.1:8080",
        "secret_key": SECRET,
        "service_token": TOKEN,
        "accounts_url": f"sqlite:///{folder / 'accounts.db'}",
        "data_dir": folder,
        "notify_store_url": f"sqlite:///{folder / 'notify.db'}",
        "broker_url": "memory://",
        "mail_url": f"file://{folder / 'outbox'}",
    }
    return Settings(**{**values, **changes})


def recipient(address: str = "olga@verein.example", **changes: Any) -> Recipient:
    links = {
        role: f"http://127.0.0.1:8080/anmeldung/{role}/aaaaaaaaaaaaaaaaaaaaaa"
        for role in ("confirm", "cancel", "manage", "event", "answer", "measure")
    }
    values: dict[str, Any] = {
        "ref": f"ref:{address}",
        "address": address,
        "name": "Olga Müller",
        "links": links,
        "reason": "Ihr Verein arbeitet in Jena zum selben Thema.",
        "address_source": "Webseite des Vereins",
        "calendar": CALENDAR,
    }
    return Recipient(**{**values, **changes})


def event(**changes: Any) -> EventFacts:
    values: dict[str, Any] = {
        "id": UUID("6f1c1b0e-4b1e-4a51-9a53-1d9f7c3e2b10"),
        "title": "Vernetzungstreffen für Jena",
        "starts_at": datetime(2027, 1, 20, 9, tzinfo=UTC),
        "ends_at": datetime(2027, 1, 20, 12, tzinfo=UTC),
        "place": "Rathaus Jena, Saal 1",
        "online_url": "https://treffen.example/abc",
        "dial_in_note": "Telefon 0361 000",
        "description": "Wir sprechen über Lücken.\n\nBitte bringen Sie Fragen mit.",
        "hosts": ("Fachstelle A", "Verein B"),
        "url": "http://127.0.0.1:8080/termine/vernetzungstreffen",
        "contact": "Kim Beispiel, 0361 000",
    }
    return EventFacts(**{**values, **changes})


def notice(kind: NoticeKind = NoticeKind.REGISTRATION_CONFIRMED, **changes: Any) -> Notice:
    values: dict[str, Any] = {
        "id": uuid4(),
        "kind": kind,
        "subject_key": f"registration:{uuid4()}",
        "subject_version": 1,
        "sender": Sender(
            name="Koordinierungsstelle Interkulturelle Öffnung",
            address="netz@ikoe.example",
            contact="Anna Muster, 0361 123",
            imprint_url="http://127.0.0.1:8080/impressum",
            privacy_url="http://127.0.0.1:8080/datenschutz",
        ),
        "recipients": (recipient(),),
        "event": event(),
        "question": QuestionFacts(
            own_title="Lotsinnen für Ämter",
            own_actor="Verein B",
            other_title="Begleitung zum Amt",
            other_actor="Fachstelle A",
            common=("Sprachmittlung", "Jena"),
            answer_until=datetime(2026, 12, 23, 22, 59, tzinfo=UTC),
        ),
        "measure": MeasureFacts(
            title="Lotsinnen auch für Jena gewinnen",
            due=date(2026, 12, 23),
            owner="Frau Muster",
            owner_actor="Verein B",
            status="running",
            findings=2,
        ),
        "changes": (
            ChangedFact(
                field="starts_at", old="2027-01-19T10:00:00+00:00", new="2027-01-20T09:00:00+00:00"
            ),
            ChangedFact(field="place", old="", new="Rathaus Jena, Saal 1"),
        ),
        "hold_until": datetime(2026, 11, 27, 10, tzinfo=UTC),
        "created_at": NOW,
    }
    return Notice(**{**values, **changes})


def withdrawal(subject_key: str, upto_version: int = 1) -> Withdrawal:
    return Withdrawal(id=uuid4(), subject_key=subject_key, upto_version=upto_version)


def states(parts, text=""):
    return [entry.state for entry in parts.desk.page((), text, 1).entries]


def only(parts):
    (entry,) = parts.desk.page((), "", 1).entries
    return entry


def outcome_states(parts, after=0):
    return [
        (one.recipient_ref, one.state.value, one.reason)
        for one in parts.deliveries.outcomes(after, 100).outcomes
    ]
