"""The reference and the hub decide alike: of any field of any record, for any caller, purpose and day.

``ORTAQ_DECISIONS`` asks for more decisions than are compared at a commit (tests/support/sizes.py).
"""

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest

from resolvers.execute import Engine
from security.authorization.purposes import PURPOSES, StatedPurpose
from tests.conftest import Graph
from tests.proofs.oracle.facts import types
from tests.proofs.reference.decide import Decisions, Release, Who, matrix, may_ask
from tests.proofs.reference.hub import Expected, expected, noted, notes, question
from tests.proofs.reference.made_up import caller, days, made_up
from tests.proofs.reference.world import World
from tests.proofs.worlds import asked, caller_of, refill
from tests.support.sizes import DECISIONS, SEED

WORLD = 20260601
SHARES = max(1, DECISIONS // 50_000)
SHARE = DECISIONS // SHARES
PERSONS = 60
BATCH = 12
OFTEN = ("Person", "Person", "Document", "ShelterStay", "OperativeFile", "Treatment", "ProtectiveOrder")
"""Types of which callers are given pointers, or are given less than others are."""
ASKED = (*types(), *OFTEN * 4)
ROLES = sorted({role for role, _ in matrix()})


@dataclass(frozen=True)
class Filled:
    """A graph with a made-up world in it."""

    graph: Graph
    hub: Engine
    world: World


@pytest.fixture(scope="module")
def filled(pair: tuple[Graph, Graph]) -> Filled:
    world = made_up(f"decisions {WORLD}", PERSONS)
    graph = pair[0]
    graph.run(refill(graph, world))
    return Filled(graph, graph.hub(), world)


@pytest.mark.parametrize("share", range(SHARES))
def test_hub_decides_as_the_reference_does(filled: Filled, share: int) -> None:
    made: Counter[Release] = Counter()
    types_met: set[str] = set()
    index = 0
    while made.total() < SHARE or types_met != set(types()):
        type_name, found = _batch(filled, share + SHARES * index)
        types_met.add(type_name)
        for each in found:
            made.update(each.fields.values())
        index += 1
    assert index > len(ROLES)
    assert all(made[release] > SHARE / 1000 for release in Release), made


def _batch(filled: Filled, index: int) -> tuple[str, list[Expected]]:
    """One caller, one day, some records of one type, and all that can be asked of them."""
    rng = Random(f"{SEED}:{index}")
    role = ROLES[index // SHARES % len(ROLES)]
    who, day = caller(rng, filled.world, role), rng.choice(list(days()))
    known = filled.world.of_type[rng.choice(ASKED)]
    records = rng.sample(known, min(BATCH, len(known)))
    fact = records[0].fact
    decisions = Decisions(filled.world, who, day)
    wanted = [expected(decisions, record) for record in records]
    ids = [record.id for record in records]
    said = filled.graph.run(asked(filled.hub, caller_of(who), day, question(fact), {"ids": ids}))
    where = f"index {index}: {who} on {day}, {fact.name}"
    assert said.errors is None, f"{where}: {said.errors}"
    for record, each, row in zip(records, wanted, said.data["nodes"], strict=True):
        assert row == each.row, f"{where} {record.id} {record.line}"
    assert notes(said.extensions) == noted(wanted), where
    return fact.name, wanted


def test_purposes_are_refused_as_the_reference_refuses(filled: Filled) -> None:
    rng = Random(SEED)
    answered: Counter[bool] = Counter()
    for _ in range(600):
        allowed, role = tuple(rng.sample(PURPOSES, rng.randrange(1, 5))), rng.choice(ROLES)
        stated = rng.choice((None, *PURPOSES, *allowed, *allowed))
        case, reason = rng.choice((None, "12-34/5")), rng.choice((None, "search"))
        said = filled.graph.run(
            asked(
                filled.hub,
                caller_of(Who(role, "75"), allowed),
                next(iter(days())),
                "{ regions(first: 1) { nodes { id } } }",
                stated=StatedPurpose(stated, case, reason),
            )
        )
        wanted = may_ask(role, stated, allowed, case, reason)
        answered[wanted] += 1
        assert (said.errors is None) == wanted, (role, stated, allowed, case, reason, said.codes)
        assert wanted or said.data is None
    assert min(answered.values()) > 50
