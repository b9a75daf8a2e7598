"""The oracle's own table of types: fields with their class and mask, relations, anchors, areas, closed lists."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).parent
DEFAULT_MASKS = {"Date": "year", "DateTime": "year", "Boolean": "keep"}
INTERFACES = ("Node", "Organisation")


class Row(TypedDict, total=False):
    """A type as its table writes it."""

    prefix: str
    feed: str
    area: str
    holder: str
    anchors: list[str]
    interfaces: list[str]
    own_area: bool
    fields: list[str]
    relations: list[str]


@dataclass(frozen=True)
class FieldFact:
    """A value: the name of its type, its class, and what is left of it at level MASKED."""

    name: str
    kind: str
    access: str
    mask: str
    is_list: bool
    localized: bool


@dataclass(frozen=True)
class RelationFact:
    """A link. ``inverse`` names the relation of the target that declares it, where the target does."""

    name: str
    target: str
    access: str
    many: bool
    inverse: str
    shown: bool


@dataclass(frozen=True)
class TypeFact:
    """A type of record. ``own_area``: the scope ``area`` is decided on the record and not on its persons."""

    name: str
    prefix: str
    feed: str
    access: str
    area: str
    holder: str
    anchors: tuple[str, ...]
    interfaces: tuple[str, ...]
    fields: dict[str, FieldFact]
    relations: dict[str, RelationFact]
    own_area: bool

    @property
    def about_persons(self) -> bool:
        """Whether records of the type are about persons; if not, they are about nobody."""
        return self.name == "Person" or bool(self.anchors)


def _field(text: str, access: str, enums: dict[str, tuple[str, ...]]) -> FieldFact:
    name, _, rest = text.partition(": ")
    kind, *extras = rest.split()
    is_list = kind.startswith("[")
    kind = kind.strip("[]")
    mask = "nothing" if is_list else "keep" if kind in enums else DEFAULT_MASKS.get(kind, "nothing")
    for extra in extras:
        if extra.startswith("@"):
            access = extra[1:]
        else:
            mask = extra
    localized = kind == "Localized"
    return FieldFact(
        name=name,
        kind="String" if localized else kind,
        access=access,
        mask=mask,
        is_list=is_list,
        localized=localized,
    )


def _relation(text: str, access: str) -> RelationFact:
    name, arrow, end, *extras = text.split()
    target, _, inverse = end.partition(".")
    for extra in extras:
        if extra.startswith("@"):
            access = extra[1:]
    return RelationFact(
        name=name, target=target, access=access, many=arrow != "->", inverse=inverse, shown="hidden" not in extras
    )


def _type(name: str, row: Row, access: str, enums: dict[str, tuple[str, ...]]) -> TypeFact:
    fields = [_field(text, access, enums) for text in row["fields"]]
    relations = [_relation(text, access) for text in row["relations"]]
    return TypeFact(
        name=name,
        prefix=row["prefix"],
        feed=row["feed"],
        access=access,
        area=row.get("area", ""),
        holder=row.get("holder", ""),
        anchors=tuple(row.get("anchors", ())),
        interfaces=tuple(row.get("interfaces", ())),
        fields={field.name: field for field in fields},
        relations={relation.name: relation for relation in relations},
        own_area=row.get("own_area", False),
    )


@cache
def enums() -> dict[str, tuple[str, ...]]:
    """The closed lists, by name."""
    table = tomllib.loads((HERE / "enums.toml").read_text(encoding="utf-8"))
    return {name: tuple(values.split()) for name, values in table.items()}


@cache
def types() -> dict[str, TypeFact]:
    """Every type of record, by name."""
    found: dict[str, TypeFact] = {}
    for file in ("facts_people.toml", "facts_bodies.toml"):
        table = tomllib.loads((HERE / file).read_text(encoding="utf-8"))
        found |= {name: _type(name, row, row["class"], enums()) for name, row in table.items()}
    return found


@cache
def members(name: str) -> tuple[str, ...]:
    """The types that a name stands for: itself, or the members of an interface."""
    if name == "Node":
        return tuple(types())
    if name in types():
        return (name,)
    return tuple(fact.name for fact in types().values() if name in fact.interfaces)


@cache
def by_prefix() -> dict[str, str]:
    """The type whose ids begin with a prefix."""
    return {fact.prefix: fact.name for fact in types().values()}
