"""Findings in plain German: a line for lists, and the evidence in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.network.cooperation.structure import Isolated
from services.network.coverage.coverage import Cell, Provider
from services.network.coverage.web.map_pages import expectation_name, state_of
from services.network.parallels.parallels import Factor, Parallel
from services.network.parallels.sides import Side
from services.network.reader import words as texts
from services.network.reader.labels import Labels, euro, period_words
from services.network.records.model import Expectation, Offer, Project, Survey
from shared.marking import N_
from shared.web.i18n import aufzaehlung, datum, ngettext, prozent
from shared.web.i18n import gettext as _

LOOKED_FOR = {
    "cooperation": N_("eine gemeinsame Kooperation"),
    "project": N_("ein gemeinsames Projekt"),
    "steering_group": N_("eine gemeinsame Steuerungsgruppe"),
    "consortium": N_("ein gemeinsames Konsortium"),
    "network": N_("ein Netzwerk, das hier zu diesem Thema arbeitet"),
}
LOOKED_FOR_ALONE = {
    "cooperation": N_("eine Kooperation"),
    "project": N_("ein Projekt mit anderen"),
    "steering_group": N_("eine Steuerungsgruppe mit anderen"),
    "consortium": N_("ein Konsortium"),
    "network": N_("ein Netzwerk, das hier zu diesen Themen arbeitet"),
}
DIMENSIONS = {
    "regions": N_("Wo"),
    "topics": N_("Themen"),
    "target_groups": N_("Zielgruppen"),
    "formats": N_("Formate"),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """A finding for a list."""

    kind: str
    title: str
    text: str
    tone: str
    badge: str
    region_ids: tuple[str, ...]
    topic_ids: tuple[str, ...]
    state_key: str = ""


def summary(finding: Any, view: Labels) -> Summary:
    """Any finding in a title and a sentence."""
    match finding:
        case Parallel():
            return _parallel(finding, view)
        case Isolated():
            return _isolated(finding, view)
        case _:
            return _cell(getattr(finding, "cell", finding), view)


def _cell(cell: Cell, view: Labels) -> Summary:
    expectation = view.visible.network.get(Expectation, cell.expectation_id)
    assert expectation is not None
    name = expectation_name(expectation, view)
    place = view.visible.region_name(cell.region_id)
    state = state_of(cell)
    return Summary(
        "coverage",
        f"{place}: {name}",
        _found_there(cell, state, view),
        view.tone(state),
        view.state(state),
        (cell.region_id,),
        (cell.topic_id,),
        state,
    )


def _found_there(cell: Cell, state: str, view: Labels) -> str:
    """Who is there and who does not suffice, in one or two sentences."""
    beside = [provider_name(p, view) for p in cell.providers if not p.sufficient]
    enough = [provider_name(p, view) for p in cell.enough]
    match state:
        case "gap":
            days = [
                s.as_of for id in cell.survey_ids if (s := view.visible.network.get(Survey, id))
            ]
            # Whoever has a stale entry there would rightly protest against "nobody".
            parts = [_("Kein bestätigter Anbieter.") if cell.stale else _("Kein Anbieter.")]
            if days:
                parts.append(_("Zuletzt vollständig erhoben am %(day)s.", day=datum(max(days))))
        case "reach_only":
            parts = [_ended(_("Nur auf Anfrage erreichbar: %(names)s", names=_some(beside)))]
        case _ if not enough:
            parts = [
                _("Noch kein Anbieter, dessen Reichweite genügt."),
                _ended(_("Dort schon tätig: %(names)s", names=_some(beside))),
            ]
        case _:
            parts = [
                _ended(
                    ngettext(
                        "%(num)s Anbieter statt %(needed)s: %(names)s",
                        "%(num)s Anbieter statt %(needed)s: %(names)s",
                        len(enough),
                        needed=cell.needed,
                        names=_some(enough),
                    )
                )
            ]
            if beside:
                parts.append(
                    _ended(_("Außerdem, aber nicht vor Ort: %(names)s", names=_some(beside)))
                )
    if cell.stale:
        parts.append(
            ngettext(
                "%(num)s Eintrag ist lange nicht bestätigt und zählt deshalb nicht.",
                "%(num)s Einträge sind lange nicht bestätigt und zählen deshalb nicht.",
                len(cell.stale),
            )
        )
    return " ".join(parts)


def provider_name(provider: Provider, view: Labels) -> str:
    """Who provides: the part of the house that does, the house if there are several."""
    ids = provider.actor_ids
    return view.visible.actor_name(ids[0] if len(ids) == 1 else provider.house_id)


def _ended(sentence: str) -> str:
    """A sentence with its full stop, but not a second one after „e. V.“."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def _some(names: list[str], most: int = 2) -> str:
    """The first names, and how many more; never „and one more“ where that one has a name."""
    known = [name for name in names if name]
    if len(known) <= most + 1:
        return aufzaehlung(known)
    return _("%(names)s und %(num)s weitere", names=", ".join(known[:most]), num=len(known) - most)


def _sides(finding: Parallel) -> tuple[Side, Side]:
    return finding.left, finding.right


def _actors(side: Side, view: Labels) -> list[tuple[str, str]]:
    """Who stands behind a side, the one that leads first."""
    project = view.visible.network.get(Project, side.id) if side.kind == "project" else None
    lead = project.lead_actor_id if project else ""
    return view.actors(sorted(side.actor_ids, key=lambda id: id != lead))


def entry_name(side: Side, view: Labels) -> str:
    """The title of a side's offer or project."""
    return entry_title(side.kind, side.id, view)


def entry_title(kind: str, id: str, view: Labels) -> str:
    """The title of an offer or project; blank if there is none."""
    record = view.visible.network.find(kind, id)
    return record.title if isinstance(record, Offer | Project) else ""


def _parallel(finding: Parallel, view: Labels) -> Summary:
    left, right = entry_name(finding.left, view), entry_name(finding.right, view)
    who = [actors[0][1] for side in _sides(finding) if (actors := _actors(side, view))]
    topics = view.topics(finding.topic_ids)
    parts = [
        _ended(aufzaehlung(who)),
        _ended(_("Wo: %(places)s", places=_some(view.regions(finding.region_ids)))),
        _ended(
            ngettext(
                "Gemeinsames Thema: %(topics)s",
                "Gemeinsame Themen: %(topics)s",
                len(topics),
                # Names of topics hold „und“ themselves: „Begegnung; Ehrenamt und Engagement“.
                topics="; ".join(topics),
            )
        ),
        _("Eine Zusammenarbeit ist nicht bekannt."),
    ]
    if finding.double_funding:
        parts.append(_("Beide bekommen zur selben Zeit Geld aus derselben Quelle."))
    return Summary(
        "parallel",
        _("„%(left)s“ und „%(right)s“", left=left, right=right),
        " ".join(parts),
        "info",
        _("Angaben zu %(share)s gleich", share=prozent(finding.score)),
        finding.region_ids,
        finding.topic_ids,
    )


def _isolated(finding: Isolated, view: Labels) -> Summary:
    return Summary(
        "isolated",
        view.visible.actor_name(finding.actor_id),
        ngettext(
            "%(num)s laufendes Angebot oder Projekt; "
            "eine Zusammenarbeit mit anderen ist nicht bekannt.",
            "%(num)s laufende Angebote oder Projekte; "
            "eine Zusammenarbeit mit anderen ist nicht bekannt.",
            len(finding.records),
        ),
        "neutral",
        _("ohne Verbindung"),
        finding.region_ids,
        finding.topic_ids,
    )


# --- in full ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactorWords:
    """One dimension of the comparison in words."""

    name: str
    common: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    share: str
    counted: bool
    weight: int


def _factor(factor: Factor, view: Labels) -> FactorWords:
    def words(ids: tuple[str, ...]) -> tuple[str, ...]:
        match factor.dimension:
            case "regions":
                return tuple(view.regions(ids))
            case "topics":
                return tuple(view.topics(ids))
            case "target_groups":
                return tuple(view.target_groups(ids))
            case _:
                return tuple(view.formats(ids))

    return FactorWords(
        _(DIMENSIONS[factor.dimension]),
        words(factor.common),
        words(factor.only_left),
        words(factor.only_right),
        prozent(factor.jaccard),
        factor.counted,
        factor.weight,
    )


def lasting(days: int) -> str:
    """A stretch of time in whole months, or in days if it is short."""
    if days < 60:
        return ngettext("%(num)s Tag", "%(num)s Tage", days)
    # The mean length of a month.
    return ngettext("%(num)s Monat", "%(num)s Monate", round(days / 30.44))


def grants(side: Side, view: Labels) -> list[tuple[str, str, str]]:
    """Who pays a side's project: funder and programme, grant period, reference and amount."""
    project = view.visible.network.get(Project, side.project_id)
    if project is None:
        return []
    found = []
    for grant in project.fundings:
        source = [view.visible.actor_name(grant.funder_actor_id), grant.programme]
        stated = grant.period.start or grant.period.end
        more = [grant.reference, euro(grant.amount) if grant.amount else ""]
        found.append(
            (
                ", ".join(filter(None, source)) or _("Geldgeber nicht angegeben"),
                period_words(grant.period) if stated else "",
                ", ".join(filter(None, more)),
            )
        )
    detailed = {grant.funder_actor_id for grant in project.fundings}
    for id, name in view.actors(project.funder_actor_ids):
        if id not in detailed:
            found.append((name, "", ""))
    return found


def parallel(finding: Parallel, view: Labels) -> dict[str, Any]:
    """Both sides and every factor of a possible parallel structure."""
    sides: list[dict[str, Any]] = []
    for side in _sides(finding):
        record = view.visible.network.find(side.kind, side.id)
        assert isinstance(record, Offer | Project)
        path = "/angebote/" if side.kind == "offer" else "/projekte/"
        sides.append(
            {
                "record": record,
                "word": _(texts.KINDS[side.kind]),
                "path": path + side.id,
                "actors": _actors(side, view),
                "grants": grants(side, view),
            }
        )
    money = [
        (view.visible.actor_name(f.funder_actor_id), f.programme, f.common_days)
        for f in finding.common_funding
    ]
    return {
        "sides": sides,
        "grants": any(side["grants"] for side in sides),
        "factors": [_factor(f, view) for f in finding.factors],
        "score": prozent(finding.score),
        "limit": prozent(float(view.visible.snapshot.rules.parallel_from)),
        "together": _together(finding, view),
        "lasting": lasting,
        "imprecise": finding.imprecise,
        "looked_for": [_(LOOKED_FOR[name]) for name in finding.looked_for if name in LOOKED_FOR],
        "bridges": view.actors(finding.bridges),
        "partners": view.actors(finding.common_partner_ids),
        "money": money,
        "own_house": finding.own_house,
        "both": [actors[0] for side in sides if (actors := side["actors"])],
    }


def _together(finding: Parallel, view: Labels) -> str:
    """Since when and until when both run.

    The end of an entry that states none is only the day on which its confirmation grows old:
    nobody said that it ends then, so it is not shown as if somebody had.
    """
    ending = [side for side in _sides(finding) if side.last == finding.common_until]
    records = [view.visible.network.find(side.kind, side.id) for side in ending]
    stated = any(isinstance(r, Offer | Project) and r.period.end for r in records)
    start, end = datum(finding.common_from), datum(finding.common_until)
    match finding.common_from, stated:
        case None, True:
            return _("Beide laufen bis zum %(end)s", end=end)
        case None, False:
            return _("Beide laufen; Anfang und Ende sind nicht bekannt")
        case _, True:
            time = lasting(finding.common_days or 0)
            return _("%(time)s gemeinsam (%(start)s bis %(end)s)", time=time, start=start, end=end)
        case _:
            return _("Beide laufen seit dem %(start)s; ein Ende ist nicht bekannt", start=start)


def isolated(finding: Isolated, view: Labels) -> dict[str, Any]:
    """An actor that works alone, and with whom it might work."""
    visible = view.visible
    entries = []
    for kind, id in finding.records:
        record = visible.network.find(kind, id)
        if isinstance(record, Offer | Project):
            path = "/angebote/" if kind == "offer" else "/projekte/"
            entries.append((record, path + id))
    near = [
        (len(topics & {*finding.topic_ids}), id)
        for id, topics in visible.actor_topics.items()
        if id not in finding.member_ids
        and topics & {*finding.topic_ids}
        and visible.actor_districts.get(id, frozenset()) & {*finding.region_ids}
        and visible.actor_name(id)
    ]
    near.sort(key=lambda pair: (-pair[0], visible.actor_name(pair[1])))
    return {
        "actor_id": finding.actor_id,
        "own_entries": entries,
        "looked_for": [_(LOOKED_FOR_ALONE[n]) for n in finding.looked_for if n in LOOKED_FOR_ALONE],
        "networks": view.actors(finding.network_ids),
        "near": [
            (
                id,
                visible.actor_name(id),
                view.topics(sorted(visible.actor_topics[id] & {*finding.topic_ids})),
            )
            for _n, id in near[:8]
        ],
        "members": [p for p in view.actors(finding.member_ids) if p[0] != finding.actor_id],
    }
