"""Nothing that a caller may not know of tells anything apart: two graphs that differ in nothing else answer alike.

Every role asks generated questions over the whole schema, of a graph and of its twin. The answers must be the
same to the byte: data, counts, order, cursors, what is said beside, errors. ``ORTAQ_TWINS`` asks for more.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from random import Random

import pytest

from resolvers.engine.plan_cache import Plans
from resolvers.execute import Engine
from schema.api.graphql_schema import graphql_schema
from security.authorization.caller import Caller
from security.authorization.policy import Policy
from tests.conftest import Graph
from tests.proofs.oracle.generate import Case, Generator
from tests.proofs.oracle.view import OracleCaller
from tests.proofs.reference.decide import Who, matrix
from tests.proofs.reference.made_up import caller, days, made_up, write
from tests.proofs.reference.world import World
from tests.proofs.twins.known import known
from tests.proofs.twins.make import Twin, everything_else, twin
from tests.proofs.worlds import SEES_ALL, Said, asked, caller_of, refill, role_that_sees_all
from tests.support.sizes import SEED, TWINS

ROLES = sorted({role for role, _ in matrix()})
QUESTIONS = TWINS // len(ROLES)
ROUND = 250
WORLD = 20261121
PERSONS = 30
AS_SERVED = 10
"""Every tenth question is asked of a hub that narrows the schema, as it is served; the others meet the guard."""
SHARES = 2
TOGETHER = 20


@dataclass(frozen=True)
class Hubs:
    """Two hubs on two graphs, with the same policy, plans and keys of cursors."""

    one: Engine
    other: Engine


@pytest.fixture(scope="module")
def world() -> World:
    return made_up(f"twins {WORLD}", PERSONS)


@pytest.fixture(scope="module")
def filled(pair: tuple[Graph, Graph], world: World) -> tuple[Graph, Graph]:
    pair[0].run(refill(pair[0], world))
    return pair


@pytest.fixture(scope="module")
def hubs(filled: tuple[Graph, Graph]) -> tuple[Hubs, Hubs]:
    """Hubs that take every question, and hubs as they are served."""
    one, other = (graph.hub() for graph in filled)
    policy = Policy({**one.policy.roles, SEES_ALL: role_that_sees_all()})
    whole = Hubs(replace(one, policy=policy), replace(other, policy=policy, plans=one.plans, seal=one.seal))
    plans = Plans(schema=graphql_schema(), dialect=one.store.dialect)
    served = Hubs(replace(whole.one, plans=plans), replace(whole.other, plans=plans))
    return whole, served


def _seeing(world: World, role: str, rng: Random, day: date) -> Who:
    """A caller who may know of something, and not of everything."""
    drawn = [caller(rng, world, role) for _ in range(8)]
    return max(drawn, key=lambda who: len(known(world, who, day)) if who.area != "" else 0)


@dataclass(frozen=True)
class Questions:
    """Generated questions, with ids and values of a graph and of what its twins have more."""

    generators: tuple[Generator, Generator]
    made: dict[int, Case] = field(default_factory=dict)

    def ask(self, index: int, who: Who, day: date) -> Case:
        """The question of that index, as the caller asks it on that day."""
        if index not in self.made:
            self.made[index] = self.generators[index % 2].case_at(SEED, index)
        asker = OracleCaller(who.role, who.area, who.unit, who.agency)
        return replace(self.made[index], caller=asker, today=day)


@pytest.fixture(scope="module")
def questions(world: World, sdl: str, tmp_path_factory: pytest.TempPathFactory) -> Questions:
    worlds = (world, everything_else(world, str(SEED)))
    folders = (write(one, tmp_path_factory.mktemp("feeds")) for one in worlds)
    one, other = (Generator(sdl, folder) for folder in folders)
    return Questions((one, other))


@pytest.mark.parametrize("role", ROLES)
def test_twins_answer_alike(
    filled: tuple[Graph, Graph], hubs: tuple[Hubs, Hubs], world: World, questions: Questions, role: str
) -> None:
    run = filled[0].run
    outcomes: Counter[str] = Counter()
    # Roles share documents, so that most are parsed once; each role asks half of them.
    first = ROLES.index(role) % SHARES
    for start in range(0, QUESTIONS, ROUND):
        rng = Random(f"{SEED} {role} {start}")
        day = rng.choice(list(days()))
        who = _seeing(world, role, rng, day) if start % (2 * ROUND) == 0 else caller(rng, world, role)
        made = twin(world, who, day, str(SEED))
        run(refill(filled[1], made.world))
        numbers = range(start, min(start + ROUND, QUESTIONS))
        cases = [questions.ask(first + SHARES * number, who, day) for number in numbers]
        for at in range(0, len(cases), TOGETHER):
            outcomes.update(run(_compared(hubs, caller_of(who), cases[at : at + TOGETHER], made)))
        more = (questions.ask(first + SHARES * number, who, day) for number in range(numbers.stop, start + ROUND))
        run(_must_differ(hubs[0], chain(cases, more), who))
    assert outcomes.total() == QUESTIONS
    # Of few questions chance may leave a few more unanswered.
    assert outcomes["answered"] > QUESTIONS * 0.7 - 2 * QUESTIONS**0.5, outcomes


async def _compared(hubs: tuple[Hubs, Hubs], who: Caller, cases: list[Case], made: Twin) -> list[str]:
    return await asyncio.gather(*(_compare(hubs[case.index % AS_SERVED == 0], who, case, made) for case in cases))


async def _compare(hubs: Hubs, who: Caller, case: Case, made: Twin) -> str:
    one = await _both(hubs, who, case, made, None)
    if case.continuation is not None and one.errors is None:
        cursor = one.data
        for step in case.continuation.path:
            cursor = cursor[step] if cursor is not None else None
        if cursor is not None:
            await _both(hubs, who, case, made, cursor)
    return "answered" if one.errors is None else ",".join(one.codes)


async def _both(hubs: Hubs, who: Caller, case: Case, made: Twin, cursor: str | None) -> Said:
    """The answer of both graphs, which is the same. With a cursor, that to the question for the page after."""
    one, other = await _answers(hubs, who, case, cursor)
    assert one.text == other.text, f"{case}\n{made.edits}\n{one.text}\n{other.text}"
    return one


async def _answers(hubs: Hubs, who: Caller, case: Case, cursor: str | None = None) -> tuple[Said, Said]:
    after = {case.continuation.variable: cursor} if case.continuation and cursor else {}
    variables, name = {**case.variables, **after}, case.operation_name
    one, other = await asyncio.gather(
        *(asked(hub, who, case.today, case.query, variables, name) for hub in (hubs.one, hubs.other))
    )
    return one, other


async def _must_differ(hubs: Hubs, cases: Iterable[Case], who: Who) -> None:
    """To somebody who sees everything the graphs do not look alike: the comparison could fail."""
    everyone = caller_of(Who(SEES_ALL))
    waiting = iter(cases)
    while together := list(islice(waiting, TOGETHER)):
        pairs = await asyncio.gather(*(_answers(hubs, everyone, case) for case in together))
        if any(one.text != other.text for one, other in pairs):
            return
    raise AssertionError(who)
