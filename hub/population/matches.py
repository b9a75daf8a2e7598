"""Proactive queries: a registered person met in another register, and what was decided (89-11a to 89-11c)."""

from hub.population.days import TODAY, moment
from hub.population.desk import Desk
from hub.population.dice import Weighted
from hub.population.person import Person
from schema.enums import IGNORE_REASON, PROACTIVE_REGISTER

_MOST = 3
_MINUTES_A_DAY = 1_440
_NOTIFY = 0.6
_REASONS = Weighted(IGNORE_REASON.values, (5, 3, 2))


def write_matches(desk: Desk, person: Person, since: int) -> None:
    """Write the matches of a person on a register since ``since``."""
    for _ in range(desk.dice.between(0, _MOST)):
        _match(desk, person, desk.dice.between(since, TODAY))


def _match(desk: Desk, person: Person, day: int) -> None:
    dice = desk.dice
    found = day * _MINUTES_A_DAY + dice.between(0, _MINUTES_A_DAY - 1)
    decided = found + dice.between(30, _MINUTES_A_DAY)
    pending = decided >= TODAY * _MINUTES_A_DAY
    notify = not pending and dice.chance(_NOTIFY)
    acknowledged = decided + dice.between(5, 120)
    forwarded = acknowledged + dice.between(60, 2 * _MINUTES_A_DAY)
    desk.add(
        "ProactiveMatch",
        "MIA",
        {
            "register": dice.pick(PROACTIVE_REGISTER.values),
            "foundAt": _text(found),
            "decision": "PENDING" if pending else "NOTIFY" if notify else "IGNORE",
            "reason": None if pending or notify else dice.weighted(_REASONS),
            "decidedAt": None if pending else _text(decided),
            "acknowledgedAt": _text(acknowledged) if notify else None,
            "forwardedAt": _text(forwarded) if notify and forwarded < TODAY * _MINUTES_A_DAY else None,
            "person": person.reference,
        },
    )


def _text(minutes: int) -> str:
    return moment(*divmod(minutes, _MINUTES_A_DAY))
