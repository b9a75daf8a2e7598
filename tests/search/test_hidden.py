"""Two graphs that differ in hidden records and withheld values alone answer every search alike."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from tests.conftest import Graph
from tests.proofs.reference.made_up import caller, days, made_up
from tests.proofs.reference.world import World
from tests.proofs.twins.known import known
from tests.proofs.twins.make import everything_else, twin
from tests.proofs.worlds import Said, asked, caller_of, refill
from tests.support.sizes import SEARCHED, SEED

WORLD = 20261130
TWIN = "search"
"""What is hidden is drawn by one lot: some lots make a name of letters that the hub takes for another code page."""

PERSONS = 30
LOTS = 12
TOGETHER = 20
ROLES = (
    "precinct",
    "public_security",
    "juvenile",
    "criminal",
    "migration",
    "health",
    "crisis_centre",
    "mia_committee",
)
SEARCHED_TYPES = ("Person", "Case", "CourtDecision", "ProtectiveOrder")
SEARCHED_FIELDS = ("familyName", "givenName", "patronymic", "birthDate", "iin", "number")
TYPES = "[PERSON, CASE, DECISION, ORDER, UNIT]"
QUERY = f"""query ($text: String!) {{
  search(text: $text, types: {TYPES}, first: 200) {{ complete hits {{ matched record {{ __typename id
    ... on Person {{ familyName givenName patronymic birthDate iin stays {{ totalCount }} }}
    ... on Case {{ number subject {{ id familyName }} }}
    ... on ProtectiveOrder {{ number protected {{ totalCount }} }} }} }} }}
  few: search(text: $text, types: {TYPES}, first: 2) {{ complete hits {{ record {{ id }} }} }}
}}"""


def typed(*worlds: World) -> Iterator[str]:
    """What may be typed: names letter by letter, in two orders and with an error, numbers, and years."""
    for world in worlds:
        for person in world.of_type["Person"]:
            family, given_name = person.line.get("familyName") or "", person.line.get("givenName") or ""
            yield from (family[:length] for length in range(2, len(family) + 1))
            yield from (f"{given_name} {family}", f"{family} {given_name[:2]}", family[:2] + family[3:])
            yield (person.line.get("birthDate") or "")[:4]
            yield person.line.get("iin") or ""
        for name in ("Case", "CourtDecision", "ProtectiveOrder", "Unit"):
            yield from (str(one.line.get("number") or one.line.get("code") or "") for one in world.of_type[name])


def searchable(world: World) -> list[tuple[str, str, str]]:
    """All that a search could find in a world: type, field and value."""
    return sorted(
        (name, field, str(one.line[field]))
        for name in SEARCHED_TYPES
        for one in world.of_type[name]
        for field in SEARCHED_FIELDS
        if one.line.get(field)
    )


@pytest.fixture(scope="module")
def world() -> World:
    return made_up(f"search {WORLD}", PERSONS)


@pytest.fixture(scope="module")
def filled(pair: tuple[Graph, Graph], world: World) -> tuple[Graph, Graph]:
    pair[0].run(refill(pair[0], world))
    return pair


def _is_taken(graph: Graph, world: World) -> bool:
    """Fill the graph with a world; whether intake refused nothing of it."""
    try:
        graph.run(refill(graph, world))
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
def test_what_is_hidden_changes_no_search(filled: tuple[Graph, Graph], world: World, role: str) -> None:
    rng = Random(f"{SEED} {role}")
    day = rng.choice(list(days()))
    drawn = [caller(rng, world, role) for _ in range(8)]
    # Who knows most, of those from whom something is hidden that a search could find.
    drawn.sort(key=lambda one: len(known(world, one, day)), reverse=True)
    who = next(one for one in drawn if searchable(twin(world, one, day, TWIN).world) != searchable(world))
    made = next(
        one
        for one in (twin(world, who, day, f"{TWIN} {lot}") for lot in range(LOTS))
        if searchable(one.world) != searchable(world) and _is_taken(filled[1], one.world)
    )
    texts = sorted(set(typed(world, everything_else(world, TWIN), made.world)))
    asked_texts = rng.sample(texts, min(len(texts), 5 * SEARCHED))
    one, other = filled[0].hub(), filled[1].hub()
    hubs = one, replace(other, plans=one.plans, seal=one.seal)

    async def both(text: str) -> tuple[Said, Said]:
        first, second = [await asked(hub, caller_of(who), day, QUERY, {"text": text}) for hub in hubs]
        return first, second

    async def compared() -> int:
        count = 0
        for at in range(0, len(asked_texts), TOGETHER):
            pairs = await asyncio.gather(*(both(text) for text in asked_texts[at : at + TOGETHER]))
            for text, (mine, theirs) in zip(asked_texts[at : at + TOGETHER], pairs, strict=True):
                assert mine.text == theirs.text, (who, text)
                assert mine.errors is None, mine.text
                count += bool(mine.data["search"]["hits"])
        return count

    assert filled[0].run(compared()) > 0
