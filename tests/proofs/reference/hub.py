"""The hub's decision, as a caller sees it: what the engine answers about records, field by field."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.proofs.oracle.facts import RelationFact, TypeFact
from tests.proofs.reference.decide import Decisions, Release, masked
from tests.proofs.reference.world import Thing, births_of

Row = dict[str, Any] | None


@dataclass(frozen=True)
class Expected:
    """What is decided about a record: the row that must be answered, and every decision by field."""

    row: Row
    fields: dict[str, Release]


def question(fact: TypeFact) -> str:
    """A document that asks for everything of the records of a type. Keys are the fields' names."""
    parts = ["id", *fact.fields]
    for relation in shown(fact):
        inside = "__typename" if relation.many else "id"
        parts.append(f"{relation.name} {{ {inside} }}")
    return f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {fact.name} {{ {' '.join(parts)} }} }} }}"


def shown(fact: TypeFact) -> list[RelationFact]:
    """The relations that the interface shows."""
    return [relation for relation in fact.relations.values() if relation.shown]


def expected(decisions: Decisions, record: Thing) -> Expected:
    """The decisions about every field of a record, and the answer that they make."""
    fact = record.fact
    fields = {"id": decisions.field(record, "id")}
    row: dict[str, Any] = {"id": record.id}
    for name in fact.fields:
        fields[name] = decisions.field(record, name)
        row[name] = value(decisions, record, name, fields[name])
    for relation in shown(fact):
        fields[relation.name] = decisions.link(record, relation)
        row[relation.name] = _end(decisions, record, relation) if fields[relation.name] == Release.FULL else None
    return Expected(row if fields["id"] else None, fields)


def value(decisions: Decisions, record: Thing, name: str, release: Release) -> Any:
    """What of a value the release leaves."""
    field = record.fact.fields[name]
    whole = record.line.get(name)
    if name == "isMinor":
        whole = decisions.is_minor(record)
    elif name == "birthDateDisputed" and record.type == "SourceRecord":
        lines = [record.line, *(end.line for end in decisions.world.ends(record, "owner"))]
        whole = len({line["birthDate"] for line in lines if line.get("birthDate")}) > 1
    elif name == "birthDateDisputed":
        whole = len(set(births_of(record.line))) > 1
    elif field.localized:
        whole = (whole or {}).get("kk")
    elif name == "version":
        whole = str(whole)
    if release == Release.FULL:
        return whole
    return masked("nothing" if field.is_list else field.mask, whole) if release == Release.MASKED else None


def _end(decisions: Decisions, record: Thing, relation: RelationFact) -> Any:
    if relation.many:
        return {"__typename": f"{relation.target}Connection"}
    ends = [end for end in decisions.world.ends(record, relation.name) if decisions.record(end)]
    return {"id": ends[0].id} if ends else None


def noted(found: list[Expected]) -> Counter[tuple[str, str]]:
    """How often something less than FULL must be said of each field of records that may be known of."""
    return Counter(
        (name, release.name)
        for each in found
        if each.row is not None
        for name, release in each.fields.items()
        if release != Release.FULL
    )


def notes(extensions: dict[str, Any]) -> Counter[tuple[str, str]]:
    """What the hub says of each field (``extensions.access``)."""
    counted: Counter[tuple[str, str]] = Counter()
    for note in extensions.get("access", ()):
        counted[note["path"][1], note["release"]] += note["rows"]
    return counted
