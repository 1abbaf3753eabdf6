"""The part of the API that the other services call with the service token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from services.network.cooperation.web.today import relations
from services.network.directory.web.api import as_json, matching, page_of, public_url
from services.network.findings.web.proposals import kind_and_title, proposed
from services.network.meetings.invitees import Invitee, joint_proposal_on
from services.network.meetings.meetings import record_meeting
from services.network.meetings.seating import table_groups, working_pairs
from services.network.meetings.web import api_schemas as schemas
from services.network.reader import context
from services.network.reader.labels import Labels
from services.network.reader.site_frame import imprint_url, privacy_url
from services.network.reader.words import ORIGINS
from services.network.records.model import (
    KINDS,
    Actor,
    Format,
    Measure,
    Meeting,
    Provenance,
    Region,
    TargetGroup,
    Term,
    Topic,
    Visibility,
)
from services.network.records.network import Network
from services.network.records.visible_network import VisibleNetwork
from shared.accounts import requires_service_token
from shared.accounts.access import is_service
from shared.errors import Invalid, NotFound, Problem
from shared.web.apidocs import checked, problem_responses
from shared.web.i18n import gettext

_SERVICES = Tag(name="Dienste", description="Zwischen den Diensten, mit Dienst-Kennwort")
MOST_FINDINGS = 40
"""So many findings one meeting can be about."""

blueprint = APIBlueprint(
    "network_service_api",
    __name__,
    url_prefix="/api/network",
    abp_responses=problem_responses(404),
)


@blueprint.get("/installation", tags=[_SERVICES], responses={200: schemas.InstallationOut})
@requires_service_token
def installation() -> Response:
    """Settings of the installation."""
    settings = context.network().installation
    if settings is None:
        return as_json(schemas.InstallationOut(set_up=False))
    return as_json(
        schemas.InstallationOut(
            set_up=True,
            centre_name=settings.centre_name,
            sender_name=settings.sender_name,
            sender_address=settings.sender_address,
            contact=settings.contact,
            imprint_url=_absolute(imprint_url(settings)),
            privacy_url=_absolute(privacy_url(settings)),
            gender_form=settings.gender_form,
            origin=gettext(ORIGINS[settings.dataset]) if settings.dataset in ORIGINS else "",
            dataset=settings.dataset,  # type: ignore[arg-type]
            operator_actor_id=settings.operator_actor_id,
        )
    )


def _absolute(address: str) -> str:
    return address if address.startswith("http") else public_url() + address


@blueprint.get(
    "/vocabulary", tags=[_SERVICES], responses={200: schemas.VocabularyOut}, summary="Schlagwörter"
)
def vocabulary() -> Response:
    """Topics, regions, target groups and formats; open to everybody."""
    network = context.network()

    def terms(cls: type[Any]) -> list[schemas.TermOut]:
        found = sorted(network.all(cls).values(), key=lambda t: (t.position, t.label, t.id))
        return [schemas.TermOut(id=t.id, label=t.label, label_en=t.label_en) for t in found]

    topics = sorted(network.all(Topic).values(), key=lambda t: (t.position, t.label, t.id))
    regions = sorted(network.all(Region).values(), key=lambda r: r.id)
    return as_json(
        schemas.VocabularyOut(
            revision=network.revision,
            topics=[
                schemas.TopicOut(id=t.id, label=t.label, label_en=t.label_en, parent_id=t.parent_id)
                for t in topics
            ],
            regions=[
                schemas.RegionOut(id=r.id, name=r.name, level=r.level, parent_id=r.parent_id)
                for r in regions
            ],
            target_groups=terms(TargetGroup),
            formats=terms(Format),
        )
    )


@blueprint.get(
    "/actors",
    tags=[_SERVICES],
    responses={200: schemas.ActorsOut},
    # Everybody may ask; our own services are told more.
    security=[{}, {"service": []}],
)
def actors(query: schemas.ActorsQuery) -> Response:
    """The directory: for our services whole and with addresses, for others what they may see."""
    trusted = is_service()
    visible = context.unfiltered() if trusted else context.visible()
    if query.ids:
        known = visible.network.all(Actor)
        wanted = dict.fromkeys(id.strip() for id in query.ids.split(","))
        found = [known[id] for id in wanted if id in known]
    elif trusted and query.query.strip():
        known = visible.network.all(Actor)
        hits = context.search_index().search(Actor.KIND, query.query, visible.network)
        found = [known[id] for id in hits]
    elif trusted:
        found = sorted(visible.network.all(Actor).values(), key=lambda a: a.id)
    else:
        found = matching(Actor, query.query)
    rows, whole = page_of(found, query.page, query.limit)
    return as_json(schemas.ActorsOut(actors=[_entry(a, visible, trusted) for a in rows], **whole))


def _entry(actor: Actor, visible: VisibleNetwork, trusted: bool) -> schemas.ActorEntry:
    address = actor.email if trusted and actor.invitable else ""
    return schemas.ActorEntry(
        id=actor.id,
        name=actor.name,
        short_name=actor.short_name,
        region_id=actor.region_id,
        region_ids=sorted(visible.actor_districts.get(actor.id, ())),
        topic_ids=sorted(visible.actor_topics.get(actor.id, ())),
        visibility=actor.provenance.visibility,
        email=address,
        email_source=actor.provenance.source if address else "",
        url=f"{public_url()}/akteure/{actor.id}",
    )


@blueprint.get(
    "/findings/<path:finding_id>/meeting",
    tags=[_SERVICES],
    responses={200: schemas.MeetingProposalOut},
)
@requires_service_token
@checked
def meeting_of_finding(path: schemas.FindingPath) -> Response:
    """What a meeting about a finding could be: hosts, topics, districts, invitees with reasons."""
    visible = context.unfiltered()
    finding = proposed(path.finding_id)
    if finding is None:
        raise NotFound()
    _kind, title = kind_and_title(finding, Labels(visible))
    return as_json(_proposal((finding,), title))


@blueprint.get("/proposal", tags=[_SERVICES], responses={200: schemas.MeetingProposalOut})
@requires_service_token
@checked
def joint_meeting(query: schemas.ProposalQuery) -> Response:
    """One meeting about several findings, or about what is open of a measure."""
    visible = context.unfiltered()
    measure = visible.network.get(Measure, query.measure) if query.measure else None
    if query.measure and measure is None:
        raise NotFound()
    ids = [id.strip() for id in query.findings.split(",") if id.strip()]
    ids += [id for id, _digest in measure.findings] if measure else []
    found = [f for id in dict.fromkeys(ids) if (f := proposed(id)) is not None][:MOST_FINDINGS]
    if not found and measure is None:
        raise NotFound()
    title = measure.title if measure else ""
    if not title:
        _kind, title = kind_and_title(found[0], Labels(visible))
        if len(found) > 1:
            title = _topics_of(found, Labels(visible)) or title
    answer = _proposal(found, title)
    if measure is not None:
        answer.measure_id = measure.id
        answer.topic_ids = list(dict.fromkeys((*answer.topic_ids, *measure.topic_ids)))
        answer.region_ids = list(dict.fromkeys((*answer.region_ids, *measure.region_ids)))
    return as_json(answer)


def _topics_of(found: Sequence[Any], view: Labels) -> str:
    """What several findings are about: their first topics, and that there are more."""
    labels = view.topics(dict.fromkeys(id for f in found for id in f.topic_ids))
    names = ", ".join(labels[:2])
    return gettext("%(title)s und weitere", title=names) if len(labels) > 2 else names


def _proposal(found: Sequence[Any], title: str) -> schemas.MeetingProposalOut:
    visible = context.unfiltered()
    proposal = joint_proposal_on(relations(), found)
    known = visible.network.all(Actor)
    kind = kind_and_title(found[0], Labels(visible))[0] if found else ""
    return schemas.MeetingProposalOut(
        finding_id=found[0].id if found else "",
        finding_ids=[f.id for f in found],
        kind=kind,
        title=title,
        reason_code=kind,
        hosts=[_entry(known[id], visible, True) for id in proposal.hosts if id in known],
        topic_ids=list(proposal.topic_ids),
        region_ids=list(proposal.region_ids),
        invitees=[_invitee(i, known, visible) for i in proposal.invitees if i.actor_id in known],
    )


@blueprint.get("/tables", tags=[_SERVICES], responses={200: schemas.TablesOut})
@requires_service_token
@checked
def tables(query: schemas.TablesQuery) -> Response:
    """Table groups: organisations that do not work together yet sit together."""
    snapshot = context.unfiltered().snapshot
    known = snapshot.network.all(Actor)
    guests = [id for id in query.actors.split(",") if id in known]
    pairs = working_pairs(relations(), guests)
    groups = table_groups(guests, pairs, query.size)
    beside = sum(len([p for p in pairs if p <= set(group)]) for group in groups)
    return as_json(schemas.TablesOut(tables=[list(g) for g in groups], known_pairs=beside))


def _invitee(
    invitee: Invitee, known: Mapping[str, Actor], visible: VisibleNetwork
) -> schemas.InviteeOut:
    entry = _entry(known[invitee.actor_id], visible, True)
    params: dict[str, str] = {}
    for name, id in sorted(invitee.reason_params.items()):
        params[f"{name}_id"] = id
        params[name] = _label(name, id, visible.network)
    return schemas.InviteeOut(
        actor_id=entry.id,
        name=entry.name,
        email=entry.email,
        email_source=entry.email_source,
        reason_code=invitee.reason_code,
        reason_params=params,
    )


def _label(name: str, id: str, network: Network) -> str:
    """What a reason's parameter is called; a record may be of any kind."""
    kinds = {"topic": ("topic",), "region": ("region",)}.get(name, tuple(KINDS))
    for kind in kinds:
        record = network.find(kind, id)
        if isinstance(record, Term):
            return record.label
        if isinstance(record, Region):
            return record.name
        if record is not None:
            return str(getattr(record, "title", "") or getattr(record, "name", ""))
    return ""


@blueprint.put("/meetings/<event_id>", tags=[_SERVICES], responses={200: schemas.Kept})
@requires_service_token
@checked
def put_meeting(path: schemas.EventPath, body: schemas.MeetingIn) -> Response:
    """Facts about an event; older and repeated ones change nothing."""
    if body.event_id != path.event_id:
        raise Invalid(Problem("field.invalid", "event_id"))
    visibility = "coordinators" if body.visibility == "closed" else body.visibility
    meeting = Meeting(
        id=body.event_id,
        provenance=Provenance(
            source="Termine", visibility=Visibility(visibility), origin=body.origin
        ),
        title=body.title,
        meeting_type=body.kind,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        status=body.status,
        online=body.online,
        place=body.place,
        region_ids=body.region_ids,
        topic_ids=body.topic_ids,
        host_actor_ids=body.host_actor_ids,
        finding_ids=body.finding_ids,
        measure_id=body.measure_id,
        invited=body.counts.invited,
        registered=body.counts.registered,
        attended=body.counts.attended,
        organisations=body.counts.organisations,
        facts_version=body.version,
    )
    return as_json(schemas.Kept(changed=record_meeting(context.parts(), meeting)))
