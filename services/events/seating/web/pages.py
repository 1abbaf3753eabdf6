"""Coordinators' page of table groups: who sits with whom at a meeting, also on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from services.events.reader import access
from services.events.reader.request import services
from services.events.records.event import Event
from services.events.seating import groups
from shared.accounts import requires
from shared.spreadsheets import csv_bytes
from shared.web.i18n import gettext

blueprint = Blueprint("events_tables", __name__)

SIZES = range(3, 13)
USUAL = 6


class _Groups(NamedTuple):
    size: int
    who: str
    tables: Sequence[Sequence[str]]
    known_pairs: int


def _groups(event: Event) -> _Groups:
    """Invited organisations at tables; those that declined never, on wish only who accepted."""
    given = request.args.get("plaetze", "")
    size = int(given) if given.isdecimal() and len(given) < 3 and int(given) in SIZES else USUAL
    who = "zugesagt" if request.args.get("wer") == "zugesagt" else "alle"
    with services().store.read() as transaction:
        people = transaction.registrations.of_event(event.id)
        invited = transaction.invitations.of_event(event.id)
    names = groups.to_seat(invited, people, accepted_only=who == "zugesagt")
    if not names:
        return _Groups(size, who, (), 0)
    found = services().directory.tables(sorted(names), size)
    return _Groups(size, who, groups.names_at_tables(names, found), found.known_pairs)


@blueprint.get("/termine/<uuid:event_id>/tische")
@requires("coordinator")
def tables(event_id: object) -> str:
    """Table groups of the invited organisations."""
    event = access.find(str(event_id))
    found = _groups(event)
    return render_template(
        "events/seating/tische.html",
        event=event,
        tables=found.tables,
        known_pairs=found.known_pairs,
        size=str(found.size),
        sizes=[(str(n), str(n)) for n in SIZES],
        who=found.who,
        whom=[
            ("alle", gettext("alle außer Absagen")),
            ("zugesagt", gettext("nur wer zugesagt hat")),
        ],
    )


@blueprint.get("/termine/<uuid:event_id>/tische.csv")
@requires("coordinator")
def tables_csv(event_id: object) -> Response:
    """The same as a table for Excel: number of the table, organisation."""
    found = _groups(access.find(str(event_id)))
    rows = [(str(number), name) for number, names in enumerate(found.tables, 1) for name in names]
    table = csv_bytes([(gettext("Tisch"), gettext("Organisation")), *rows])
    answer = Response(table, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="tischgruppen.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
