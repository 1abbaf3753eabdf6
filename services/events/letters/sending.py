"""Put letters and withdrawals into the transaction of their cause."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.events.records.services import Services
from services.events.records.transaction import Transaction
from shared import notices


def post(transaction: Transaction, notice: notices.Notice | None, subject: str = "") -> None:
    """Put a notice into the transaction of its cause; None is no letter."""
    if notice is None:
        return
    transaction.outbox.send(
        id=str(notice.id),
        target="notify",
        path=f"/api/notify/notices/{notice.id}",
        payload=notice.model_dump_json(),
        now=notice.created_at,
        subject=subject,
    )


def withdraw(
    transaction: Transaction, services: Services, subject_key: str, upto: int, now: datetime
) -> None:
    """Whatever is unsent for the subject shall not be sent any more."""
    withdrawal = notices.Withdrawal(
        id=UUID(services.new_id()), subject_key=subject_key, upto_version=upto
    )
    transaction.outbox.send(
        id=str(withdrawal.id),
        target="notify",
        path=f"/api/notify/withdrawals/{withdrawal.id}",
        payload=withdrawal.model_dump_json(),
        now=now,
    )
