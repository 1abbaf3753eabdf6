"""The steps that the pages of evidence and of indicators have in common: show, save, delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from werkzeug.wrappers import Response

from services.network.directory.web.record_forms import FormValues
from services.network.reader import context
from services.network.records import save as register
from services.network.records.model import Evidence, Indicator
from shared.accounts import author
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.web.posted import posted_id, posted_version
from shared.web.problems import text_of
from shared.web.urls import redirect_to

R = TypeVar("R", Evidence, Indicator)


class Form(Protocol):
    """Draws the form of a record, or of a new one (None), at version ``at``."""

    def __call__(
        self,
        record: Any,
        values: FormValues,
        at: int,
        problems: tuple[Problem, ...] = (),
        notice: str = "",
    ) -> str: ...


@dataclass(frozen=True)
class SourceKind(Generic[R]):
    """One kind of record that reports rest on, with its list at ``place``.

    ``values_of`` fills the form from a record, ``typed`` takes what was sent, ``read`` makes the
    record of it (Raises Invalid); its arguments are what was typed, the record as stored or None,
    and the id.
    """

    cls: type[R]
    place: str
    form: Form
    values_of: Callable[[R], FormValues]
    typed: Callable[[], FormValues]
    read: Callable[[FormValues, R | None, str], R]

    def show(self, id: str, problems: tuple[Problem, ...] = ()) -> str:
        """The form of a stored record. Raises NotFound."""
        record = context.stored(self.cls, id)
        return self.form(record, self.values_of(record), self._at(id), problems)

    def save(self, id: str | None) -> Response | tuple[str, int]:
        """Save a new record (None) or a changed one; a conflict keeps what was typed."""
        before = context.stored(self.cls, id) if id else None
        values, expects = self.typed(), posted_version() if before else 0
        record: R | None = None
        try:
            record = self.read(values, before, before.id if before else posted_id())
            register.save_record(context.parts(), record, expects, author())
        except Invalid as error:
            return self.form(before, values, expects, error.problems), 422
        except Conflict:
            context.forget_network()
            id = record.id if record else ""
            now = context.network().get(self.cls, id)
            if now is None:
                raise NotFound("not_found.deleted_meanwhile") from None
            if now != record:
                return self.form(now, values, self._at(id), notice=text_of("conflict.source")), 409
        return redirect_to(self.place, gespeichert=1)

    def delete(self, id: str) -> Response | tuple[str, int]:
        """Delete a record that nothing rests on. Raises NotFound, Conflict."""
        context.stored(self.cls, id)
        try:
            register.remove_record(context.parts(), self.cls.KIND, id, posted_version(), author())
        except Invalid:
            return self.show(id, (Problem("source.in_use"),)), 422
        return redirect_to(self.place, geloescht=1)

    def _at(self, id: str) -> int:
        return context.network().version(self.cls.KIND, id)
