"""Letters that remind the owner of a measure: before it is due, and once when it is overdue.

A reminder's id follows from the measure, its due day, the address and the kind of reminder, so
that looking again, or two workers at once, write it once. A measure that is changed meanwhile
withdraws what is still unsent (``withdrawal_of``), in the change set of the change.
"""

from __future__ import annotations

import uuid
from datetime import date

from services.network.findings.sender import sender
from services.network.records.kinds.measures import UNDER_WAY
from services.network.records.model import (
    Actor,
    Installation,
    Measure,
    OutgoingNotice,
    Provenance,
    Visibility,
)
from services.network.records.network import ChangeSet, Network, Put
from services.network.records.services import Services
from shared import notices
from shared.clock import berlin_day
from shared.errors import Conflict

AUTHOR = "Erinnerung"
KINDS = ("before", "overdue")
_REMINDERS = uuid.UUID("f2a0f2c1-4e0a-4c53-9a57-1b2f0b7d7c11")


def remind(parts: Services, public_url: str) -> int:
    """Write the reminders that are due today and not written yet; returns how many.

    Nothing is sent before an installation is set up. Raises Unavailable.
    """
    network = parts.live.network()
    installation = network.installation
    if installation is None:
        return 0
    day = berlin_day(parts.clock())
    written = 0
    for measure in sorted(network.all(Measure).values(), key=lambda m: m.id):
        kind = due_kind(measure, day)
        if kind and not _is_written(parts, reminder_id(measure, kind)):
            notice = _notice(parts, network, installation, measure, kind, public_url)
            try:
                parts.live.apply(ChangeSet((Put(notice, 0),)), AUTHOR, parts.clock())
            except Conflict:
                continue  # Another worker was faster: it wrote the same notice.
            written += 1
    return written


def due_kind(measure: Measure, day: date) -> str:
    """Which reminder is due on a day: ``before``, ``overdue`` or none (blank)."""
    if measure.status not in UNDER_WAY or measure.due is None or not measure.owner_email:
        return ""
    if day > measure.due:
        return "overdue"
    return "before" if (measure.due - day).days <= measure.remind_days else ""


def reminder_id(measure: Measure, kind: str) -> str:
    """The id of the one reminder of this kind for this due day and address."""
    facts = (measure.id, f"{measure.due}", measure.owner_email.casefold(), kind)
    return str(uuid.uuid5(_REMINDERS, "\n".join(facts)))


def subject_key(measure: Measure) -> str:
    """What notify orders the letters about a measure by."""
    return f"measure:{uuid.uuid5(_REMINDERS, measure.id)}"


def _version(network: Network, measure: Measure, kind: str) -> int:
    # Rises with every change of the measure, and the overdue letter outdoes the one before.
    return 2 * network.version(Measure.KIND, measure.id) + KINDS.index(kind)


def withdrawal_of(parts: Services, before: Measure, after: Measure) -> OutgoingNotice | None:
    """What takes back the reminders that a change makes wrong; None if there are none."""
    network = parts.live.network()
    kept = _wanted(after)
    outdated = {reminder_id(before, kind) for kind in KINDS} - kept
    if not any(_is_written(parts, id) for id in sorted(outdated)):
        return None
    version = network.version(Measure.KIND, before.id)
    id = str(uuid.uuid5(_REMINDERS, f"{before.id}\n{version}\nwithdraw"))
    withdrawal = notices.Withdrawal(
        id=uuid.UUID(id), subject_key=subject_key(before), upto_version=2 * version + 1
    )
    return _outgoing(
        parts, id, f"/api/notify/withdrawals/{id}", withdrawal.model_dump_json(), before
    )


def _is_written(parts: Services, id: str) -> bool:
    # Networks hold no notices: the store is asked for each.
    return parts.live.store.get(OutgoingNotice.KIND, id) is not None


def _wanted(measure: Measure) -> frozenset[str]:
    """Ids of reminders that stay right: those of a measure under way, for its due day."""
    if measure.status not in UNDER_WAY or measure.due is None or not measure.owner_email:
        return frozenset()
    return frozenset(reminder_id(measure, kind) for kind in KINDS)


def _notice(
    parts: Services,
    network: Network,
    installation: Installation,
    measure: Measure,
    kind: str,
    public_url: str,
) -> OutgoingNotice:
    assert measure.due is not None
    id = reminder_id(measure, kind)
    now = parts.clock()
    actor = network.get(Actor, measure.owner_actor_id)
    notice = notices.Notice(
        id=uuid.UUID(id),
        kind=notices.NoticeKind.MEASURE_REMINDER,
        subject_key=subject_key(measure),
        subject_version=_version(network, measure, kind),
        sender=sender(installation, public_url),
        recipients=(
            notices.Recipient(
                ref=f"measure:{measure.id}"[:80],
                address=measure.owner_email,
                name=measure.owner[:120],
                links={"measure": f"{public_url}/vorhaben/{measure.id}"},
            ),
        ),
        measure=notices.MeasureFacts(
            title=measure.title[:300],
            due=measure.due,
            overdue=kind == "overdue",
            status="running" if measure.status == "running" else "planned",
            owner=measure.owner[:300],
            owner_actor=(actor.name if actor else "")[:300],
            findings=len(measure.findings),
        ),
        created_at=now,
    )
    return _outgoing(parts, id, f"/api/notify/notices/{id}", notice.model_dump_json(), measure)


def _outgoing(
    parts: Services, id: str, path: str, payload: str, measure: Measure
) -> OutgoingNotice:
    return OutgoingNotice(
        id=id,
        # A measure of a loaded data set goes away with the set, and so do its letters.
        provenance=Provenance(visibility=Visibility.COORDINATORS, origin=measure.provenance.origin),
        target="notify",
        path=path,
        payload=payload,
        due_at=parts.clock(),
    )
