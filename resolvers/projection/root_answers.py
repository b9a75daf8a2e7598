"""Answers: what a root field makes of the rows of its statement."""

from collections.abc import Callable, Mapping
from typing import Any

from graph.engine.dialect import Dialect
from graph.query.plan import AuthorizedRead
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.errors import HubError
from resolvers.plan.lower import Lowered
from resolvers.plan.response_outline import Connection, Outline, ResponsePart
from resolvers.plan.slots import fixed_value
from resolvers.projection.project import connection_projector, object_projector
from resolvers.projection.rows import AnswerPlace, internal_keys, trace_touch
from resolvers.request.selection import Selection, told
from resolvers.visibility.own_view import access_to, releases
from schema.catalogue import CATALOGUE, IIN_INDEX, SUBJECT

Completer = Callable[[list[Any], Context], Any]
Make = Callable[[Lowered, tuple[AuthorizedRead, ...], Selection, Dialect, AnswerPlace], Completer]


def complete_root(
    lowered: Lowered,
    guarded: tuple[AuthorizedRead, ...],
    selection: Selection,
    dialect: Dialect,
    ledger: DisclosurePlan,
) -> Completer:
    """The function that makes the answer of a root field of its rows. What it may withhold goes in ``ledger``."""
    return _MAKERS[lowered.root.kind](lowered, guarded, selection, dialect, AnswerPlace(ledger, (selection.key,)))


def _connection(
    lowered: Lowered,
    guarded: tuple[AuthorizedRead, ...],
    selection: Selection,
    dialect: Dialect,
    place: AnswerPlace,
) -> Completer:
    if not isinstance(lowered.under, Connection):
        raise HubError("INTERNAL")
    page = guarded[0].page
    project = connection_projector(lowered.under, guarded[0], place, by_hub=False, keep=dialect.keeps_order)
    counted = page is not None and page.total

    def finish(rows: list[Any], context: Context) -> Any:
        if not counted:
            return project(rows, None, context)
        total = next(row for row in rows if isinstance(row, int))
        return project([row for row in rows if not isinstance(row, int)], total, context)

    return finish


def _outline(lowered: Lowered) -> Outline:
    if not isinstance(lowered.under, Outline):
        raise HubError("INTERNAL")
    return lowered.under


def _single(
    lowered: Lowered,
    guarded: tuple[AuthorizedRead, ...],
    selection: Selection,
    dialect: Dialect,
    place: AnswerPlace,
) -> Completer:
    outline = _outline(lowered)
    if not guarded:
        return lambda rows, context: None
    read = guarded[0]
    spare = internal_keys(read, by_hub=False)
    get = object_projector(outline, read, place, keep=dialect.keeps_order, spare=spare)
    touch = trace_touch(read)

    def finish(rows: list[Any], context: Context) -> Any:
        if not rows:
            return None
        touch(rows[:1], context)
        return get(rows[0], context)

    return finish


def _in_order(
    lowered: Lowered,
    guarded: tuple[AuthorizedRead, ...],
    selection: Selection,
    dialect: Dialect,
    place: AnswerPlace,
) -> Completer:
    outline = _outline(lowered)
    made = {read.label: object_projector(outline, read, place, keep=False) for read in guarded}
    touch = {read.label: trace_touch(read) for read in guarded}
    wanted = selection.arguments["ids"]

    def one(record_id: str, rows: Mapping[str, Any], context: Context) -> Any:
        entity, row = CATALOGUE.by_prefix(record_id), rows.get(record_id)
        if entity is None or row is None:
            return None
        touch[entity.name]([row], context)
        return made[entity.name](row, context)

    def finish(rows: list[Any], context: Context) -> Any:
        by_id = {id_of(row): row for row in rows}
        return [one(each, by_id, context) for each in fixed_value(wanted, context.variables)]

    return finish


def id_of(row: Mapping[str, Any]) -> str:
    """The id of a record that was asked for by its id."""
    return str(row.get("_id") or row["id"])


def _lookup(
    lowered: Lowered,
    guarded: tuple[AuthorizedRead, ...],
    selection: Selection,
    dialect: Dialect,
    place: AnswerPlace,
) -> Completer:
    parts = _outline(lowered).variants["Hit"]
    found = object_projector(Outline({"Person": parts}), guarded[0], place, keep=False)
    touch = trace_touch(guarded[0])
    wanted = selection.arguments["iins"]
    key = f"_{IIN_INDEX}"
    missing = {part.response: _no_hit(part) for part in parts}

    def hit(row: dict[str, Any], context: Context) -> Any:
        touch([row], context)
        answer = found(row, context)
        return {p.response: _said(p, answer[p.response]) for p in parts}

    def finish(rows: list[Any], context: Context) -> Any:
        by_index: dict[str, dict[str, Any]] = {}
        for row in rows:
            by_index.setdefault(row[key], row)

        def one(iin: str) -> Any:
            indexes = context.sealer.indexes(SUBJECT, "iin", iin)
            found = next((by_index[each] for each in indexes if each in by_index), None)
            return dict(missing) if found is None else hit(found, context)

        return [one(iin) for iin in fixed_value(wanted, context.variables)]

    return finish


def _no_hit(part: ResponsePart) -> Any:
    return {"typename": "Hit", "value": False}.get(part.kind)


def _said(part: ResponsePart, value: Any) -> Any:
    return {"typename": "Hit", "value": True}.get(part.kind, value)


def _me(
    lowered: Lowered,
    guarded: tuple[AuthorizedRead, ...],
    selection: Selection,
    dialect: Dialect,
    place: AnswerPlace,
) -> Completer:
    parts = _outline(lowered).variants["Caller"]
    agencies = {
        p.response: object_projector(p.under, guarded[0], place.at(p.response), keep=False)
        for p in parts
        if isinstance(p.under, Outline)
    }
    computed = {each.key: each for each in selection.only if each.name == "releases"}

    def finish(rows: list[Any], context: Context) -> Any:
        caller = context.caller
        said = {
            "role": caller.role,
            "area": caller.area,
            "unit": caller.unit,
            "purposes": list(caller.purposes),
            "releases": releases(context.grants) if computed else None,
            "": "Caller",
        }
        answered = {
            p.response: (agencies[p.response](rows[0], context) if rows else None)
            if p.response in agencies
            else said["" if p.kind == "typename" else p.key]
            for p in parts
        }
        return {key: told(computed[key], value) if key in computed else value for key, value in answered.items()}

    return finish


def _access(
    lowered: Lowered,
    guarded: tuple[AuthorizedRead, ...],
    selection: Selection,
    dialect: Dialect,
    place: AnswerPlace,
) -> Completer:
    type_name, field_name = selection.arguments["type"], selection.arguments["field"]

    def finish(rows: list[Any], context: Context) -> Any:
        named = [fixed_value(value, context.variables) for value in (type_name, field_name)]
        return told(selection, access_to(context.grants, *named))

    return finish


_MAKERS: Mapping[str, Make] = {
    "connection": _connection,
    "by_id": _single,
    "by_iin": _single,
    "by_ids": _in_order,
    "lookup": _lookup,
    "me": _me,
    "access": _access,
}
