"""Erasing somebody from letters that wait: in the outbox of a service, and in notify."""

from __future__ import annotations

import json
import re
from typing import Any

from shared.data_protection.marks import Marks

_LINE = 73
"""Characters of a line of iCalendar text before it is folded (RFC 5545, 3.1: 75 octets)."""

_FOLD = re.compile(r"\r?\n[ \t]")
# Codes, instants, ids and links that are computed: what looks like a number there is none.
_NO_TEXT = re.compile(
    r"(?:.*\.)?(?:id|kind|lang|ref|subject_key|created_at|expires_at|hold_until|links|starts_at|"
    r"ends_at|dataset|status|field|answer_until|asked_on|due|url|imprint_url|privacy_url)(?:\..*)?"
)


def erased_notice(payload: str, marks: Marks) -> str | None:
    """A notice (``shared.notices.Notice`` as JSON) without somebody who was deleted.

    Recipients who are the person go; None if nobody is left to write to. Whoever else is written
    to reads ``GONE`` where the person stood. The same text if it told of none of them. Payloads
    of other kinds (facts of a meeting, withdrawals) are erased alike.
    """
    try:
        values = json.loads(payload)
    except ValueError:
        return None if marks.found_in(payload) else payload
    if not isinstance(values, dict):
        return payload
    left = values
    recipients = values.get("recipients")
    if isinstance(recipients, list):
        others = [one for one in recipients if not _is_meant(one, marks)]
        if recipients and not others:
            return None
        if len(others) < len(recipients):
            left = {**values, "recipients": others}
    erased = marks.erased_within(_with_calendars(left, marks), _is_text)
    return payload if erased is values else json.dumps(erased, ensure_ascii=False)


def found_in_notice(payload: str, marks: Marks) -> bool:
    """Whether somebody who was deleted stands in a notice."""
    return erased_notice(payload, marks) != payload


def erased_calendar(text: str, marks: Marks) -> str:
    """iCalendar text without somebody who was deleted; lines are unfolded to look for names."""
    whole = _FOLD.sub("", text)
    erased = marks.erased(whole)
    if erased is whole:
        return text
    return "\r\n".join(_folded(line) for line in erased.splitlines()) + "\r\n"


def _is_text(path: str) -> bool:
    return not _NO_TEXT.fullmatch(path)


def _is_meant(recipient: Any, marks: Marks) -> bool:
    return isinstance(recipient, dict) and (
        marks.is_address(str(recipient.get("address", "")))
        or marks.found_in(str(recipient.get("name", "")))
    )


def _with_calendars(values: dict[str, Any], marks: Marks) -> dict[str, Any]:
    recipients = values.get("recipients")
    if not isinstance(recipients, list):
        return values
    made = []
    for one in recipients:
        text = one.get("calendar") if isinstance(one, dict) else None
        erased = erased_calendar(text, marks) if isinstance(text, str) and text else text
        made.append(one if erased is text else {**one, "calendar": erased})
    same = all(new is old for new, old in zip(made, recipients, strict=True))
    return values if same else {**values, "recipients": made}


def _folded(line: str) -> str:
    first, rest = line[:_LINE], line[_LINE:]
    parts = [first]
    while rest:
        parts.append(" " + rest[: _LINE - 1])
        rest = rest[_LINE - 1 :]
    return "\r\n".join(parts)
