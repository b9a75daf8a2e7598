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

    def filter_of(self, date: str, *, is_day: bool) -> dict[str, Any]:
        """The filter that keeps the records whose date is released in full and lies in the span."""
        if not is_day:
            return {date: {"isNull": False, "gte": self.since, "lt": self.before}}
        # A day is placed at its first moment.
        first = day_of(self.since)
        first = first if begin_of(first) >= self.since else first + DAY
        return {date: {"isNull": False, "gte": first, "lt": day_of(self.before)}}

    def filters_of(self, question: DatedQuestion) -> dict[str, dict[str, Any]]:
        """The filters of a question, by kind of item."""
        return {kind: self.filter_of(date, is_day=question.is_day(date)) for kind, date in question.kinds}


@dataclass(kw_only=True)
class _ItemsRead:
    """The items that were read: of whom each is, whether its date is a day, and up to where all were read."""

    subjects: dict[ItemKey, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: set[ItemKey] = field(default_factory=set)
    limit: dt.datetime | None = None

    def add(self, question: DatedQuestion, subject: str, answer: Mapping[str, Any]) -> None:
        """Add what answers a question of ``subject``: a connection for each kind of item."""
        for kind, date in question.kinds:
            is_day, connection = question.is_day(date), answer[kind]
            keys = [] if connection is None else [_key(kind, row, date, is_day) for row in connection["nodes"]]
            for key in keys:
                self.subjects[key].add(subject)
            if is_day:
                self.days.update(keys)
            if keys and connection["pageInfo"]["hasNextPage"]:
                self._stop_at(keys)

    def _stop_at(self, keys: list[ItemKey]) -> None:
        """Go no further than the last moment that was read: of that one there may be more."""
        if keys[0].at == keys[-1].at:
            raise HubError("ANSWER_TOO_LARGE")
        self.limit = keys[-1].at if self.limit is None else min(self.limit, keys[-1].at)


def _key(kind: str, row: Mapping[str, Any], date: str, is_day: bool) -> ItemKey:
    value = row[date]
    return ItemKey(begin_of(_day(value)) if is_day else parse_datetime(value), row["id"], kind)


def _day(value: Any) -> dt.date:
    return dt.date.fromisoformat(str(value))


def _ends_of(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    """The records from which the last relation of a path leads away."""
    if len(path) == 1:
        yield node
        return
    connection = node[path[0]]
    if connection is None:
        return
    if connection["pageInfo"]["hasNextPage"]:
        raise HubError("ANSWER_TOO_LARGE")
    for inner in connection["nodes"]:
        yield from _ends_of(inner, path[1:])


async def _answers_of(
    question: DatedQuestion, ids: list[str], span: _Span, sources: ComputedSources, context: Context
) -> list[tuple[str, Mapping[str, Any]]]:
    """What answers a question of ``ids``, with the id of whom each part is of."""
    filters = span.filters_of(question)
    if question.path:
        data = await sources.ask_document(context, question.text, {"of": ids, **filters})
        return [(node["id"], end) for node in data["nodes"] if node for end in _ends_of(node, question.path)]
    of_ids = {kind: {"id": {"in": ids}, **where} for kind, where in filters.items()}
    data = await sources.ask_document(context, question.text, of_ids)
    return [(record_id, _of_case(data, record_id)) for record_id in ids]


def _of_case(data: Mapping[str, Any], record_id: str) -> dict[str, Any]:
    """Of pages of cases, what they hold of one."""
    return {
        kind: connection and {**connection, "nodes": [row for row in connection["nodes"] if row["id"] == record_id]}
        for kind, connection in data.items()
    }


async def _read(
    questions: Iterable[DatedQuestion], ids: list[str], span: _Span, sources: ComputedSources, context: Context
) -> _ItemsRead:
    """All items of ``ids`` in the span, up to where they were read."""
    subjects = {
        name: [record_id for record_id in ids if record_id.startswith(f"{CATALOGUE.entity(name).prefix}_")]
        for name in (SUBJECT, CASE)
    }
    to_ask = [(question, subjects[question.subjects]) for question in questions if subjects[question.subjects]]
    answers = await asyncio.gather(*(_answers_of(question, of, span, sources, context) for question, of in to_ask))
    items = _ItemsRead()
    for (question, _), parts in zip(to_ask, answers, strict=True):
        for subject, part in parts:
            items.add(question, subject, part)
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
    return tuple(
        part for name in names for question in QUESTIONS[name] if (part := question.within(fields)) is not None
    )


def _answer(selection: Selection, planning: Planning) -> RootPlan:
    places, grants = plan_places(selection, planning), planning.grants
    names = selection.arguments["sources"]
    questions = _within_reach(QUESTIONS if names is None else dict.fromkeys(names), grants)
    release_plain(selection, (), planning.disclosures)
    for question in questions:
        for _, date in question.kinds:
            access = CATALOGUE.access(CATALOGUE.entity(question.target), date)
            norms = norms_of(grants, access, Disclosure.FULL)
            planning.disclosures.release(f"{question.target}.{date}", norms)

    async def timeline(sources: ComputedSources, context: Context) -> Any:
        return await places.answer(await _page(selection, questions, sources, context), sources, context)

    named_ids = (selection.arguments["of"],)
    return places.root_plan(Computed(timeline, statements=places.statements, named_ids=named_ids))


def _exists(grants: Grants, records: RecordVisibility) -> bool:
    """Whether some source of a timeline can ever be shown to the caller."""
    return any(question.within(records.fields) for questions in QUESTIONS.values() for question in questions)


BEHAVIOURS = {"timeline": RootBehaviour(visibility=_exists, cost=cost_of_items, answer=_answer)}
