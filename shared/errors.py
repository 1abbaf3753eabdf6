"""The one error tree of all services.

The core raises these with a *code* and parameters, never with sentences: the
pages and the API translate codes into German or English text
(``shared.web.problems``). One translation to HTTP lives there too; no other
module knows a status code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one input.

    ``code`` is a stable key of the text catalogue, for instance
    ``"date.unreadable"``; ``params`` fill the sentence. ``field`` is the name of
    the input field; ``row`` the 1-based row of a table, if the input was one.
    """

    code: str
    field: str = ""
    row: int | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class IkoeError(Exception):
    """Root of all errors that the product raises on purpose."""

    code = "error"

    def __init__(self, code: str = "", **params: Any) -> None:
        self.code = code or type(self).code
        self.params = params
        super().__init__(self.code, params)


class NotFound(IkoeError):
    """A record, page or file that does not exist (or is not for this reader)."""

    code = "not_found"


class Invalid(IkoeError):
    """Input that cannot be accepted; carries every problem at once."""

    code = "invalid"

    def __init__(self, problems: Sequence[Problem] | Problem, **params: Any) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__(self.problems[0].code if len(self.problems) == 1 else "", **params)


class Conflict(IkoeError):
    """The record was changed meanwhile: the caller expected another version."""

    code = "conflict"


class Refused(IkoeError):
    """A rule says no (event is over, registration closed, ...)."""

    code = "refused"


class Forbidden(IkoeError):
    """The reader is known but may not do this."""

    code = "forbidden"


class Unauthenticated(IkoeError):
    """The reader must log in (page) or show a token (API) first."""

    code = "unauthenticated"


class TooMany(IkoeError):
    """A limit on how often something may be done was reached."""

    code = "too_many"


class TooLarge(IkoeError):
    """A file or text beyond the size that the product accepts."""

    code = "too_large"


class Unavailable(IkoeError):
    """A store, broker, mail server or other service does not answer now.

    ``code`` says which: ``unavailable.store``, ``unavailable.notify``,
    ``unavailable.network``, ``unavailable.broker``, ``unavailable.mail``.
    """

    code = "unavailable"


class Unreadable(Unavailable):
    """Stored data hold something that this program does not know: a newer one wrote it.

    Reading on would drop it, and the next save would lose it for ever. ``code`` says what is
    unknown: ``unreadable.field``, ``unreadable.kind`` or ``unreadable.value``; params are
    ``kind`` and ``id`` of what was read and ``field`` (a path such as ``provenance.source``;
    "" for an unknown kind). ``unreadable.tables``: the tables themselves are newer; ``kind``
    says which and ``id`` their version.
    """

    code = "unreadable"


class Misconfigured(IkoeError):
    """The start is refused because a setting is missing or unsafe."""

    code = "misconfigured"
