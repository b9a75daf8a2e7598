"""The context of a command: its transaction, what is read there, and what records are made of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.write.ids import HUB, record_id
from prevention.deadlines import begin_of, day_of
from prevention.duties.duty_facts import PersonFile
from prevention.duties.read_facts import person_files
from prevention.duties.responsible_units import Units
from prevention.duties.rules.posts import IAU_OF_PD
from prevention.duties.rules.rule import ResponsibleUnit
from prevention.work import queries
from prevention.work.command import Command, WorkError
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode, NormCode, UnitId
from schema.work.declaration import LONGEST_TEXT
from security.authorization.stated_reason import is_legible, is_reason

CASE = CATALOGUE.entity("Case")
EVENT = CATALOGUE.entity("CaseEvent")
NOTICE = CATALOGUE.entity("Notice")
NORM = CATALOGUE.entity("Norm")
UNIT = CATALOGUE.entity("Unit")
WORK_RECORD = CATALOGUE.entity("WorkRecord")
ANALYTICS = ResponsibleUnit(IAU_OF_PD.kind, "DISTRICT")

EARLIEST = dt.date(1990, 1, 1)
"""No day that is entered is before it."""

FARTHEST = dt.timedelta(days=365 * 40)
"""No day that is planned is further off."""

_AHEAD = dt.timedelta(minutes=5)
"""By how much a caller's clock may be ahead of the hub's."""


@dataclass(frozen=True, kw_only=True)
class CommandContext:
    """Where an order is carried out. ``ident`` is the same for the same caller's key; ids are made of it."""

    work: UnitOfWork
    command: Command
    units: Units
    ident: str

    @property
    def norm(self) -> NormCode:
        """The norm under which it is done."""
        if self.command.norm is None:
            raise WorkError("WORK_REFUSED")
        return self.command.norm

    def under(self, norm: NormCode | None) -> "CommandContext":
        """The context of what is done under the norm of the record that was named.

        Raises:
            WorkError: WORK_REFUSED: the caller's role does not carry it out.
        """
        if norm is None or norm not in self.command.carries:
            raise WorkError("WORK_REFUSED", norm)
        return replace(self, command=replace(self.command, norm=norm))

    @property
    def today(self) -> dt.date:
        """The day in Kazakhstan."""
        return day_of(self.command.now)

    def refuse(self, code: str) -> WorkError:
        """The error by which it is refused."""
        return WorkError(code, self.command.norm)

    def value(self, name: str) -> Any:
        """An argument; None where it was not given."""
        return self.command.values.get(name)

    def text(self, name: str = "text") -> str | None:
        """A text as it is kept.

        Raises:
            WorkError: WORK_VALUE: it says nothing that can be read, or is too long.
        """
        value = self.value(name)
        if value is None:
            return None
        text = str(value).strip()
        if len(text) > LONGEST_TEXT or not (is_reason if name == "reason" else is_legible)(text):
            raise self.refuse("WORK_VALUE")
        return text

    def day(self, name: str, *, since: dt.date | None = None) -> dt.date:
        """A day that has come, and is not before ``since``.

        Raises:
            WorkError: WORK_DATES.
        """
        day: dt.date = self.value(name) or self.today
        if not EARLIEST <= day <= self.today or (since is not None and day < since):
            raise self.refuse("WORK_DATES")
        return day

    def planned(self, name: str) -> dt.date | None:
        """A day that may be to come; None where none was given.

        Raises:
            WorkError: WORK_DATES: it is out of any plan's range.
        """
        day: dt.date | None = self.value(name)
        if day is not None and not EARLIEST <= day <= self.today + FARTHEST:
            raise self.refuse("WORK_DATES")
        return day

    def at(self, *, since: dt.date | None = None) -> dt.datetime:
        """When it happened: the argument ``at``, or now; to the second, and never in the future.

        Raises:
            WorkError: WORK_DATES: it is in the future, or on a day before ``since``.
        """
        moment: dt.datetime = self.value("at") or self.command.now
        if not dt.datetime.combine(EARLIEST, dt.time()) <= moment <= self.command.now + _AHEAD:
            raise self.refuse("WORK_DATES")
        if since is not None and day_of(moment) < since:
            raise self.refuse("WORK_DATES")
        return min(moment, self.command.now).replace(microsecond=0)

    def moment(self, day: dt.date) -> dt.datetime:
        """When on a day something counts as done: now, or from its beginning where it is past."""
        return self.command.now.replace(microsecond=0) if day == self.today else begin_of(day)

    @property
    def own_unit(self) -> UnitId | None:
        """The caller's unit; None where the caller acts for an institution or an organisation."""
        return self.command.unit if self.command.unit.startswith(f"{UNIT.prefix}_") else None

    async def row(self, text: str, **parameters: Any) -> Mapping[str, Any] | None:
        """The first row of a statement; None where there is none."""
        rows = await self.work.rows(text, **parameters)
        return rows[0] if rows else None

    async def required_row(self, text: str, **parameters: Any) -> Mapping[str, Any]:
        """The row of a record that has to be there.

        Raises:
            WorkError: WORK_UNKNOWN.
        """
        row = await self.row(text, **parameters)
        if row is None:
            raise self.refuse("WORK_UNKNOWN")
        return row

    async def file(self, person: str) -> PersonFile:
        """Everything about a person on which duties stand."""
        return (await person_files(self.work, [person], self.today))[0]

    async def kept_here(self, label: str, target_id: str) -> None:
        """Refuse to change what an agency's system keeps: the next record of it would undo what is entered here.

        Raises:
            WorkError: WORK_KEPT_ELSEWHERE.
        """
        entity = CATALOGUE.entity(label)
        if (await self.required_row(queries.feed_record(entity.name), id=target_id))["record"] is not None:
            raise self.refuse("WORK_KEPT_ELSEWHERE")

    async def is_minor(self, person: str, day: dt.date) -> bool:
        """Whether a person is under 18 on a day.

        Raises:
            WorkError: WORK_UNKNOWN.
        """
        adult: dt.date = (await self.required_row(queries.DAY_OF_ADULTHOOD, person=person))["adult"]
        return adult > day

    async def has_done(self, unit: UnitId, period: dt.date) -> bool:
        """Whether what the norm asks of a unit for a period is entered already."""
        return await self.row(queries.WORK_OF_PERIOD, unit=unit, period=period, norm=self.norm) is not None

    def unit_of(self, post: ResponsibleUnit, area: AreaCode) -> UnitId | None:
        """The unit of a post that serves an area."""
        return self.units.unit_of(post, area)

    async def lock(self, label: str, target_id: str) -> None:
        """Write to a record that is about to be looked at: whoever else does waits, or begins again."""
        await self.work.lock(CATALOGUE.entity(label).name, [target_id])

    async def case_of(self, person: str, *kinds: str, since: dt.date | None = None) -> str | None:
        """The id of an open case about a person: of the first kind of which there is one, the newest.

        ``since``: one that was opened before it is of something else.
        """
        rows = await self.work.rows(queries.OPEN_CASES, person=person, kinds=list(kinds))
        fitting = [r for r in rows if since is None or (r["opened"] or since) >= since]
        fitting.sort(key=lambda r: (-kinds.index(r["kind"]), str(r["opened"]), r["id"]))
        return fitting[-1]["id"] if fitting else None

    def case(self, person: str, kind: str, leads: str | None) -> Record:
        """A case that is opened now, led by a unit."""
        properties = {"kind": kind, "status": "OPEN", "openedOn": self.today}
        links = {"subject": (person,), **({"leadUnit": (leads,)} if leads else {})}
        return Record(entity=CASE, id=self.id_of(CASE.name, kind), version=0, properties=properties, links=links)

    def event(
        self, case: str, kind: str, at: dt.datetime, text: str | None, part: str = "event", *, signed: bool = True
    ) -> Record:
        """An event of a case under the norm.

        Not ``signed``: without the unit, where what follows for the unit would tell it what it may not know.
        """
        links = {"case": (case,), "norm": (self.norm_id(self.norm),)}
        if signed and self.own_unit is not None:
            links["unit"] = (self.own_unit,)
        properties = {"kind": kind, "at": at, "text": text}
        return Record(entity=EVENT, id=self.id_of(EVENT.name, part), version=0, properties=properties, links=links)

    def notice(self, person: str, to: str | None, case: str | None, text: str | None, part: str) -> Record:
        """A notice about a person to a unit, under the norm."""
        links = {"person": (person,), "norm": (self.norm_id(self.norm),)}
        ends = {"sender": self.own_unit, "recipient": to, "case": case}
        links |= {name: (target_id,) for name, target_id in ends.items() if target_id is not None}
        properties = {"sentAt": self.command.now.replace(microsecond=0), "text": text}
        return Record(
            entity=NOTICE, id=self.id_of(NOTICE.name, part), version=0, properties=properties, links=links
        )

    def notices(
        self, person: str, area: AreaCode, posts: Iterable[ResponsibleUnit], case: str | None, text: str | None
    ) -> tuple[Record, ...]:
        """Notices to the units of some posts that serve a place, to each unit one.

        Raises:
            WorkError: WORK_NO_UNIT: somebody has to be told, and nobody serves the place.
        """
        posts_wanted = tuple(posts)
        units = dict.fromkeys(unit for post in posts_wanted if (unit := self.unit_of(post, area)) is not None)
        if posts_wanted and not units:
            raise self.refuse("WORK_NO_UNIT")
        return tuple(self.notice(person, unit, case, text, unit) for unit in units if unit != self.own_unit)

    def work_record(self, unit: UnitId, done_on: dt.date, period: dt.date | None, text: str | None) -> Record:
        """What a unit did under the norm outside any case."""
        links = {"norm": (self.norm_id(self.norm),), "unit": (unit,)}
        properties = {"doneOn": done_on, "period": period, "text": text}
        return Record(
            entity=WORK_RECORD, id=self.id_of(WORK_RECORD.name, unit), version=0, properties=properties, links=links
        )

    def id_of(self, label: str, part: str = "") -> str:
        """The id of a record that is made here."""
        return record_id(self.work.sealer, CATALOGUE.entity(label), HUB, f"{self.ident}/{label}/{part}")

    def norm_id(self, code: str) -> str:
        """The id of a norm's record."""
        return record_id(self.work.sealer, NORM, HUB, code)
