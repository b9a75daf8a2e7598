"""Records in an answer that a root composes: each read by its id under the caller's grants, as `nodes` reads it.

A root that composes its answer makes a tree of plain objects, in which a :class:`RecordRef` stands for each record.
What is selected of a record is planned with the operation, and goes through compiler, guard and projection.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.query.plan import CypherStatement
from graph.query.predicates import FromVariable
from resolvers.access.access_trail import AnswerPath, DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.request.selection import Selection
from resolvers.roots import record_roots
from resolvers.roots.behaviour import Planning, RootPlan
from resolvers.roots.computed import Computed, ComputedSources
from schema.catalogue import CATALOGUE
from schema.types.roots import MAX_VALUES

IDS = "ids of records"
"""The variable that holds the ids. It holds blanks: no document can declare one of that name."""

_ABSENT = object()
"""Stands for an object whose record is no more when it is read: the object is left out."""


@dataclass(frozen=True)
class RecordRef:
    """A record, by its id. ``required``: where it cannot be read, the object in which it stands is left out."""

    id: str
    required: bool = True


@dataclass(frozen=True)
class RecordPlaces:
    """How the records under a selection are read: by place, and there by type."""

    selection: Selection
    reads: Mapping[AnswerPath, Mapping[str, RootPlan]]

    @property
    def plans(self) -> Iterator[RootPlan]:
        """The plans of all places."""
        return (plan for by_type in self.reads.values() for plan in by_type.values())

    @property
    def statements(self) -> tuple[CypherStatement, ...]:
        """The statements of all places."""
        return tuple(plan.statement for plan in self.plans if plan.statement is not None)

    def root_plan(self, computed: Computed) -> RootPlan:
        """The plan of the root that composes the answer."""
        cursors = tuple(cursor for plan in self.plans for cursor in plan.cursors)
        return RootPlan(
            response=self.selection.key,
            statement=None,
            finish=lambda rows, context: None,
            computed=computed,
            cursors=cursors,
        )

    async def answer(self, value: Any, sources: ComputedSources, context: Context) -> Any:
        """``value``, a tree of plain objects, as the selection asks for it, with its records.

        Raises:
            graph.engine.store.GraphDownError: the graph is away.
        """
        ids = defaultdict[tuple[AnswerPath, str], dict[str, None]](dict)
        for path, record_id in _references(self.selection, value, ()):
            entity = CATALOGUE.by_prefix(record_id)
            if entity is not None and entity.name in self.reads[path]:
                ids[path, entity.name].setdefault(record_id)
        batches = [(place, batch) for place, by_id in ids.items() for batch in batches_of(by_id)]
        answers = await asyncio.gather(
            *(_read(self.reads[path][type_name], batch, sources, context) for (path, type_name), batch in batches)
        )
        records = defaultdict[AnswerPath, dict[str, Any]](dict)
        for ((path, _), _), by_id in zip(batches, answers, strict=True):
            records[path].update(by_id)
        return _composed(self.selection, value, (), records)


def plan_places(selection: Selection, planning: Planning) -> RecordPlaces:
    """The plan of all places under ``selection`` at which records stand."""
    reads: dict[AnswerPath, dict[str, RootPlan]] = {}

    def visit(parent: Selection, path: AnswerPath) -> None:
        for child in parent.only:
            if not child.variants:
                continue
            if _is_of_records(child):
                reads[*path, child.key] = {
                    name: _plan(child, name, replace(planning, under=(selection.key, *path)))
                    for name in child.variants
                }
            else:
                visit(child, (*path, child.key))

    visit(selection, ())
    return RecordPlaces(selection, reads)


def batches_of(ids: Iterable[str]) -> list[list[str]]:
    """``ids`` in lists that one root field takes."""
    members = list(ids)
    return [members[start : start + MAX_VALUES] for start in range(0, len(members), MAX_VALUES)]


def release_plain(selection: Selection, norms: tuple[str, ...], disclosures: DisclosurePlan) -> None:
    """Remember that the fields of the plain objects under ``selection`` may be released, and on which norms."""
    disclosures.release_selected(selection, norms)
    for child in selection.only:
        if child.variants and not _is_of_records(child):
            release_plain(child, norms, disclosures)


def _is_of_records(selection: Selection) -> bool:
    return all(name in CATALOGUE.entities for name in selection.variants)


def _plan(selection: Selection, type_name: str, planning: Planning) -> RootPlan:
    by_ids = Selection(
        key=selection.key,
        name="nodes",
        place=selection.place,
        arguments={"ids": FromVariable((IDS,))},
        variants={type_name: selection.variants[type_name]},
    )
    # Of ids the plan looks at the types alone.
    variables = {**planning.variables, IDS: [f"{CATALOGUE.entity(type_name).prefix}_"]}
    return record_roots.BEHAVIOURS["nodes"].answer(by_ids, replace(planning, variables=variables))


async def _read(plan: RootPlan, ids: list[str], sources: ComputedSources, context: Context) -> dict[str, Any]:
    of_ids = replace(context, variables={**context.variables, IDS: ids})
    rows = await sources.read_rows(plan.statement, of_ids) if plan.statement is not None else []
    return dict(zip(ids, plan.finish(rows, of_ids), strict=True))


def _references(selection: Selection, value: Any, path: AnswerPath) -> Iterator[tuple[AnswerPath, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _references(selection, item, path)
    elif isinstance(value, RecordRef):
        yield path, value.id
    elif isinstance(value, Mapping):
        for child in selection.only:
            if child.variants:
                yield from _references(child, value[child.name], (*path, child.key))


def _composed(
    selection: Selection, value: Any, path: AnswerPath, records: Mapping[AnswerPath, Mapping[str, Any]]
) -> Any:
    if isinstance(value, list):
        items = (_composed(selection, item, path, records) for item in value)
        return [item for item in items if item is not _ABSENT]
    if isinstance(value, RecordRef):
        record = records.get(path, {}).get(value.id)
        return _ABSENT if record is None and value.required else record
    if not isinstance(value, Mapping):
        return value
    (name, children), *_ = selection.variants.items()
    answer = {
        child.key: name
        if child.name == "__typename"
        else _composed(child, value[child.name], (*path, child.key), records)
        for child in children
    }
    return _ABSENT if any(part is _ABSENT for part in answer.values()) else answer
