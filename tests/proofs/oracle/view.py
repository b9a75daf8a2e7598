"""The caller's view: which records are in it, and at which level each class of a record is given."""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache

from tests.proofs.oracle.facts import HERE, RelationFact, types
from tests.proofs.oracle.masks import masked
from tests.proofs.oracle.records import Record, Store
from tests.proofs.oracle.values import Json

ADULT = 18


class Level(IntEnum):
    """How much of a class is given."""

    HIDDEN = 0
    POINTER = 1
    MASKED = 2
    FULL = 3


@dataclass(frozen=True)
class OracleCaller:
    """What a token says of its holder. ``area`` is a KATO prefix, ``unit`` an id, ``agency`` a code.

    An empty area is the whole country; nothing lies in the area of a token that names none (None).
    """

    role: str
    area: str | None = ""
    unit: str | None = None
    agency: str | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix: a release and the scope in which it holds."""

    level: Level
    scope: str


@cache
def matrix() -> dict[str, dict[str, tuple[Cell, ...]]]:
    """The cells of each role and class, first to last."""
    letters = {"F": Level.FULL, "M": Level.MASKED, "P": Level.POINTER}
    table = tomllib.loads((HERE / "matrix.toml").read_text(encoding="utf-8"))
    return {
        role: {
            name: tuple(Cell(letters[cell.split()[0]], cell.split()[1]) for cell in cells.split(", "))
            for name, cells in row.items()
        }
        for role, row in table.items()
    }


def adult_on(birth: date) -> date:
    """The 18th birthday; that of somebody born on 29 February is 1 March."""
    try:
        return birth.replace(year=birth.year + ADULT)
    except ValueError:
        return date(birth.year + ADULT, 3, 1)


def under_18(person: Record, today: date) -> bool:
    """Whether a person is a minor; somebody whose birth date is not known counts as one."""
    birth = person.values["birthDate"]
    return birth is None or today < adult_on(date.fromisoformat(birth))


def contradicts(iin: Json, birth: Json) -> bool:
    """Whether a number (YYMMDD and a digit for century and sex) and a date of birth say different days."""
    if not iin or not birth:
        return False
    century = {"1": "18", "2": "18", "3": "19", "4": "19", "5": "20", "6": "20"}[iin[6]]
    return bool(birth != f"{century}{iin[:2]}-{iin[2:4]}-{iin[4:6]}")


class Scopes:
    """Whether a scope of the matrix holds for a person, each by its sentence in the definition of the view."""

    def __init__(self, store: Store, caller: OracleCaller, today: date) -> None:
        self.store = store
        self.caller = caller
        self.today = today
        self._known: dict[tuple[str, str], bool] = {}

    def holds(self, scope: str, person: Record) -> bool:
        """Whether ``scope`` holds for ``person``."""
        key = (scope, person.id)
        if key not in self._known:
            self._known[key] = self._decide(scope, person)
        return self._known[key]

    def covers(self, area: str | None) -> bool:
        """Whether a KATO code lies in the caller's area. An empty area is the whole country."""
        prefix = self.caller.area
        return prefix is not None and (prefix == "" or (area is not None and area.startswith(prefix)))

    def _decide(self, scope: str, person: Record) -> bool:
        match scope:
            case "all":
                return True
            case "area":
                return self.covers(self.store.area(person))
            case "own":
                return self._own(person)
            case "client":
                return self._client(person)
            case "minor":
                relatives = [kin for kin in person.links["relatives"] if kin.values["kind"] == "CHILD"]
                children = [child for kin in relatives if (child := kin.first("person"))]
                return any(self._minor_here(one) for one in (person, *children))
            case "student":
                return under_18(person, self.today) and any(map(self._attends_here, person.links["enrolments"]))
            case "foreign":
                return person.values["citizenship"] not in (None, "KAZ")
            case "brought":
                return self._brought(person)
            case "handed_over":
                return self._handed_over(person)
        raise ValueError(scope)

    def _own(self, person: Record) -> bool:
        unit = self.caller.unit
        if unit:
            return (
                _any_end(person, "registrations", "unit", unit)
                or _any_end(person, "cases", "leadUnit", unit)
                or _any_end(person, "releaseNotices", "institution", unit)
                or _any_end(person, "stays", "center", unit)
            )
        return self._agency_keeps(person) or self._agency_works_with(person)

    def _client(self, person: Record) -> bool:
        unit = self.caller.unit
        if unit:
            return _any_end(person, "programmes", "organisation", unit) or _any_end(person, "stays", "center", unit)
        return self._agency_works_with(person)

    def _agency_keeps(self, person: Record) -> bool:
        units = [registration.first("unit") for registration in person.links["registrations"]]
        agencies = [unit.first("agency") for unit in units if unit]
        return any(agency and self._is_callers(agency) for agency in agencies)

    def _agency_works_with(self, person: Record) -> bool:
        return any(self._is_callers(agency) for case in person.links["cases"] for agency in case.links["agencies"])

    def _brought(self, person: Record) -> bool:
        kind, _, region = (self.caller.agency or "").partition("-")
        if kind != "AKIMAT" or len(region) != 2 or not region.isdigit():
            return self._agency_works_with(person)
        bodies = [agency.values for case in person.links["cases"] for agency in case.links["agencies"]]
        return any(
            body["kind"] == "COMMISSION" and (body["code"] or "").startswith(f"COMMISSION-{region}")
            for body in bodies
        )

    def _handed_over(self, person: Record) -> bool:
        if not self.covers(self.store.area(person)) or not self._decide("foreign", person):
            return False
        events = [event for case in person.links["cases"] for event in case.links["events"]]
        under = [event.first("norm") for event in events if event.values["kind"] == "TRANSFER"]
        return any(norm is not None and norm.values["code"] in ("89-24", "89-26") for norm in under)

    def _is_callers(self, agency: Record) -> bool:
        return bool(self.caller.agency) and agency.values["code"] == self.caller.agency

    def _minor_here(self, person: Record) -> bool:
        return under_18(person, self.today) and self.covers(self.store.area(person))

    def _attends_here(self, enrolment: Record) -> bool:
        school = enrolment.first("school")
        until = enrolment.values["until"]
        going_on = until is None or date.fromisoformat(until) >= self.today
        return going_on and school is not None and self.covers(self.store.area(school))


def _any_end(person: Record, relation: str, end: str, key: str) -> bool:
    ends = [record.first(end) for record in person.links[relation]]
    return any(one is not None and one.id == key for one in ends)


class View:
    """The graph as one caller may see it on one day."""

    def __init__(self, store: Store, caller: OracleCaller, today: date) -> None:
        self.store = store
        self.today = today
        self.scopes = Scopes(store, caller, today)
        self.caller = caller
        self.cells = matrix()[caller.role]
        self._levels: dict[tuple[str, str], Level] = {}
        self._own: dict[str, Level] = {}
        self._lists: dict[str, list[Record]] = {}

    def level(self, record: Record, access: str) -> Level:
        """The level of a class for a record."""
        if access == "PUBLIC":
            return Level.FULL
        key = (record.id, access)
        if key not in self._levels:
            about = record.fact.about_persons
            self._levels[key] = self._of_persons(record, access) if about else self._of_nobody(record, access)
        return self._levels[key]

    def _of_persons(self, record: Record, access: str) -> Level:
        persons = self.store.about(record)
        level = self._first_cell(record, access, persons)
        named = self._named(record, persons)
        minors = tuple(person for person in named if under_18(person, self.today))
        if named and not minors:
            return level
        return min(level, self._first_cell(record, "MINOR", minors, everywhere=True))

    @staticmethod
    def _named(record: Record, persons: tuple[Record, ...]) -> tuple[Record, ...]:
        """By whose age a record is told: that an order protects a child, the child alone says."""
        if record.type != "ProtectiveOrder":
            return persons
        offenders = {person.id for person in record.links["offender"]}
        return tuple(person for person in persons if person.id in offenders)

    def _first_cell(
        self, record: Record, access: str, persons: tuple[Record, ...], *, everywhere: bool = False
    ) -> Level:
        for cell in self.cells.get(access, ()):
            if (everywhere and cell.scope == "all") or (persons and self._cell_holds(cell, record, persons)):
                return cell.level
        return Level.HIDDEN

    def _cell_holds(self, cell: Cell, record: Record, persons: tuple[Record, ...]) -> bool:
        if cell.scope == "own" and record.fact.holder:
            holder = record.first(record.fact.holder)
            return holder is not None and holder.id == self.caller.unit
        if cell.scope == "area" and record.fact.own_area:
            return self.scopes.covers(self.store.area(record))
        counted = self._counted(cell, record, persons)
        return any(self.scopes.holds(cell.scope, person) for person in counted)

    def _counted(self, cell: Cell, record: Record, persons: tuple[Record, ...]) -> tuple[Record, ...]:
        """The persons on whom a scope is decided: whom an order protects, only for callers released that there."""
        if record.type != "ProtectiveOrder" or cell.scope == "all":
            return persons
        if {cell.scope, "all"} & {victims.scope for victims in self.cells.get("VICTIM", ())}:
            return persons
        offenders = {person.id for person in record.links["offender"]}
        return tuple(person for person in persons if person.id in offenders)

    def _of_nobody(self, record: Record, access: str) -> Level:
        cells = self.cells.get(access, ())
        if access != record.fact.access:
            return max((cell.level for cell in cells), default=Level.HIDDEN)
        for cell in cells:
            here = cell.scope == "area" and self.scopes.covers(self.store.area(record))
            if cell.scope == "all" or here:
                return cell.level
        return Level.HIDDEN

    def own_level(self, record: Record) -> Level:
        """The level of the class of the record's type; nothing of what the caller may not know of."""
        if record.id not in self._own:
            known = self._may_know(record)
            self._own[record.id] = self.level(record, record.fact.access) if known else Level.HIDDEN
        return self._own[record.id]

    def _may_know(self, record: Record) -> bool:
        if record.type == "Person":
            return record.id in self.store.named_openly or self._is_given_a_closed_one(record)
        if record.type == "SourceRecord":
            return any(self._may_know(person) for person in record.links["owner"])
        if record.type == "Duty":
            return self._may_know_why(record)
        return True

    def _is_given_a_closed_one(self, person: Record) -> bool:
        """Whether some closed record that names the person is given to the caller, more than as a pointer."""
        own = ("treatments", "riskAssessments", "stays", "operativeFiles")
        records = [record for name in own for record in person.links[name]]
        orders = [order for order in person.links["protectedBy"] if self.own_level(order) >= Level.MASKED]
        return any(self.own_level(record) >= Level.MASKED for record in records) or any(
            self.level(order, "VICTIM") >= Level.MASKED for order in orders
        )

    def _may_know_why(self, duty: Record) -> bool:
        """Whether a duty is about nobody, is owed by the caller's unit, or its case or person may be known."""
        unit, case, person = (duty.first(name) for name in ("unit", "case", "person"))
        if case is None and person is None:
            return True
        if unit is not None and unit.id == self.caller.unit:
            return True
        if case is not None:
            return self.sees(case)
        return (
            person is not None
            and self.own_level(person) >= Level.MASKED
            and self.level(person, "JUSTICE") >= Level.POINTER
        )

    def sees(self, record: Record | None) -> bool:
        """Whether a record is in the view."""
        return record is not None and self.own_level(record) >= Level.POINTER

    def field_level(self, record: Record, name: str) -> Level:
        """The level at which a field is given. Of a pointer nothing is given but its id."""
        if name == "id":
            return Level.FULL
        if self.own_level(record) <= Level.POINTER:
            return Level.HIDDEN
        return self.level(record, record.fact.fields[name].access)

    def raw(self, record: Record, name: str) -> Json:
        """The value of a field for somebody who sees everything."""
        if name == "id":
            return record.id
        if name == "isMinor" and record.type == "Person":
            return under_18(record, self.today)
        if name == "birthDateDisputed" and record.type == "SourceRecord":
            owner = record.first("owner")
            days = {each.values["birthDate"] for each in (record, owner) if each is not None}
            return len(days - {None}) > 1
        if name == "birthDateDisputed":
            return contradicts(record.values["iin"], record.values["birthDate"])
        return record.values[name]

    def shown(self, record: Record, name: str) -> Json:
        """The value of a field as the caller gets it. A localized one is a table of languages."""
        level = self.field_level(record, name)
        if level is Level.FULL:
            return self.raw(record, name)
        if level is Level.MASKED:
            return masked(record.fact.fields[name].mask, self.raw(record, name))
        return None

    def relation_level(self, record: Record, relation: RelationFact) -> Level:
        """The level of a relation of a record."""
        if self.own_level(record) <= Level.POINTER:
            return Level.HIDDEN
        return self.level(record, relation.access)

    def ends(self, record: Record, relation: RelationFact) -> list[Record]:
        """The records in the view at the other end of a relation, in the order of their ids."""
        return [end for end in record.links[relation.name] if self.sees(end)]

    def follow(self, record: Record, relation: RelationFact) -> list[Record] | None:
        """What a selection of the relation finds; None where the relation is not given."""
        level = self.relation_level(record, relation)
        target = types().get(relation.target)
        same = target is not None and target.access == relation.access
        if level >= Level.MASKED or (level is Level.POINTER and same and record.fact.about_persons):
            return self.ends(record, relation)
        return None

    def listed(self, name: str) -> list[Record]:
        """The records of a type that a root connection lists: those given at MASKED or FULL."""
        if name not in self._lists:
            found = self.store.by_type[name]
            self._lists[name] = [record for record in found if self.own_level(record) >= Level.MASKED]
        return self._lists[name]
