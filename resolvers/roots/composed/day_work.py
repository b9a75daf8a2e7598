"""What was work of a unit on a day: found by ordinary questions, so that only what the caller may see is there."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prevention.deadlines import day_of
from prevention.duties.affected_files import persons_of_duties
from resolvers.access.bind_parameters import Context
from resolvers.access.record_visibility import visible_records
from resolvers.roots.composed import day_questions
from resolvers.roots.composed.day_questions import WorkDay, area_prefix
from resolvers.roots.composed.record_places import batches_of
from resolvers.roots.computed import ComputedSources
from schema.identifiers import UnitId
from schema.types.scalars import parse_datetime

MATCH_NORM = "89-11b"
"""The norm by which a unit owes the decision on a match."""

_HOME = ("ReleaseNotice", "chosenAddress")

DUTY_LISTS = ("overdue", "dueToday", "thisWeek", "later")


@dataclass(frozen=True, kw_only=True)
class DayDuty:
    """A duty of the unit as it stood on the day; ``leader`` is the inspector of its case."""

    id: str
    norm: str | None
    status: str
    is_done_now: bool
    leader: str | None


@dataclass(frozen=True)
class IdList:
    """Ids in their order, and how many there are that the caller may see: more, where not all were read."""

    ids: tuple[str, ...] = ()
    visible: int = 0


@dataclass(frozen=True)
class DutyPage:
    """Duties in their order, and how many there are that the caller may see."""

    duties: tuple[DayDuty, ...] = ()
    visible: int = 0


@dataclass(kw_only=True)
class DayPersons:
    """For whose sake duties are owed, who watches these persons, and what else waits for the unit about them."""

    person_of: dict[str, str] = field(default_factory=dict)
    watcher_of: dict[str, str] = field(default_factory=dict)
    releases: dict[str, str] = field(default_factory=dict)
    matches: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DayReader:
    """Reads the work of one unit on one day; none, where the caller has no unit and names none."""

    unit: UnitId | None
    work_day: WorkDay
    sources: ComputedSources
    context: Context

    async def _nodes(self, text: str, **variables: Any) -> list[Mapping[str, Any]]:
        data = await self.sources.ask_document(self.context, text, variables)
        return [node for node in data["nodes"] if node]

    async def _list(self, text: str, where: Mapping[str, Any] | None) -> tuple[list[Mapping[str, Any]], int]:
        if self.unit is None:
            return [], 0
        variables = {} if where is None else {"where": where}
        for node in await self._nodes(text, unit=[self.unit], **variables):
            if node["list"] is not None:
                return node["list"]["nodes"], node["list"]["totalCount"]
        return [], 0

    async def duties(self, names: Iterable[str]) -> dict[str, DutyPage]:
        """The duties of the day, by the list in which they stand."""
        filters = {name: self.work_day.duties()[name] for name in names}
        pages = await asyncio.gather(*(self._list(day_questions.DUTIES, where) for where in filters.values()))
        return {
            name: DutyPage(tuple(self._duty(row) for row in rows), total)
            for name, (rows, total) in zip(filters, pages, strict=True)
        }

    def _duty(self, row: Mapping[str, Any]) -> DayDuty:
        due = None if row["dueOn"] is None else parse_datetime(row["dueOn"])
        case = row["case"]
        return DayDuty(
            id=row["id"],
            norm=None if row["norm"] is None else row["norm"]["code"],
            status=self.work_day.status(due, row["status"]),
            is_done_now=row["status"] not in ("OPEN", "OVERDUE"),
            leader=case["inspector"]["id"] if case and case["inspector"] else None,
        )

    async def inbox(self, needed: bool) -> IdList:
        """Notices sent to the unit that it had not confirmed."""
        return await self._ids(day_questions.INBOX, self.work_day.unconfirmed) if needed else IdList()

    async def outbox(self, needed: bool) -> IdList:
        """Notices that the unit sent and nobody had confirmed."""
        return await self._ids(day_questions.OUTBOX, self.work_day.unconfirmed) if needed else IdList()

    async def inspectors(self, needed: bool) -> IdList:
        """The unit's inspectors."""
        return await self._ids(day_questions.INSPECTORS, None) if needed else IdList()

    async def _ids(self, text: str, where: Mapping[str, Any] | None) -> IdList:
        rows, total = await self._list(text, where)
        return IdList(tuple(row["id"] for row in rows), total)

    async def persons(self, duties: Iterable[DayDuty]) -> DayPersons:
        """Whom the caller may know to be the persons of ``duties``: whoever tells the duty from their own side."""
        by_id = {duty.id: duty for duty in duties}
        persons = DayPersons()
        if not by_id:
            return persons
        candidates = sorted(set(await persons_of_duties(self.sources.store, by_id)))
        for nodes in await asyncio.gather(*(self._persons(batch) for batch in batches_of(candidates))):
            for node in nodes:
                self._add_person(persons, node, by_id)
        return persons

    async def _persons(self, ids: list[str]) -> list[Mapping[str, Any]]:
        work_day = self.work_day
        return await self._nodes(
            self._with_home(day_questions.PERSONS),
            persons=ids,
            arrivals=work_day.arrivals,
            duties=work_day.not_done,
            inForce=work_day.in_force,
            releases=work_day.awaited,
            matches=work_day.undecided,
        )

    def _add_person(self, persons: DayPersons, node: Mapping[str, Any], duties: Mapping[str, DayDuty]) -> None:
        person_id = node["id"]
        owed = [duties[row["id"]] for row in _rows(node, "duties") if row["id"] in duties]
        if not owed:
            return
        persons.person_of.update({duty.id: person_id for duty in owed})
        watchers = [
            (row["unit"] is None or row["unit"]["id"] != self.unit, row["inspector"]["id"])
            for row in _rows(node, "registrations")
            if row["inspector"] is not None
        ]
        if watchers:
            persons.watcher_of[person_id] = min(watchers)[1]
        persons.releases.update(self._awaited(node))
        if any(duty.norm == MATCH_NORM for duty in owed):
            persons.matches.update({row["id"]: row["foundAt"] for row in _rows(node, "matches")})

    async def arrivals(self, needed: bool) -> tuple[dict[str, str], bool]:
        """Releases of persons of the unit's area who had not come, by planned day; whether all were read."""
        area = await self._area() if needed else None
        if area is None:
            return {}, True
        variables = {"area": area, "releases": self.work_day.awaited, "arrivals": self.work_day.arrivals}
        text = self._with_home(day_questions.ARRIVALS)
        data = await self.sources.ask_document(self.context, text, variables)
        if data["persons"] is None:
            return {}, True
        planned: dict[str, str] = {}
        for node in data["persons"]["nodes"]:
            planned.update(self._awaited(node, area))
        return planned, not data["persons"]["pageInfo"]["hasNextPage"]

    def _with_home(self, text: str) -> str:
        fields = visible_records(self.context.grants).fields
        return day_questions.with_home(text, may_be_told=_HOME in fields)

    def _awaited(self, node: Mapping[str, Any], area: str = "") -> dict[str, str]:
        """The releases after which a person has not come, by planned day; none to a place outside of ``area``.

        Whoever sees somebody come enters that in a case, before the institution's notice says so.
        """
        arrivals = [
            day_of(parse_datetime(event["at"])).isoformat()
            for case in _rows(node, "cases")
            for event in _rows(case, "events")
        ]
        return {
            row["id"]: str(row["plannedArrivalOn"])
            for row in _rows(node, "releaseNotices")
            if _chosen_place(row, area).startswith(area)
            and not any(row["releasedOn"] is None or day >= str(row["releasedOn"]) for day in arrivals)
        }

    async def _area(self) -> str | None:
        """The beginning of the codes of the unit's places; None where it is not there, or lies nowhere."""
        if self.unit is None:
            return None
        for node in await self._nodes(day_questions.UNIT, unit=[self.unit]):
            if node["region"] is not None:
                return area_prefix(node["region"]["kato"])
        return None

    async def registrations_watched(self, inspectors: Iterable[str]) -> dict[str, int]:
        """How many registrations in force each of these inspectors watches."""
        questions = [
            self._nodes(day_questions.WATCHED, inspectors=batch, where=self.work_day.in_force)
            for batch in batches_of(sorted(set(inspectors)))
        ]
        return {
            node["id"]: (node["registrations"] or {"totalCount": 0})["totalCount"]
            for nodes in await asyncio.gather(*questions)
            for node in nodes
        }


def _chosen_place(release: Mapping[str, Any], area: str) -> str:
    """The code of the place that a released person chose; ``area`` where none is known."""
    home = release.get("chosenAddress")
    return str(home["region"]["kato"]) if home and home["region"] else area


def _rows(node: Mapping[str, Any], relation: str) -> list[Mapping[str, Any]]:
    """The records at the other end of a relation; none where it is withheld."""
    connection = node[relation]
    return [] if connection is None else connection["nodes"]


def by_time(records: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of records, given with their times, by time and then by id."""
    return tuple(sorted(records, key=lambda record_id: (str(records[record_id]), record_id)))
