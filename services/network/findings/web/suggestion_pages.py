"""Suggested cooperations: who might work together, why, and which ideas were set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.cooperation.suggestions import (
    SuggestedPartners,
)
from services.network.cooperation.web import words
from services.network.cooperation.web.structure_pages import structure_page
from services.network.cooperation.web.suggested import suggestions
from services.network.findings.judge import judge_finding, verdict_id
from services.network.reader import context
from services.network.reader.labels import Labels
from services.network.reader.pagination import page_number
from services.network.records.model import Judgement, Region, Topic, Verdict
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, Problem
from shared.web.posted import posted_version
from shared.web.urls import url

blueprint = Blueprint("network_suggestions", __name__)

PATH = "/karte/struktur/vorschlaege"
PER_PAGE = 20
LONGEST_REASON = 2000


def set_aside() -> Mapping[str, Verdict]:
    """Suggestions that somebody set aside, until what speaks for them changes."""
    return {
        id: verdict
        for id, verdict in context.unfiltered().snapshot.verdicts.items()
        if verdict.judgement is Judgement.NO_NEED
        and (found := suggestions().get(id)) is not None
        and found.digest == verdict.digest
    }


@blueprint.get(PATH)
@requires("admin", "coordinator")
def partners() -> str:
    """All suggestions, or one (``?paar=``) with the form that sets it aside."""
    pair = request.args.get("paar", "")
    return _one(pair) if pair else _list()


def _list() -> str:
    visible = context.unfiltered()
    view = Labels(visible)
    district, topic = request.args.get("kreis", ""), request.args.get("thema", "")
    district = district if visible.network.get(Region, district) else ""
    topic = topic if visible.network.get(Topic, topic) else ""
    state = "ausgeblendet" if request.args.get("stand") == "ausgeblendet" else ""
    topics = visible.snapshot.topics_below(topic) if topic else frozenset()
    aside, chosen = set_aside(), suggestions()
    shown: Sequence[SuggestedPartners] = chosen
    if aside or state or district or topic:
        shown = [
            found
            for found in chosen
            if (found.id in aside) == bool(state)
            and (not district or district in found.region_ids)
            and (not topics or topics & {*found.topic_ids})
        ]
    number, pages = page_number(len(shown), PER_PAGE)
    return structure_page(
        "/vorschlaege",
        rows=[
            words.suggestion(found, view)
            for found in shown[(number - 1) * PER_PAGE : number * PER_PAGE]
        ],
        aside=aside,
        count_all=len(shown),
        number=number,
        pages=pages,
        pair="",
        state=state,
        district=district,
        topic=topic,
        districts=visible.district_choices(),
        topics=visible.topic_tree(context.lang()),
        query={"kreis": district, "thema": topic, "stand": state},
    )


def _one(id: str, typed: str | None = None, problems: tuple[Problem, ...] = ()) -> str:
    found, aside = suggestions().get(id), set_aside()
    rows = [words.suggestion(found, Labels(context.unfiltered()))] if found else []
    return structure_page(
        "/vorschlaege",
        rows=rows,
        aside=aside,
        count_all=len(rows),
        number=1,
        pages=1,
        pair=id,
        digest=found.digest if found else "",
        version=context.network().version(Verdict.KIND, verdict_id(id)),
        typed=typed if typed is not None else (aside[id].reason if id in aside else ""),
        problems=problems,
    )


@blueprint.post(PATH)
@requires("admin", "coordinator")
def put_aside() -> Response | tuple[str, int]:
    """Set a suggestion aside, or take it back among the others."""
    form = request.form
    id = form.get("paar", "")[:100]
    reason = form.get("reason", "").replace("\r\n", "\n").strip()
    found = suggestions().get(id)
    if found is None:
        return _one(id), 404
    if len(reason) > LONGEST_REASON:
        problem = Problem("form.too_long", "reason", params={"limit": LONGEST_REASON})
        return _one(id, reason, (problem,)), 422
    values: dict[str, Any] = {
        "finding_id": id,
        "digest": form.get("digest", ""),
        "judgement": Judgement.REAL_GAP if form.get("zeigen") else Judgement.NO_NEED,
        "reason": reason,
        "author": author(),
        "expects": posted_version(),
    }
    if values["digest"] != found.digest:
        return _one(id, reason, (Problem("conflict.verdict", "reason"),)), 409
    try:
        judge_finding(context.parts(), **values)
    except Invalid as error:
        return _one(id, reason, error.problems), 422
    except Conflict:
        context.forget_network()
        return _one(id, reason, (Problem("conflict.verdict", "reason"),)), 409
    return redirect(url(PATH, gespeichert="1"), 303)
