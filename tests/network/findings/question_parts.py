"""Parts for the tests of questions to both sides: a pair, its questions, letters, replies."""

from __future__ import annotations

from datetime import timedelta

from services.network.findings import letters
from services.network.findings.findings import findings
from services.network.reader.dates import german_date
from services.network.records.model import Offer, Question
from services.network.records.network import ChangeSet
from tests.network.conftest import NOW
from tests.network.home.web.test_reading_pages import network
from tests.shared.helpers import PUBLIC_URL, SECRET, post_form

POST = letters.Post(SECRET, PUBLIC_URL)


def unasked(app):
    """A pair of public offers of two houses that nobody has asked about or judged."""
    net = network(app)
    snapshot = net.on(NOW.date())
    asked = {q.finding_id for q in net.all(Question).values()}
    return next(
        p
        for p in findings(snapshot).parallels
        if p.id not in asked
        and p.id not in snapshot.verdicts
        and (p.left.kind, p.right.kind) == ("offer", "offer")
        and all(letters.open_entry(net, s.kind, s.id) for s in (p.left, p.right))
    )


def write(app, *records):
    net = network(app)
    parts = app.extensions["ikoe"]
    parts.store.apply(ChangeSet(tuple(net.put(r) for r in records)), "Test", NOW)


def questions(app, finding):
    found = [q for q in network(app).all(Question).values() if q.finding_id == finding.id]
    return sorted(found, key=lambda q: (q.entry_kind, q.entry_id))


def waiting_letters(app):
    return app.extensions["ikoe"].store.pending_notices(NOW + timedelta(minutes=1))


def asked(app, client):
    """A finding whose two sides were asked by the button, and the questions."""
    finding = unasked(app)
    assert post_form(client, f"/hinweise/{finding.id}/beide-fragen").status_code == 303
    return finding, questions(app, finding)


def path_of(question):
    return letters.link_of(POST, question).removeprefix(PUBLIC_URL)


def token_of(question):
    return path_of(question).rsplit("/", 1)[1].partition("?")[0]


def reply(app, question, **fields):
    form = {"answer": "no", "by": "Olga Müller", **fields}
    return post_form(app.test_client(), path_of(question), form)


def entry_form(app, question, **changes):
    """The fields of the own entry as the page shows them, with changes."""
    offer = network(app).get(Offer, question.entry_id)
    form = {
        "entry_version": str(network(app).version(Offer.KIND, offer.id)),
        "title": offer.title,
        "description": offer.description,
        "topic_ids": list(offer.topic_ids),
        "target_group_ids": list(offer.target_group_ids),
        "format_ids": list(offer.format_ids),
        "on_site_region_ids": list(offer.on_site_region_ids),
        "reachable_region_ids": list(offer.reachable_region_ids),
        "start": german_date(offer.period.start),
        "end": german_date(offer.period.end),
    }
    return {**form, **changes}
