"""Project: from rows to the answer, in the order and under the names that were asked for.

What can be decided when the plan is made is decided then: a projector is a function made for one outline and
one guarded read. Where a row already has the shape of the answer it is handed on as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from graph.query.emit import ABOUT, ASK, CURSOR, OWN_ID, TYPE, hub_key, needs_id, sorted_by_hub
from graph.query.plan import Column, Group, Guarded, Nested, Page, Shape
from graph.query.predicates import TRUE, Fixed
from resolvers.access.access_trail import Ledger, Path
from resolvers.access.bind_parameters import Context
from resolvers.access.data_subjects import is_person
from resolvers.plan.response_outline import Connection, Outline, Part, Slice
from resolvers.projection.values import as_stored, masked, reader
from schema.catalogue import CATALOGUE
from security.authorization.disclosure import Release

Row = dict[str, Any]
Get = Callable[[Row, Context], Any]
Rows = Callable[[list[Row], int | None, Context], Any]
Cut = Callable[[list[Row], Context], tuple[list[Row], bool]]
Touch = Callable[[list[Row], Context], None]


@dataclass(frozen=True)
class Place:
    """Where in the answer something stands, and the ledger in which what may be withheld there is written."""

    ledger: Ledger
    path: Path

    def at(self, response: str) -> "Place":
        """The place of a field of what stands here."""
        return Place(self.ledger, (*self.path, response))


def object_projector(
    outline: Outline, read: Guarded, place: Place, *, keep: bool, spare: tuple[str, ...] = ()
) -> Get:
    """What makes an object of a row.

    ``keep``: the row may be changed into the answer, because nothing else needs it and its keys come in the
    order in which they were asked for. ``spare`` are keys of the row that the answer must not have.
    """
    shapes = {shape.name: shape for shape in read.shapes}
    if read.label is not None:
        name = read.shapes[0].name
        return _shape_projector(outline.variants[name], read, shapes[name], place, keep, spare)
    made = {
        name: _shape_projector(parts, read, shapes[name], place, False, ())
        for name, parts in outline.variants.items()
    }

    def project(row: Row, context: Context) -> Any:
        return made[row[TYPE]](row, context)

    return project


def _shape_projector(
    parts: tuple[Part, ...], read: Guarded, shape: Shape, place: Place, keep: bool, spare: tuple[str, ...]
) -> Get:
    place.ledger.release(f"{shape.name}.id", shape.norms)
    alone = len({part.key for part in parts if part.key}) == sum(1 for part in parts if part.key)
    getters = [
        (part.response, _getter(part, read, shape, place.at(part.response), keep and alone)) for part in parts
    ]
    if keep and _as_it_is(parts, shape):
        # Nothing is renamed, withheld or worked out: only what is nested has to be brought into shape.
        inner = [(response, get) for (response, get), part in zip(getters, parts, strict=True) if part.under]

        def change(row: Row, context: Context) -> Any:
            for key in spare:
                del row[key]
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
        (isinstance(member, Column) and as_stored(member, shape.name) and part.key == part.response)
        or (isinstance(member, Nested) and _has_place(member))
        for part, member in zip(parts, members, strict=True)
    )


def _has_place(link: Nested) -> bool:
    """Whether a row has what is nested under its own key, in its place among the others, and nothing beside it."""
    page = link.read.page
    return page is None or (page.rows and not page.total)


def _getter(part: Part, read: Guarded, shape: Shape, place: Place, keep: bool) -> Get:
    if part.kind == "typename":
        return lambda row, context: shape.name
    withhold = _withheld(part, read, shape, place)
    for index, group in enumerate(shape.groups):
        for member in group.members:
            if member.key == part.key:
                if part.key in shape.terms:
                    place.ledger.release(shape.terms[part.key].name, shape.terms[part.key].norms)
                id_key = hub_key(read, "id") if group.when == TRUE else OWN_ID
                get = _member(part, index, shape, member, place, keep=keep, id_key=id_key)
                return _inside(index, group, get, withhold)
    return withhold


def _withheld(part: Part, read: Guarded, shape: Shape, place: Place) -> Get:
    """What stands for a field that is not released: nothing, and a note of it."""
    held = shape.terms.get(part.key)
    if held is None:
        return lambda row, context: None
    number = place.ledger.place(place.path, held.name, held.withheld)
    keeper = CATALOGUE.entity(shape.name).keeper
    pointers = held.withheld.release == Release.POINTER

    def note(row: Row, context: Context) -> Any:
        context.trail.rows[number] += 1
        if pointers:
            context.trail.ask(number, row[ASK] if read.pointers else [keeper] if keeper else [])
        return None

    return note


def _inside(index: int, group: Group, get: Get, withhold: Get) -> Get:
    """``get``, applied to the group's part of the row, which is missing where it is not released."""
    if group.when == TRUE:
        return get
    key = f"_g{index}"

    def reach(row: Row, context: Context) -> Any:
        found = row[key]
        return withhold(row, context) if found is None else get(found, context)

    return reach


def _member(
    part: Part, index: int, shape: Shape, member: Column | Nested, place: Place, *, keep: bool, id_key: str
) -> Get:
    if isinstance(member, Nested):
        return _nested(part, member, place, keep)
    group = shape.groups[index]
    read, mask = reader(member, shape.name, id_key), masked(member.field)
    if member.field.name == "id" or group.masked is False:
        return read
    level = f"_m{index}"
    always = group.masked is True
    held = shape.terms[part.key]
    number = place.ledger.place(place.path, held.name, held.masked)

    def release(row: Row, context: Context) -> Any:
        value = read(row, context)
        if not always and row[level] == Release.FULL:
            return value
        context.trail.rows[number] += 1
        return mask(value) if value is not None and (always or row[level] == Release.MASKED) else None

    return release


def _nested(part: Part, link: Nested, place: Place, keep: bool) -> Get:
    key = link.key
    if isinstance(part.under, Connection):
        project = connection_projector(part.under, link.read, place, by_hub=sorted_by_hub(link), keep=keep)
        counted = bool(link.read.page and link.read.page.total)
        listed = bool(link.read.page and link.read.page.rows)

        def many(row: Row, context: Context) -> Any:
            return project(row[key] if listed else [], row[f"{key}_total"] if counted else None, context)

        return many
    if part.under is None:
        return lambda row, context: None
    get = object_projector(
        part.under, link.read, place, keep=keep and not link.many, spare=spare_keys(link.read, by_hub=link.many)
    )
    name = hub_key(link.read, "id")
    touch = toucher(link.read)

    def one(row: Row, context: Context) -> Any:
        found = row[key]
        if isinstance(found, list):
            unique = {each[name]: each for each in found}
            touch(found, context)
            return [get(unique[each], context) for each in sorted(unique)]
        if found is None:
            return None
        touch([found], context)
        return get(found, context)

    return one


def spare_keys(read: Guarded, *, by_hub: bool) -> tuple[str, ...]:
    """The keys of a row that are the hub's own and were not asked for."""
    own = [hub_key(read, "id")] if by_hub or needs_id(read) else []
    return (
        *(key for key in own if key != "id"),
        *((ABOUT,) if read.about else ()),
        *((ASK,) if read.pointers else ()),
    )


def toucher(read: Guarded) -> Touch:
    """What notes the persons whom the shown rows of a read are about."""
    if is_person(read.label):
        key = hub_key(read, "id")
        return lambda rows, context: context.trail.persons.update([row[key] for row in rows])
    if not read.about:
        return lambda rows, context: None

    def touch(rows: list[Row], context: Context) -> None:
        for row in rows:
            context.trail.persons.update(row[ABOUT])

    return touch


def connection_projector(outline: Connection, read: Guarded, place: Place, *, by_hub: bool, keep: bool) -> Rows:
    """What makes a connection of the rows read for it, and of their count if it was wanted."""
    page = read.page
    if page is None:
        raise ValueError("a connection is a page")
    asked = [s.name for s in outline.slices if s.name in ("nodes", "edges")]
    key = hub_key(read, "id")
    spare = spare_keys(read, by_hub=by_hub)
    node = _Node(read, page, spare, keep and asked == ["nodes"] and not page.cursors)
    cut = _cutter(page, key if by_hub else "", toucher(read))
    alone = outline.slices[0] if len(outline.slices) == 1 else None
    if alone is not None and alone.name == "nodes" and alone.node is not None:
        return _only_nodes(alone.response, cut, node, alone.node, place)
    made = [(s.response, _slice(s, outline.type, node, place)) for s in outline.slices]

    def project(rows: list[Row], total: int | None, context: Context) -> Any:
        shown, more = cut(rows, context)
        return {response: get(shown, more, total, context) for response, get in made}

    return project


def _only_nodes(response: str, cut: Cut, node: "_Node", outline: Outline, place: Place) -> Rows:
    """The commonest connection by far: nodes, and nothing but nodes."""
    shape = node.read.shapes[0]
    parts = outline.variants.get(shape.name, ())
    get = node.get(outline, place.at(response))
    if node.keep and not node.spare and _as_it_is(parts, shape) and not any(part.under for part in parts):
        return lambda rows, total, context: {response: cut(rows, context)[0] if rows else []}
    return lambda rows, total, context: {
        response: [get(row, context) for row in cut(rows, context)[0]] if rows else []
    }


def _cutter(page: Page, key: str, touch: Touch) -> Cut:
    size = page.size.value if isinstance(page.size, Fixed) else 0

    def cut(rows: list[Row], context: Context) -> tuple[list[Row], bool]:
        if key and len(rows) > 1:
            rows = sorted(rows, key=itemgetter(key))
        more = len(rows) > size
        if more:
            rows = rows[:size]
        touch(rows, context)
        return (rows[::-1] if page.backward else rows), more

    return cut


Sliced = Callable[[list[Row], bool, int | None, Context], Any]


@dataclass(frozen=True)
class _Node:
    """How the records of a connection are made."""

    read: Guarded
    page: Page
    spare: tuple[str, ...]
    keep: bool

    def get(self, outline: Outline, place: Place) -> Get:
        return object_projector(outline, self.read, place, keep=self.keep, spare=self.spare)


def _slice(wanted: Slice, type_name: str, node: _Node, place: Place) -> Sliced:
    if wanted.name == "__typename":
        return lambda rows, more, total, context: f"{type_name}Connection"
    if wanted.name == "totalCount":
        return lambda rows, more, total, context: total
    if wanted.name == "pageInfo":
        parts = [(inner.response, _info(inner.name, node.read, node.page)) for inner in wanted.inner]
        return lambda rows, more, total, context: {r: get(rows, more, total, context) for r, get in parts}
    if wanted.node is not None:
        get_node = node.get(wanted.node, place.at(wanted.response))
        return lambda rows, more, total, context: [get_node(row, context) for row in rows]
    here = place.at(wanted.response)
    edge = [(inner.response, _edge(inner, type_name, node, here)) for inner in wanted.inner]
    return lambda rows, more, total, context: [{r: get(row, context) for r, get in edge} for row in rows]


def _edge(inner: Slice, type_name: str, node: _Node, place: Place) -> Get:
    if inner.node is not None:
        return node.get(inner.node, place.at(inner.response))
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
