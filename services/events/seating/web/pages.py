"""Coordinators' page of table groups: who sits with whom at a meeting, also on paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, render_template, request

from services.events.reader import views
from services.events.reader.request import parts
from services.events.records import invitation as invitations
from services.events.records.event import Event
from services.events.records.invitation import Answer, Invitation
from shared.accounts import requires
from shared.web.i18n import gettext

blueprint = Blueprint("events_tables", __name__)

SIZES = range(3, 13)
USUAL = 6
_STAYS_AWAY = frozenset({Answer.DECLINED})
_COMES = frozenset({Answer.ACCEPTED})


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
    with parts().store.read() as session:
        people = session.registrations(event.id)
        invited: list[Invitation] = session.invitations(event.id)
    wanted = {}
    for one in invited:
        answer = invitations.answer(one, people)
        if answer in _COMES or (who == "alle" and answer not in _STAYS_AWAY):
            wanted[one.actor_id] = one.name
    if not wanted:
        return _Groups(size, who, (), 0)
    found = parts().directory.tables(sorted(wanted), size)
    seated = {id for table in found.tables for id in table}
    tables = [
        sorted((wanted[id] for id in t if id in wanted), key=str.casefold) for t in found.tables
    ]
    # Whom the directory does not know any more sits at a table of its own, not outside.
    rest = sorted((name for id, name in wanted.items() if id not in seated), key=str.casefold)
    return _Groups(size, who, [*tables, *([rest] if rest else [])], found.known_pairs)


@blueprint.get("/termine/<uuid:event_id>/tische")
@requires("coordinator")
def tables(event_id: object) -> str:
    """Table groups of the invited organisations."""
    event = views.find(str(event_id))
    groups = _groups(event)
    return render_template(
        "events/seating/tische.html",
        event=event,
        tables=groups.tables,
        known_pairs=groups.known_pairs,
        size=str(groups.size),
        sizes=[(str(n), str(n)) for n in SIZES],
        who=groups.who,
        whom=[
            ("alle", gettext("alle außer Absagen")),
            ("zugesagt", gettext("nur wer zugesagt hat")),
        ],
    )


@blueprint.get("/termine/<uuid:event_id>/tische.csv")
@requires("coordinator")
def tables_csv(event_id: object) -> Response:
    """The same as a table for Excel: number of the table, organisation."""
    groups = _groups(views.find(str(event_id)))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([gettext("Tisch"), gettext("Organisation")])
    for number, names in enumerate(groups.tables, 1):
        writer.writerows([str(number), _harmless(name)] for name in names)
    answer = Response("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="tischgruppen.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _harmless(text: str) -> str:
    # A name that begins like a formula must not become one when the table is opened.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
