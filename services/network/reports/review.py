"""Review of a report's draft: a link for people without an account, and what they write.

The link is derived from the report and its ``review_version``: making a new one revokes the old
one, and so does revoking. It counts for drafts only and until its day.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from datetime import date

from services.network.records.model import Comment, Provenance, Report, Visibility
from services.network.records.network import ChangeSet, Network, Put, Stored
from services.network.records.save import save_record
from services.network.records.services import Services
from services.network.records.validity import problems_of
from services.network.reports.chapters.catalogue import chapter_keys
from services.network.reports.drafts import DRAFT, comments_of, draft_of
from shared import tokens
from shared.clock import berlin_day
from shared.errors import Conflict, Invalid, NotFound, Problem, Refused

PURPOSE = "report.review"
LONGEST_COMMENT = 4_000
MOST_COMMENTS = 300
"""Comments on one report: more than any reviewers write, less than a flood."""

LONGEST_REVIEW = 366
"""Days that a link may count at most."""

_COMMENTS = uuid.UUID("5be0c9a2-7f0d-4c53-9f53-0a6f0a3e7f11")


def open_review(
    parts: Services, id: str, until: date, *, expects: int, today: date, author: str
) -> Stored:
    """Make a (new) link that counts until a day, inclusive. An earlier link stops counting.

    Raises NotFound, Refused (``report.released``), Invalid (``review.until`` of ``until``),
    Conflict, Unavailable.
    """
    report = draft_of(parts.live.network(), id)
    if not 0 <= (until - today).days <= LONGEST_REVIEW:
        raise Invalid(Problem("review.until", "until", params={"days": LONGEST_REVIEW}))
    version = abs(report.review_version) + 1
    changed = dataclasses.replace(report, review_version=version, review_until=until)
    return save_record(parts, changed, expects, author, "Link zur Prüfung erstellt")


def revoke_review(parts: Services, id: str, *, expects: int, author: str) -> Stored:
    """End the review: the link stops counting, the comments stay.

    Raises NotFound, Refused, Conflict, Unavailable.
    """
    report = draft_of(parts.live.network(), id)
    if report.review_until is None:
        return Stored(report, expects)
    changed = dataclasses.replace(
        # Raised, so that an old link does not count again when a new day is set.
        report, review_version=report.review_version + 1, review_until=None
    )  # fmt: skip
    return save_record(parts, changed, expects, author, "Link zur Prüfung zurückgezogen")


def review_token(report: Report, secret: str) -> str:
    """The secret part of the link; blank while there is none."""
    if report.review_until is None:
        return ""
    return tokens.derive(secret, PURPOSE, report.id, report.review_version)


def reviewed(network: Network, token: str, secret: str, today: date) -> Report:
    """The draft that a link leads to.

    Raises NotFound (``not_found.review``) if it never counted, was revoked, is over, or the
    report is released: nobody can tell which.
    """
    found = None
    for report in network.all(Report).values():
        counts = (
            report.status == DRAFT
            and report.review_until is not None
            and today <= report.review_until
        )
        if tokens.matches(token, secret, PURPOSE, report.id, report.review_version) and counts:
            found = report
    if found is None:
        raise NotFound("not_found.review")
    return found


def comment(
    parts: Services,
    token: str,
    secret: str,
    *,
    form: str,
    name: str,
    texts: Mapping[str, str],
) -> int:
    """Keep what a reviewer wrote, one comment per chapter; returns how many.

    ``form`` is the number of the form: sent twice, it is kept once.

    Raises NotFound (``not_found.review``), Invalid (fields ``name``, ``comments`` and
    ``comment_<chapter>``), Refused (``review.full``), Unavailable.
    """
    network = parts.live.network()
    report = reviewed(network, token, secret, berlin_day(parts.clock()))
    name = " ".join(name.split())
    written = {key: texts[key].strip() for key in chapter_keys() if texts.get(key, "").strip()}
    problems = []
    if not name:
        problems.append(Problem("field.required", "name"))
    elif len(name) > 120:
        problems.append(Problem("field.too_long", "name", params={"max_length": 120}))
    if not written:
        problems.append(Problem("review.empty", "comments"))
    for key, text in written.items():
        if len(text) > LONGEST_COMMENT:
            params = {"max_length": LONGEST_COMMENT}
            problems.append(Problem("field.too_long", f"comment_{key}", params=params))
    made = [_comment(parts, report, form, name, key, text) for key, text in written.items()]
    if not problems:
        for one in made:
            problems += [
                Problem(p.code, "name" if p.field == "author" else f"comment_{one.chapter}",
                        params=p.params)
                for p in problems_of(one)
            ]  # fmt: skip
    if problems:
        raise Invalid(problems)
    there = {c.id for c in comments_of(network, report.id)}
    fresh = [one for one in made if one.id not in there]
    if len(there) + len(fresh) > MOST_COMMENTS:
        raise Refused("review.full")
    if fresh:
        changes = ChangeSet(tuple(Put(one, 0) for one in fresh), "Anmerkungen zum Entwurf")
        try:
            parts.live.apply(changes, f"{name} (Prüfung)", parts.clock())
        except Conflict:
            # The same form a second time, at the same moment: the first one was kept.
            return len(made)
    return len(made)


def _comment(
    parts: Services, report: Report, form: str, name: str, chapter: str, text: str
) -> Comment:
    return Comment(
        id=str(uuid.uuid5(_COMMENTS, f"{report.id} {form} {chapter}")),
        provenance=Provenance(
            visibility=Visibility.COORDINATORS, origin=report.provenance.origin
        ),
        report_id=report.id,
        chapter=chapter,
        author=name,
        text=text.replace("\r\n", "\n"),
        written_at=parts.clock(),
    )  # fmt: skip


def settle(
    parts: Services, report_id: str, id: str, *, done: bool, expects: int, author: str
) -> Stored:
    """Mark a comment on a draft as dealt with, or open it again.

    Raises NotFound (also for a comment on another report), Refused (``report.released``),
    Conflict, Unavailable.
    """
    network = parts.live.network()
    draft_of(network, report_id)
    found = network.get(Comment, id)
    if found is None or found.report_id != report_id:
        raise NotFound("not_found.record")
    changed = dataclasses.replace(found, done=done)
    return save_record(parts, changed, expects, author)
