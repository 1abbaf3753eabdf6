"""A person who is to be deleted, in every letter to her and in letters that name her."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from services.notify.records.people import KeptLetter, LetterFolder, PeopleLog
from shared.data_protection.finds import Fate, Find
from shared.data_protection.letters import erased_calendar, erased_notice
from shared.data_protection.marks import Marks

BATCH = 200


class NotifyEraser:
    """Implements ``shared.data_protection.erasure.Eraser``. ``folder``: None if letters go to a
    mail server."""

    def __init__(self, people: PeopleLog, folder: LetterFolder | None) -> None:
        self._people = people
        self._folder = folder

    def upto(self) -> int:
        """See the port."""
        return self._people.upto()

    def set_upto(self, seq: int) -> None:
        """See the port."""
        self._people.set_upto(seq)

    def find(self, marks: Marks) -> Sequence[Find]:
        """See the port."""
        finds = []
        for letter in self._letters():
            path, label = f"/postausgang/{letter.id}", marks.erased(letter.title)[:160]
            if is_addressee(letter, marks):
                finds.append(Find("notify.deliveries", letter.id, label, path, Fate.REMOVED))
            elif erased_letter(letter, marks) != letter:
                finds.append(Find("notify.deliveries", letter.id, label, path))
        for id, title in self._people.titles():
            if marks.found_in(title):
                finds.append(Find("notify.notices", id, marks.erased(title)[:160]))
        finds += [
            Find("files.letters", name, name, fate=Fate.REMOVED) for name in self._files(marks)
        ]
        finds += [
            Find("notify.holds", "mail", marks.erased(remark)[:160])
            for remark in self._people.remarks()
            if marks.found_in(remark)
        ]
        return finds

    def addresses(self, marks: Marks) -> Iterable[str]:
        """See the port."""
        return [letter.address for letter in self._letters() if marks.is_name(letter.name)]

    def erase(self, marks: Marks) -> int:
        """See the port."""
        done = 0
        for letter in self._letters():
            if is_addressee(letter, marks):
                self._people.remove([letter.id])
                done += 1
                continue
            erased = erased_letter(letter, marks)
            if erased != letter:
                self._people.blank(erased)
                done += 1
        for id, title in self._people.titles():
            if marks.found_in(title):
                self._people.write_title(id, marks.erased(title))
                done += 1
        for remark in self._people.remarks():
            if marks.found_in(remark):
                self._people.write_remark(marks.erased(remark))
                done += 1
        for name in list(self._files(marks)):
            if self._folder is not None:
                self._folder.remove(name)
            done += 1
        return done

    def _letters(self) -> Iterator[KeptLetter]:
        after = ""
        while batch := self._people.letters(after, BATCH):
            yield from batch
            after = batch[-1].id

    def _files(self, marks: Marks) -> Iterator[str]:
        if self._folder is not None:
            for name, content in self._folder.files():
                if stands_in(content, marks):
                    yield name


def is_addressee(letter: KeptLetter, marks: Marks) -> bool:
    """Whether a letter goes to the person."""
    return marks.is_address(letter.address) or marks.found_in(letter.name)


def erased_letter(letter: KeptLetter, marks: Marks) -> KeptLetter:
    """A letter to somebody else without the person in it; the same if she is not."""
    facts = erased_notice(letter.facts, marks) if letter.facts else ""
    written = letter.letter
    if written is not None and stands_in(written, marks):
        # It is signed, encoded and partly sent: nothing can be taken out of it.
        written = None
    title = marks.erased(letter.title)
    detail = marks.erased(letter.detail)
    told = facts or ""
    same = (told, written, title, detail) == (
        letter.facts,
        letter.letter,
        letter.title,
        letter.detail,
    )
    if same and not marks.found_in(letter.search):
        return letter
    return replace(letter, facts=told, letter=written, title=title, detail=detail, search="")


def stands_in(message: bytes, marks: Marks) -> bool:
    """Whether somebody stands in a mail: in a header, a text or a calendar, however encoded."""
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    if any(marks.found_in(str(value)) for value in parsed.values()):
        return True
    for part in parsed.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
        if part.get_content_type() == "text/calendar":
            if erased_calendar(text, marks) != text:
                return True
        elif marks.found_in(text):
            return True
    return False
