"""Measures (Vorhaben zur Lückenschließung): the list, one with its chain, and its forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services.network.cooperation.web.suggested import suggestions
from services.network.directory.web.record_forms import FormValues
from services.network.findings.web import words as finding_words
from services.network.findings.web.today import findings
from services.network.measures.measures import STATUSES, MeasureLife, measure_summary
from services.network.measures.save import remove_measure, save_measure
from services.network.measures.web import forms as measure_forms
from services.network.measures.web import views as measure_view
from services.network.measures.web import words as measure_words
from services.network.measures.web.forms import RESULTS
from services.network.reader import context
from services.network.reader.labels import Labels, page
from services.network.records.kinds.measures import UNDER_WAY
from services.network.records.model import (
    Actor,
    Evidence,
    Measure,
    Provenance,
    Visibility,
)
from services.network.records.visible_network import VisibleNetwork, urgency
from shared.accounts import author, requires
from shared.errors import Conflict, Invalid, NotFound, Problem
from shared.web.i18n import aufzaehlung
from shared.web.i18n import gettext as _
from shared.web.posted import posted_id, posted_version
from shared.web.urls import url

blueprint = Blueprint("network_measures", __name__)

MOST_FINDINGS = 40
"""So many findings one measure may take on: more is a programme, not a measure."""


@blueprint.get("/vorhaben")
@requires("admin", "coordinator")
def overview() -> str:
    """All measures with filters; those under way first, by due day."""
    visible = context.unfiltered()
    state = request.args.get("stand", "offen")
    district, topic = request.args.get("kreis", ""), request.args.get("thema", "")
    everything = measure_view.lives()
    chosen = [
        one
        for one in everything
        if _in_state(one, state) and _is_about(one, district, topic, visible)
    ]
    day = context.today()
    return page(
        "measures/liste.html",
        visible=visible,
        measures=[
            (
                one,
                measure_words.status(one.measure),
                measure_words.progress(one),
                measure_words.due_words(one.measure, day)
                if one.measure.status in UNDER_WAY
                else "",
            )
            for one in sorted(chosen, key=lambda one: urgency(one.measure))
        ],
        summary=measure_summary(everything),
        count_measures=measure_words.count_measures,
        state=state,
        states=[
            ("offen", _("geplant und laufend")),
            ("ueberfaellig", _("überfällig")),
            *((key, _(word)) for key, (word, _tone) in measure_words.STATUS.items()),
            ("alle", _("alle")),
        ],
        district=district,
        topic=topic,
        filtered=bool(district or topic or state != "offen"),
        districts=visible.district_choices(),
        topics=visible.topic_tree(context.lang()),
    )


def _in_state(one: MeasureLife, state: str) -> bool:
    match state:
        case "alle":
            return True
        case "ueberfaellig":
            return one.overdue
        case _ if state in STATUSES:
            return one.measure.status == state
        case _:
            return one.measure.status in UNDER_WAY


def _is_about(one: MeasureLife, district: str, topic: str, visible: VisibleNetwork) -> bool:
    if not district and not topic:
        return True
    districts, topics = measure_view.about(one.measure)
    wanted = visible.snapshot.topics_below(topic) if topic else frozenset()
    return (not district or district in districts) and (not topic or bool(wanted & topics))


def life_or_404(id: str) -> MeasureLife:
    """The life of a measure. Raises NotFound."""
    found = measure_view.life(id)
    if found is None:
        raise NotFound("not_found.record")
    return found


@blueprint.get("/vorhaben/<id>")
@requires("admin", "coordinator")
def one(id: str) -> str:
    """One measure: what became of its findings, what was done, and the chain of days."""
    found = life_or_404(id)
    visible, day = context.unfiltered(), context.today()
    view, measure = Labels(visible), found.measure
    actor = visible.actor_name(measure.owner_actor_id)
    evidence = [e for e in (visible.network.get(Evidence, i) for i in measure.evidence_ids) if e]
    return page(
        "measures/vorhaben.html",
        visible=visible,
        life=found,
        measure=measure,
        status=measure_words.status(measure),
        due=measure_words.due_words(measure, day) if measure.status in UNDER_WAY else "",
        progress=measure_words.progress(found),
        actor=actor,
        goal=dict(measure_forms.goals(visible)).get(
            f"{measure.strategy_id}|{measure.strategy_goal}", ""
        ),
        finding_views=measure_view.finding_views(found, view),
        steps=measure_view.steps(found, view),
        meetings=measure_view.meetings(measure),
        results=[
            (_(RESULTS[field][0]), names)
            for field in RESULTS
            if field != "meeting_ids"
            and (
                names := measure_view.named(
                    [(RESULTS[field][1].KIND, i) for i in getattr(measure, field)], visible
                )
            )
        ],
        evidence=[(e, _(measure_words.EVIDENCE.get(e.evidence_kind, ""))) for e in evidence],
        version=context.network().version(Measure.KIND, id),
    )


# --- forms ------------------------------------------------------------------------------------


def _fresh(id: str) -> Measure:
    settings = context.network().installation
    return Measure(
        id=id,
        title="",
        begun=context.today(),
        provenance=Provenance(
            visibility=Visibility.COORDINATORS,
            origin=settings.dataset if settings and settings.dataset != "empty" else "",
        ),
    )


def _asked() -> list[str]:
    """Ids of the findings that the form was opened from, as far as they exist today."""
    known = findings()
    given = list(dict.fromkeys(request.args.getlist("hinweis")))
    return [id for id in given if known.get(id) is not None][:MOST_FINDINGS]


@blueprint.get("/vorhaben/neu")
@requires("admin", "coordinator")
def new() -> tuple[str, int]:
    """An empty form, or one that knows the findings it was opened from (``?hinweis=``).

    From a suggested cooperation (``?vorschlag=``) it takes names, regions and topics only: a
    suggestion is no finding that opens and closes.
    """
    visible = context.unfiltered()
    values = measure_forms.blank(_fresh(""), visible)
    chosen = [findings().by_id[id] for id in _asked()]
    values["findings"] = [f.id for f in chosen]
    values["region_ids"] = list(dict.fromkeys(r for f in chosen for r in f.region_ids))
    values["topic_ids"] = list(dict.fromkeys(t for f in chosen for t in f.topic_ids))
    values["title"] = _title(chosen, Labels(visible))
    partners = suggestions().get(request.args.get("vorschlag", ""))
    if partners and not chosen:
        values["region_ids"], values["topic_ids"] = [*partners.region_ids], [*partners.topic_ids]
        names = aufzaehlung(visible.actor_name(id) for id in partners.house_ids)
        values["title"] = _("%(what)s vernetzen", what=names)[:200]
    return _form(values, measure=None, version=0)


def _title(chosen: Sequence[Any], view: Labels) -> str:
    if len(chosen) != 1:
        return ""
    words = finding_words.summary(chosen[0], view)
    text = {
        "coverage": _("Lücke schließen – %(what)s", what=words.title),
        "parallel": _("%(what)s aufeinander abstimmen", what=words.title),
    }.get(words.kind, _("%(what)s vernetzen", what=words.title))
    return text[:200]


def _form(
    values: FormValues,
    *,
    measure: Measure | None,
    version: int,
    problems: tuple[Problem, ...] = (),
    changed: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    visible = context.unfiltered()
    view = Labels(visible)
    known = (
        {f.id: f.title for f in measure_view.finding_views(life_or_404(measure.id), view)}
        if measure
        else {}
    )
    today = findings()
    for id in values["findings"]:
        finding = today.get(id)
        if finding is not None:
            known[id] = finding_words.summary(finding, view).title
    html = page(
        "measures/formular.html",
        visible=visible,
        measure=measure,
        values=values,
        version=version,
        new_id="" if measure else posted_id(),
        problems=problems,
        errors={p.field: p for p in reversed(problems)},
        changed=changed,
        chosen_findings=list(known.items()),
        statuses=[
            (key, _(word), _(measure_words.STATUS_HINTS[key]))
            for key, (word, _tone) in measure_words.STATUS.items()
        ],
        regions=visible.region_choices(),
        topics=[
            (id, "– " * depth + label) for id, label, depth in visible.topic_tree(context.lang())
        ],
        goals=measure_forms.goals(visible),
        actors=sorted(a.name for a in visible.all(Actor)),
        results=[
            (field, _(label), sorted(measure_forms.result_names(field, visible), key=str.casefold))
            for field, (label, _cls) in RESULTS.items()
        ],
        all_evidence=[
            (e.id, e.title) for e in sorted(visible.all(Evidence), key=lambda e: e.title.casefold())
        ],
        back=f"/vorhaben/{measure.id}" if measure else "/vorhaben",
    )
    return html, status


@blueprint.post("/vorhaben/neu")
@requires("admin", "coordinator")
def create() -> Response | tuple[str, int]:
    """Save a new measure."""
    return _save(None)


@blueprint.get("/vorhaben/<id>/bearbeiten")
@requires("admin", "coordinator")
def edit(id: str) -> tuple[str, int]:
    """The form of a measure."""
    measure = life_or_404(id).measure
    values = measure_forms.blank(measure, context.unfiltered())
    return _form(values, measure=measure, version=context.network().version(Measure.KIND, id))


@blueprint.post("/vorhaben/<id>/bearbeiten")
@requires("admin", "coordinator")
def update(id: str) -> Response | tuple[str, int]:
    """Save a changed measure."""
    return _save(life_or_404(id).measure)


def _save(before: Measure | None) -> Response | tuple[str, int]:
    visible, version = context.unfiltered(), posted_version()
    values = measure_forms.typed(request.form)
    start = before or _fresh(posted_id())
    try:
        measure = measure_forms.read(values, start, visible, findings())
        save_measure(context.parts(), measure, version, author())
    except Invalid as error:
        return _form(values, measure=before, version=version, problems=error.problems, status=422)
    except Conflict:
        context.forget_network()
        if before is None and measure == context.network().get(Measure, start.id):
            # The same new measure again, at the same moment: the first sending was saved.
            return redirect(url(f"/vorhaben/{start.id}"), 303)
        return _conflict(start.id, values, version)
    return redirect(url(f"/vorhaben/{measure.id}", gespeichert="1"), 303)


def _conflict(id: str, values: FormValues, version: int) -> tuple[str, int]:
    """The typed text again, with what somebody else changed in the meantime."""
    now = context.network().get(Measure, id)
    if now is None:
        raise NotFound("not_found.deleted_meanwhile")
    visible = context.unfiltered()
    read_state = next(
        (c.after for c in context.history(Measure.KIND, id) if c.version == version), None
    )
    changed = (
        measure_forms.differences(read_state, now, visible)
        if isinstance(read_state, Measure)
        else []
    )
    return _form(
        values,
        measure=now,
        version=context.network().version(Measure.KIND, id),
        changed=changed,
        status=409,
    )


# --- history and deletion ---------------------------------------------------------------------


@blueprint.get("/vorhaben/<id>/verlauf")
@requires("admin", "coordinator")
def history(id: str) -> str:
    """Who changed what, when; latest first."""
    measure, visible = life_or_404(id).measure, context.unfiltered()
    entries = []
    for change in reversed(context.history(Measure.KIND, id)):
        before, after = change.before, change.after
        both = isinstance(before, Measure) and isinstance(after, Measure)
        rows = measure_forms.differences(before, after, visible) if both else []  # type: ignore[arg-type]
        entries.append((change, rows, False))
    return page(
        "directory/verlauf.html",
        record=measure,
        name=measure.title,
        history_rows=entries,
        back=f"/vorhaben/{id}",
        crumbs=[(_("Start"), url("/")), (_("Vorhaben"), url("/vorhaben"))],
    )


@blueprint.get("/vorhaben/<id>/loeschen")
@requires("admin", "coordinator")
def ask_delete(id: str) -> str:
    """Ask before deleting."""
    return page(
        "measures/loeschen.html",
        measure=life_or_404(id).measure,
        version=context.network().version(Measure.KIND, id),
    )


@blueprint.post("/vorhaben/<id>/loeschen")
@requires("admin", "coordinator")
def delete(id: str) -> Response:
    """Delete a measure; its evidence stays."""
    remove_measure(context.parts(), id, posted_version(), author())
    return redirect(url("/vorhaben", geloescht="1"), 303)
