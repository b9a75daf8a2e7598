"""What happened to persons and in cases, by time: found by ordinary questions, and made of ordinary records.

There is no policy here: docs/queries.md says what is asked. A question that more records answer than one page holds
says how far it was read, and the timeline goes no further before it is asked again.
"""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from prevention.deadlines import DAY, begin_of, day_of
from resolvers.access.bind_parameters import Context
from resolvers.access.record_visibility import RecordVisibility, visible_records
from resolvers.access.withheld import norms_of
from resolvers.errors import HubError
from resolvers.plan.cost import cost_of_items
from resolvers.plan.page_arguments import page_size
from resolvers.request.selection import Selection
from resolvers.roots.behaviour import Planning, RootBehaviour, RootPlan, argument_of
from resolvers.roots.composed.record_places import RecordRef, plan_places, release_plain
from resolvers.roots.composed.timeline_sources import CASE, QUESTIONS, DatedQuestion
from resolvers.roots.computed import Computed, ComputedSources
from schema.api.timeline import MOST_SUBJECTS
from schema.catalogue import CATALOGUE, SUBJECT
from schema.types.scalars import parse_datetime, write_datetime
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.vault.cursor_seal import CursorError

ORDER = "timeline"
"""For what a cursor of a timeline is good."""

_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 1), dt.date(9000, 1, 1)


class ItemKey(NamedTuple):
    """By what the items of a timeline are ordered, and told apart."""

    at: dt.datetime
    id: str
    kind: str


@dataclass(frozen=True)
class _Span:
    """From when on and before when something must have happened."""

    since: dt.datetime
    before: dt.datetime

    def filter_of(self, question: DatedQuestion) -> dict[str, Any]:
        """The filter that keeps the records whose date is released in full and lies in the span."""
        if not question.is_day:
            return {question.date: {"isNull": False, "gte": self.since, "lt": self.before}}
        # The first moment of a day is when it is placed.
        first = day_of(self.since)
        first = first if begin_of(first) >= self.since else first + DAY
        return {question.date: {"isNull": False, "gte": first, "lt": day_of(self.before)}}


@dataclass(kw_only=True)
class _ItemsRead:
    """The items that were read: of whom each is, whether its date is a day, and up to where all were read."""

    subjects: dict[ItemKey, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: set[ItemKey] = field(default_factory=set)
    limit: dt.datetime | None = None

    def add(self, question: DatedQuestion, subject: str, connection: Mapping[str, Any] | None) -> None:
        """Add what a connection gives of ``subject``."""
        if connection is None:
            return
        keys = [_key(question, row) for row in connection["nodes"]]
        for key in keys:
            self.subjects[key].add(subject)
            if question.is_day:
                self.days.add(key)
        if connection["pageInfo"]["hasNextPage"]:
            # Of the last moment there may be more.
            if keys[0].at == keys[-1].at:
                raise HubError("ANSWER_TOO_LARGE")
            self.limit = keys[-1].at if self.limit is None else min(self.limit, keys[-1].at)


def _key(question: DatedQuestion, row: Mapping[str, Any]) -> ItemKey:
    value = row[question.date]
    at = begin_of(_day(value)) if question.is_day else parse_datetime(value)
    return ItemKey(at, row["id"], question.kind)


def _day(value: Any) -> dt.date:
    return dt.date.fromisoformat(str(value))


def _connections(
    question: DatedQuestion, node: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[Mapping[str, Any] | None]:
    """The connections to which a path leads, through all records on the way."""
    connection = node[path[0]]
    if len(path) == 1 or connection is None:
        yield connection
        return
    if connection["pageInfo"]["hasNextPage"]:
        raise HubError("ANSWER_TOO_LARGE")
    for inner in connection["nodes"]:
        yield from _connections(question, inner, path[1:])


async def _ask(
    question: DatedQuestion,
    subjects: Mapping[str, list[str]],
    span: _Span,
    sources: ComputedSources,
    context: Context,
) -> list[tuple[str, Mapping[str, Any] | None]]:
    """What answers a question, each connection with the id of whom it is of."""
    ids, where = subjects[question.subjects], span.filter_of(question)
    if question.path:
        data = await sources.ask_document(context, question.text, {"of": ids, "where": where})
        return [
            (node["id"], connection)
            for node in data["nodes"]
            if node
            for connection in _connections(question, node, question.path)
        ]
    data = await sources.ask_document(context, question.text, {"where": {"id": {"in": ids}, **where}})
    page = data["cases"] or {"nodes": [], "pageInfo": {"hasNextPage": False}}
    return [(row["id"], {**page, "nodes": [row]}) for row in page["nodes"]]


async def _read(
    questions: Iterable[DatedQuestion], ids: list[str], span: _Span, sources: ComputedSources, context: Context
) -> _ItemsRead:
    """All items of ``ids`` in the span, up to where they were read."""
    subjects = {
        name: [record_id for record_id in ids if record_id.startswith(f"{CATALOGUE.entity(name).prefix}_")]
        for name in (SUBJECT, CASE)
    }
    to_ask = [question for question in questions if subjects[question.subjects]]
    answers = await asyncio.gather(*(_ask(question, subjects, span, sources, context) for question in to_ask))
    items = _ItemsRead()
    for question, connections in zip(to_ask, answers, strict=True):
        for subject, connection in connections:
            items.add(question, subject, connection)
    return items


def _span(selection: Selection, after: ItemKey | None, context: Context) -> _Span:
    since, until = (argument_of(selection, name, context) for name in ("from", "until"))
    first = begin_of(min(max(since or _FIRST_DAY, _FIRST_DAY), _LAST_DAY))
    last = begin_of(min(max(until or _LAST_DAY, _FIRST_DAY), _LAST_DAY) + DAY)
    return _Span(first if after is None else max(first, after.at), last)


def _position(selection: Selection, context: Context) -> ItemKey | None:
    cursor = argument_of(selection, "after", context)
    if cursor is None:
        return None
    try:
        at, record_id, kind = context.seal.open(cursor, ORDER, context.grants.digest)
        return ItemKey(dt.datetime.fromisoformat(at), record_id, kind)
    except CursorError as error:
        raise HubError("BAD_CURSOR") from error


def _seal(key: ItemKey, context: Context) -> str:
    return context.seal.seal([key.at.isoformat(), key.id, key.kind], ORDER, context.grants.digest)


async def _page(
    selection: Selection, questions: tuple[DatedQuestion, ...], sources: ComputedSources, context: Context
) -> dict[str, Any]:
    ids = list(dict.fromkeys(argument_of(selection, "of", context)))
    if len(ids) > MOST_SUBJECTS:
        raise HubError("TOO_MANY_VALUES")
    size, after = page_size(selection.arguments), _position(selection, context)
    items = await _read(questions, ids, _span(selection, after, context), sources, context)
    keys = [
        key
        for key in sorted(items.subjects)
        if (after is None or key > after) and (items.limit is None or key.at < items.limit)
    ]
    page = keys[:size]
    if any(child.name == "items" for child in selection.only):
        persons = {subject for key in page for subject in items.subjects[key] if _is_person(subject)}
        context.trace.persons.update(persons)
    return {
        "items": [_item(key, items, ids) for key in page],
        "pageInfo": {
            "hasNextPage": len(keys) > len(page) or items.limit is not None,
            "hasPreviousPage": after is not None,
            "startCursor": _seal(page[0], context) if page else None,
            "endCursor": _seal(page[-1], context) if page else None,
        },
    }


def _is_person(record_id: str) -> bool:
    return record_id.startswith(f"{CATALOGUE.entity(SUBJECT).prefix}_")


def _item(key: ItemKey, items: _ItemsRead, ids: list[str]) -> dict[str, Any]:
    return {
        "at": write_datetime(key.at),
        "day": day_of(key.at).isoformat(),
        "isDay": key in items.days,
        "kind": key.kind,
        "of": [record_id for record_id in ids if record_id in items.subjects[key]],
        "record": RecordRef(key.id),
    }


def _within_reach(names: Iterable[str], grants: Grants) -> tuple[DatedQuestion, ...]:
    """The questions of sources to which the caller can ever be given an answer."""
    fields = visible_records(grants).fields
    return tuple(question for name in names for question in QUESTIONS[name] if fields >= frozenset(question.fields))


def _answer(selection: Selection, planning: Planning) -> RootPlan:
    places, grants = plan_places(selection, planning), planning.grants
    names = selection.arguments["sources"]
    questions = _within_reach(QUESTIONS if names is None else dict.fromkeys(names), grants)
    release_plain(selection, (), planning.disclosures)
    for question in questions:
        access = CATALOGUE.access(CATALOGUE.entity(question.target), question.date)
        norms = norms_of(grants, access, Disclosure.FULL)
        planning.disclosures.release(f"{question.target}.{question.date}", norms)

    async def timeline(sources: ComputedSources, context: Context) -> Any:
        return await places.answer(await _page(selection, questions, sources, context), sources, context)

    named_ids = (selection.arguments["of"],)
    return places.root_plan(Computed(timeline, statements=places.statements, named_ids=named_ids))


def _exists(grants: Grants, records: RecordVisibility) -> bool:
    """Whether some source of a timeline can ever be shown to the caller."""
    return any(records.fields >= frozenset(q.fields) for questions in QUESTIONS.values() for q in questions)


BEHAVIOURS = {"timeline": RootBehaviour(visibility=_exists, cost=cost_of_items, answer=_answer)}
