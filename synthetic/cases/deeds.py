"""What units did as a norm asks: told another unit of somebody, sent a list, approved a plan, held a meeting.

Not everything that is asked is done, and some of it late: the hub has to find that out by itself.
"""

from synthetic.country.law import norm
from synthetic.draws.days import TODAY, iso, moment, number
from synthetic.draws.tables import table
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_LEFT = 0.01
_DONE = 0.88
_LATE = 0.08
_AT = 10 * 60
_CONFIRMED_AFTER = 40


def done_on(writer: PopulationWriter, arises: int, due: int) -> int | None:
    """The day on which something was done that was asked for on one day and due on another; None if it was not."""
    dice = writer.dice
    if dice.chance(_LEFT):
        return None
    if due > TODAY:
        open_yet = not dice.chance(0.3)
        day = dice.between(min(arises, TODAY), TODAY)
        return None if open_yet else day
    if not dice.chance(_DONE):
        return None
    if due < TODAY and dice.chance(_LATE):
        return min(TODAY, due + dice.between(1, 20))
    return dice.between(arises, due)


def tell(
    writer: PopulationWriter, person: Person, code: str, sender: str, recipient: str, day: int, case: str | None
) -> None:
    """Write that a unit told another one of a person."""
    values = {
        "sentAt": moment(day, _AT),
        "confirmedAt": moment(day, _AT + _CONFIRMED_AFTER),
        "person": person.reference,
        "norm": norm(code),
        "sender": sender,
        "recipient": recipient,
        "case": case,
    }
    writer.add("Notice", "MIA", values)


def write_work(writer: PopulationWriter) -> None:
    """Write the monthly and quarterly work of every district's units and points."""
    for row in table("cases")["periodic"]:
        for district in writer.country.districts:
            points = list(dict.fromkeys(p.point for p in district.precincts))
            units = points if row["unit"] == "UPP" else [district.units[row["unit"]]]
            for unit in units:
                for arises, due in row["days"]:
                    _work(writer, row["norm"], unit, number(arises), number(due))


def _work(writer: PopulationWriter, code: str, unit: str, arises: int, due: int) -> None:
    done_day = done_on(writer, arises, due)
    if done_day is not None:
        first = f"{iso(arises)[:7]}-01"
        values = {"doneOn": iso(done_day), "period": first, "norm": norm(code), "unit": unit}
        writer.add("WorkRecord", "MIA", values)
