"""Order, positions, cursors and pages of a connection."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key

from tests.proofs.oracle.filters import Matcher, comparable
from tests.proofs.oracle.records import Record
from tests.proofs.oracle.values import Json
from tests.proofs.oracle.view import View

DEFAULT_SIZE = 50
Keys = tuple[tuple[str, bool], ...]
"""The fields of an order, each with whether it is descending."""


@dataclass(frozen=True)
class Position:
    """A place in a connection: the values that it is ordered by, then the area, then the id."""

    values: tuple[Json, ...]
    area: str | None
    id: str


class Cursor(str):
    """A cursor that the oracle expects: any text that is not empty, standing for a position."""

    type: str
    position: Position

    def __new__(cls, type_name: str, position: Position) -> "Cursor":
        """The cursor of a record of ``type_name`` at ``position``."""
        made = super().__new__(cls, f"{type_name}{position}")
        made.type = type_name
        made.position = position
        return made


def order_keys(order_by: list[dict[str, str]] | None) -> Keys:
    """The keys of an ``orderBy`` argument, one an object."""
    return tuple((name, direction == "DESC") for order in order_by or () for name, direction in order.items())


def position_of(view: View, record: Record, keys: Keys, is_root: bool) -> Position:
    """Where a record stands. Only root connections of types with an area are ordered by it."""
    values = tuple(_ordered(comparable(view, record, name), name) for name, _ in keys)
    has_area = bool(record.fact.area) or record.type == "Region"
    area = view.store.area(record) if is_root and has_area else None
    return Position(values, area, record.id)


NAMES = ("familyName", "givenName", "patronymic", "name")
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


def _ordered(value: Json, field: str) -> Json:
    """What stands for a value in an order: a name is ordered letter by letter, everything else as it is."""
    if field not in NAMES or value is None:
        return value
    words = re.split(r"[\s\-_]+", "".join(letter for letter in value.lower() if not _is_sign(letter)))
    return tuple(place for word in words for place in (-1, *map(_letter, word)))[1 if words[0] else 0 :]


def _is_sign(letter: str) -> bool:
    is_letter = letter.isalnum() and unicodedata.category(letter) != "Lm"
    return not is_letter and not re.match(r"[\s\-_]", letter)


def _letter(letter: str) -> int:
    """Digits, then the Kazakh alphabet, then Latin letters; a letter with a mark stands with the one without."""
    order = f"0123456789{ALPHABET}abcdefghijklmnopqrstuvwxyz"
    if letter in order:
        return order.index(letter)
    bare = unicodedata.normalize("NFKD", letter)[0]
    name = unicodedata.name(letter).partition(" WITH ")[0]
    return next((at for at, one in enumerate(order) if one == bare or unicodedata.name(one) == name), len(order))


def _compare(one: Json, other: Json, descending: bool) -> int:
    """Negative if ``one`` comes first. What is not known comes last in either direction."""
    if one == other:
        return 0
    if one is None or other is None:
        return 1 if one is None else -1
    return -1 if (one < other) != descending else 1


def comparison(keys: Keys) -> Callable[[Position, Position], int]:
    """The order of positions under ``keys``; ties are broken by area and id, rising."""

    def compare(one: Position, other: Position) -> int:
        for (_, descending), mine, theirs in zip(keys, one.values, other.values, strict=True):
            if found := _compare(mine, theirs, descending):
                return found
        return _compare(one.area, other.area, False) or _compare(one.id, other.id, False)

    return compare


@dataclass(frozen=True)
class Edge:
    """One record of a page with its place."""

    node: Record
    cursor: Cursor


@dataclass(frozen=True)
class PageInfo:
    """What lies around a page."""

    has_next: bool
    has_previous: bool
    start: Cursor | None
    end: Cursor | None


@dataclass(frozen=True)
class Page:
    """The answer of a connection."""

    edges: tuple[Edge, ...]
    info: PageInfo
    total: int


def page(
    view: View,
    records: Sequence[Record],
    type_name: str,
    arguments: dict[str, Json],
    *,
    cursors: dict[str, Position],
    is_root: bool,
) -> Page:
    """The page of ``records`` that the arguments of a connection ask for."""
    keys = order_keys(arguments.get("orderBy"))
    compare = comparison(keys)
    matcher = Matcher(view)
    kept = [record for record in records if matcher.keeps(record, arguments.get("where"))]
    placed = [(position_of(view, record, keys, is_root), record) for record in kept]
    by_position = cmp_to_key(compare)
    placed.sort(key=lambda pair: by_position(pair[0]))
    after, before = arguments.get("after"), arguments.get("before")
    inside = [
        (place, record)
        for place, record in placed
        if (after is None or compare(place, cursors[after]) > 0)
        and (before is None or compare(place, cursors[before]) < 0)
    ]
    first, last = arguments.get("first"), arguments.get("last")
    if last is not None:
        chosen = inside[-last:]
        has_next, has_previous = before is not None, len(inside) > last
    else:
        chosen = inside[: DEFAULT_SIZE if first is None else first]
        has_next, has_previous = len(inside) > len(chosen), after is not None
    edges = tuple(Edge(record, Cursor(type_name, place)) for place, record in chosen)
    start, end = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    return Page(edges, PageInfo(has_next, has_previous, start, end), len(kept))
