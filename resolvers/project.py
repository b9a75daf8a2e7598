"""Project: from rows to the answer, in the order and under the names that were asked for.

What can be decided when the plan is made is decided then: a projector is a function made for one outline and
one guarded read. Where a row already has the shape of the answer it is handed on as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from graph.emit import CURSOR, TYPE, hub_key, sorted_by_hub
from graph.plan import Column, Group, Guarded, Nested, Page, Shape
from graph.terms import TRUE, Fixed
from resolvers.binding import Context
from resolvers.outline import Connection, Outline, Part, Slice
from resolvers.values import converted, masked
from security.release import Release

Row = dict[str, Any]
Get = Callable[[Row, Context], Any]
Rows = Callable[[list[Row], int | None, Context], Any]
Cut = Callable[[list[Row]], tuple[list[Row], bool]]


def object_projector(outline: Outline, read: Guarded, *, keep: bool, drop: str = "") -> Get:
    """What makes an object of a row.

    ``keep``: the row may be changed into the answer, because nothing else needs it and its keys come in the
    order in which they were asked for. ``drop`` is a key of the row that the answer must not have.
    """
    shapes = {shape.name: shape for shape in read.shapes}
    if read.label is not None:
        name = read.shapes[0].name
        return _shape_projector(outline.variants[name], shapes[name], keep, drop)
    made = {name: _shape_projector(parts, shapes[name], False, "") for name, parts in outline.variants.items()}

    def project(row: Row, context: Context) -> Any:
        return made[row[TYPE]](row, context)

    return project


def _shape_projector(parts: tuple[Part, ...], shape: Shape, keep: bool, drop: str) -> Get:
    alone = len({part.key for part in parts if part.key}) == sum(1 for part in parts if part.key)
    getters = [(part.response, _getter(part, shape, keep and alone)) for part in parts]
    if keep and _as_it_is(parts, shape):
        # Nothing is renamed, withheld or worked out: only what is nested has to be brought into shape.
        inner = [(response, get) for (response, get), part in zip(getters, parts, strict=True) if part.under]

        def change(row: Row, context: Context) -> Any:
            if drop:
                del row[drop]
            for response, get in inner:
                row[response] = get(row, context)
            return row

        return change

    def build(row: Row, context: Context) -> Any:
        return {response: get(row, context) for response, get in getters}

    return build


def _as_it_is(parts: tuple[Part, ...], shape: Shape) -> bool:
    if len(shape.groups) != 1 or shape.groups[0].when != TRUE or shape.groups[0].masked is not False:
        return False
    members = shape.groups[0].members
    if [part.response for part in parts] != [member.key for member in members]:
        return False
    return all(
        (isinstance(member, Column) and converted(member.field) is None and part.key == part.response)
        or (isinstance(member, Nested) and (member.read.page is None or not member.read.page.total))
        for part, member in zip(parts, members, strict=True)
    )


def _getter(part: Part, shape: Shape, keep: bool) -> Get:
    if part.kind == "typename":
        return lambda row, context: shape.name
    for index, group in enumerate(shape.groups):
        for member in group.members:
            if member.key == part.key:
                return _inside(index, group, _member(part, index, group, member, keep=keep))
    return lambda row, context: None


def _inside(index: int, group: Group, get: Get) -> Get:
    """``get``, applied to the group's part of the row, which is missing where it is not released."""
    if group.when == TRUE:
        return get
    key = f"_g{index}"

    def reach(row: Row, context: Context) -> Any:
        found = row[key]
        return None if found is None else get(found, context)

    return reach


def _member(part: Part, index: int, group: Group, member: Column | Nested, *, keep: bool) -> Get:
    key = member.key
    if isinstance(member, Nested):
        return _nested(part, member, keep)
    convert, mask = converted(member.field), masked(member.field)
    write = convert or (lambda value: value)
    if member.field.name == "id" or group.masked is False:
        if convert is None:
            return lambda row, context: row[key]
        return lambda row, context: write(row[key])
    level = f"_m{index}"
    always = group.masked is True

    def release(row: Row, context: Context) -> Any:
        value = write(row[key])
        if value is None or (not always and row[level] == Release.FULL):
            return value
        return mask(value) if always or row[level] == Release.MASKED else None

    return release


def _nested(part: Part, link: Nested, keep: bool) -> Get:
    key = link.key
    if isinstance(part.under, Connection):
        project = connection_projector(part.under, link.read, by_hub=sorted_by_hub(link), keep=keep)
        counted = bool(link.read.page and link.read.page.total)
        listed = bool(link.read.page and link.read.page.rows)

        def many(row: Row, context: Context) -> Any:
            return project(row[key] if listed else [], row[f"{key}_total"] if counted else None, context)

        return many
    if part.under is None:
        return lambda row, context: None
    get = object_projector(part.under, link.read, keep=keep and not link.many)
    name = hub_key(link.read, "id")

    def one(row: Row, context: Context) -> Any:
        found = row[key]
        if isinstance(found, list):
            unique = {each[name]: each for each in found}
            return [get(unique[each], context) for each in sorted(unique)]
        return None if found is None else get(found, context)

    return one


def connection_projector(outline: Connection, read: Guarded, *, by_hub: bool, keep: bool) -> Rows:
    """What makes a connection of the rows read for it, and of their count if it was wanted."""
    page = read.page
    if page is None:
        raise ValueError("a connection is a page")
    asked = [s.name for s in outline.slices if s.name in ("nodes", "edges")]
    key = hub_key(read, "id")
    node = _Node(
        read, page, key if by_hub and key != "id" else "", keep and asked == ["nodes"] and not page.cursors
    )
    cut = _cutter(page, key if by_hub else "")
    alone = outline.slices[0] if len(outline.slices) == 1 else None
    if alone is not None and alone.name == "nodes" and alone.node is not None:
        return _only_nodes(alone.response, cut, node, alone.node)
    made = [(s.response, _slice(s, outline.type, node)) for s in outline.slices]

    def project(rows: list[Row], total: int | None, context: Context) -> Any:
        shown, more = cut(rows)
        return {response: get(shown, more, total, context) for response, get in made}

    return project


def _only_nodes(response: str, cut: Cut, node: "_Node", outline: Outline) -> Rows:
    """The commonest connection by far: nodes, and nothing but nodes."""
    shape = node.read.shapes[0]
    parts = outline.variants.get(shape.name, ())
    if node.keep and not node.drop and _as_it_is(parts, shape) and not any(part.under for part in parts):
        return lambda rows, total, context: {response: cut(rows)[0]}
    get = node.get(outline)
    return lambda rows, total, context: {response: [get(row, context) for row in cut(rows)[0]]}


def _cutter(page: Page, key: str) -> Cut:
    size = page.size.value if isinstance(page.size, Fixed) else 0

    def cut(rows: list[Row]) -> tuple[list[Row], bool]:
        if key and len(rows) > 1:
            rows = sorted(rows, key=itemgetter(key))
        more = len(rows) > size
        if more:
            rows = rows[:size]
        return (rows[::-1] if page.backward else rows), more

    return cut


Sliced = Callable[[list[Row], bool, int | None, Context], Any]


@dataclass(frozen=True)
class _Node:
    """How the records of a connection are made."""

    read: Guarded
    page: Page
    drop: str
    keep: bool

    def get(self, outline: Outline) -> Get:
        return object_projector(outline, self.read, keep=self.keep, drop=self.drop)


def _slice(wanted: Slice, type_name: str, node: _Node) -> Sliced:
    if wanted.name == "__typename":
        return lambda rows, more, total, context: f"{type_name}Connection"
    if wanted.name == "totalCount":
        return lambda rows, more, total, context: total
    if wanted.name == "pageInfo":
        parts = [(inner.response, _info(inner.name, node.read, node.page)) for inner in wanted.inner]
        return lambda rows, more, total, context: {r: get(rows, more, total, context) for r, get in parts}
    if wanted.node is not None:
        get_node = node.get(wanted.node)
        return lambda rows, more, total, context: [get_node(row, context) for row in rows]
    edge = [(inner.response, _edge(inner, type_name, node)) for inner in wanted.inner]
    return lambda rows, more, total, context: [{r: get(row, context) for r, get in edge} for row in rows]


def _edge(inner: Slice, type_name: str, node: _Node) -> Get:
    if inner.node is not None:
        return node.get(inner.node)
    if inner.name == "cursor":
        return lambda row, context: _sealed(row, node.read, context)
    return lambda row, context: f"{type_name}Edge"


def _sealed(row: Row, read: Guarded, context: Context) -> str:
    return context.seal.seal(row[CURSOR], read.order_name, context.grants.digest)


def _info(name: str, read: Guarded, page: Page) -> Sliced:
    if name == "__typename":
        return lambda rows, more, total, context: "PageInfo"
    if name == "startCursor":
        return lambda rows, more, total, context: _sealed(rows[0], read, context) if rows else None
    if name == "endCursor":
        return lambda rows, more, total, context: _sealed(rows[-1], read, context) if rows else None
    ahead = (name == "hasNextPage") != page.backward
    bounded = page.after is not None if name == "hasPreviousPage" else page.before is not None
    if ahead:
        return lambda rows, more, total, context: more
    return lambda rows, more, total, context: bounded
