"""Tightening the policy never reveals more.

Under a policy with a cell less or a release lower, whatever is answered is a part of what was answered before, or
what a mask leaves of it.

Answers are compared as sets of released values. ``ORTAQ_TIGHTENED`` asks for more policies.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cachetools import LRUCache

from resolvers.execute import Engine
from schema.model import AccessClass
from security.authorization.disclosure import Disclosure
from security.authorization.policy import Policy, PolicyCell, Role
from security.site_file import SiteFile
from tests.conftest import Graph
from tests.proofs.oracle.answer import LISTS
from tests.proofs.oracle.facts import TypeFact, types
from tests.proofs.oracle.generate_arguments import Arguments
from tests.proofs.oracle.literals import Variables, literal
from tests.proofs.oracle.records import Store
from tests.proofs.oracle.samples import Samples
from tests.proofs.reference.decide import Who, masked, matrix
from tests.proofs.reference.made_up import caller, days, made_up, write
from tests.proofs.reference.world import World
from tests.proofs.worlds import Said, asked, caller_of, refill
from tests.support.sizes import SEED, TIGHTENED

WORLD = 20261122
PERSONS = 25
TYPES_A_POLICY = 9
FILTERS_A_POLICY = 9
ROLES = sorted({role for role, _ in matrix()})
SHARES = max(4, TIGHTENED // 25)
MORE = 50
"""So many policies more are tried where none of the others withheld anything: the comparison must have had some."""

STEPS = 3
"""At most so many times is a policy tightened before it is asked."""


@dataclass(frozen=True)
class Filled:
    """A graph with a made-up world, a hub on it, and values to ask for."""

    graph: Graph
    hub: Engine
    world: World
    samples: Samples


@pytest.fixture(scope="module")
def filled(pair: tuple[Graph, Graph], tmp_path_factory: pytest.TempPathFactory) -> Filled:
    world = made_up(f"tightened {WORLD}", PERSONS)
    pair[0].run(refill(pair[0], world))
    folder: Path = write(world, tmp_path_factory.mktemp("feeds"))
    return Filled(pair[0], pair[0].hub(), world, Samples(Store(folder)))


def tightened(role: Role, rng: Random) -> Role:
    """The role with something taken away: a cell, some of a release, or some of a field."""
    cells = dict(role.cells)
    access = rng.choice(sorted(cells))
    index = rng.randrange(len(cells[access]))
    cell, rest = cells[access][index], cells[access][index + 1 :]
    dice = rng.random()
    if dice < 0.25:
        name = rng.choice([f"{fact.name}.{field}" for fact in types().values() for field in fact.fields])
        lower = rng.choice((Disclosure.MASKED, Disclosure.POINTER, Disclosure.HIDDEN))
        return replace(role, limits={**role.limits, name: min(lower, role.limits.get(name, Disclosure.FULL))})
    if dice < 0.6 and cell.release > Disclosure.POINTER:
        less = Disclosure(rng.randrange(1, cell.release))
        # What follows may not release more than what comes before it: the policy's own check.
        lowered = tuple(replace(each, release=min(each.release, less)) for each in (cell, *rest))
        cells[access] = (*cells[access][:index], *lowered)
    else:
        cells[access] = (*cells[access][:index], *rest)
    return replace(role, cells={access: kept for access, kept in cells.items() if kept})


@pytest.mark.parametrize("share", range(SHARES))
def test_tightening_never_reveals_more(filled: Filled, share: int) -> None:
    withheld = 0
    for index in range(share, TIGHTENED + MORE * SHARES, SHARES):
        if index >= TIGHTENED and withheld:
            break
        rng = Random(f"{SEED}:{index}")
        who, day = caller(rng, filled.world, ROLES[index % len(ROLES)]), rng.choice(list(days()))
        loose = filled.hub.policy.roles[who.role]
        tight = loose
        for _ in range(rng.randrange(STEPS) + 1):
            tight = tightened(tight, rng) if tight.cells else tight
        documents = [*_whole(filled, rng), *_filtered(filled, rng), *_lists(), _lookup(filled, rng)]
        before, after = (filled.graph.run(_answers(filled, role, who, day, documents)) for role in (loose, tight))
        for document, one, other in zip(documents, before, after, strict=True):
            more = list(_more(other.data, one.data))
            assert not more, f"{index}: {who} on {day}\n{loose.cells}\n{tight.cells}\n{document}\n{more[:5]}"
            withheld += other.data != one.data
    assert withheld


async def _answers(filled: Filled, role: Role, who: Who, day: date, documents: list[str]) -> list[Said]:
    hub = replace(filled.hub, policy=Policy({role.name: role}), _grants=LRUCache(100))
    said = await asyncio.gather(*(asked(hub, caller_of(who), day, document) for document in documents))
    assert not [each.errors for each in said if each.errors]
    return list(said)


def _whole(filled: Filled, rng: Random) -> Iterator[str]:
    """All of some types: every field, and the records that every relation leads to."""
    for fact in (types()["Person"], *rng.sample(list(types().values()), TYPES_A_POLICY)):
        ids = literal([record.id for record in filled.world.of_type[fact.name]][:500])
        yield f"{{ nodes(ids: {ids}) {{ ... on {fact.name} {{ {_everything(fact)} }} }} }}"


def _everything(fact: TypeFact) -> str:
    links = [
        f"{link.name}{'(first: 500) { totalCount nodes { id } }' if link.many else ' { id }'}"
        for link in fact.relations.values()
        if link.shown
    ]
    return " ".join(("id", *fact.fields, *links))


def _filtered(filled: Filled, rng: Random) -> Iterator[str]:
    """Lists with filters on values, which look only at what is released in full."""
    schema = filled.hub.plans.schema
    for root in rng.sample(list(LISTS), FILTERS_A_POLICY):
        name = LISTS[root]
        shape: Any = schema.type_map[f"{name}Filter"]
        made = Arguments(rng, filled.samples, Variables(rng))
        one, other, third = (made.where(shape, name, 0, 0.0) for _ in range(3))
        where = literal({"or": [one, {"not": other}, {"and": [third, {"not": one}]}]})
        yield f"{{ {root}(first: 500, where: {where}) {{ totalCount nodes {{ id }} }} }}"


def _lists() -> Iterator[str]:
    for root in LISTS:
        yield f"{{ {root}(first: 500) {{ totalCount nodes {{ id }} }} }}"


def _lookup(filled: Filled, rng: Random) -> str:
    iins = [one.line["iin"] for one in filled.world.of_type["Person"] if "iin" in one.line]
    return f"{{ lookup(iins: {literal(rng.sample(iins, len(iins)))}) {{ found holders {{ id }} }} }}"


def _more(tight: Any, loose: Any, path: str = "") -> Iterator[str]:
    """What the tighter answer says that the looser does not. Records are compared by id, wherever they stand."""
    if tight is None or tight is False or tight == loose:
        return
    if isinstance(tight, dict) and isinstance(loose, dict):
        for key, value in tight.items():
            if key == "totalCount":
                if value > loose[key]:
                    yield f"{path}.{key}: {value}, not {loose[key]}"
            else:
                yield from _more(value, loose[key], f"{path}.{key}")
    elif isinstance(tight, list) and isinstance(loose, list):
        known = {_identity(each, index): each for index, each in enumerate(loose)}
        for index, each in enumerate(tight):
            yield from _more(each, known.get(_identity(each, index)), f"{path}[{index}]")
    elif not _is_left_of(tight, loose):
        yield f"{path}: {tight!r}, not {loose!r}"


def _identity(row: Any, index: int) -> Any:
    return row["id"] if isinstance(row, dict) and "id" in row else index


def _is_left_of(tight: Any, loose: Any) -> bool:
    """Whether some mask leaves this of that."""
    names = ("year", "initial", "last_four", "last_two", "chapter")
    return isinstance(tight, str) and isinstance(loose, str) and tight in {masked(name, loose) for name in names}


def test_the_comparison_finds_what_is_more() -> None:
    loose: Mapping[str, Any] = {"n": {"totalCount": 1, "nodes": [{"id": "a", "iin": "********0001", "kind": "X"}]}}
    assert not list(_more({"n": {"totalCount": 0, "nodes": []}}, loose))
    assert not list(_more({"n": {"totalCount": 1, "nodes": [{"id": "a", "iin": None, "kind": "X"}]}}, loose))
    assert list(_more({"n": {"totalCount": 2, "nodes": []}}, loose))
    assert list(_more({"n": {"totalCount": 1, "nodes": [{"id": "b"}]}}, loose))
    assert list(_more({"n": {"totalCount": 1, "nodes": [{"id": "a", "iin": "900505400001"}]}}, loose))


def test_tightening_is_tightening() -> None:
    whole = (PolicyCell(release=Disclosure.FULL, scope="area"), PolicyCell(release=Disclosure.POINTER, scope="all"))
    role = Role(
        name="r",
        meaning="",
        norms=(),
        cells={AccessClass.PERSON: whole},
        statistics="",
        limits={},
        source=SiteFile(Path(), "", {}),
    )
    rng = Random(1)
    for _ in range(50):
        made = tightened(role, rng)
        assert made != role
        for cell in made.cells.get(AccessClass.PERSON, ()):
            assert cell.release <= next(each.release for each in whole if each.scope == cell.scope)
