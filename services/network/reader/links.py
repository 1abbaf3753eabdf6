"""Where the pages of records lie, and what people call a record."""

from __future__ import annotations

from collections.abc import Mapping

from services.network.reader import context
from services.network.reader.words import LIST_WORDS
from services.network.records.model import (
    Cooperation,
    Delivery,
    Expectation,
    Question,
    Record,
    Survey,
    Topic,
)
from services.network.records.paths import FOLDERS
from services.network.records.visible_network import VisibleNetwork
from shared.web.i18n import datum
from shared.web.i18n import gettext as _
from shared.web.urls import url

PLACES: Mapping[str, str] = {
    "akteure": "actor",
    "angebote": "offer",
    "projekte": "project",
    "kooperationen": "cooperation",
    "soll": "expectation",
    "erhebungen": "survey",
    "strategien": "strategy",
    "durchfuehrungen": "delivery",
}
"""Segment of the URL -> kind of record."""

OF_COVERAGE = "soll,erhebungen,strategien,durchfuehrungen"
"""The segments that lie below the coverage, as a converter of routes names them."""


def list_of(kind: str) -> str:
    """The list that holds records of a kind."""
    return "/akteure" if kind == "cooperation" else FOLDERS[kind]


def crumbs(kind: str) -> list[tuple[str, str]]:
    """The way from the start page to the list of a kind."""
    path = list_of(kind)
    found = [(_("Start"), url("/"))]
    if path.startswith("/abdeckung/"):
        found.append((_("Abdeckung"), url("/abdeckung")))
    return [*found, (_(LIST_WORDS[path]), url(path))]


def record_name(record: Record, visible: VisibleNetwork) -> str:
    """What people call a record."""
    match record:
        case Cooperation() if not record.name:
            return " – ".join(n for p in record.partner_ids if (n := visible.actor_name(p)))
        case Expectation():
            topic = visible.label(Topic, record.topic_id, context.lang())
            names = [n for id in record.region_ids if (n := visible.region_name(id))]
            return f"{topic} ({', '.join(names[:3])}{' …' if len(names) > 3 else ''})"
        case Survey():
            return f"{visible.region_name(record.region_id)}, {datum(record.as_of)}"
        case Delivery():
            return f"{record.title}, {datum(record.day)}"
        case Question():
            return _("Rückfrage vom %(day)s", day=datum(record.asked_on))
    for attribute in ("title", "name", "label"):
        if text := getattr(record, attribute, ""):
            return str(text)
    return ""
