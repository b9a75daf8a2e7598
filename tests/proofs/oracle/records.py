"""The fed records as plain dictionaries, with every link known from both ends."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.proofs.oracle.facts import FieldFact, RelationFact, TypeFact, by_prefix, members, types
from tests.proofs.oracle.values import Json
from tests.support.ids import record_id

CLOSED = ("HEALTH", "VICTIM", "SHELTER", "OPERATIVE")
"""The classes of which it is itself a secret that a record exists."""


@dataclass(eq=False)
class Record:
    """One fed record: its values as the interface would show them to somebody who sees everything."""

    id: str
    fact: TypeFact
    values: dict[str, Json]
    links: dict[str, list["Record"]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The name of its type."""
        return self.fact.name

    def first(self, relation: str) -> "Record | None":
        """The record at the other end of a to-one link, if there is one."""
        found = self.links.get(relation)
        return found[0] if found else None


def utc(text: str) -> str:
    """A point in time in the form of the interface."""
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _value(fact: FieldFact, raw: Json) -> Json:
    if raw is None or fact.is_list or fact.localized:
        return raw
    if fact.kind == "DateTime":
        return utc(raw)
    if fact.kind == "String":
        return str(raw)
    return float(raw) if fact.kind == "Float" else raw


class Store:
    """All records, by id and by type; links lead both ways and are in the order of ids."""

    def __init__(self, directory: Path) -> None:
        self.records: dict[str, Record] = {}
        self.by_type: dict[str, list[Record]] = defaultdict(list)
        self.by_iin: dict[str, list[Record]] = defaultdict(list)
        self._about: dict[str, tuple[Record, ...]] = {}
        self._areas: dict[str, str | None] = {}
        lines = self._read(directory)
        known = {key: record for key, (record, _) in lines.items()}
        for record, line in lines.values():
            self.records[record.id] = record
            self.by_type[record.type].append(record)
            if record.values.get("iin"):
                self.by_iin[record.values["iin"]].append(record)
            self._link(record, line, known)
        self._turn_round()
        self.named_openly = {person.id for record in self.records.values() for person in _openly_named(record)}
        for group in (*self.by_type.values(), *self.by_iin.values()):
            group.sort(key=lambda record: record.id)

    def _read(self, directory: Path) -> dict[str, tuple[Record, dict[str, Json]]]:
        found: dict[str, tuple[Record, dict[str, Json]]] = {}
        for fact in types().values():
            file = directory / f"{fact.feed}.ndjson"
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            for line in (json.loads(row) for row in text.split("\n") if row.strip()):
                key = record_id(fact.prefix, f"{line['system']}/{line['recordId']}")
                if key in found and found[key][1]["version"] > line["version"]:
                    continue
                values = {name: _value(what, line.get(name)) for name, what in fact.fields.items()}
                found[key] = (Record(key, fact, values), line)
        return found

    def _link(self, record: Record, line: dict[str, Json], known: dict[str, Record]) -> None:
        for relation in record.fact.relations.values():
            if relation.inverse:
                continue
            given = line.get(relation.name)
            references = given if isinstance(given, list) else [] if given is None else [given]
            ids = dict.fromkeys(_target_id(relation, reference) for reference in references)
            record.links[relation.name] = sorted((known[i] for i in ids if i in known), key=lambda r: r.id)

    def _turn_round(self) -> None:
        """Give every record the links that others declare towards it."""
        for fact in types().values():
            for relation in fact.relations.values():
                if not relation.inverse:
                    continue
                for record in self.by_type[fact.name]:
                    record.links[relation.name] = []
                for other in self.by_type[relation.target]:
                    for end in other.links[relation.inverse]:
                        if end.fact is fact:
                            end.links[relation.name].append(other)
                for record in self.by_type[fact.name]:
                    record.links[relation.name].sort(key=lambda r: r.id)

    def get(self, key: str) -> Record | None:
        """The record of that id, if there is one."""
        return self.records.get(key)

    def about(self, record: Record) -> tuple[Record, ...]:
        """The persons whom a record is about."""
        if record.type == "Person":
            return (record,)
        if record.id not in self._about:
            ends = [end for anchor in record.fact.anchors for end in record.links[anchor]]
            self._about[record.id] = tuple(
                {person.id: person for end in ends for person in self.about(end)}.values()
            )
        return self._about[record.id]

    def tells_of(self, record: Record) -> tuple[Record, ...]:
        """The persons of whom a record tells by itself: of those whom an order protects it is silent."""
        if record.type != "ProtectiveOrder":
            return self.about(record)
        return tuple(record.links["offender"])

    def area(self, record: Record) -> str | None:
        """The KATO code of the region that a record belongs to; None if it is not known."""
        if record.type == "Region":
            kato: str | None = record.values["kato"]
            return kato
        if record.id not in self._areas:
            ends = record.links[record.fact.area] if record.fact.area else []
            known = [area for area in map(self.area, ends) if area is not None]
            self._areas[record.id] = min(known, default=None)
        return self._areas[record.id]


def _openly_named(record: Record) -> list[Record]:
    """The persons to whom a record refers openly. Duties follow from other records, and a source tells of some."""
    if record.type in ("Person", "Duty", "SourceRecord"):
        return []
    open_links = [
        name
        for name, relation in record.fact.relations.items()
        if relation.target == "Person" and not relation.inverse and relation.access not in CLOSED
    ]
    return [person for name in open_links for person in record.links[name]]


def _target_id(relation: RelationFact, reference: str) -> str:
    target = relation.target
    if target not in types():
        target, _, reference = reference.partition(":")
        if target not in members(relation.target):
            return ""
    return record_id(types()[target].prefix, reference)


def type_of_id(key: str) -> str | None:
    """The type that an id claims, by its prefix."""
    return by_prefix().get(key.partition("_")[0])
