"""Proactive queries: a registered person met in another register, and what was decided (89-11a to 89-11c)."""

from schema.entities.enums import IGNORE_REASON, PROACTIVE_REGISTER
from synthetic.draws.days import TODAY, moment
from synthetic.draws.dice import Weighted
from synthetic.draws.tables import table
from synthetic.people.person import Person
from synthetic.people.population_writer import PopulationWriter

_MOST = 3
_MINUTES_A_DAY = 1_440
_NOTIFY = 0.6
_REASONS = Weighted(IGNORE_REASON.values, (5, 3, 2))
_FOUND_WITHIN = 90
_MET_AFTER = 3


def write_matches(writer: PopulationWriter, person: Person, since: int) -> None:
    """Write the matches of a person on a register since ``since``."""
    for _ in range(writer.dice.between(0, _MOST)):
        _match(writer, person, writer.dice.between(since, TODAY))


def write_met(writer: PopulationWriter, person: Person, missed: int) -> None:
    """Write that somebody who did not arrive is met: the query on it is left to the hub.

    Nothing is drawn: the day itself says where and when.
    """
    day = missed + _MET_AFTER
    if day <= TODAY:
        registers = PROACTIVE_REGISTER.values
        _event(writer, person, registers[missed % len(registers)], day * _MINUTES_A_DAY + missed % _MINUTES_A_DAY)


def _match(writer: PopulationWriter, person: Person, day: int) -> None:
    dice = writer.dice
    found_minute = day * _MINUTES_A_DAY + dice.between(0, _MINUTES_A_DAY - 1)
    decided = found_minute + dice.between(30, _MINUTES_A_DAY)
    pending = decided >= TODAY * _MINUTES_A_DAY
    notify = not pending and dice.chance(_NOTIFY)
    acknowledged = decided + dice.between(5, 120)
    forwarded = acknowledged + dice.between(60, 2 * _MINUTES_A_DAY)
    register = dice.pick(PROACTIVE_REGISTER.values)
    writer.add(
        "ProactiveMatch",
        "MIA",
        {
            "register": register,
            "foundAt": _text(found_minute),
            "decision": "PENDING" if pending else "NOTIFY" if notify else "IGNORE",
            "reason": None if pending or notify else dice.weighted(_REASONS),
            "decidedAt": None if pending else _text(decided),
            "acknowledgedAt": _text(acknowledged) if notify else None,
            "forwardedAt": _text(forwarded) if notify and forwarded < TODAY * _MINUTES_A_DAY else None,
            "person": person.reference,
            "event": _event(writer, person, register, found_minute - 1 - found_minute % _FOUND_WITHIN),
        },
    )


def _event(writer: PopulationWriter, person: Person, register: str, minutes: int) -> str:
    text = table("words")["met"][register]["kk" if person.kazakh else "ru"]
    values = {"register": register, "happenedAt": _text(minutes), "text": text, "person": person.reference}
    return writer.add("RegisterEvent", "MIA", values)


def _text(minutes: int) -> str:
    return moment(*divmod(minutes, _MINUTES_A_DAY))
