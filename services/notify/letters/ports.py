"""What letters need from outside: somebody who turns facts into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from shared.errors import IkoeError
from shared.notices import Notice


class LetterUnwritable(IkoeError):
    """A template does not fit the facts of a notice; ``str(params)`` says where.

    ``letter_newer``: the facts were stored by a newer program and hold a ``field`` that this
    one does not know.
    """

    code = "letter_unwritable"


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """Subject, text and HTML of a letter."""

    subject: str
    text: str
    html: str


class LetterWriter(Protocol):
    """Turns the facts of a notice into words."""

    def write(self, notice: Notice, unsubscribe_url: str) -> WrittenLetter:
        """Write to the notice's only recipient. Raises LetterUnwritable."""
