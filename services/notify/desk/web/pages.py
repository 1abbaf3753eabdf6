"""The Postausgang: every letter with its state, for coordinators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.notify.desk.desk import PER_PAGE, Desk
from services.notify.desk.web import words
from services.notify.reader.request import part
from services.notify.records.deliveries import ListedLetter
from services.notify.records.state import STUCK, State
from shared.accounts import requires
from shared.errors import Conflict, Refused
from shared.web.i18n import gettext
from shared.web.urls import url

blueprint = Blueprint("desk", __name__)

SHORT = 5
"""Stuck letters on the start page."""


def _described(entry: ListedLetter) -> dict[str, Any]:
    """An entry in words."""
    reason = words.REASONS.get(entry.reason, "")
    return {
        "entry": entry,
        "kind": gettext(words.KINDS[entry.kind]),
        "state": gettext(words.STATES[entry.state]),
        "tone": words.TONES[entry.state],
        "reason": gettext(reason) if reason else "",
        "who": entry.name or entry.address or gettext("(gelöscht)"),
        "stuck": entry.state in STUCK,
        "resend": entry.state in STUCK
        and not entry.outdated
        and not entry.emptied
        and entry.reason != "address.invalid",
        "drop": entry.state in STUCK | {State.PLANNED} and not entry.emptied,
    }


@blueprint.get("/postausgang")
@requires("coordinator")
def index() -> str:
    """The list, newest first, with filters and search."""
    chosen = request.args.get("zustand", "")
    if chosen not in words.FILTERS:
        chosen = ""
    query = request.args.get("suche", "").strip()[:100]
    page = max(1, request.args.get("seite", 1, type=int) or 1)
    desk = part(Desk)
    found = desk.page(words.FILTERS[chosen][1], query, min(page, 100_000))
    counts = desk.counts()
    filters = [
        {
            "word": word,
            "label": gettext(label),
            "count": sum(counts.get(state, 0) for state in (states or State)),
            "href": url("/postausgang", zustand=word or None, suche=query or None),
            "current": word == chosen,
        }
        for word, (label, states) in words.FILTERS.items()
    ]
    return render_template(
        "notify/desk/postausgang.html",
        letters=[_described(entry) for entry in found.entries],
        total=found.total,
        filters=filters,
        chosen=chosen,
        query=query,
        page=page,
        pages=max(1, -(-found.total // PER_PAGE)),
        href=url("/postausgang", zustand=chosen or None, suche=query or None),
        hold=_hold(),
        copy=desk.copy(),
        went_on=request.args.get("weiter", type=int),
        any_letters=sum(counts.values()) > 0,
    )


@blueprint.post("/postausgang/kopie")
@requires("coordinator")
def go_on() -> Response:
    """Decide about a copy's letters; new ones leave by themselves from now on."""
    what = request.form.get("was", "")
    if what not in ("send", "drop", "keep"):
        return redirect(url("/postausgang"), 303)
    done = part(Desk).go_on(what)
    return redirect(url("/postausgang", weiter=done), 303)


@blueprint.get("/postausgang/kurz")
@requires("coordinator")
def short() -> str:
    """Stuck letters, as a fragment of the start page."""
    found = part(Desk).stuck(SHORT)
    return render_template(
        "notify/desk/kurz.html",
        letters=[_described(entry) for entry in found.entries],
        total=found.total,
        hold=_hold(),
    )


@blueprint.get("/postausgang/<uuid:id>")
@requires("coordinator")
def letter(id: Any) -> str:
    """One letter as its recipient sees it, with its personal links masked."""
    desk = part(Desk)
    entry = desk.entry(str(id))
    return render_template(
        "notify/desk/brief.html",
        letter=_described(entry),
        shown=desk.show(str(id)),
        days=desk.retention_days,
    )


@blueprint.post("/postausgang/<uuid:id>")
@requires("coordinator")
def act(id: Any) -> Response | tuple[str, int]:
    """Have a letter sent again, or not at all."""
    desk = part(Desk)
    try:
        if request.form.get("tun") == "senden":
            desk.send_again(str(id))
        else:
            desk.send_not(str(id))
    except (Conflict, Refused) as error:
        entry = desk.entry(str(id))
        page = render_template(
            "notify/desk/brief.html",
            letter=_described(entry),
            shown=desk.show(str(id)),
            days=desk.retention_days,
            problem=error,
        )
        return page, 409
    return redirect(url(f"/postausgang/{id}"), 303)


def _hold() -> dict[str, Any] | None:
    """The pause of the whole post, in words; None while letters flow."""
    pause = part(Desk).held()
    if pause is None:
        return None
    return {"reason": gettext(words.REASONS[pause.reason]), "since": pause.since}
