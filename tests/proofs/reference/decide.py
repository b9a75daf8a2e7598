"""The decision: what a caller is released of a field of a record on a day. One function a sentence of the rules."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Any

from tests.proofs.oracle.facts import RelationFact, types
from tests.proofs.reference.world import Thing, World, births_of

TABLE = Path(__file__).parent / "matrix.csv"
WIDER = Path(__file__).parent / "emergency.csv"
EMERGENCY = "EMERGENCY"


class Release(IntEnum):
    """docs/source/access.md, "Words", from nothing to everything."""

    HIDDEN = 0
    POINTER = 1
    MASKED = 2
    FULL = 3


LETTERS = {"F": Release.FULL, "M": Release.MASKED, "P": Release.POINTER}
_HAND_OVER = {"89-24", "89-26"}
Cells = tuple[tuple[Release, str], ...]


@dataclass(frozen=True)
class Who:
    """A caller: role, area (KATO prefix; None: none, empty: the country), id of a unit, code of an agency.

    ``purpose`` is the one stated. ``classes`` are what the token's scopes leave of the role; None: everything.
    """

    role: str
    area: str | None = None
    unit: str | None = None
    agency: str | None = None
    purpose: str = "CASE_WORK"
    classes: frozenset[str] | None = None


@cache
def matrix() -> dict[tuple[str, str], Cells]:
    """The cells of each role and class, first to last; none where the table has a dash."""
    return _read(TABLE)


@cache
def wider() -> dict[tuple[str, str], Cells]:
    """What stands in the place of some cells in an emergency, for the roles that have a wider release then."""
    return _read(WIDER)


def _read(path: Path) -> dict[tuple[str, str], Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (role, row["class"]): cells_of(text)
        for row in rows
        for role, text in row.items()
        if role != "class" and text
    }


def cells_for(who: Who) -> dict[str, Cells]:
    """The cells of a caller, by class."""
    table = {**matrix(), **(wider() if who.purpose == EMERGENCY else {})}
    return {
        access: cells
        for (role, access), cells in table.items()
        if role == who.role and (who.classes is None or access in who.classes)
    }


def cells_of(text: str) -> Cells:
    """The cells that the table writes as ``F area, P all``."""
    if text == "–":
        return ()
    pairs = [part.split(" ") for part in text.split(", ")]
    return tuple((LETTERS[letter], scope) for letter, scope in pairs)


def may_ask(role: str, stated: str | None, allowed: tuple[str, ...], case: str | None, reason: str | None) -> bool:
    """Whether an operation for that purpose is answered at all.

    A purpose that the token lacks is refused; one need not be stated where the token has one only; an
    investigation comes with a case number and a reason, an emergency with a reason, and only some roles have one.
    """
    purpose = stated if stated is not None else allowed[0] if len(allowed) == 1 else None
    if purpose is None or purpose not in allowed:
        return False
    if purpose == "INVESTIGATION" and not case:
        return False
    if purpose == EMERGENCY and role not in {each for each, _ in wider()}:
        return False
    return bool(reason) or purpose not in ("INVESTIGATION", EMERGENCY)


class Decisions:
    """The decisions about one caller on one day, over one graph."""

    def __init__(self, world: World, who: Who, day: date) -> None:
        self.world = world
        self.who = who
        self.day = day
        self._cells = cells_for(who)
        self._classes: dict[tuple[str, str], Release] = {}
        self._scopes: dict[tuple[str, str], bool] = {}

    def record(self, record: Thing) -> Release:
        """What is released of the record itself: HIDDEN, and it does not exist for the caller."""
        if record.type == "Person" and not self._known_of(record):
            return Release.HIDDEN
        if record.type == "SourceRecord" and not any(map(self._known_of, self.world.ends(record, "owner"))):
            return Release.HIDDEN
        if record.type == "Duty" and not self._duty_known(record):
            return Release.HIDDEN
        return self.of_class(record, record.fact.access)

    def _known_of(self, person: Thing) -> bool:
        """A person known only by closed records exists for whoever is released one of them, if but masked."""
        if self.world.is_named_openly(person):
            return True
        closed = ("treatments", "riskAssessments", "stays", "operativeFiles")
        if any(self.record(one) >= Release.MASKED for name in closed for one in self.world.ends(person, name)):
            return True
        orders = self.world.ends(person, "protectedBy")
        return any(
            self.record(order) >= Release.MASKED and self.of_class(order, "VICTIM") >= Release.MASKED
            for order in orders
        )

    def _duty_known(self, duty: Thing) -> bool:
        """A duty for somebody is known to whoever may know of its record, and to the unit that owes it."""
        case, person, unit = (self.world.end(duty, name) for name in ("case", "person", "unit"))
        if (case is None and person is None) or (unit is not None and unit.id == self.who.unit):
            return True
        if case is not None:
            return self.record(case) != Release.HIDDEN
        if person is None or self.record(person) < Release.MASKED:
            return False
        return self.of_class(person, "JUSTICE") != Release.HIDDEN

    def field(self, record: Thing, name: str) -> Release:
        """What is released of a value of a record."""
        itself = self.record(record)
        if name == "id" or itself == Release.HIDDEN:
            return Release.FULL if itself else Release.HIDDEN
        access = record.fact.fields[name].access
        if itself == Release.POINTER:
            return Release.POINTER if access == record.fact.access else Release.HIDDEN
        return self.of_class(record, access)

    def link(self, record: Thing, relation: RelationFact) -> Release:
        """FULL where the relation can be followed; what is said of it where not."""
        itself = self.record(record)
        if itself == Release.POINTER:
            return Release.POINTER if relation.access == record.fact.access else Release.HIDDEN
        if itself == Release.HIDDEN:
            return Release.HIDDEN
        found = self.of_class(record, relation.access)
        target = types().get(relation.target)
        same = target is not None and target.access == relation.access and record.fact.about_persons
        return Release.FULL if found >= (Release.POINTER if same else Release.MASKED) else Release.HIDDEN

    def of_class(self, record: Thing, access: str) -> Release:
        """What a class is released at for a record."""
        key = (record.id, access)
        if key not in self._classes:
            self._classes[key] = self._of_class(record, access)
        return self._classes[key]

    def _of_class(self, record: Thing, access: str) -> Release:
        if access == "PUBLIC":
            return Release.FULL
        if not record.fact.about_persons:
            return self._of_nobody(record, access)
        people = self.people(record)
        found = self._first(access, record, people)
        named = self._offenders(record, people) if record.type == "ProtectiveOrder" else people
        young = [one for one in named if self.is_minor(one)]
        return min(found, self._first("MINOR", record, young)) if young or not named else found

    def _offenders(self, order: Thing, people: list[Thing]) -> list[Thing]:
        """By whose age an order is told: that it protects a child, the child alone says."""
        offender = self.world.end(order, "offender")
        return [one for one in people if offender is not None and one.id == offender.id]

    def _first(self, access: str, record: Thing, people: list[Thing]) -> Release:
        for release, scope in self._cells.get(access, ()):
            if scope == "all" and access == "MINOR":
                return release
            if any(self._applies(scope, record, person) for person in self._deciding(scope, record, people)):
                return release
        return Release.HIDDEN

    def _deciding(self, scope: str, record: Thing, people: list[Thing]) -> list[Thing]:
        """Whom an order protects decides nothing for a caller who is not released victims in that scope."""
        if record.type != "ProtectiveOrder" or scope == "all":
            return people
        released = {where for _, where in self._cells.get("VICTIM", ())}
        if scope in released or "all" in released:
            return people
        return self._offenders(record, people)

    def _of_nobody(self, record: Thing, access: str) -> Release:
        cells = self._cells.get(access, ())
        if access != record.fact.access:
            return max((release for release, _ in cells), default=Release.HIDDEN)
        for release, scope in cells:
            if scope == "all" or (scope == "area" and self._inside(record)):
                return release
        return Release.HIDDEN

    def people(self, record: Thing) -> list[Thing]:
        """The persons whom a record is about."""
        if record.type == "Person":
            return [record]
        found = [self.people(end) for name in record.fact.anchors for end in self.world.ends(record, name)]
        return list({person.id: person for group in found for person in group}.values())

    def is_minor(self, person: Thing) -> bool:
        """Whether the 18th birthday is still to come, by the youngest of all that is said; it is if nothing is."""
        births = [day for each in (person, *self.world.ends(person, "sources")) for day in births_of(each.line)]
        if not births:
            return True
        year, month, day = (int(part) for part in max(births).split("-"))
        return (self.day.year - year, self.day.month, self.day.day) < (18, month, day)

    def area(self, record: Thing) -> str | None:
        """The KATO code of where a record belongs."""
        if record.type == "Region":
            return str(record.line["kato"])
        ends = self.world.ends(record, record.fact.area) if record.fact.area else []
        return min((area for end in ends if (area := self.area(end))), default=None)

    def _inside(self, record: Thing) -> bool:
        if not self.who.area:
            return self.who.area == ""
        return (self.area(record) or "-").startswith(self.who.area)

    def _applies(self, scope: str, record: Thing, person: Thing) -> bool:
        if scope == "own" and record.fact.holder:
            held_by = self.world.end(record, record.fact.holder)
            return held_by is not None and held_by.id == self.who.unit
        if scope == "area" and record.fact.own_area:
            return self._inside(record)
        key = (scope, person.id)
        if key not in self._scopes:
            self._scopes[key] = self.in_scope(scope, person)
        return self._scopes[key]

    def in_scope(self, scope: str, person: Thing) -> bool:
        """Whether a person is in a scope of the matrix, which must be one that is known."""
        rules: dict[str, Callable[[], bool]] = {
            "all": lambda: True,
            "area": lambda: self._inside(person),
            "own": lambda: self._own(person),
            "client": lambda: self._client(person),
            "minor": lambda: self._minor(person),
            "student": lambda: self._student(person),
            "foreign": lambda: person.line.get("citizenship") not in (None, "KAZ"),
            "brought": lambda: self._brought(person),
            "handed_over": lambda: self._handed_over(person),
        }
        return rules[scope]()

    def _at(self, person: Thing, *path: str) -> list[Thing]:
        """The records at the end of a path of relations."""
        found = [person]
        for name in path:
            found = [end for one in found for end in self.world.ends(one, name)]
        return found

    def _is_unit(self, *found: Thing) -> bool:
        return any(one.id == self.who.unit for one in found)

    def _is_agency(self, *found: Thing) -> bool:
        return self.who.agency is not None and any(one.line.get("code") == self.who.agency for one in found)

    def _own(self, person: Thing) -> bool:
        if self.who.unit is None:
            return self._is_agency(*self._at(person, "registrations", "unit", "agency")) or self._involved(person)
        paths = (
            ("registrations", "unit"),
            ("cases", "leadUnit"),
            ("releaseNotices", "institution"),
            ("stays", "center"),
        )
        return any(self._is_unit(*self._at(person, *path)) for path in paths)

    def _client(self, person: Thing) -> bool:
        if self.who.unit is None:
            return self._involved(person)
        placed = self._at(person, "programmes", "organisation")
        return self._is_unit(*placed, *self._at(person, "stays", "center"))

    def _involved(self, person: Thing) -> bool:
        return self._is_agency(*self._at(person, "cases", "agencies"))

    def _brought(self, person: Thing) -> bool:
        akimat = re.fullmatch(r"AKIMAT-([0-9][0-9])", self.who.agency or "")
        if akimat is None:
            return self._involved(person)
        return any(
            body.line.get("kind") == "COMMISSION"
            and (body.line.get("code") or "").startswith(f"COMMISSION-{akimat[1]}")
            for body in self._at(person, "cases", "agencies")
        )

    def _handed_over(self, person: Thing) -> bool:
        transfers = [one for one in self._at(person, "cases", "events") if one.line.get("kind") == "TRANSFER"]
        norms = {norm.line.get("code") for one in transfers for norm in self._at(one, "norm")}
        return self._inside(person) and self.in_scope("foreign", person) and not norms.isdisjoint(_HAND_OVER)

    def _minor(self, person: Thing) -> bool:
        children = [
            child
            for kin in self.world.ends(person, "relatives")
            for child in self.world.ends(kin, "person")
            if kin.line.get("kind") == "CHILD"
        ]
        return any(self.is_minor(one) and self._inside(one) for one in (person, *children))

    def _student(self, person: Thing) -> bool:
        going = [
            enrolment
            for enrolment in self.world.ends(person, "enrolments")
            if (enrolment.line.get("until") or "9999-12-31") >= self.day.isoformat()
        ]
        return self.is_minor(person) and any(
            self._inside(school) for enrolment in going for school in self.world.ends(enrolment, "school")
        )


def masked(mask: str, value: Any) -> Any:
    """What MASKED leaves of a value (docs/source/access.md, "Words")."""
    if value is None or mask == "nothing":
        return None
    left: dict[str, Callable[[], Any]] = {
        "keep": lambda: value,
        "year": lambda: value.split("-")[0],
        "initial": lambda: value[:1] + "." if value else None,
        "last_four": lambda: value[-4:].rjust(len(value), "*"),
        "last_two": lambda: value[-2:].rjust(len(value), "*"),
        "chapter": lambda: value.replace("(", ".").split(".")[0],
    }
    return left[mask]()
