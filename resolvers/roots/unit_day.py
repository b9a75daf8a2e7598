"""The day's work of a unit: found by ordinary questions, and made of ordinary records (docs/queries.md).

There is no policy here. What of a unit's work is told follows from what its duties, notices, releases and matches
are to the caller.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from resolvers.access.bind_parameters import Context
from resolvers.access.record_visibility import RecordVisibility
from resolvers.access.withheld import norms_of
from resolvers.errors import HubError
from resolvers.plan.cost import cost_of_lists
from resolvers.plan.page_arguments import page_size
from resolvers.request.selection import Selection
from resolvers.roots.behaviour import Planning, RootBehaviour, RootPlan, argument_of
from resolvers.roots.case_work import works_under
from resolvers.roots.composed.day_questions import WorkDay
from resolvers.roots.composed.day_work import (
    DUTY_LISTS,
    DayDuty,
    DayPersons,
    DayReader,
    DutyPage,
    IdList,
    by_time,
)
from resolvers.roots.composed.record_places import RecordRef, plan_places, release_plain
from resolvers.roots.computed import Computed, ComputedSources
from schema.catalogue import CATALOGUE
from schema.identifiers import unit_id
from schema.model import AccessClass
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure

_UNIT = CATALOGUE.entity("Unit")

_FIELDS = frozenset(
    {
        *(("Unit", name) for name in ("duties", "inbox", "outbox", "inspectors")),
        *(("Person", name) for name in ("duties", "registrations", "releaseNotices", "matches", "cases")),
        *(("Duty", name) for name in ("status", "dueOn", "case")),
        *(
            ("Case", "inspector"),
            ("Case", "events"),
            ("CaseEvent", "kind"),
            ("CaseEvent", "at"),
            ("Inspector", "registrations"),
            ("Registration", "inspector"),
        ),
        *(("Notice", "sentAt"), ("ReleaseNotice", "plannedArrivalOn"), ("ProactiveMatch", "foundAt")),
    }
)
"""The fields on which a day stands. Whoever is never given one of them has no such day."""


@dataclass(frozen=True, kw_only=True)
class _DayWork:
    """The work of a unit's day. Of what was not selected, nothing was read."""

    duties: Mapping[str, DutyPage]
    persons: DayPersons
    notices: IdList
    waiting: IdList
    inspectors: IdList
    near: Mapping[str, str]
    all_near: bool
    registered: Mapping[str, int]

    @property
    def all_duties(self) -> list[DayDuty]:
        """Every duty that was read."""
        return [duty for page in self.duties.values() for duty in page.duties]

    @property
    def is_whole(self) -> bool:
        """Whether every duty of the day was read."""
        return all(page.visible <= len(page.duties) for page in self.duties.values())

    def inspector_of(self, duty: DayDuty) -> str | None:
        """The inspector to whom a duty falls."""
        return duty.leader or self.persons.watcher_of.get(self.persons.person_of.get(duty.id, ""))

    def all_inspectors(self) -> set[str]:
        """The unit's inspectors, and others to whom its duties fall."""
        others = {inspector for duty in self.all_duties if (inspector := self.inspector_of(duty)) is not None}
        return others | set(self.inspectors.ids)


async def _read(reader: DayReader, names: set[str]) -> _DayWork:
    """The work of which ``names``, fields of the day, tell. Questions are asked at once where they can be."""
    needs_persons = bool(names & {*DUTY_LISTS, "arrivals", "matches", "load"})
    duties, notices, waiting, inspectors, (near, all_near) = await asyncio.gather(
        reader.duties(DUTY_LISTS if needs_persons else ()),
        reader.inbox("notices" in names),
        reader.outbox("waiting" in names),
        reader.inspectors("load" in names),
        reader.arrivals("arrivals" in names),
    )
    work = _DayWork(
        duties=duties,
        persons=await reader.persons(duty for page in duties.values() for duty in page.duties),
        notices=notices,
        waiting=waiting,
        inspectors=inspectors,
        near=near,
        all_near=all_near,
        registered={},
    )
    if "load" not in names:
        return work
    return replace(work, registered=await reader.registrations_watched(work.all_inspectors()))


@dataclass(frozen=True, kw_only=True)
class _Day:
    """Tells a unit's work as the answer has it: ``size`` records of each list."""

    work: _DayWork
    size: int
    is_own_unit: bool
    grants: Grants

    def lists(self) -> dict[str, dict[str, Any]]:
        """Every list of the day, by its field."""
        work, whole = self.work, self.work.is_whole
        releases = {**work.near, **work.persons.releases}
        return {
            **{name: self._duties(work.duties.get(name, DutyPage())) for name in DUTY_LISTS},
            "waiting": self._records(work.waiting.ids, work.waiting.visible),
            "notices": self._records(work.notices.ids, work.notices.visible),
            "arrivals": self._records(by_time(releases), len(releases), all_read=whole and work.all_near),
            "matches": self._records(by_time(work.persons.matches), len(work.persons.matches), all_read=whole),
            "load": self._load(),
        }

    def persons_of(self, name: str) -> set[str]:
        """The persons of the rows of a list of duties."""
        page = self.work.duties.get(name, DutyPage())
        owed = (self.work.persons.person_of.get(duty.id) for duty in page.duties[: self.size])
        return {person for person in owed if person is not None}

    def _cut(self, nodes: list[Any], visible: int, *, all_read: bool = True) -> dict[str, Any]:
        members = nodes[: self.size]
        return {"nodes": members, "visible": visible, "complete": all_read and visible <= len(members)}

    def _records(self, ids: tuple[str, ...], visible: int, *, all_read: bool = True) -> dict[str, Any]:
        return self._cut([RecordRef(record_id) for record_id in ids], visible, all_read=all_read)

    def _duties(self, page: DutyPage) -> dict[str, Any]:
        return self._cut([self._row(duty) for duty in page.duties[: self.size]], page.visible)

    def _row(self, duty: DayDuty) -> dict[str, Any]:
        can_be_done = self.is_own_unit and not duty.is_done_now and duty.norm is not None
        return {
            "duty": RecordRef(duty.id),
            "status": duty.status,
            "person": _optional(self.work.persons.person_of.get(duty.id)),
            "inspector": _optional(self.work.inspector_of(duty)),
            "doneBy": list(works_under(duty.norm, self.grants)) if can_be_done and duty.norm else [],
        }

    def _load(self) -> dict[str, Any]:
        counts = {"OPEN": Counter[str](), "OVERDUE": Counter[str]()}
        for duty in self.work.all_duties:
            inspector = self.work.inspector_of(duty)
            if inspector is not None:
                counts[duty.status][inspector] += 1
        open_, overdue, registered = counts["OPEN"], counts["OVERDUE"], self.work.registered
        order = sorted(registered, key=lambda name: (-overdue[name], -open_[name], -registered[name], name))
        nodes = [
            {
                "inspector": RecordRef(inspector),
                "open": open_[inspector],
                "overdue": overdue[inspector],
                "registered": registered[inspector],
            }
            for inspector in order
        ]
        inspectors = self.work.inspectors
        all_read = self.work.is_whole and inspectors.visible <= len(inspectors.ids)
        return self._cut(nodes, len(nodes), all_read=all_read)


def _optional(record_id: str | None) -> RecordRef | None:
    return None if record_id is None else RecordRef(record_id, required=False)


async def _day(selection: Selection, sources: ComputedSources, context: Context) -> dict[str, Any]:
    day = argument_of(selection, "on", context) or context.today
    if day > context.today:
        raise HubError("DAY_TO_COME")
    unit = unit_id(argument_of(selection, "unit", context) or context.grants.unit)
    reader = DayReader(unit=unit, work_day=WorkDay(day, context.today), sources=sources, context=context)
    parts = {child.name: child for child in selection.only}
    unit_day = _Day(
        work=await _read(reader, set(parts)),
        size=page_size(selection.arguments),
        is_own_unit=unit is not None and unit == context.grants.unit,
        grants=context.grants,
    )
    for child in selection.only:
        if child.name in DUTY_LISTS and any(part.name == "nodes" for part in child.only):
            context.trace.persons.update(unit_day.persons_of(child.name))
    is_unit = unit is not None and CATALOGUE.by_prefix(unit) == _UNIT
    return {"unit": _optional(unit if is_unit else None), "on": day.isoformat(), **unit_day.lists()}


def _answer(selection: Selection, planning: Planning) -> RootPlan:
    places = plan_places(selection, planning)
    norms = (
        norm
        for access in (AccessClass.SERVICE, AccessClass.JUSTICE)
        for norm in norms_of(planning.grants, access, Disclosure.FULL)
    )
    release_plain(selection, tuple(dict.fromkeys(norms)), planning.disclosures)

    async def day(sources: ComputedSources, context: Context) -> Any:
        return await places.answer(await _day(selection, sources, context), sources, context)

    return places.root_plan(Computed(day, statements=places.statements))


def _exists(grants: Grants, records: RecordVisibility) -> bool:
    """Whether a day is shown to the caller: to whoever reads of duties and of what they are about."""
    return records.fields >= _FIELDS


BEHAVIOURS = {"today": RootBehaviour(visibility=_exists, cost=cost_of_lists, answer=_answer)}
