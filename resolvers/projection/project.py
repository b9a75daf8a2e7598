"""Project: from rows to the answer, in the order and under the names that were asked for.

What can be decided when the plan is made is decided then: a projector is a function made for one outline and
one guarded read. Where a row already has the shape of the answer it is handed on as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph.query.emit import ASK, CURSOR, OWN_ID, TYPE, hub_key, sorted_by_hub
from graph.query.plan import AuthorizedRead, Column, Group, Nested, Page, TypeVariant
from graph.query.predicates import TRUE
from resolvers.access.bind_parameters import Context
from resolvers.plan.response_outline import Connection, Outline, ResponsePart, Slice
from resolvers.projection.rows import AnswerPlace, Row, RowGetter, Slicer, internal_keys, slicer, trace_touch
from resolvers.projection.values import as_stored, masked, reader
from schema.catalogue import CATALOGUE
from security.authorization.disclosure import Disclosure

ConnectionBuilder = Callable[[list[Row], int | None, Context], Any]


def object_projector(
    outline: Outline, read: AuthorizedRead, place: AnswerPlace, *, reuse_row: bool, internal: tuple[str, ...] = ()
) -> RowGetter:
    """What makes an object of a row.

    ``reuse_row``: the row may be changed into the answer, because nothing else needs it and its keys come in the
    order in which they were asked for. ``internal`` are keys of the row that the answer must not have.
    """
    shapes = {shape.name: shape for shape in read.shapes}
    if read.label is not None:
        name = read.shapes[0].name
        return _shape_projector(outline.variants[name], read, shapes[name], place, reuse_row, internal)
    getters = {
        name: _shape_projector(parts, read, shapes[name], place, False, ())
        for name, parts in outline.variants.items()
    }

    def project(row: Row, context: Context) -> Any:
        return getters[row[TYPE]](row, context)

    return project


def _shape_projector(
    parts: tuple[ResponsePart, ...],
    read: AuthorizedRead,
    shape: TypeVariant,
    place: AnswerPlace,
    reuse_row: bool,
    internal: tuple[str, ...],
) -> RowGetter:
    place.disclosures.release(f"{shape.name}.id", shape.norms)
    alone = len({part.key for part in parts if part.key}) == sum(1 for part in parts if part.key)
    getters = [
        (part.response, _getter(part, read, shape, place.at(part.response), reuse_row and alone)) for part in parts
    ]
    if reuse_row and _as_it_is(parts, shape):
        # Nothing is renamed, withheld or worked out: only what is nested has to be brought into shape.
        inner = [(response, get) for (response, get), part in zip(getters, parts, strict=True) if part.under]

        def change(row: Row, context: Context) -> Any:
            for key in internal:
                del row[key]
            for response, get in inner:
                row[response] = get(row, context)
            return row

        return change

    def build(row: Row, context: Context) -> Any:
        return {response: get(row, context) for response, get in getters}

    return build


def _as_it_is(parts: tuple[ResponsePart, ...], shape: TypeVariant) -> bool:
    if len(shape.groups) != 1 or shape.groups[0].when != TRUE or shape.groups[0].masked is not False:
        return False
    members = shape.groups[0].members
    if [part.response for part in parts] != [member.key for member in members]:
        return False
    return all(
        (isinstance(member, Column) and as_stored(member, shape.name) and part.key == part.response)
        or (isinstance(member, Nested) and _has_place(member))
        for part, member in zip(parts, members, strict=True)
    )


def _has_place(link: Nested) -> bool:
    """Whether a row has what is nested under its own key, in its place among the others, and nothing beside it."""
    page = link.read.page
    return page is None or (page.rows and not page.total)


def _getter(
    part: ResponsePart, read: AuthorizedRead, shape: TypeVariant, place: AnswerPlace, reuse_row: bool
) -> RowGetter:
    if part.kind == "typename":
        return lambda row, context: shape.name
    withhold = _withheld(part, read, shape, place)
    for index, group in enumerate(shape.groups):
        for member in group.members:
            if member.key == part.key:
                if part.key in shape.terms:
                    place.disclosures.release(shape.terms[part.key].name, shape.terms[part.key].norms)
                id_key = hub_key(read, "id") if group.when == TRUE else OWN_ID
                get = _member(part, index, shape, member, place, reuse_row=reuse_row, id_key=id_key)
                return _inside(index, group, get, withhold)
    return withhold


def _withheld(part: ResponsePart, read: AuthorizedRead, shape: TypeVariant, place: AnswerPlace) -> RowGetter:
    """What stands for a field that is not released: nothing, and a note of it."""
    disclosure = shape.terms.get(part.key)
    if disclosure is None:
        return lambda row, context: None
    number = place.disclosures.place(place.path, disclosure.name, disclosure.withheld)
    keeper = CATALOGUE.entity(shape.name).keeper
    pointers = disclosure.withheld.release == Disclosure.POINTER

    def note(row: Row, context: Context) -> Any:
        context.trace.rows[number] += 1
        if pointers:
            context.trace.add_agencies(number, row[ASK] if read.pointers else [keeper] if keeper else [])
        return None

    return note


def _inside(index: int, group: Group, get: RowGetter, withhold: RowGetter) -> RowGetter:
    """``get``, applied to the group's part of the row, which is missing where it is not released."""
    if group.when == TRUE:
        return get
    key = f"_g{index}"

    def reach(row: Row, context: Context) -> Any:
        nested_row = row[key]
        return withhold(row, context) if nested_row is None else get(nested_row, context)

    return reach


def _member(
    part: ResponsePart,
    index: int,
    shape: TypeVariant,
    member: Column | Nested,
    place: AnswerPlace,
    *,
    reuse_row: bool,
    id_key: str,
) -> RowGetter:
    if isinstance(member, Nested):
        return _nested(part, member, place, reuse_row)
    group = shape.groups[index]
    read, mask = reader(member, shape.name, id_key), masked(member.field)
    if member.field.name == "id" or group.masked is False:
        return read
    level = f"_m{index}"
    always = group.masked is True
    disclosure = shape.terms[part.key]
    number = place.disclosures.place(place.path, disclosure.name, disclosure.masked)

    def release(row: Row, context: Context) -> Any:
        value = read(row, context)
        if not always and row[level] == Disclosure.FULL:
            return value
        context.trace.rows[number] += 1
        return mask(value) if value is not None and (always or row[level] == Disclosure.MASKED) else None

    return release


def _nested(part: ResponsePart, link: Nested, place: AnswerPlace, reuse_row: bool) -> RowGetter:
    key = link.key
    if isinstance(part.under, Connection):
        project = connection_projector(
            part.under, link.read, place, by_hub=sorted_by_hub(link), reuse_row=reuse_row
        )
        counted = bool(link.read.page and link.read.page.total)
        is_list = bool(link.read.page and link.read.page.rows)

        def many(row: Row, context: Context) -> Any:
            return project(row[key] if is_list else [], row[f"{key}_total"] if counted else None, context)

        return many
    if part.under is None:
        return lambda row, context: None
    get = object_projector(
        part.under,
        link.read,
        place,
        reuse_row=reuse_row and not link.many,
        internal=internal_keys(link.read, by_hub=link.many),
    )
    name = hub_key(link.read, "id")
    touch = trace_touch(link.read)

    def one(row: Row, context: Context) -> Any:
        nested_rows = row[key]
        if isinstance(nested_rows, list):
            unique = {row[name]: row for row in nested_rows}
            touch(nested_rows, context)
            return [get(unique[row_name], context) for row_name in sorted(unique)]
        if nested_rows is None:
            return None
        touch([nested_rows], context)
        return get(nested_rows, context)

    return one


def connection_projector(
    outline: Connection, read: AuthorizedRead, place: AnswerPlace, *, by_hub: bool, reuse_row: bool
) -> ConnectionBuilder:
    """What makes a connection of the rows read for it, and of their count if it was wanted."""
    page = read.page
    if page is None:
        raise ValueError("a connection is a page")
    slice_names = [s.name for s in outline.slices if s.name in ("nodes", "edges")]
    key = hub_key(read, "id")
    internal = internal_keys(read, by_hub=by_hub)
    node = _Node(read, page, internal, reuse_row and slice_names == ["nodes"] and not page.cursors)
    cut = slicer(page, key if by_hub else "", trace_touch(read))
    alone = outline.slices[0] if len(outline.slices) == 1 else None
    if alone is not None and alone.name == "nodes" and alone.node is not None:
        return _only_nodes(alone.response, cut, node, alone.node, place)
    slicers = [(s.response, _slice(s, outline.type, node, place)) for s in outline.slices]

    def project(rows: list[Row], total: int | None, context: Context) -> Any:
        page_rows, more = cut(rows, context)
        return {response: get(page_rows, more, total, context) for response, get in slicers}

    return project


def _only_nodes(
    response: str, cut: Slicer, node: "_Node", outline: Outline, place: AnswerPlace
) -> ConnectionBuilder:
    """The commonest connection by far: nodes, and nothing but nodes."""
    shape = node.read.shapes[0]
    parts = outline.variants.get(shape.name, ())
    get = node.get(outline, place.at(response))
    if node.reuse_row and not node.internal and _as_it_is(parts, shape) and not any(part.under for part in parts):
        return lambda rows, total, context: {response: cut(rows, context)[0] if rows else []}
    return lambda rows, total, context: {
        response: [get(row, context) for row in cut(rows, context)[0]] if rows else []
    }


Sliced = Callable[[list[Row], bool, int | None, Context], Any]


@dataclass(frozen=True)
class _Node:
    """How the records of a connection are made."""

    read: AuthorizedRead
    page: Page
    internal: tuple[str, ...]
    reuse_row: bool

    def get(self, outline: Outline, place: AnswerPlace) -> RowGetter:
        return object_projector(outline, self.read, place, reuse_row=self.reuse_row, internal=self.internal)


def _slice(slice_: Slice, type_name: str, node: _Node, place: AnswerPlace) -> Sliced:
    if slice_.name == "__typename":
        return lambda rows, more, total, context: f"{type_name}Connection"
    if slice_.name == "totalCount":
        return lambda rows, more, total, context: total
    if slice_.name == "pageInfo":
        parts = [(inner.response, _info(inner.name, node.read, node.page)) for inner in slice_.inner]
        return lambda rows, more, total, context: {r: get(rows, more, total, context) for r, get in parts}
    if slice_.node is not None:
        get_node = node.get(slice_.node, place.at(slice_.response))
        return lambda rows, more, total, context: [get_node(row, context) for row in rows]
    slice_place = place.at(slice_.response)
    edge = [(inner.response, _edge(inner, type_name, node, slice_place)) for inner in slice_.inner]
    return lambda rows, more, total, context: [{r: get(row, context) for r, get in edge} for row in rows]


def _edge(inner: Slice, type_name: str, node: _Node, place: AnswerPlace) -> RowGetter:
    if inner.node is not None:
        return node.get(inner.node, place.at(inner.response))
    if inner.name == "cursor":
        return lambda row, context: _sealed(row, node.read, context)
    return lambda row, context: f"{type_name}Edge"


def _sealed(row: Row, read: AuthorizedRead, context: Context) -> str:
    return context.seal.seal(row[CURSOR], read.order_name, context.grants.digest)


def _info(name: str, read: AuthorizedRead, page: Page) -> Sliced:
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
