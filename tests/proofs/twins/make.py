"""Making a twin: everything is changed that may be, then what the caller could notice is taken back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from tests.proofs.oracle.facts import FieldFact, RelationFact, members
from tests.proofs.reference.decide import Decisions, Release, Who, masked
from tests.proofs.reference.made_up import IN_ORDER, WORKED_OUT, Maker, in_order, order, value
from tests.proofs.reference.world import Line, Thing, World, reference
from tests.proofs.twins.known import known

Edits = dict[str, Thing | None]
"""By id: the record as the twin has it, None for one that the twin has not."""

NAMED_BY_ENVELOPE = ("system", "recordId", "version", *WORKED_OUT)
TRIES = 40


@dataclass(frozen=True)
class Twin:
    """A graph that the caller cannot tell from another, and how many records it has more, less and otherwise."""

    world: World
    edits: Counter[str]


def twin(world: World, who: Who, day: date, seed: str) -> Twin:
    """The twin of ``world`` for a caller on a day."""
    rng, decisions = Random(f"{seed} {who}"), Decisions(world, who, day)
    edits = _less(world, decisions, rng)
    left = _applied(world, edits)
    edits |= {**_changed(left, decisions, rng), **_more(world, seed)}
    _drop_dangling(world, edits)
    wanted = known(world, who, day)
    reach, noticed = 0, len(world.things) * 100
    while True:
        other = _applied(world, edits)
        found = known(other, who, day)
        different = {key for key in {*wanted, *found} if wanted.get(key) != found.get(key)}
        if not different:
            return Twin(other, Counter(_kind(world, key, one) for key, one in edits.items()))
        reach = reach + 1 if len(different) >= noticed else reach
        noticed = len(different)
        _take_back(world, edits, _around(different, reach, world, other))


def everything_else(world: World, seed: str) -> World:
    """``world`` with all that the twins of one seed have more: where to take ids and values to ask for from."""
    return _applied(world, _more(world, seed))


def _kind(world: World, key: str, one: Thing | None) -> str:
    return "less" if one is None else "otherwise" if key in world.things else f"more {one.type}"


def _applied(world: World, edits: Edits) -> World:
    things: dict[str, Thing | None] = {**world.things, **edits}
    return World(one for one in things.values() if one is not None)


def _around(keys: set[str], reach: int, *worlds: World) -> set[str]:
    """The records as near to these as ``reach`` links."""
    found = set(keys)
    for _ in range(reach):
        found |= {near for world in worlds for key in found for near in world.near(key)}
    return found


def _take_back(world: World, edits: Edits, keys: set[str]) -> None:
    """Undo edits."""
    for key in keys & set(edits):
        del edits[key]
    _drop_dangling(world, edits)


def _drop_dangling(world: World, edits: Edits) -> None:
    """Undo every edit that refers to what is not there: intake would refuse it."""
    while True:
        there = {_name(one) for one in _applied(world, edits).things.values()}
        dangling = [key for key, one in edits.items() if one is not None and not there.issuperset(_references(one))]
        if not dangling:
            return
        for key in dangling:
            del edits[key]


NEW = "X"
"""The system of the records that only the twin has."""


def _name(one: Thing) -> str:
    return f"{one.line['system']}/{one.line['recordId']}"


def _references(one: Thing) -> list[str]:
    given = [one.line.get(r.name) for r in one.fact.relations.values() if not r.inverse]
    texts = [text for each in given for text in (each if isinstance(each, list) else [each]) if text]
    return [text.rpartition(":")[2] for text in texts]


def _more(world: World, seed: str) -> Edits:
    """New records of every type, among themselves and about what is there."""
    maker = Maker(Random(seed), NEW, {name: list(group) for name, group in world.of_type.items()})
    found: Edits = {}
    for name in order():
        for _ in range(0 if name in ("Region", "Agency") else max(3, len(world.of_type[name]) // 3)):
            made = maker.one(name)
            if made is not None:
                found[made.id] = made
    return found


def _less(world: World, decisions: Decisions, rng: Random) -> Edits:
    """Hidden records to which nothing refers go."""
    referred = {key for one in world.things.values() for key in _ids_referred(world, one)}
    hidden = (one for one in world.things.values() if decisions.record(one) == Release.HIDDEN)
    return {one.id: None for one in hidden if one.id not in referred and rng.random() < 0.15}


def _changed(world: World, decisions: Decisions, rng: Random) -> Edits:
    """Records with other values and links, where not all of them are released."""
    found: Edits = {}
    for record in world.things.values():
        line = _other_line(world, decisions, record, rng) if rng.random() < 0.6 else record.line
        if line != record.line:
            found[record.id] = Thing(record.id, record.fact, line)
    return found


def _ids_referred(world: World, one: Thing) -> list[str]:
    declared = [relation.name for relation in one.fact.relations.values() if not relation.inverse]
    return [end.id for name in declared for end in world.ends(one, name)]


def _other_line(world: World, decisions: Decisions, record: Thing, rng: Random) -> Line:
    line = dict(record.line)
    for field in record.fact.fields.values():
        release = decisions.field(record, field.name)
        if release != Release.FULL and field.name not in NAMED_BY_ENVELOPE and rng.random() < 0.6:
            line[field.name] = _other_value(record, field, release, rng)
    for relation in record.fact.relations.values():
        if not relation.inverse and decisions.link(record, relation) != Release.FULL and rng.random() < 0.3:
            line[relation.name] = _other_end(world, record, relation, rng)
    if line != in_order(record.type, line):
        # Nothing ends before it begins: such a line would not come in.
        days = {name for names in IN_ORDER[record.type] for name in names}
        line |= {name: record.line.get(name) for name in days}
    return {name: given for name, given in line.items() if given is not None}


def _other_value(record: Thing, field: FieldFact, release: Release, rng: Random) -> Any:
    """Another value that the release leaves the same of; the same one if none is found."""
    whole = record.line.get(field.name)
    mask = "nothing" if field.is_list else field.mask
    for _ in range(TRIES):
        made = _like(whole, mask, rng) if release == Release.MASKED else None
        made = value(rng, record.fact, field) if made is None else made
        if release != Release.MASKED or masked(mask, made) == masked(mask, whole):
            return made
    return whole


def _like(whole: Any, mask: str, rng: Random) -> Any:
    """A value that looks like another from outside its mask."""
    makers: Mapping[str, Any] = {
        "year": lambda: f"{whole[:4]}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}{whole[10:]}",
        # A letter or a digit that repeats would be a placeholder, which says nothing.
        "initial": lambda: whole[:1] + "".join(rng.sample("еиклмнорт", rng.randrange(2, 6))),
        "last_two": lambda: "".join(rng.choice("0123456789") for _ in range(max(0, len(whole) - 2))) + whole[-2:],
        "chapter": lambda: f"{masked('chapter', whole)}{rng.choice(('(1)', '.3', '-1'))}",
    }
    return makers[mask]() if isinstance(whole, str) and mask in makers else None


def _other_end(world: World, record: Thing, relation: RelationFact, rng: Random) -> Any:
    ends = [one for target in members(relation.target) for one in world.of_type[target]]
    earlier = [one for one in ends if one.type != record.type or one.id < record.id]
    if not earlier:
        return record.line.get(relation.name)
    made = reference(rng.choice(earlier), relation)
    return [made] if relation.many else made
