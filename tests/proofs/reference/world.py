"""A graph as it is fed: records as lines, with their links known from both ends."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.proofs.oracle.facts import RelationFact, TypeFact, members, types
from tests.support.ids import record_id

Line = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Thing:
    """One record: its id, its type, and the line that brought it in."""

    id: str
    fact: TypeFact
    line: Line

    @property
    def type(self) -> str:
        """The name of its type."""
        return self.fact.name


def id_of(type_name: str, reference: str) -> str:
    """The hub's id of what a system calls ``SYSTEM/recordId`` (docs/queries.md, "Records as they are fed")."""
    return record_id(types()[type_name].prefix, reference)


def thing(type_name: str, line: Line) -> Thing:
    """The record of a line."""
    return Thing(id_of(type_name, f"{line['system']}/{line['recordId']}"), types()[type_name], line)


def reference(record: Thing, relation: RelationFact) -> str:
    """How a line refers to ``record`` along ``relation``."""
    name = f"{record.line['system']}/{record.line['recordId']}"
    return name if relation.target in types() else f"{record.type}:{name}"


class World:
    """Records by id, and for each of them the ids at the other end of each of its relations, sorted."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things: Mapping[str, Thing] = {one.id: one for one in things}
        self.of_type: dict[str, list[Thing]] = defaultdict(list)
        for one in self.things.values():
            self.of_type[one.type].append(one)
        ends: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in self.things.values():
            for relation in one.fact.relations.values():
                for other in () if relation.inverse else self._referred(one, relation):
                    ends[one.id, relation.name].add(other)
                    for back in _backs(one.type, relation.name, other):
                        ends[other, back].add(one.id)
        self._openly: set[str] | None = None
        self._ends = {key: tuple(sorted(ids)) for key, ids in ends.items()}

    def _referred(self, one: Thing, relation: RelationFact) -> list[str]:
        given = one.line.get(relation.name)
        texts = given if isinstance(given, list) else [given] if given else []
        ids = [self._id(relation, text) for text in texts]
        return [key for key in ids if key in self.things]

    @staticmethod
    def _id(relation: RelationFact, text: str) -> str:
        if relation.target in types():
            return id_of(relation.target, text)
        target, _, rest = text.partition(":")
        return id_of(target, rest)

    def ends(self, record: Thing, relation: str) -> list[Thing]:
        """The records at the other end of a relation, by id."""
        return [self.things[key] for key in self._ends.get((record.id, relation), ())]

    def end(self, record: Thing, relation: str) -> Thing | None:
        """The record at the other end of a to-one relation, if there is one."""
        return next(iter(self.ends(record, relation)), None)

    def is_named_openly(self, person: Thing) -> bool:
        """Whether a record that is not of a closed class names the person; a duty does not."""
        if self._openly is None:
            self._openly = {
                end.id
                for one in self.things.values()
                for relation in one.fact.relations.values()
                if relation.target == "Person" and not relation.inverse
                if one.type not in ("Person", "Duty", "SourceRecord")
                if relation.access not in ("HEALTH", "VICTIM", "SHELTER", "OPERATIVE")
                for end in self.ends(one, relation.name)
            }
        return person.id in self._openly

    def near(self, key: str) -> set[str]:
        """The ids one link away."""
        record = self.things.get(key)
        names = record.fact.relations if record else ()
        return {end for name in names for end in self._ends.get((key, name), ())}


def _backs(type_name: str, relation: str, other: str) -> list[str]:
    """The relations by which the record ``other`` leads back along ``relation`` of ``type_name``."""
    prefix = other.partition("_")[0]
    return _BACKS.get((type_name, relation, prefix), [])


def _inverses() -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for fact in types().values():
        for relation in fact.relations.values():
            for target in members(relation.target) if relation.inverse else ():
                found[target, relation.inverse, fact.prefix].append(relation.name)
    return dict(found)


_BACKS = _inverses()


CENTURIES = {"1": 18, "2": 18, "3": 19, "4": 19, "5": 20, "6": 20}
"""The century of a birth by the seventh digit of an identification number (Government resolution 853 of 2003)."""


def births_of(line: Mapping[str, Any]) -> list[str]:
    """The days of birth that a card and its number say."""
    number = line.get("iin") or ""
    said = [line["birthDate"]] if line.get("birthDate") else []
    if number and number[6] in CENTURIES:
        said.append(f"{CENTURIES[number[6]]}{number[:2]}-{number[2:4]}-{number[4:6]}")
    return said
