"""Duties of units: those that arise in cases, and those of every month or quarter."""

from hub.population.days import TODAY, iso, moment, number
from hub.population.desk import Desk
from hub.population.law import norm
from hub.population.tables import table

_CANCELLED = 0.01
_DONE = 0.88
_LATE = 0.08
_END_OF_DAY = 18 * 60 + 59  # 23:59 in Kazakhstan (UTC+5)


def write_duty(desk: Desk, code: str, unit: str, arises: int, due: int, *, case: str | None = None) -> None:
    """Write a duty of ``unit`` under a norm, done or not as its day of expiry allows."""
    dice = desk.dice
    done: int | None = None
    if dice.chance(_CANCELLED):
        status = "CANCELLED"
    elif due > TODAY:
        status = "DONE" if dice.chance(0.3) else "OPEN"
        done = dice.between(min(arises, TODAY), TODAY)
    elif not dice.chance(_DONE):
        status = "OVERDUE"
    elif due < TODAY and dice.chance(_LATE):
        status, done = "DONE_LATE", min(TODAY, due + dice.between(1, 20))
    else:
        status, done = "DONE", dice.between(arises, due)
    finished = done is not None and status in ("DONE", "DONE_LATE")
    desk.add(
        "Duty",
        "HUB",
        {
            "arisesOn": iso(arises),
            "dueOn": moment(due, _END_OF_DAY),
            "doneOn": moment(done, 10 * 60) if finished and done is not None else None,
            "status": status,
            "norm": norm(code),
            "unit": unit,
            "case": case,
        },
    )


def write_periodic_duties(desk: Desk) -> None:
    """Write the monthly and quarterly duties of every district's units and points."""
    for row in table("cases")["periodic"]:
        for district in desk.country.districts:
            points = list(dict.fromkeys(p.point for p in district.precincts))
            units = points if row["unit"] == "UPP" else [district.units[row["unit"]]]
            for unit in units:
                for arises, due in row["days"]:
                    write_duty(desk, row["norm"], unit, number(arises), number(due))
