"""Store a coordinator's verdict on a finding, and release it for reports."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import date

from services.network.findings.lifecycle import holds
from services.network.findings.reminders import taken_back
from services.network.records.model import Judgement, Provenance, Verdict, Visibility
from services.network.records.network import ChangeSet, Stored
from services.network.records.save import save_record
from services.network.records.services import Services
from shared.clock import berlin_day
from shared.errors import Refused

_VERDICTS = uuid.UUID("8f3fb7a6-0f5f-4d0b-9a8a-3c3f4b6f0d51")


def verdict_id(finding_id: str) -> str:
    """The id of the verdict on a finding: one record, whose history keeps earlier ones."""
    return str(uuid.uuid5(_VERDICTS, finding_id))


def judge_finding(
    parts: Services,
    *,
    finding_id: str,
    digest: str,
    judgement: Judgement,
    author: str,
    expects: int,
    reason: str = "",
    recheck: date | None = None,
) -> Stored:
    """Write the verdict on a finding, on the facts that ``digest`` stands for.

    ``expects`` is the version of the verdict that the page showed (0 = none yet).
    The finding stays hidden until its digest changes or ``recheck`` comes.

    Raises Invalid, Conflict, Unavailable.
    """
    id = verdict_id(finding_id)
    verdict = Verdict(
        id=id,
        provenance=Provenance(visibility=Visibility.COORDINATORS, origin=_origin(parts, id)),
        finding_id=finding_id,
        digest=digest,
        judgement=judgement,
        reason=reason.strip(),
        author=author,
        day=berlin_day(parts.clock()),
        recheck=recheck,
    )
    stored = save_record(parts, verdict, expects, author)
    withdrawals = taken_back(parts, finding_id)
    if withdrawals:
        # Afterwards and not in the same change set: a judgement must not fail for a letter.
        parts.live.apply(ChangeSet(tuple(withdrawals)), author, parts.clock())
    return stored


def release_finding(
    parts: Services,
    *,
    finding_id: str,
    digest: str,
    released: bool,
    author: str,
    expects: int,
    reason: str = "",
) -> Stored:
    """Let reports name a judged finding, or no longer; says who decided and when.

    ``digest`` is of the facts as they are now: a verdict on other facts, or one whose day of
    re-checking has come, says nothing about them and cannot be released. ``expects`` is the
    version of the verdict that the page showed.

    Raises Refused("release.not_judged"), Conflict, Unavailable.
    """
    now = parts.clock()
    verdict = parts.live.snapshot(berlin_day(now)).verdicts.get(finding_id)
    if verdict is None or (released and not holds(verdict, digest, berlin_day(now))):
        raise Refused("release.not_judged")
    if verdict.released == released:
        return Stored(verdict, parts.live.network().version(Verdict.KIND, verdict.id))
    changed = dataclasses.replace(
        verdict,
        released=released,
        released_by=author if released else "",
        released_at=now if released else None,
    )
    return save_record(parts, changed, expects, author, reason)


def _origin(parts: Services, id: str) -> str:
    # A verdict on a finding of a loaded data set goes away with the set.
    installation = parts.live.network().installation
    return installation.dataset if installation else ""
