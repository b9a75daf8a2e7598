"""Lower: from selections to a plan of reads, and the outline by which its rows become the answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.engine.dialect import stored_name
from graph.query.plan import By, Item, Link, PropertyRead, Read, Variant
from graph.query.predicates import Fixed, FromCaller, Value
from resolvers.errors import HubError
from resolvers.plan.filters import filter_of
from resolvers.plan.page_arguments import page_of
from resolvers.plan.response_outline import Connection, Outline, ResponsePart, Slice
from resolvers.plan.slots import fixed_value
from resolvers.request.arguments import Variables
from resolvers.request.selection import Selection
from schema.catalogue import CATALOGUE, SUBJECT
from schema.model import Entity, Relation

HOLDERS = Relation("holders", "Agency", "The bodies whose systems hold a person.", many=True)
"""What ``lookup`` follows: from a person over its source records to the agencies that keep them."""


@dataclass(frozen=True)
class Lowered:
    """The plan of a root, not yet guarded, with the outline of its answer."""

    reads: tuple[Read, ...]
    under: Outline | Connection

    @property
    def outline(self) -> Outline:
        """The outline of an answer that is no connection."""
        if not isinstance(self.under, Outline):
            raise HubError("INTERNAL")
        return self.under


@dataclass
class _Lowering:
    """Gives every read of a root a variable of its own."""

    count: int = 0

    def variable(self) -> str:
        self.count += 1
        return f"n{self.count - 1}"


@dataclass
class _RowKeys:
    """The keys of a row: one for each different thing that is wanted of a record."""

    items: dict[str, Item] = field(default_factory=dict)
    selections: list[tuple[Selection, str]] = field(default_factory=list)

    def key(self, selection: Selection) -> tuple[str, bool]:
        """The key for ``selection``, and whether it is new. The response key never becomes one."""
        for other, key in self.selections:
            if (other.name, other.arguments, other.variants) == (
                selection.name,
                selection.arguments,
                selection.variants,
            ):
                return key, False
        same = sum(1 for other, _ in self.selections if other.name == selection.name)
        key = selection.name if same == 0 else f"{selection.name}_{same}"
        self.selections.append((selection, key))
        return key, True


def lower_connection(selection: Selection, entity: Entity) -> Lowered:
    """The plan of a root field that gives pages of records.

    Raises:
        HubError: BAD_PAGE or BAD_ORDER.
    """
    read, connection = _connection(_Lowering(), entity, selection)
    return Lowered((read,), connection)


def lower_ids(selection: Selection, variables: Variables, by: By, *, unasked: bool) -> Lowered:
    """The plan of a root field that gives records by ids. Of ``variables`` only the types of ids are looked at.

    ``unasked``: the ids are the hub's own, as in a stream of changes; the caller has not named them.
    """
    value = _value(selection, by)
    return _lower_named(selection, by, value, _types(value, variables), unasked=unasked)


def lower_found(selection: Selection, ids: Value, types: Iterable[str]) -> Lowered:
    """The plan of a field that gives records of some types, whose ids the hub has found itself."""
    return _lower_named(selection, "ids", ids, list(types), unasked=True)


def lower_number(selection: Selection) -> Lowered:
    """The plan of a root field that gives the person with a number."""
    return _lower_named(selection, "iin", _value(selection, "iin"), [SUBJECT], unasked=False)


def _lower_named(selection: Selection, by: By, value: Value, types: list[str], *, unasked: bool) -> Lowered:
    state = _Lowering()
    outline, rows = _outline(state, selection)
    reads = tuple(
        Read(
            variable=state.variable(),
            type=name,
            variants=_variants({name: rows[name]}),
            by=by,
            value=value,
            unasked=unasked,
        )
        for name in types
        if name in rows
    )
    return Lowered(reads, outline)


def _types(value: Value, variables: Variables) -> list[str]:
    """The types that ids begin with; an id that begins otherwise is nobody's."""
    argument = fixed_value(value, variables)
    ids = argument if isinstance(argument, list) else [argument]
    entities = (CATALOGUE.by_prefix(record_id) for record_id in ids if isinstance(record_id, str))
    return sorted({entity.name for entity in entities if entity is not None})


def _value(selection: Selection, name: str) -> Value:
    value = selection.arguments.get(name, Fixed(None))
    if not isinstance(value, Value):
        raise HubError("INTERNAL")
    return value


def lower_caller(selection: Selection) -> Lowered:
    """The plan of ``me``: the caller's own claims; the agency is read from the graph if it is asked for."""
    state = _Lowering()
    agencies = [child for child in selection.only if child.name == "agency"]
    outlines, rows = _outlines(state, agencies)
    under = {agency.key: outline for agency, outline in zip(agencies, outlines, strict=True)}
    reads = tuple(
        Read(
            variable=state.variable(),
            type=name,
            variants=_variants({name: row}),
            by="code",
            value=FromCaller("agency"),
        )
        for name, row in rows.items()
    )
    parts = tuple(
        ResponsePart(e.key, "typename" if e.name == "__typename" else "value", e.name, under.get(e.key))
        for e in selection.only
    )
    return Lowered(reads, Outline({"Caller": parts}))


def lower_lookup(selection: Selection) -> Lowered:
    """The plan of ``lookup``."""
    state = _Lowering()
    parts: list[ResponsePart] = []
    links: list[Item] = []
    variable = state.variable()
    for child in selection.only:
        if child.name == "__typename":
            parts.append(ResponsePart(child.key, "typename"))
        elif child.name == "found":
            parts.append(ResponsePart(child.key, "value", "found"))
        else:
            outline, rows = _outline(state, child)
            key = f"holders_{len(links)}"
            links.append(
                Link(key, HOLDERS, Read(variable=state.variable(), type=HOLDERS.target, variants=_variants(rows)))
            )
            parts.append(ResponsePart(child.key, "one", key, outline))
    variants = (Variant(CATALOGUE.entity(SUBJECT), tuple(links)),)
    read = Read(variable=variable, type=SUBJECT, variants=variants, by="iins", value=_value(selection, "iins"))
    return Lowered((read,), Outline({"Hit": tuple(parts)}))


def _outline(state: _Lowering, selection: Selection) -> tuple[Outline, dict[str, _RowKeys]]:
    """Outline and row of what lies under ``selection``, for each type that can be met there."""
    outlines, rows = _outlines(state, [selection])
    return outlines[0], rows


def _outlines(state: _Lowering, selections: Iterable[Selection]) -> tuple[list[Outline], dict[str, _RowKeys]]:
    """Outlines of several selections on the same record, which share its row."""
    rows: dict[str, _RowKeys] = {}
    outlines = [
        Outline(
            {
                name: tuple(
                    _part(state, CATALOGUE.entity(name), rows.setdefault(name, _RowKeys()), child)
                    for child in selections
                )
                for name, selections in selection.variants.items()
            }
        )
        for selection in selections
    ]
    for selection in selections:
        for name in selection.variants:
            rows.setdefault(name, _RowKeys())
    return outlines, rows


def _part(state: _Lowering, entity: Entity, row: _RowKeys, selection: Selection) -> ResponsePart:
    if selection.name == "__typename":
        return ResponsePart(selection.key, "typename")
    if (field := CATALOGUE.field(entity, selection.name)) is not None:
        key, new = row.key(selection)
        if new:
            language = selection.arguments.get("language") or "KK" if field.localized else None
            row.items[key] = PropertyRead(key, field, stored_name(field.name, language))
        return ResponsePart(selection.key, "value", key)
    relation = CATALOGUE.relation(entity, selection.name)
    if relation is None:
        raise HubError("INTERNAL")
    key, new = row.key(selection)
    if relation.many:
        read, connection = _connection(state, CATALOGUE.shared(relation.target), selection)
        if new:
            row.items[key] = Link(key, relation, read)
        return ResponsePart(selection.key, "many", key, connection)
    outline, rows = _outline(state, selection)
    if new:
        row.items[key] = Link(key, relation, _read(state, relation, rows))
    return ResponsePart(selection.key, "one", key, outline)


def _read(state: _Lowering, relation: Relation, rows: dict[str, _RowKeys]) -> Read:
    return Read(variable=state.variable(), type=relation.target, variants=_variants(rows))


def _variants(rows: dict[str, _RowKeys]) -> tuple[Variant, ...]:
    return tuple(Variant(CATALOGUE.entity(name), tuple(row.items.values())) for name, row in rows.items())


def _connection(state: _Lowering, entity: Entity, selection: Selection) -> tuple[Read, Connection]:
    variable = state.variable()
    row = _RowKeys()
    slices: list[Slice] = []
    for child in selection.only:
        if child.name == "nodes":
            slices.append(Slice(child.key, "nodes", node=_node(state, entity, row, child)))
        elif child.name == "edges":
            inner = tuple(
                Slice(e.key, e.name, node=_node(state, entity, row, e) if e.name == "node" else None)
                for e in child.only
            )
            slices.append(Slice(child.key, "edges", inner=inner))
        elif child.name == "pageInfo":
            slices.append(Slice(child.key, "pageInfo", inner=tuple(Slice(i.key, i.name) for i in child.only)))
        else:
            slices.append(Slice(child.key, child.name))
    read = Read(
        variable=variable,
        type=entity.name,
        variants=(Variant(entity, tuple(row.items.values())),),
        filter=filter_of(entity, selection.arguments.get("where", Fixed(None))),
        page=page_of(entity, selection),
    )
    return read, Connection(entity.name, tuple(slices))


def _node(state: _Lowering, entity: Entity, row: _RowKeys, selection: Selection) -> Outline:
    parts = tuple(_part(state, entity, row, child) for child in selection.only)
    return Outline({entity.name: parts})
