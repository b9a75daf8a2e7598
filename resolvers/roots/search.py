"""Search: the records that fit what somebody types, by values that the caller gets in full.

Candidates are read by stored keys with the guard's predicates in the same statement, so that a hidden record takes
no place; the best of them are then read as every record is that is asked for by its id.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from graph.engine.name_forms import words_meant
from graph.query.emit import ABOUT, emit
from graph.query.plan import CypherStatement
from graph.query.predicates import FromVariable
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.access.guard import guard
from resolvers.access.withheld import norms_of
from resolvers.errors import HubError
from resolvers.plan.cost import cost_of_search
from resolvers.plan.lower import lower_found
from resolvers.plan.page_arguments import page_size
from resolvers.projection.project import object_projector
from resolvers.projection.rows import AnswerPlace, Row, RowGetter, TraceTouch, trace_touch
from resolvers.request.selection import Selection
from resolvers.roots.behaviour import RootBehaviour, argument_of, from_sources
from resolvers.roots.composed.search_candidates import (
    MOST_CANDIDATES,
    SEARCHED,
    Candidates,
    SearchArea,
    number_variables,
    person_variables,
    persons_by_name,
    persons_by_number,
    persons_by_year,
    records_by_number,
    search_area,
    unit_variables,
    units_by_name,
    values_of_row,
)
from resolvers.roots.composed.search_rank import Hit, numbered_hit, person_hit, person_of_number, unit_hit
from resolvers.roots.composed.search_text import TypedText, typed_text
from resolvers.roots.computed import Computed, ComputedSources
from resolvers.roots.record_roots import id_of
from schema.api.search import MOST_HITS
from schema.catalogue import CATALOGUE, SUBJECT
from schema.search_forms import form_of_spelt
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure

SECONDS = 0.08
"""By so much longer than others an answer is held: more than a search takes on a hub that is not overloaded."""

TOGETHER = 8
"""So many names that may be meant are searched at a time, and no fewer: how many there are says what names somebody
has whom the caller may not know of. What is lacking is searched where nothing is.
"""

_IDS = "ids"


@dataclass(frozen=True)
class _RecordPart:
    """How the records of one type are read and told that a selection of ``record`` asks for."""

    statement: CypherStatement | None
    tell: RowGetter
    touch: TraceTouch


@dataclass(frozen=True)
class _Found:
    """What was found, the best first; ``is_all`` where there was no more to look at."""

    hits: tuple[Hit, ...]
    is_all: bool = True


@dataclass(frozen=True, kw_only=True)
class _Searching:
    """One search: what it may ask, for whom, what was typed, and where."""

    sources: ComputedSources
    context: Context
    statement_of: Callable[..., Candidates]
    typed: TypedText
    area: SearchArea

    async def rows(self, way: Callable[..., Candidates], variables: Mapping[str, Any], **how: Any) -> list[Row]:
        """The candidates that a way of finding gives, each once."""
        statement = self.statement_of(way, **how)
        if statement is None:
            return []
        rows = await self.sources.read_rows(statement, replace(self.context, variables=variables))
        return list({values_of_row(row)["id"]: row for row in rows}.values())

    async def of_type(self, type_name: str, first: int) -> _Found:
        """The records of a type that fit what was typed."""
        if type_name == SUBJECT:
            return await self._persons(first)
        if type_name == SEARCHED["UNIT"]:
            return await self._units()
        if not self.typed.number:
            return _Found(())
        rows = await self.rows(
            records_by_number, number_variables(self.typed, self.area), type_name=type_name, area=self.area.shape
        )
        return _ranked(numbered_hit(type_name, row, values_of_row(row), self.typed) for row in rows)

    async def _units(self) -> _Found:
        if not self.typed.words:
            return _Found(())
        rows = await self.rows(units_by_name, unit_variables(self.typed, self.area), area=self.area.shape)
        return _ranked(unit_hit(row, values_of_row(row), self.typed) for row in rows)

    async def _persons(self, first: int) -> _Found:
        typed = self.typed
        if typed.iin is not None:
            rows = await self.rows(persons_by_number, number_variables(typed, self.area))
            return _ranked(person_of_number(row, values_of_row(row)) for row in rows)
        if typed.words:
            as_typed = await self._by_name(typed)
            return as_typed if len(as_typed.hits) >= first else await self._with_errors(as_typed)
        if typed.year is None:
            return _Found(())
        rows = await self.rows(persons_by_year, person_variables(typed, self.area), area=self.area.shape)
        return _ranked(person_hit(row, values_of_row(row), typed) for row in rows)

    async def _by_name(self, typed: TypedText) -> _Found:
        is_dated = typed.year is not None
        rows = await self.rows(
            persons_by_name, person_variables(typed, self.area), area=self.area.shape, is_dated=is_dated
        )
        # What was meant is another form; how it fits is told by what was typed.
        return _ranked(person_hit(row, values_of_row(row), self.typed) for row in rows)

    async def _with_errors(self, as_typed: _Found) -> _Found:
        """Beside what was found as typed, what is found with one word of it one typing error away."""
        meant = [text async for text in self._meant()]
        lacking = -len(meant) % TOGETHER if meant else TOGETHER
        meant += [replace(self.typed, words=())] * lacking
        parts_found = [as_typed]
        for at in range(0, len(meant), TOGETHER):
            parts_found += await asyncio.gather(*(self._by_name(text) for text in meant[at : at + TOGETHER]))
        hits = {hit.id: hit for part in reversed(parts_found) for hit in part.hits}
        ranked = _ranked(hits.values())
        return replace(ranked, is_all=ranked.is_all and all(part.is_all for part in parts_found))

    async def _meant(self) -> AsyncIterator[TypedText]:
        """The texts that may be meant, each with one word in another form."""
        for index, word in enumerate(self.typed.words):
            meant = await words_meant(self.sources.store, self.context.sealer, word.spelt)
            forms = {form_of_spelt(other) for other in meant if _is_one_error(word.spelt, other)}
            for form in sorted(forms - {word.form, word.fathers_stem}):
                if not (word.is_open and form.startswith(word.form)):
                    yield self.typed.with_form(index, form)


def _is_one_error(typed: str, meant: str) -> bool:
    return DamerauLevenshtein.distance(typed, meant, score_cutoff=1) == 1


def _ranked(hits: Iterable[Hit]) -> _Found:
    ordered = sorted(hits, key=lambda hit: (hit.place, hit.id))
    return _Found(tuple(ordered), len(ordered) <= MOST_CANDIDATES)


def _search(selection: Selection, grants: Grants, disclosures: DisclosurePlan) -> Computed:
    place = AnswerPlace(disclosures, (selection.key,))
    first = first_of(selection)
    record_selections = [
        (part, hits.key)
        for hits in selection.only
        if hits.name == "hits"
        for part in hits.only
        if part.name == "record"
    ]
    records = [_record_parts(part, grants, place.at(hits_key).at(part.key)) for part, hits_key in record_selections]
    for name in ("record", "matched"):
        disclosures.release(
            f"SearchHit.{name}", norms_of(grants, CATALOGUE.entity(SUBJECT).access, Disclosure.FULL)
        )

    @cache
    def statement_of(way: Callable[..., Candidates], **how: Any) -> Candidates:
        return way(grants=grants, **how)

    async def answer(sources: ComputedSources, context: Context) -> Any:
        text, types, area = (argument_of(selection, name, context) for name in ("text", "types", "area"))
        searching = _Searching(
            sources=sources,
            context=context,
            statement_of=statement_of,
            typed=typed_text(text),
            area=search_area(area, context.grants),
        )
        names = dict.fromkeys(SEARCHED[name] for name in (["PERSON"] if types is None else types))
        parts_found = [await searching.of_type(name, first) for name in names]
        hits = [hit for part in parts_found for hit in part.hits]
        is_complete = all(part.is_all for part in parts_found) and len(hits) <= first
        shown_hits = hits[:first]
        for hit in shown_hits:
            context.trace.persons.update((hit.id,) if hit.type == SUBJECT else hit.row.get(ABOUT, ()))
        answers = [await _answers(part, sources, context, shown_hits) for part in records]
        return _page(
            selection,
            dict(zip((id(part) for part, _ in record_selections), answers, strict=True)),
            shown_hits,
            is_complete,
        )

    return Computed(answer, seconds=SECONDS, seeks_sealed=True)


def _record_parts(selection: Selection, grants: Grants, place: AnswerPlace) -> dict[str, _RecordPart]:
    """How records that were found are read, whose ids fill the slot of the statement, and told: by type."""
    lowered = lower_found(selection, FromVariable((_IDS,)), SEARCHED.values())
    reads = {read.type: guard(read, grants) for read in lowered.reads}
    return {
        type_name: _RecordPart(
            emit((read,)), object_projector(lowered.outline, read, place, reuse_row=False), trace_touch(read)
        )
        for type_name, read in reads.items()
    }


async def _answers(
    parts: Mapping[str, _RecordPart], sources: ComputedSources, context: Context, hits: Iterable[Hit]
) -> dict[str, Any]:
    """What is told of the records that were found, by id. One that went meanwhile is missing."""
    ids: dict[str, list[str]] = defaultdict(list)
    for hit in hits:
        ids[hit.type].append(hit.id)
    answers: dict[str, Any] = {}
    for type_name, ids_of_type in ids.items():
        part = parts[type_name]
        if part.statement is not None:
            rows = await sources.read_rows(part.statement, replace(context, variables={_IDS: ids_of_type}))
            part.touch(rows, context)
            answers |= {id_of(row): part.tell(row, context) for row in rows}
    return answers


def _page(
    selection: Selection, answers: Mapping[int, Mapping[str, Any]], hits: Iterable[Hit], is_complete: bool
) -> dict[str, Any]:
    """The answer; ``answers`` holds the records by the selection that asks for them."""
    shown_hits = [hit for hit in hits if all(hit.id in records for records in answers.values())]
    answer: dict[str, Any] = {}
    for part in selection.only:
        if part.name == "hits":
            answer[part.key] = [_hit(part, answers, hit) for hit in shown_hits]
        else:
            answer[part.key] = _typename_or(part.name, "SearchPage", is_complete)
    return answer


def _hit(selection: Selection, answers: Mapping[int, Mapping[str, Any]], hit: Hit) -> dict[str, Any]:
    return {
        part.key: answers[id(part)][hit.id]
        if part.name == "record"
        else _typename_or(part.name, "SearchHit", list(hit.matched))
        for part in selection.only
    }


def _typename_or(name: str, type_name: str, value: Any) -> Any:
    """The type's name where that is asked for, otherwise the value."""
    return type_name if name == "__typename" else value


def first_of(selection: Selection) -> int:
    """How many records are wanted at most.

    Raises:
        HubError: BAD_PAGE.
    """
    first = page_size(selection.arguments)
    if first > MOST_HITS:
        raise HubError("BAD_PAGE")
    return first


BEHAVIOURS = {
    "search": RootBehaviour(
        visibility=lambda grants, records: True, cost=cost_of_search, answer=from_sources(_search)
    ),
}
