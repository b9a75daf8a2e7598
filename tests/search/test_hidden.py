"""Two graphs that differ in hidden records and withheld values alone answer every search alike."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from security.authorization.policy import Policy
from tests.conftest import Graph
from tests.proofs.reference.decide import Who
from tests.proofs.reference.made_up import caller, days, made_up
from tests.proofs.reference.world import World
from tests.proofs.twins.known import known
from tests.proofs.twins.make import everything_else, twin
from tests.proofs.worlds import SEES_ALL, Said, asked, caller_of, refill, role_that_sees_all
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
    who = max(drawn, key=lambda one: len(known(world, one, day)))
    made = next(
        one
        for one in (twin(world, who, day, f"{TWIN} {lot}") for lot in range(LOTS))
        if _is_taken(filled[1], one.world)
    )
    texts = sorted(set(typed(world, everything_else(world, TWIN), made.world)))
    asked_texts = rng.sample(texts, min(len(texts), 5 * SEARCHED))
    one, other = filled[0].hub(), filled[1].hub()
    policy = Policy({**one.policy.roles, SEES_ALL: role_that_sees_all()})
    hubs = replace(one, policy=policy), replace(other, policy=policy, plans=one.plans, seal=one.seal)

    async def both(text: str, asker: Who) -> tuple[Said, Said]:
        first, second = [await asked(hub, caller_of(asker), day, QUERY, {"text": text}) for hub in hubs]
        return first, second

    async def compared() -> int:
        count = 0
        for at in range(0, len(asked_texts), TOGETHER):
            pairs = await asyncio.gather(*(both(text, who) for text in asked_texts[at : at + TOGETHER]))
            for text, (mine, theirs) in zip(asked_texts[at : at + TOGETHER], pairs, strict=True):
                assert mine.text == theirs.text, (who, text)
                assert mine.errors is None, mine.text
                count += bool(mine.data["search"]["hits"])
        return count

    async def differs() -> bool:
        seeing = replace(who, role=SEES_ALL, area="", unit=None, agency=None)
        pairs = [await both(text, seeing) for text in texts[:60]]
        return any(mine.text != theirs.text for mine, theirs in pairs)

    filled[0].run(compared())
    assert filled[0].run(differs()), "there was nothing to hide"
