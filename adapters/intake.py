"""Intake: a line of a feed becomes a validated record, by checks that follow from the declarations."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Literal

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationError,
    create_model,
)

from adapters.identity_numbers import holds_iin, valid_iin
from graph.dialect import stored_name
from graph.ids import record_id
from graph.records import Record
from schema import model
from schema.catalogue import CATALOGUE, SOURCE
from schema.model import Entity, Relation, Scalar

LANGUAGES = ("kk", "ru", "en")
ENVELOPE = ("system", "recordId", "version")


class RefusedLineError(Exception):
    """A line that cannot come in. Says which field is wrong and how, never its value."""


def _utc(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a point in time needs its offset or Z")
    return value.astimezone(dt.UTC).replace(tzinfo=None)


_TYPES: Mapping[Scalar, Any] = {
    Scalar.STRING: Annotated[str, Field(max_length=20_000)],
    Scalar.INT: Annotated[StrictInt, Field(ge=-(2**31), lt=2**31)],
    Scalar.FLOAT: float,
    Scalar.BOOLEAN: StrictBool,
    Scalar.DATE: dt.date,
    Scalar.DATETIME: Annotated[dt.datetime, AfterValidator(_utc)],
    Scalar.IIN: Annotated[str, AfterValidator(valid_iin)],
}


class _Localized(BaseModel):
    """A text in the three languages."""

    model_config = ConfigDict(extra="forbid")

    kk: str | None = None
    ru: str | None = None
    en: str | None = None


@cache
def line_model(entity: Entity) -> type[BaseModel]:
    """What a line of ``entity``'s feed must look like."""
    fields: dict[str, Any] = {
        "system": (Annotated[str, Field(min_length=1, max_length=40)], ...),
        "recordId": (Annotated[str, Field(min_length=1, max_length=200)], ...),
        "version": (Annotated[StrictInt, Field(ge=0)], ...),
    }
    for declared in entity.fields:
        if declared.computed_from is None and declared.name not in fields:
            fields[declared.name] = (_type(declared) | None, None)
    for relation in entity.relations:
        if relation.edge and relation.name != "keeper":
            fields[relation.name] = ((list[str] if relation.many else str) | None, None)
    # A field may be called as a method of pydantic's is, so its Python name ends in an underscore.
    named: dict[str, Any] = {
        f"{name}_": (kind, Field(default, alias=name)) for name, (kind, default) in fields.items()
    }
    return create_model(f"{entity.name}Line", __config__=ConfigDict(extra="forbid"), **named)


def _type(declared: model.Field) -> Any:
    if declared.localized:
        return _Localized
    one: Any = Literal[declared.enum.values] if declared.enum else _TYPES[declared.scalar]
    return list.__class_getitem__(one) if declared.many else one


def record_of(entity: Entity, line: bytes) -> Record:
    """The record that a line of ``entity``'s feed holds.

    Raises:
        RefusedLineError: the line is not JSON, or not what a line of this feed must be.
    """
    try:
        data = line_model(entity).model_validate(orjson.loads(line)).model_dump(exclude_none=True, by_alias=True)
    except orjson.JSONDecodeError as error:
        raise RefusedLineError("the line is not JSON") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"] if part in _names(entity)) or "the line"
        raise RefusedLineError(f"{place}: {first['type'].replace('_', ' ')}") from error
    _refuse_iins(entity, data)
    links = {r.name: _ids(r, data[r.name]) for r in entity.relations if r.edge and r.name in data}
    if entity.anchors and not any(links.get(name) for name in entity.anchors):
        raise RefusedLineError(f"{' or '.join(entity.anchors)}: the record is about nobody")
    properties = _properties(entity, data)
    if entity.name == SOURCE:
        links["keeper"] = (record_id(CATALOGUE.entity("Agency"), "HUB", data["system"]),)
    return Record(entity, record_id(entity, data["system"], data["recordId"]), data["version"], properties, links)


def _refuse_iins(entity: Entity, data: Mapping[str, Any]) -> None:
    """A number in a field that is not encrypted would stand on disk, and be released as what that field is."""
    sealed = {field.name for field in CATALOGUE.sealed(entity)}
    for name, value in data.items():
        if name not in sealed and holds_iin(_texts(value)):
            raise RefusedLineError(f"{name}: holds an identification number, which may stand nowhere but in iin")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [member for member in members if isinstance(member, str)]


def _names(entity: Entity) -> set[str]:
    return {f.name for f in entity.fields} | {r.name for r in entity.relations} | set(ENVELOPE)


def _properties(entity: Entity, data: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for declared in entity.fields:
        value = data.get(declared.name)
        if declared.localized:
            found |= {stored_name(declared.name, lang): (value or {}).get(lang) for lang in LANGUAGES}
        elif declared.computed_from is None:
            found[declared.name] = value
    if entity.name == SOURCE:
        found |= {"system": data["system"], "recordId": data["recordId"], "version": str(data["version"])}
    return found


def _ids(relation: Relation, given: str | list[str]) -> tuple[str, ...]:
    references = [given] if isinstance(given, str) else given
    return tuple(_id(relation, reference) for reference in references)


def _id(relation: Relation, reference: str) -> str:
    target = relation.target
    if target not in CATALOGUE.entities:
        target, _, reference = reference.partition(":")
    system, stroke, source = reference.partition("/")
    entity = CATALOGUE.entities.get(target)
    if entity is None or not stroke or entity not in CATALOGUE.members(relation.target):
        raise RefusedLineError(f"{relation.name}: not a reference")
    return record_id(entity, system, source)
