"""What a caller may know of a graph: every record released to it, with what is released of each."""

from datetime import date
from typing import Any

from tests.proofs.reference.decide import Decisions, Release, Who, cells_for
from tests.proofs.reference.hub import shown, value
from tests.proofs.reference.world import Thing, World

Known = dict[str, tuple[Any, ...]]


def known(world: World, who: Who, day: date) -> Known:
    """What the caller may know, by id. Two graphs of which this is the same are twins for that caller."""
    decisions = Decisions(world, who, day)
    return {record.id: _of(decisions, record) for record in world.things.values() if decisions.record(record)}


def _of(decisions: Decisions, record: Thing) -> tuple[Any, ...]:
    fields = [(name, decisions.field(record, name)) for name in record.fact.fields]
    values = [(name, release, whole(decisions, record, name, release)) for name, release in fields]
    links = [
        (relation.name, release, ends(decisions, record, relation.name) if release == Release.FULL else None)
        for relation in shown(record.fact)
        for release in [decisions.link(record, relation)]
    ]
    return (record.type, values, links, keepers(decisions.world, record), number(decisions, record))


def number(decisions: Decisions, record: Thing) -> str | None:
    """A person's number, where the role has any release of numbers: who has the number then finds the person.

    docs/queries.md, "Records in the view", 10.
    """
    return record.line.get("iin") if cells_for(decisions.who).get("IDENTITY") else None


def whole(decisions: Decisions, record: Thing, name: str, release: Release) -> Any:
    """What the release leaves of a value, in all its languages."""
    if release == Release.FULL and record.fact.fields[name].localized:
        return record.line.get(name)
    return value(decisions, record, name, release)


def ends(decisions: Decisions, record: Thing, name: str) -> list[str]:
    """The ids at the other end that the caller may know of."""
    return [end.id for end in decisions.world.ends(record, name) if decisions.record(end)]


def keepers(world: World, record: Thing) -> list[str]:
    """The agencies whose systems hold a person: told to whoever may know of the person."""
    codes = {one.line["code"] for one in world.of_type["Agency"]}
    if record.type != "Person":
        return []
    return sorted({one.line["system"] for one in world.ends(record, "sources")} & codes)
