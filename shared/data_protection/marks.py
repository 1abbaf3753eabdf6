"""Marks of a person who was deleted, and finding them again in texts, without knowing them.

A mark is a salted hash: of a mail address, of a telephone number, or of a name, that is, of its
words in any order. A text is searched by hashing every address, number and run of words of the
marked lengths in it. So the marks tell nobody, and yet whoever turns up again (out of a backup,
an import, an undo) is recognised. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

GONE = "[gelöscht]"
"""What stands in a text where a person stood."""

LONGEST_NAME = 6
"""Words of a name at most."""

ADDRESS, NUMBER = 0, -1
"""``words`` of a mark that is no name."""

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*")
_NUMBER = re.compile(r"(?<![\w.])[+(]?\d[\d ()/.\-\u2013]{4,}\d")
_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_FEWEST_DIGITS = 6
_TITLE_WORDS = "dr prof professor professorin frau herr herrn dipl ing med phil jur mag"
_TITLES = frozenset(_TITLE_WORDS.split())
# What may stand between two words of one name: "Muster, Dr. Erika", "Anna-Lena", "E. Muster".
_SIGNS = r"[\s,.;/()'’\-\u2010-\u2013]{1,4}"
_BETWEEN = re.compile(
    f"{_SIGNS}(?:(?:{_TITLE_WORDS.replace(' ', '|')}){_SIGNS}){{0,3}}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PersonMark:
    """One mark: ``words`` is how many words the name has, or ``ADDRESS`` or ``NUMBER``.

    ``at`` is when the person was deleted: what was written later by the person herself stays.
    """

    salt: str
    digest: str
    words: int
    at: datetime


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """A text as marks compare it: no case, no forms of the same letter, ä as ae."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    # Letters with other marks as their own: people type "Gomez" for "Gómez".
    return "".join(
        one for one in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(one)
    )


def is_address(text: str) -> bool:
    """Whether a text can be marked as a mail address."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as marks compare them, without titles."""
    return tuple(word for word in _WORD.findall(folded(name)) if word not in _TITLES)


def marks_of(
    salt: str,
    at: datetime,
    *,
    names: Iterable[str],
    addresses: Iterable[str],
    numbers: Iterable[str],
) -> tuple[PersonMark, ...]:
    """The marks of a person. A name needs two words at least: one alone is anybody's.

    What is no name, address or number is left out.
    """
    found: list[PersonMark] = []
    for name in names:
        words = words_of(name)
        if 2 <= len(words) <= LONGEST_NAME:
            found.append(PersonMark(salt, _digest(salt, _of_name(words)), len(words), at))
    for address in addresses:
        if is_address(address):
            found.append(PersonMark(salt, _digest(salt, _of_address(address.strip())), ADDRESS, at))
    for number in numbers:
        digits = _of_number(number)
        if digits:
            found.append(PersonMark(salt, _digest(salt, digits), NUMBER, at))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Marks:
    """Marks to search by. False if there is none."""

    marks: tuple[PersonMark, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.marks)

    def since(self, written: datetime) -> Marks:
        """Those of people who were deleted after something was written: what the same person
        does later of her own accord is none of a deletion's business."""
        return Marks(tuple(mark for mark in self.marks if mark.at >= written))

    def is_address(self, address: str) -> bool:
        """Whether this is the mail address of somebody who was deleted."""
        return bool(address) and any(
            _digest(salt, _of_address(address.strip())) in self._of[ADDRESS]
            for salt in self._salts(ADDRESS)
        )

    def is_name(self, text: str) -> bool:
        """Whether a text is the name of somebody who was deleted, and nothing more."""
        words = words_of(text)
        return bool(words) and self._known(len(words), _of_name(words))

    def found_in(self, text: str) -> bool:
        """Whether somebody who was deleted stands in a text."""
        return next(self._spans(text), None) is not None

    def erased(self, text: str) -> str:
        """The text with ``GONE`` wherever somebody who was deleted stood; the same object if
        nobody did."""
        if not self.marks or len(text) < _FEWEST_DIGITS - 1:
            return text
        parts, end = [], 0
        for start, stop in _joined(self._spans(text)):
            parts += [text[end:start], GONE]
            end = stop
        return "".join([*parts, text[end:]]) if parts else text

    def erased_within(
        self, value: Any, is_text: Callable[[str], bool] = lambda path: True, path: str = ""
    ) -> Any:
        """A JSON value with everybody erased from its texts; the same object if nobody stood
        there. ``is_text`` says by dotted path ("fundings.reference") which texts to look at."""
        if isinstance(value, str):
            return self.erased(value) if is_text(path) else value
        if isinstance(value, Mapping):
            made = {
                key: self.erased_within(one, is_text, f"{path}.{key}" if path else str(key))
                for key, one in value.items()
            }
            return made if any(made[key] is not value[key] for key in value) else value
        if isinstance(value, Sequence):
            listed = [self.erased_within(one, is_text, path) for one in value]
            same = all(new is old for new, old in zip(listed, value, strict=True))
            return value if same else type(value)(listed)  # type: ignore[call-arg]
        return value

    # --- inside ---------------------------------------------------------------------------

    @cached_property
    def _of(self) -> Mapping[int, frozenset[str]]:
        kinds = {mark.words for mark in self.marks} | {ADDRESS, NUMBER}
        return {
            kind: frozenset(mark.digest for mark in self.marks if mark.words == kind)
            for kind in kinds
        }

    @cached_property
    def _salted(self) -> Mapping[int, frozenset[str]]:
        return {
            kind: frozenset(mark.salt for mark in self.marks if mark.words == kind)
            for kind in self._of
        }

    def _salts(self, kind: int) -> frozenset[str]:
        return self._salted.get(kind, frozenset())

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for kind, pattern, of in (
            (ADDRESS, _ADDRESS, _of_address),
            (NUMBER, _NUMBER, _of_number),
        ):
            if self._of[kind] and (kind == NUMBER or "@" in text):
                for found in pattern.finditer(text):
                    meant = of(found.group().rstrip(".") if kind == ADDRESS else found.group())
                    if meant and self._known(kind, meant):
                        yield found.span()
        lengths = [kind for kind in self._of if kind > 0]
        if not lengths:
            return
        words = [
            (found.start(), found.end(), word)
            for found in _WORD.finditer(text)
            if (word := folded(found.group())) not in _TITLES
        ]
        near = [
            bool(_BETWEEN.fullmatch(text, words[n][1], words[n + 1][0]))
            for n in range(len(words) - 1)
        ]
        for length in lengths:
            for first in range(len(words) - length + 1):
                if not all(near[first : first + length - 1]):
                    continue
                run = tuple(word for _, _, word in words[first : first + length])
                # "Erika Musters" too.
                owned = (*run[:-1], run[-1][:-1]) if run[-1].endswith("s") else None
                if self._known(length, _of_name(run)) or (
                    owned and self._known(length, _of_name(owned))
                ):
                    yield words[first][0], words[first + length - 1][1]

    def _known(self, kind: int, meant: str) -> bool:
        known = self._of.get(kind, frozenset())
        return any(_digest(salt, meant) in known for salt in self._salts(kind))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((start, stop))
    return joined


def _of_name(words: Iterable[str]) -> str:
    return "name " + " ".join(sorted(words))


def _of_address(address: str) -> str:
    return "address " + unicodedata.normalize("NFKC", address).casefold()


def _of_number(number: str) -> str:
    """The digits of a telephone number in its German form; blank if they are too few."""
    digits = "".join(one for one in number if one.isdecimal() and one.isascii())
    if number.strip().startswith("+49"):
        digits = "0" + digits[2:].removeprefix("0")
    elif digits.startswith("0049"):
        digits = "0" + digits[4:].removeprefix("0")
    return f"number {digits}" if len(digits) >= _FEWEST_DIGITS else ""


def _digest(salt: str, meant: str) -> str:
    return sha256(f"{salt} {meant}".encode()).hexdigest()
