"""Intake: a line of a feed becomes a validated record, by checks that follow from the declarations."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from typing import Annotated, Any, Literal

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationError,
    create_model,
)

from adapters.feeds.iin import holds_iin, valid_iin
from adapters.feeds.placeholders import SAID_OF
from graph.engine.dialect import stored_name
from graph.engine.grounds import MOTION, SUPERVISED
from graph.engine.records import Record
from graph.write.ids import IdKey, keyed, record_id, unkeyed_record_id
from schema import model
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.identity_numbers import birth_date_in, sex_in
from schema.internal.feed_records import (
    CLOSED,
    CLOSED_CLASSES,
    CLOSED_PREFIX,
    COMPARTMENT,
    DATE_OF_NUMBER,
    is_closed_system,
)
from schema.lost_letters import LostLettersError, NoNameError, refuse_lost
from schema.model import Entity, Relation, Scalar
from schema.plain_signs import LetterAmongDigitsError
from schema.texts import NAMES, normal, stated_name

LANGUAGES = ("kk", "ru", "en")
ENVELOPE = ("system", "recordId", "version")


class RefusedLineError(Exception):
    """A line that cannot come in. Says which field is wrong and how, never its value."""


def _utc(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a point in time needs its offset or Z")
    return value.astimezone(dt.UTC).replace(tzinfo=None)


def _text(value: Any) -> Any:
    return normal(value) if isinstance(value, str) else value


_TEXT = Annotated[str, Field(max_length=20_000), AfterValidator(refuse_lost), BeforeValidator(_text)]
_TYPES: Mapping[Scalar, Any] = {
    Scalar.STRING: _TEXT,
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

    kk: _TEXT | None = None
    ru: _TEXT | None = None
    en: _TEXT | None = None


@cache
def line_model(entity: Entity) -> type[BaseModel]:
    """What a line of ``entity``'s feed must look like."""
    fields: dict[str, Any] = {
        "system": (Annotated[str, Field(min_length=1, max_length=40)], ...),
        "recordId": (Annotated[str, Field(min_length=1, max_length=200)], ...),
        "version": (Annotated[StrictInt, Field(ge=0)], ...),
    }
    for declared in entity.fields:
        if declared.is_sent and declared.name not in fields:
            fields[declared.name] = (_optional(entity, declared), None)
    for relation in entity.relations:
        if relation.edge and relation.name != "keeper":
            fields[relation.name] = ((list[str] if relation.many else str) | None, None)
    # A field may be called as a method of pydantic's is, so its Python name ends in an underscore.
    definitions: dict[str, Any] = {
        f"{name}_": (kind, Field(default, alias=name)) for name, (kind, default) in fields.items()
    }
    return create_model(f"{entity.name}Line", __config__=ConfigDict(extra="forbid"), **definitions)


def _optional(entity: Entity, declared: model.Field) -> Any:
    """The type of a field that may be missing: of what is said of a person, a placeholder says nothing."""
    kind = _type(declared) | None
    convert = SAID_OF.get((entity.name, declared.name))
    return Annotated[kind, BeforeValidator(convert)] if convert is not None else kind


def _type(declared: model.Field) -> Any:
    if declared.localized:
        return _Localized
    one: Any = Literal[declared.enum.values] if declared.enum else _TYPES[declared.scalar]
    if declared.name in NAMES:
        one = Annotated[_TEXT, AfterValidator(stated_name)]
    return list.__class_getitem__(one) if declared.many else one


def record_of(key: IdKey, entity: Entity, line: bytes) -> Record:
    """The record that a line of ``entity``'s feed holds.

    Raises:
        RefusedLineError: the line is not JSON, or not what a line of this feed must be.
    """
    try:
        data = line_model(entity).model_validate(orjson.loads(line)).model_dump(exclude_none=True, by_alias=True)
    except orjson.JSONDecodeError as error:
        raise RefusedLineError("the line is not JSON") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"] if part in _names(entity)) or "the line"
        cause = first.get("ctx", {}).get("error")
        is_told = isinstance(cause, LostLettersError | NoNameError | LetterAmongDigitsError)
        fault = cause if is_told else first["type"].replace("_", " ")
        raise RefusedLineError(f"{place}: {fault}") from error
    _refuse_iins(entity, data)
    links = {r.name: _ids(key, r, data[r.name]) for r in entity.relations if r.edge and r.name in data}
    if entity.anchors and not any(links.get(name) for name in entity.anchors):
        raise RefusedLineError(f"{' or '.join(entity.anchors)}: the record is about nobody")
    if entity.name == "Registration" and _is_unfounded(data):
        raise RefusedLineError("basis: nobody is under supervision without a decision of a court")
    if entity.name == "CaseEvent" and data.get("kind") == MOTION and not data.get("court"):
        raise RefusedLineError("court: a motion names the court that is asked")
    _refuse_impossible(entity, data)
    properties = _properties(entity, data)
    if is_closed_system(data["system"]):
        _refuse_open_facts(entity)
        if entity.name == SOURCE:
            properties |= {CLOSED: True, COMPARTMENT: data["system"]}
    if entity.name == SOURCE:
        links["keeper"] = (record_id(key, CATALOGUE.entity("Agency"), "HUB", data["system"]),)
    return Record(
        entity=entity, id=_id_of(key, entity, data), version=data["version"], properties=properties, links=links
    )


def _id_of(key: IdKey, entity: Entity, data: Mapping[str, Any]) -> str:
    """The id of a line's record. Nothing is asked for under that of a closed mention."""
    if entity.name == SOURCE and is_closed_system(data["system"]):
        unkeyed = unkeyed_record_id(entity, data["system"], data["recordId"])
        return keyed(key, f"{CLOSED_PREFIX}_{unkeyed.partition('_')[2]}")
    return record_id(key, entity, data["system"], data["recordId"])


def _refuse_open_facts(entity: Entity) -> None:
    """A shelter or a hospital tells of persons by closed records alone: any other would show where they are.

    Whom it knows comes by its feed, which finds out who that is: by a row of its own one person would be two.
    """
    if entity.name == SUBJECT:
        raise RefusedLineError("system: people of a body that keeps closed records come by its feed")
    if CATALOGUE.anchors(entity) and entity.name != SOURCE and entity.access not in CLOSED_CLASSES:
        raise RefusedLineError("system: a body that keeps closed records sends no other records of persons")


def _is_unfounded(data: Mapping[str, Any]) -> bool:
    """Whether a registration puts somebody under supervision on a day, on no decision. One that ends it may."""
    is_supervision = data.get("category") == SUPERVISED and "registeredOn" in data
    return is_supervision and data.get("status") != "CLOSED" and not data.get("basis")


def _refuse_impossible(entity: Entity, data: Mapping[str, Any]) -> None:
    """Nothing ends before it begins: such an end would hide for how long somebody was held or watched."""
    for names in entity.in_order:
        for earlier, later in combinations((name for name in names if name in data), 2):
            if data[later] < data[earlier]:
                raise RefusedLineError(f"{later}: is before {earlier}")


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
    properties: dict[str, Any] = {}
    for declared in entity.fields:
        value = data.get(declared.name)
        if declared.localized:
            properties |= {stored_name(declared.name, lang): (value or {}).get(lang) for lang in LANGUAGES}
        elif declared.is_sent:
            properties[declared.name] = value
    if entity.name == SUBJECT:
        # Where the record is silent its number speaks.
        of_number = birth_date_in(properties["iin"])
        properties[DATE_OF_NUMBER] = properties["birthDate"] is None and of_number is not None
        properties["birthDate"] = properties["birthDate"] or of_number
        properties["sex"] = properties["sex"] or sex_in(properties["iin"])
    if entity.name == SOURCE:
        properties |= {"system": data["system"], "recordId": data["recordId"], "version": str(data["version"])}
    return properties


def _ids(key: IdKey, relation: Relation, text: str | list[str]) -> tuple[str, ...]:
    references = [text] if isinstance(text, str) else text
    return tuple(_id(key, relation, reference) for reference in references)


def _id(key: IdKey, relation: Relation, reference: str) -> str:
    target = relation.target
    if target not in CATALOGUE.entities:
        target, _, reference = reference.partition(":")
    system, stroke, source = reference.partition("/")
    entity = CATALOGUE.entities.get(target)
    if entity is None or not stroke or entity not in CATALOGUE.members(relation.target):
        raise RefusedLineError(f"{relation.name}: not a reference")
    return record_id(key, entity, system, source)
