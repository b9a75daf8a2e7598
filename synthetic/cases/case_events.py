"""Cases with their events, and what units told each other in them."""

from dataclasses import dataclass

from synthetic.cases.deeds import done_on, tell
from synthetic.cases.register import Keeper, keeper
from synthetic.country.agencies import agency
from synthetic.country.law import norm
from synthetic.draws.days import TODAY, iso, moment
from synthetic.draws.tables import table
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_MOST_EVENTS = 4
_SUSPENDED = 0.03
_ASKED = 0.25
_OFFICE_OPENS = 4 * 60
_OFFICE_CLOSES = 14 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A case that has been written, with what its events need."""

    reference: str
    kind: str
    person: Person
    keeper: Keeper
    day: int
    last: int


def open_case(
    writer: PopulationWriter,
    person: Person,
    kind: str,
    day: int,
    *,
    decisions: tuple[str, ...] = (),
    until: int | None = None,
) -> str:
    """Write a case opened on ``day``, closed on ``until`` where that has come, with what happened in it."""
    dice = writer.dice
    day = min(day, TODAY)
    who = keeper(dice, kind, person.home, person.precinct)
    closed = until is not None and day <= until <= TODAY
    last = until if closed and until is not None else TODAY
    prefix = person.home.region.prefix
    reference = writer.add(
        "Case",
        who.system,
        {
            "number": f"{person.home.kato}/{iso(day)[:4]}/{writer.feeds.next_number('Case')}",
            "kind": kind,
            "status": "CLOSED" if closed else "SUSPENDED" if dice.chance(_SUSPENDED) else "OPEN",
            "openedOn": iso(day),
            "closedOn": iso(last) if closed else None,
            "subject": person.reference,
            "leadUnit": who.unit,
            "inspector": who.inspector,
            "decisions": list(decisions) or None,
            "agencies": [agency(code, prefix) for code in table("cases")[kind]["agencies"]],
        },
    )
    opened = _Opened(reference=reference, kind=kind, person=person, keeper=who, day=day, last=last)
    _write_events(writer, opened, closed)
    _write_notices(writer, opened)
    return reference


def _write_events(writer: PopulationWriter, case: _Opened, closed: bool) -> None:
    dice, plot = writer.dice, table("cases")[case.kind]
    day = case.day
    for line in plot["begin"]:
        _event(writer, case, line, day)
        day = min(case.last, day + dice.between(0, 3))
    for when in sorted(dice.between(day, case.last) for _ in range(dice.between(0, _MOST_EVENTS))):
        _event(writer, case, dice.pick(plot["during"]), when)
    if closed:
        _event(writer, case, plot["end"], case.last)


def _event(writer: PopulationWriter, case: _Opened, line: list[str], day: int) -> None:
    kind, code, kazakh, russian = line
    minute = writer.dice.between(_OFFICE_OPENS, _OFFICE_CLOSES)
    writer.add(
        "CaseEvent",
        case.keeper.system,
        {
            "kind": kind,
            "at": moment(day, minute),
            "text": kazakh if case.person.kazakh else russian,
            "case": case.reference,
            "unit": case.keeper.unit,
            "inspector": case.keeper.inspector,
            "norm": norm(code),
        },
    )


def _write_notices(writer: PopulationWriter, case: _Opened) -> None:
    for code, days in table("cases")[case.kind]["asked"]:
        if writer.dice.chance(_ASKED):
            # What is asked every period is asked again and again; the last time is kept.
            arises = case.day if days <= 30 else max(case.day, case.last - writer.dice.between(0, days))
            done_day = done_on(writer, arises, arises + days)
            if done_day is not None:
                department = case.person.home.units["CDP"]
                tell(writer, case.person, code, case.keeper.unit, department, done_day, case.reference)
