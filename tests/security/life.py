"""What people have done in the house before the checks begin: so that every route leads somewhere.

A sign-up, an invitation, a list that waits to be taken over, a changed number, a released report
and a link for its reviewers; and the addresses that no page links to (links in letters, APIs).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, cast

from werkzeug.test import TestResponse

from services.events.invitations import inviting
from services.events.letters import links
from services.events.records.event import Event, EventStatus
from services.network.findings import letters as finding_letters
from services.network.records.model import (
    Actor,
    Cooperation,
    Offer,
    Project,
    Question,
    Report,
    Verdict,
)
from services.network.reports import review
from services.notify.letters.compose import UNSUBSCRIBE
from shared import tokens
from tests.security.house import NOW, Form, House, forms_of, tree_of
from tests.shared.helpers import SECRET

UNKNOWN = "0b0e7a5e-3c27-4c43-9d2c-6a0e8d3c5f11"
GUEST = "gast@besuch.example"
LIST = "Name;Kurzname;Landkreis;Art;PLZ\nVerein Neue Wege Erfunden e. V.;VNWE;Gotha;Verein;99867\n"


def fill(form: Form, **changes: Any) -> dict[str, Any]:
    """What a form sends untouched, except for these fields."""
    fields: dict[str, Any] = {}
    for name, value in form.fields:
        if name in fields:
            before = fields[name]
            fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            fields[name] = value
    return {**fields, **changes}


def form_on(house: House, page: str, action: str = "", caller: str = "admin") -> Form:
    """The form of a page that goes to ``action`` (blank: back to the page)."""
    tree = tree_of(house.ask(caller, page))
    wanted = action or page
    forms = [f for f in forms_of(tree, page) if f.method == "POST"]
    return next(f for f in forms if f.action.partition("?")[0] == wanted.partition("?")[0])


def submit(
    house: House, page: str, action: str = "", caller: str = "admin", **changes: Any
) -> TestResponse:
    """Fill in the form of a page as somebody would and send it; it must be taken."""
    form = form_on(house, page, action, caller)
    answer = house.send(caller, form.action, fill(form, **changes))
    assert answer.status_code in (302, 303), (page, answer.status, answer.text[:2000])
    return answer


SENT: list[tuple[str, str]] = []
"""What events has really sent to the other services: (address, JSON)."""


def lead(house: House) -> None:
    """Do in a fresh house what leaves something behind for every route."""
    house.turn("events-data-set")
    # Somebody asks whom nothing here names.
    house.parts("network").deletions.ask("Kim", names=["Niemand Unbekannt"])
    event = coming(house)
    services = house.parts("events").services
    actors = sorted(house.parts("network").live.network().all(Actor).values(), key=lambda a: a.id)
    inviting.add_invitees(services, event.id, [a.id for a in actors[:4]], "Sie arbeiten dazu.")
    with services.store.read() as transaction:
        invited = transaction.invitations.of_event(event.id)
    inviting.invite(services, event.id, [i.id for i in invited[:3]])
    submit(
        house, f"/termine/{event.id}", f"/termine/{event.id}/anmelden", "anonymous",
        name="Kim Beispiel", email=GUEST, seats="1",
    )  # fmt: skip
    house.turn("events-facts")
    # Once they are delivered, the texts of the outbox are emptied.
    SENT[:] = house.rows("events", "SELECT path, payload FROM outbox ORDER BY id")
    house.turn("events-relay")
    house.send("admin", "/einfuhr", {"datei": (io.BytesIO(LIST.encode()), "liste.csv")})
    submit(house, "/einrichtung/regeln/aktualitaet", wert="17", einheit="monate", grund="Zur Probe")
    draft = next(iter(house.parts("network").live.network().all(Report).values()))
    submit(house, f"/berichte/{draft.id}/pruefung", bis="2026-12-20")
    made = submit(house, "/berichte/neu", title="Bericht, der freigegeben ist")
    page = made.headers["Location"].partition("?")[0]
    submit(house, f"{page}/freigeben", name="Kim Beispiel")


def coming(house: House) -> Event:
    """A published event in the future that takes registrations."""
    with house.parts("events").services.store.read() as transaction:
        events = transaction.events.find(ends_after=NOW)
    return next(
        cast(Event, e)
        for e in events
        if e.takes_registrations(NOW) and e.status is EventStatus.PUBLISHED and not e.capacity
    )


def unlinked(house: House) -> Mapping[str, str]:
    """Rule -> an address that no page links to: links of letters, and what programs ask for."""
    network = house.parts("network").live.network()
    services = house.parts("events").services
    first = {cls: min(network.all(cls)) for cls in (Actor, Offer, Project, Cooperation)}
    event = coming(house)
    with services.store.read() as transaction:
        registration = next(
            r for r in transaction.registrations.of_event(event.id) if r.email == GUEST
        )
    confirm = links.registration_link(services, registration, links.CONFIRM)
    question = min(
        (q for q in network.all(Question).values() if not q.answer and not q.revoked),
        key=lambda q: q.id,
    )
    token = tokens.derive(SECRET, finding_letters.PURPOSE, question.id, question.link_version)
    answer = f"/hinweise/antwort/{question.id}/{token}"
    (asked,) = house.parts("network").deletions.all()
    deletion = f"/einrichtung/datenschutz/person/{asked.id}"
    draft = next(r for r in network.all(Report).values() if r.review_until is not None)
    (letter,) = house.rows("notify", "SELECT id FROM deliveries ORDER BY id LIMIT 1")[0]
    (key,) = {
        p.name.partition(".")[0] for p in (house.folder / "uploads").rglob("*") if p.is_file()
    }
    hashed = "a" * 64
    released = next((r.id for r in network.all(Report).values() if r.files), draft.id)
    finding = min(v.finding_id for v in network.all(Verdict).values())
    found = {
        "/anmeldung/<id>/<purpose>/<token>": confirm.split("8080")[1].partition("?")[0],
        "/konto/geraete/<id>/vergessen": f"/konto/geraete/{hashed}/vergessen",
        "/konto/sitzungen/<id>/beenden": f"/konto/sitzungen/{hashed}/beenden",
        "/api/events/events/<event_id>": f"/api/events/events/{event.id}",
        "/termine/<uuid:event_id>/angemeldet": f"/termine/{event.id}/angemeldet",
        "/termine/<uuid:event_id>/tische.csv": f"/termine/{event.id}/tische.csv",
        "/termine/<uuid:event_id>/einladungen": f"/termine/{event.id}/einladungen",
        "/termine/<uuid:event_id>/teilnahme": f"/termine/{event.id}/teilnahme",
        "/api/network/findings/<path:finding_id>/meeting":
            f"/api/network/findings/{finding}/meeting",
        "/api/network/proposal": f"/api/network/proposal?findings={finding}",
        "/hinweise/<id>/freigabe": f"/hinweise/{finding}/freigabe",
        "/api/notify/notices/<id>": f"/api/notify/notices/{UNKNOWN}",
        "/api/notify/withdrawals/<id>": f"/api/notify/withdrawals/{UNKNOWN}",
        "/api/network/meetings/<event_id>": "/api/network/meetings/nicht-da",
        "/berichte/<id>/bericht.<any(html,pdf,docx,xlsx):form>":
            f"/berichte/{released}/bericht.html",
        "/berichte/<id>/pruefung/zurueckziehen": f"/berichte/{draft.id}/pruefung/zurueckziehen",
        "/berichte/pruefung/<token>":
            f"/berichte/pruefung/{review.review_token(draft, SECRET)}",
        "/einfuhr/<key>": f"/einfuhr/{key}",
        "/einrichtung/datenschutz/person/<uuid:id>": deletion,
        **{
            f"/einrichtung/datenschutz/person/<uuid:id>/{verb}": f"{deletion}/{verb}"
            for verb in ("aufheben", "loeschen", "verwerfen")
        },
        "/einfuhr/<key>/verwerfen": f"/einfuhr/{key}/verwerfen",
        "/hinweise/antwort/<id>/<token>": answer,
        "/hinweise/antwort/<id>/<token>/abbestellen": f"{answer}/abbestellen",
        "/abbestellen/<address_hash>/<token>":
            f"/abbestellen/{hashed}/{tokens.derive(SECRET, UNSUBSCRIBE, hashed, 1)}",
        "/postausgang/<uuid:id>": f"/postausgang/{letter}",
        "/static/shared/<path:name>": "/static/shared/ikoe.css",
        "/static/network/<path:name>": "/static/network/network.css",
        "/static/events/<path:name>": "/static/events/events.css",
        "/static/notify/<path:name>": "/static/notify/notify.css",
    }  # fmt: skip
    for cls, name in ((Actor, "actors"), (Offer, "offers"), (Project, "projects"),
                      (Cooperation, "cooperations")):  # fmt: skip
        found[f"/api/network/records/{name}/<id>"] = f"/api/network/records/{name}/{first[cls]}"
    return found
