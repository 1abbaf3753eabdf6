"""What a new form holds before anybody typed, from where it was opened."""

from __future__ import annotations

from datetime import date

from werkzeug.datastructures import MultiDict

from services.network.directory.web import record_forms as forms
from services.network.reader.dates import german_date
from services.network.records.model import Offer, Question, Region, Topic
from services.network.records.visible_network import VisibleNetwork
from shared.clock import berlin_day
from shared.web.i18n import datum
from shared.web.i18n import gettext as _


def prefilled(
    kind: str, query: MultiDict[str, str], visible: VisibleNetwork, day: date
) -> forms.FormValues:
    """The values of an empty form, with the actors (``akteur``), regions (``kreis``), topics
    (``thema``), the offer (``angebot``) and the answered question (``frage``) that the address
    names; unknown ones are left out."""
    values: forms.FormValues = {
        f.name: [] if f.kind in ("many", "actors") else f.kind == "yes" or ""
        for f in forms.fields_of(kind)
    }
    values["visibility"] = "public"
    actors = [name for id in query.getlist("akteur") if (name := visible.actor_name(id))]
    regions = [id for id in query.getlist("kreis") if visible.network.get(Region, id)]
    topics = [id for id in query.getlist("thema") if visible.network.get(Topic, id)]
    match kind:
        case "cooperation":
            values["intensity"] = "2"
            values["partner_ids"] = actors
            values |= {"region_ids": regions, "topic_ids": topics}
            values |= _told(query.get("frage", ""), visible)
        case "offer":
            values["actor_id"] = next(iter(actors), "")
            values |= {"on_site_region_ids": regions, "topic_ids": topics}
        case "project":
            values["lead_actor_id"] = next(iter(actors), "")
        case "expectation":
            least = visible.snapshot.rules.minimum_providers
            values |= {"minimum": str(least), "weight": "1", "reach": "on_site"}
            values["since"] = day.isoformat()
            values["region_ids"] = regions
            values["topic_id"] = next(iter(topics), "")
        case "survey":
            values |= {"region_ids": regions, "topic_ids": topics, "as_of": day.isoformat()}
        case "delivery":
            offer = visible.network.get(Offer, query.get("angebot", ""))
            values |= {"region_id": next(iter(regions), ""), "topic_ids": topics}
            if offer is not None:
                values |= {"offer_id": offer.id, "title": offer.title}
    return values


def _told(question_id: str, visible: VisibleNetwork) -> forms.FormValues:
    """What the answer to a question says of a cooperation: since when, and who says so."""
    question = visible.network.get(Question, question_id)
    if question is None or not question.answered_at:
        return {}
    source = _(
        "Auskunft von %(name)s am %(day)s",
        name=visible.actor_name(question.actor_id),
        day=datum(berlin_day(question.answered_at)),
    )
    return {"start": german_date(question.period.start), "source": source[:300]}
