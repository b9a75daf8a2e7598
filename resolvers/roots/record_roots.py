"""The root fields that give records of the graph: by their ids, by a person's number, or page by page."""

from collections.abc import Mapping
from typing import Any

from resolvers.access.access_predicates import finds_by_number
from resolvers.access.bind_parameters import Context
from resolvers.access.record_visibility import RecordVisibility, best_release
from resolvers.errors import HubError
from resolvers.plan.cost import cost_of_each
from resolvers.plan.lower import Lowered, lower_connection, lower_ids, lower_lookup, lower_number
from resolvers.plan.response_outline import Connection, Outline, ResponsePart
from resolvers.plan.slots import fixed_value
from resolvers.projection.project import connection_projector, object_projector
from resolvers.projection.rows import internal_keys, trace_touch
from resolvers.request.selection import Selection
from resolvers.roots.behaviour import Completer, LoweredRoot, Planning, RootBehaviour, from_records
from schema.api import record_roots
from schema.catalogue import CATALOGUE, IIN_INDEX, SUBJECT
from schema.types.roots import ConnectionRoot, RecordRoot
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure


def _connection(root: LoweredRoot) -> Completer:
    if not isinstance(root.lowered.under, Connection):
        raise HubError("INTERNAL")
    page = root.reads[0].page
    project = connection_projector(
        root.lowered.under, root.reads[0], root.place, by_hub=False, reuse_row=root.keeps_order
    )
    counted = page is not None and page.total

    def finish(rows: list[Any], context: Context) -> Any:
        if not counted:
            return project(rows, None, context)
        total = next(row for row in rows if isinstance(row, int))
        return project([row for row in rows if not isinstance(row, int)], total, context)

    return finish


def _single(root: LoweredRoot) -> Completer:
    outline = root.lowered.outline
    if not root.reads:
        return lambda rows, context: None
    read = root.reads[0]
    internal = internal_keys(read, by_hub=False)
    get = object_projector(outline, read, root.place, reuse_row=root.keeps_order, internal=internal)
    touch = trace_touch(read)

    def finish(rows: list[Any], context: Context) -> Any:
        if not rows:
            return None
        touch(rows[:1], context)
        return get(rows[0], context)

    return finish


def _in_order(root: LoweredRoot) -> Completer:
    outline = root.lowered.outline
    projectors = {read.label: object_projector(outline, read, root.place, reuse_row=False) for read in root.reads}
    touch = {read.label: trace_touch(read) for read in root.reads}
    ids_argument = root.selection.arguments["ids"]

    def one(record_id: str, rows: Mapping[str, Any], context: Context) -> Any:
        entity, row = CATALOGUE.by_prefix(record_id), rows.get(record_id)
        if entity is None or row is None:
            return None
        touch[entity.name]([row], context)
        return projectors[entity.name](row, context)

    def finish(rows: list[Any], context: Context) -> Any:
        by_id = {id_of(row): row for row in rows}
        return [one(record_id, by_id, context) for record_id in fixed_value(ids_argument, context.variables)]

    return finish


def id_of(row: Mapping[str, Any]) -> str:
    """The id of a record that was asked for by its id."""
    return str(row.get("_id") or row["id"])


def _lookup(root: LoweredRoot) -> Completer:
    parts = root.lowered.outline.variants["Hit"]
    project_person = object_projector(Outline({"Person": parts}), root.reads[0], root.place, reuse_row=False)
    touch = trace_touch(root.reads[0])
    iins_argument = root.selection.arguments["iins"]
    key = f"_{IIN_INDEX}"
    missing = {part.response: _no_hit(part) for part in parts}

    def hit(row: dict[str, Any], context: Context) -> Any:
        touch([row], context)
        answer = project_person(row, context)
        return {p.response: _field_value(p, answer[p.response]) for p in parts}

    def finish(rows: list[Any], context: Context) -> Any:
        by_index: dict[str, dict[str, Any]] = {}
        for row in rows:
            by_index.setdefault(row[key], row)

        def one(iin: str) -> Any:
            indexes = context.sealer.indexes(SUBJECT, "iin", iin)
            person_row = next((by_index[index] for index in indexes if index in by_index), None)
            return dict(missing) if person_row is None else hit(person_row, context)

        return [one(iin) for iin in fixed_value(iins_argument, context.variables)]

    return finish


def _no_hit(part: ResponsePart) -> Any:
    return {"typename": "Hit", "value": False}.get(part.kind)


def _field_value(part: ResponsePart, value: Any) -> Any:
    return {"typename": "Hit", "value": True}.get(part.kind, value)


def _by_id(root: RecordRoot) -> RootBehaviour:
    def visibility(grants: Grants, records: RecordVisibility) -> bool:
        return root.target not in CATALOGUE.entities or root.target in records.types

    def lower(selection: Selection, planning: Planning) -> Lowered:
        return lower_ids(selection, planning.variables, "id", unasked=planning.unasked)

    return RootBehaviour(visibility=visibility, answer=from_records(lower, _single))


def _pages(root: ConnectionRoot) -> RootBehaviour:
    entity = CATALOGUE.shared(root.target)

    def visibility(grants: Grants, records: RecordVisibility) -> bool:
        return best_release(entity, "id", records.grants) >= Disclosure.MASKED

    def lower(selection: Selection, planning: Planning) -> Lowered:
        return lower_connection(selection, entity)

    return RootBehaviour(visibility=visibility, answer=from_records(lower, _connection))


def _finds_persons(grants: Grants, records: RecordVisibility) -> bool:
    return SUBJECT in records.types and finds_by_number(records.grants)


BEHAVIOURS = {
    **{root.name: _by_id(root) for root in record_roots.QUERIES if isinstance(root, RecordRoot)},
    **{root.name: _pages(root) for root in record_roots.QUERIES if isinstance(root, ConnectionRoot)},
    "nodes": RootBehaviour(
        visibility=lambda grants, records: True,
        cost=cost_of_each("ids"),
        answer=from_records(
            lambda selection, planning: lower_ids(selection, planning.variables, "ids", unasked=planning.unasked),
            _in_order,
        ),
    ),
    "personByIin": RootBehaviour(
        visibility=_finds_persons,
        answer=from_records(lambda selection, planning: lower_number(selection), _single),
    ),
    "lookup": RootBehaviour(
        visibility=_finds_persons,
        cost=cost_of_each("iins"),
        answer=from_records(lambda selection, planning: lower_lookup(selection), _lookup),
    ),
}
