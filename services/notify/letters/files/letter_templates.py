"""Writes letters from ``templates/letters/<kind>/<lang>/{subject.txt,body.txt,body.html}``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from services.notify.letters import wording
from services.notify.letters.ports import LetterUnwritable, WrittenLetter
from shared.notices import Notice, NoticeKind

TEMPLATES = Path(__file__).parents[2] / "templates" / "letters"
REQUIRED = {
    NoticeKind.REGISTRATION_OPT_IN: ("confirm",),
    NoticeKind.FINDING_QUESTION: ("answer",),
    NoticeKind.MEASURE_REMINDER: ("measure",),
    NoticeKind.QUESTION_REMINDER: ("answer",),
}
"""Links without which a letter of a kind is of no use."""
PARTS = ("subject.txt", "body.txt", "body.html")
ROLES = ("confirm", "cancel", "manage", "event", "answer", "measure", "unsubscribe")
"""Links a notice may carry; a template reads a missing one as empty."""


class LetterTemplates:
    """Implements ``letters.ports.LetterWriter``.

    Texts are files of the product, never user input.
    """

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            # By the part's name: HTML is escaped, text is not.
            autoescape=lambda name: bool(name and name.endswith(".html")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.tests["web"] = _is_web

    def write(self, notice: Notice, unsubscribe_url: str) -> WrittenLetter:
        """See ``letters.ports.LetterWriter``."""
        (recipient,) = notice.recipients
        lang = recipient.lang
        _check_links(notice)
        facts: dict[str, Any] = {
            "notice": notice,
            "sender": notice.sender,
            "recipient": recipient,
            "event": notice.event,
            "question": notice.question,
            "measure": notice.measure,
            "links": {role: recipient.links.get(role, "") for role in ROLES},
            "lang": lang,
            "unsubscribe_url": unsubscribe_url,
            "when": "",
            "changes": [],
            "date": lambda at: wording.date(at, lang),
            "calendar_day": lambda one: wording.calendar_day(one, lang),
            "day": lambda at: wording.day(at, lang),
            "instant": lambda at: wording.instant(at, lang),
            "seats": wording.seats(notice.seats, lang),
        }
        parts = []
        try:
            if notice.event is not None:
                facts["when"] = wording.span(notice.event.starts_at, notice.event.ends_at, lang)
            facts["changes"] = [
                (
                    wording.field(change.field, lang),
                    wording.value(change.field, change.old, lang, old=True),
                    wording.value(change.field, change.new, lang, old=False),
                )
                for change in notice.changes
            ]
            for part in PARTS:
                template = self._environment.get_template(f"{notice.kind.value}/{lang}/{part}")
                parts.append(_tidy(template.render(facts)))
        except (TemplateError, ValueError) as error:
            # The message names the place and no person: template names and field names only.
            raise LetterUnwritable(
                kind=notice.kind.value, lang=lang, problem=f"{type(error).__name__}: {error}"
            ) from error
        subject, text, html = parts
        return WrittenLetter(subject, text, html)


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _check_links(notice: Notice) -> None:
    (recipient,) = notice.recipients
    for role in REQUIRED.get(notice.kind, ()):
        if not recipient.links.get(role):
            raise LetterUnwritable(kind=notice.kind.value, problem=f"no link: {role}")
    event_url = notice.event.url if notice.event else ""
    sender = notice.sender
    for url in (*recipient.links.values(), event_url, sender.imprint_url, sender.privacy_url):
        # A letter must not carry javascript: or data: into a mail programme.
        if url and not _is_web(url):
            raise LetterUnwritable(kind=notice.kind.value, problem="a link is no web address")


def _tidy(text: str) -> str:
    """At most one empty line in a row, and no signature mark with nothing below it."""
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text.removesuffix("\n--").rstrip()
