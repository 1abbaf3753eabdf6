"""Districts, actors, offers, projects and cooperations of a drawn network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from benchmarks._pages_draw import OPEN, SEED, TEXT, Body, Draw, Row

LAND = "16"

_CLASSES = (
    "topic_ids",
    "target_group_ids",
    "format_ids",
    "on_site_region_ids",
    "reachable_region_ids",
    "period",
)
_WHO = ("Verein", "Amt", "Initiative", "Netzwerk", "Bildungswerk", "Stiftung", "Beratungsstelle")
_FOR = ("für Vielfalt", "für Teilhabe", "Integration", "Interkulturelles", "Jugend und Soziales")
_WHAT = ("Fortbildung", "Beratung", "Begleitung", "Werkstatt", "Kurs", "Sprechstunde")


def regions(draw: Draw) -> Iterator[Body]:
    """Districts beyond those that exist; the network lies in all of them."""
    for number in range(draw.shape.regions - len(draw.places)):
        id = f"16{101 + number}"
        draw.names[id] = f"Kreis {number + 1:02}"
        yield (
            "region",
            draw.body(
                id,
                name=draw.names[id],
                level="district",
                parent_id=LAND,
                aliases=[],
                population=draw.pick.randint(35, 220) * 1000,
                foreign_share=round(draw.pick.uniform(4, 13), 1),
            ),
        )
    draw.places = sorted(draw.names)


def actors(draw: Draw) -> Iterator[Body]:
    """Actors, and ties that make houses of some of them."""
    pick = draw.pick
    for number, id in enumerate(draw.who):
        place = pick.choice(draw.places)
        name = f"{pick.choice(_WHO)} {pick.choice(_FOR)} {draw.names[place]} {number}"
        yield (
            "actor",
            draw.body(
                id,
                confirmed=draw.confirmed(),
                name=name,
                short_name="",
                aliases=[],
                org_type_id=pick.choice(draw.org_types),
                region_id=place,
                area="",
                street=f"Hauptstraße {number % 200 + 1}",
                postcode="",
                city=draw.names[place],
                website=f"https://www.ort-{number}.example",
                email=f"post@ort-{number}.example",
                phone="",
                description=TEXT if number % 3 == 0 else "",
                founded="",
                invitable=True,
                askable=True,
                is_person_group=False,
            ),
        )
    for number in range(len(draw.who) // 12):
        upper, lower = pick.sample(draw.who, 2)
        yield (
            "tie",
            draw.body(
                f"t{number:06}",
                kind=pick.choice(("carrier_of", "part_of", "department_of", "funds", "member_of")),
                from_actor_id=upper,
                to_actor_id=lower,
                period=OPEN,
            ),
        )


def entries(draw: Draw) -> Iterator[Body]:
    """Offers and projects in turn; two of a hundred are twins of another one."""
    pick, missing = draw.pick, Random(SEED + 1)
    for number in range(draw.shape.entries):
        twin = draw.contents and pick.random() < 0.02
        content = pick.choice(draw.contents) if twin else draw.content()
        draw.contents.append(content)
        id, lead, confirmed = f"e{number:07}", pick.choice(draw.who), draw.confirmed()
        title = f"{draw.labels[content['topic_ids'][0]]}: {pick.choice(_WHAT)} {number}"
        text = TEXT if number % 2 else ""
        if number % 2:
            # Of its own random numbers, so that a dangling network is otherwise the same.
            if draw.shape.dangling and missing.random() < 0.2:
                lead = f"gone{number:07}"
            draw.offer_ids.append(id)
            yield (
                "offer",
                draw.body(
                    id,
                    confirmed=confirmed,
                    title=title,
                    actor_id=lead,
                    project_id="",
                    **_part(content, _CLASSES[:2]),
                    target_group_text="",
                    **_part(content, _CLASSES[2:3]),
                    languages=["Deutsch"],
                    cost_rule="kostenfrei",
                    **_part(content, _CLASSES[3:]),
                    description=text,
                    website="",
                ),
            )
        else:
            partners = pick.sample(draw.who, 1) if pick.random() < 0.2 else []
            yield (
                "project",
                draw.body(
                    id,
                    confirmed=confirmed,
                    title=title,
                    project_type="",
                    lead_actor_id=lead,
                    partner_actor_ids=partners,
                    funder_actor_ids=[],
                    fundings=[],
                    **content,
                    description=text,
                ),
            )


def cooperations(draw: Draw) -> Iterator[Body]:
    """More than two for every actor."""
    pick = draw.pick
    for number in range(int(len(draw.who) * 2.1)):
        partners = pick.sample(draw.who, pick.choices((2, 3, 4), (80, 15, 5))[0])
        yield (
            "cooperation",
            draw.body(
                f"c{number:07}",
                confirmed=draw.confirmed(),
                name="",
                partner_ids=partners,
                cooperation_type="",
                intensity=pick.choices((1, 2, 3), (30, 50, 20))[0],
                period=OPEN,
                project_id="",
                process_id="",
                topic_ids=draw.some_topics((0.8, 0.2)),
                region_ids=[],
                event_id="",
                description="",
            ),
        )


def _part(content: Row, names: Sequence[str]) -> Row:
    return {name: content[name] for name in names}
