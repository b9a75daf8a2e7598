"""Whether what a record stands for is something that the graph has: a second reading of the declarations."""

import datetime as dt
from collections.abc import Iterator, Sequence

from adapters.feeds.feed import BodyReference, Content, Fact, Of, OwnBody, Target, Update, Who
from adapters.feeds.iin import holds_iin
from schema.catalogue import CATALOGUE
from schema.model import Entity, Field, Scalar

_PYTHON: dict[Scalar, tuple[type, ...]] = {
    Scalar.STRING: (str,),
    Scalar.INT: (int,),
    Scalar.FLOAT: (float, int),
    Scalar.BOOLEAN: (bool,),
    Scalar.DATE: (dt.date,),
    Scalar.DATETIME: (dt.datetime,),
    Scalar.IIN: (str,),
    Scalar.ENUM: (str,),
}
_SYSTEMS = {
    "Region": {"KATO"},
    "Agency": {"HUB"},
    "Norm": {"HUB"},
    "Measure": {"HUB"},
    "Indicator": {"HUB"},
    "Unit": {"MIA", "PROB", "PENAL", "MIGRATION"},
    "Inspector": {"MIA", "PROB"},
    "Precinct": {"MIA"},
    "School": {"EDU"},
    "PenalInstitution": {"PENAL"},
    "AdaptationCenter": {"LABOUR"},
}


def faults(content: Content) -> list[str]:
    """What is wrong with a content; nothing, if it is as declared."""
    return [*_mentions(content), *_keys(content), *_facts(content), *_updates(content)]


def _mentions(content: Content) -> Iterator[str]:
    keys = [claim.key for claim in content.claims]
    if len(set(keys)) != len(keys):
        yield "two mentions have one key"


def _keys(content: Content) -> Iterator[str]:
    own = [(fact.entity, fact.key) for fact in content.facts]
    if len(set(own)) != len(own):
        yield "two facts of one kind have one key"


def _facts(content: Content) -> Iterator[str]:
    for fact in content.facts:
        entity = CATALOGUE.entities.get(fact.entity)
        if entity is None:
            yield f"no entity {fact.entity}"
            continue
        for name, value in fact.values.items():
            yield from _value(entity, name, value)
        for name, target in fact.links.items():
            yield from _link(content, entity, name, target)
        yield from _anchored(entity, fact)


def _updates(content: Content) -> Iterator[str]:
    for update in content.updates:
        entity = CATALOGUE.entities[update.entity]
        if entity.anchors:
            yield f"{entity.name} is no body"
        if isinstance(update.body, BodyReference):
            yield from _body(update.entity, update.body)
        yield from _given(update, entity)


def _given(update: Update, entity: Entity) -> Iterator[str]:
    for name, value in update.values.items():
        if value is None:
            yield f"{entity.name}.{name} is given and unknown"
        yield from _value(entity, name, value)


def _value(entity: Entity, name: str, value: object) -> Iterator[str]:
    declared = CATALOGUE.field(entity, name)
    if declared is None or declared.computed_from or name == "id":
        yield f"{entity.name} has no field {name}"
    elif value is not None:
        many = value if declared.many and isinstance(value, list) else [value]
        for each in many:
            yield from _typed(entity, declared, each)


def _typed(entity: Entity, declared: Field, value: object) -> Iterator[str]:
    where = f"{entity.name}.{declared.name}"
    if not isinstance(value, _PYTHON[declared.scalar]):
        yield f"{where} is not a {declared.scalar}"
    if isinstance(value, bool) != (declared.scalar is Scalar.BOOLEAN):
        yield f"{where} mixes numbers and yes or no"
    if isinstance(value, dt.datetime) and (declared.scalar is not Scalar.DATETIME or value.tzinfo is not None):
        yield f"{where} is a point in time with a zone, or where a day is declared"
    if declared.enum and value not in declared.enum.values:
        yield f"{where} is not of its list"
    if isinstance(value, str) and declared.scalar is Scalar.STRING and holds_iin((value,)):
        yield f"{where} holds an identification number"


def _link(content: Content, entity: Entity, name: str, given: Target | Sequence[Target] | None) -> Iterator[str]:
    relation = CATALOGUE.relation(entity, name)
    if relation is None or not relation.edge:
        yield f"{entity.name} declares no relation {name}"
        return
    if isinstance(given, Sequence) and not relation.many:
        yield f"{entity.name}.{name} is one"
    allowed = {member.name for member in CATALOGUE.members(relation.target)}
    many = given if isinstance(given, Sequence) else () if given is None else (given,)
    for target in many:
        yield from _target(content, allowed, target)


def _target(content: Content, allowed: set[str], target: Target) -> Iterator[str]:
    if isinstance(target, Who):
        if "Person" not in allowed or target.key not in {claim.key for claim in content.claims}:
            yield "no such person in the record"
    elif isinstance(target, OwnBody):
        entity = CATALOGUE.by_prefix(target.id)
        if entity is None or entity.name not in allowed:
            yield "a known body of another kind"
    elif target.entity not in allowed:
        yield f"a {target.entity} where none belongs"
    elif isinstance(target, BodyReference):
        yield from _body(target.entity, target)
    elif not target.record_id and (target.entity, target.key) not in _own(content):
        yield f"no {target.entity} of key {target.key} in the record"


def _body(entity: str, body: BodyReference) -> Iterator[str]:
    if body.entity != entity or body.system not in _SYSTEMS[entity]:
        yield f"a {entity} stands under no system {body.system}"


def _own(content: Content) -> set[tuple[str, str]]:
    return {(fact.entity, fact.key) for fact in content.facts}


def _anchored(entity: Entity, fact: Fact) -> Iterator[str]:
    if entity.anchors and not any(fact.links.get(name) for name in entity.anchors):
        yield f"{entity.name} is about nobody"


def referred(content: Content) -> Iterator[Of]:
    """The facts of other records to which a content refers."""
    for fact in content.facts:
        for given in fact.links.values():
            many = given if isinstance(given, Sequence) else (given,)
            yield from (each for each in many if isinstance(each, Of) and each.record_id)
