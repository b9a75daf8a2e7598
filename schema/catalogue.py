"""All declarations together, with the questions that the other rooms ask of them.

``CATALOGUE`` is built and checked when this module is imported: a relation to a type that does not exist,
two entities with one prefix or an anchor that leads to no person stop the hub before it starts.
"""

from dataclasses import dataclass
from functools import cached_property

from schema.entities import bodies, justice, law, people, protection, reconciliation
from schema.entities.bodies import ID
from schema.internal.feed_records import CLOSED_CLASSES, SEALED
from schema.internal.search_keys import NAME_FORM
from schema.model import AccessClass, Entity, EnumType, Field, GraphStep, Interface, Relation, Scalar

SCHEMA_VERSION = "1"
"""Part of every plan's key: a change of the declarations makes remembered plans void."""

SUBJECT = "Person"
"""The entity on which row scopes are decided."""

SOURCE = "SourceRecord"
"""The entity that is a record of an agency's system about a person."""

MATCH = "ProactiveMatch"
"""The entity of which the hub makes some itself: a person met in a register (norm 89-11a)."""

DUTY = "Duty"
"""The entity that the hub works out from all others."""

AREA = "area"
"""Stored property: the KATO code of the record's region."""

AREA_KEY = "areaKey"
"""Stored property: KATO code, a stroke, and the id. One index serves a region's pages in a fixed order."""

ADULT_ON = "adultOn"
"""Stored property: the day on which the youngest person whom the record is about turns 18."""

SEALABLE = frozenset({Scalar.STRING, Scalar.IIN, Scalar.DATE})
"""The types of value that are encrypted at rest: those that are text, or are written as text."""

IIN_INDEX = "iinIndex"
"""Stored property: the blind index by which a person is found by number."""

NODE = Interface("Node", "Anything that has an id in the hub.")


class DeclarationError(Exception):
    """The declarations contradict each other."""


@dataclass(frozen=True)
class Catalogue:
    """Every entity and interface, by name."""

    entities: dict[str, Entity]
    interfaces: dict[str, Interface]

    def entity(self, name: str) -> Entity:
        """The entity of that name; KeyError if there is none."""
        return self.entities[name]

    def field(self, entity: Entity, name: str) -> Field | None:
        """The field ``name`` of ``entity``, or None. ``id`` is a field of every entity."""
        return self._fields[entity.name].get(name)

    def fields(self, entity: Entity) -> tuple[Field, ...]:
        """The fields of ``entity``, ``id`` first."""
        return tuple(self._fields[entity.name].values())

    def relation(self, entity: Entity, name: str) -> Relation | None:
        """The relation ``name`` of ``entity``, or None."""
        return self._relations[entity.name].get(name)

    def members(self, name: str) -> tuple[Entity, ...]:
        """The entities that a type name stands for: one, or the members of an interface."""
        if name in self.entities:
            return (self.entities[name],)
        if name == NODE.name:
            return tuple(self.entities.values())
        return tuple(e for e in self.entities.values() if name in e.interfaces)

    def shared(self, name: str) -> Entity:
        """The fields and relations that can be named on a type: of an interface, those its members share."""
        if name in self.entities:
            return self.entities[name]
        face = NODE if name == NODE.name else self.interfaces[name]
        return Entity(
            name,
            "",
            "",
            access=AccessClass.PUBLIC,
            meaning=face.meaning,
            fields=face.fields,
            relations=face.relations,
        )

    def step(self, entity: Entity, relation: Relation) -> GraphStep:
        """The hop in the graph that ``relation`` of ``entity`` stands for."""
        if relation.edge:
            return GraphStep(relation.edge, True, relation.target, relation.many)
        declared = self._relations[relation.target][relation.inverse_of]
        return GraphStep(declared.edge, False, relation.target, True)

    def inverse(self, entity: Entity, step: GraphStep) -> GraphStep:
        """``step``, taken from the other end."""
        return GraphStep(step.edge, not step.forward, entity.name, True)

    def path(self, entity: Entity, name: str) -> GraphStep:
        """The hop named by an anchor, area or holder declaration of ``entity``."""
        return self.step(entity, self._relations[entity.name][name])

    def anchors(self, entity: Entity) -> tuple[tuple[GraphStep, ...], ...]:
        """The paths from a record to the persons whom it is about; one empty path for a person."""
        if entity.name == SUBJECT:
            return ((),)
        paths: list[tuple[GraphStep, ...]] = []
        for name in entity.anchors:
            first = self.path(entity, name)
            paths += [(first, *rest) for rest in self.anchors(self.entities[first.target])]
        return tuple(paths)

    def anchored_by(self, entity: Entity) -> tuple[tuple[AccessClass, tuple[GraphStep, ...]], ...]:
        """The paths of :meth:`anchors`, each with the class of the relation with which it begins."""
        if entity.name == SUBJECT:
            return ((entity.access, ()),)
        return tuple(
            (self.access(entity, name), (first, *rest))
            for name in entity.anchors
            for first in (self.path(entity, name),)
            for rest in self.anchors(self.entities[first.target])
        )

    def hides_some(self, entity: Entity) -> bool:
        """Whether records name some of those whom they are about by references of another, closed class."""
        return any(access in CLOSED_CLASSES and access != entity.access for access, _ in self.anchored_by(entity))

    def has_area(self, entity: Entity) -> bool:
        """Whether records of the entity carry a KATO area of their own."""
        return bool(entity.area)

    def has_own_area(self, entity: Entity) -> bool:
        """Whether records, though they are about persons, have an area that is not those persons'."""
        step_entity = entity
        while step_entity.anchors:
            relation = self._relations[step_entity.name].get(step_entity.area)
            if relation is None or relation.target not in self.entities:
                return bool(step_entity.area)
            step_entity = self.entities[relation.target]
        return step_entity.name not in (SUBJECT, entity.name)

    def by_prefix(self, record_id: str) -> Entity | None:
        """The entity whose ids begin as ``record_id`` does, or None."""
        return self._prefixes.get(record_id.partition("_")[0])

    def access(self, entity: Entity, name: str) -> AccessClass:
        """The class of a field or relation of ``entity``."""
        declared = self.field(entity, name) or self.relation(entity, name)
        if declared is None:
            raise DeclarationError(f"{entity.name} has no {name}")
        return declared.access or entity.access

    def is_sealed(self, entity: Entity, field: Field) -> bool:
        """Whether values of ``field`` are encrypted at rest and found by exact match alone (class IDENTITY).

        What the hub works out is yes or no, and identifies nobody.
        """
        is_sent = field.name != ID.name and field.is_sent
        return is_sent and (field.access or entity.access) == AccessClass.IDENTITY

    def sealed(self, entity: Entity) -> tuple[Field, ...]:
        """The fields of ``entity`` that are encrypted at rest."""
        return tuple(field for field in entity.fields if self.is_sealed(entity, field))

    @cached_property
    def sealed_entities(self) -> tuple[Entity, ...]:
        """The kinds of node of which something is encrypted at rest, by name."""
        by_name = {**self.entities, **{entity.name: entity for entity in (*SEALED, NAME_FORM)}}
        return tuple(e for _, e in sorted(by_name.items()) if self.sealed(e))

    @cached_property
    def enums(self) -> tuple[EnumType, ...]:
        """The closed lists in use, by name."""
        enums = {f.enum.name: f.enum for e in self.entities.values() for f in e.fields if f.enum}
        return tuple(enums[name] for name in sorted(enums))

    @cached_property
    def load_order(self) -> tuple[Entity, ...]:
        """The entities, so that a record comes after those to which it refers and by which it is judged."""
        ordered: list[Entity] = []
        waiting = list(self.entities.values())
        while waiting:
            ready = [e for e in waiting if self._needs(e) <= {d.name for d in ordered} | {e.name}]
            if not ready:
                raise DeclarationError("a circle of relations: " + ", ".join(e.name for e in waiting))
            ordered += ready
            waiting = [e for e in waiting if e not in ready]
        return tuple(ordered)

    def _needs(self, entity: Entity) -> set[str]:
        referred = {m.name for r in entity.relations if r.edge for m in self.members(r.target)}
        return referred.union(entity.judged_by)

    @cached_property
    def _fields(self) -> dict[str, dict[str, Field]]:
        by_name = {e.name: e for e in self.entities.values()}
        by_name |= {name: self.shared(name) for name in (*self.interfaces, NODE.name)}
        return {name: {f.name: f for f in (ID, *e.fields)} for name, e in by_name.items()}

    @cached_property
    def _relations(self) -> dict[str, dict[str, Relation]]:
        by_name = {e.name: e for e in self.entities.values()}
        by_name |= {name: self.shared(name) for name in (*self.interfaces, NODE.name)}
        return {name: {r.name: r for r in e.relations} for name, e in by_name.items()}

    @cached_property
    def _prefixes(self) -> dict[str, Entity]:
        return {e.prefix: e for e in self.entities.values()}


def index_name(field: Field) -> str:
    """Stored property: the blind index of a field that is encrypted at rest."""
    return f"{field.name}Index"


def _check(catalogue: Catalogue) -> None:
    entities = tuple(catalogue.entities.values())
    if len({e.prefix for e in entities}) != len(entities) or len({e.feed for e in entities}) != len(entities):
        raise DeclarationError("two entities share a prefix or a feed")
    for entity in entities:
        for relation in entity.relations:
            if not catalogue.members(relation.target):
                raise DeclarationError(f"{entity.name}.{relation.name} leads to no entity")
            catalogue.step(entity, relation)
        if any(not path and entity.name != SUBJECT for path in catalogue.anchors(entity)):
            raise DeclarationError(f"{entity.name} is anchored to nobody")
        if entity.area and catalogue.field(entity, entity.area) is None:
            catalogue.path(entity, entity.area)
        for field_name in (name for names in entity.in_order for name in names):
            field = catalogue.field(entity, field_name)
            if field is None or field.scalar not in (Scalar.DATE, Scalar.DATETIME):
                raise DeclarationError(f"{entity.name}.{field_name} is no day and no moment")
        for field in catalogue.sealed(entity):
            if field.scalar not in SEALABLE or field.many or field.localized or field.computed_from:
                raise DeclarationError(
                    f"{entity.name}.{field.name} cannot be encrypted: it is not one text or date"
                )
    if IIN_INDEX not in {index_name(f) for f in catalogue.sealed(catalogue.entities[SUBJECT])}:
        raise DeclarationError("a person's number must be encrypted")
    _ = catalogue.load_order


def _collect() -> Catalogue:
    modules = (people, justice, protection, bodies, law, reconciliation)
    catalogue = Catalogue(
        {entity.name: entity for module in modules for entity in module.ENTITIES},
        {face.name: face for face in bodies.INTERFACES},
    )
    _check(catalogue)
    return catalogue


CATALOGUE = _collect()
"""The declarations of this hub."""
