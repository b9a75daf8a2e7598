"""517: what the probation service and the police owe each other about people on the probation register."""

from collections.abc import Iterable
from itertools import pairwise

from prevention.deadlines import Length, begin_of
from prevention.duties.duty_facts import Home, PersonFile
from prevention.duties.rules.conditions import at_once, by_event
from prevention.duties.rules.periodic import each_period
from prevention.duties.rules.posts import CDP, PENAL, PROBATION
from prevention.duties.rules.rule import Rule, Trigger
from prevention.statistics import DISTRICT

_FIFTH = 5


def _moves(file: PersonFile) -> Iterable[Trigger]:
    """Each change of the permanent home to another district while the person stands on the probation register."""
    homes = sorted((h for h in file.homes if h.kind == "PERMANENT" and h.since and h.area), key=_since)
    for before, after in pairwise(homes):
        if after.since is None or before.area[:DISTRICT] == after.area[:DISTRICT]:
            continue
        for registration in file.registrations:
            day = after.since
            if (
                registration.category == "PROBATIONER"
                and registration.since <= day
                and (registration.closed is None or day <= registration.closed)
            ):
                begin = begin_of(day)
                yield Trigger(
                    key=f"{registration.id}/{after.id}",
                    at=begin,
                    due=at_once(day),
                    area=before.area,
                    unit=registration.unit,
                    since=begin,
                )


def _since(home: Home) -> str:
    return home.since.isoformat() if home.since else ""


PERSON_RULES = (
    Rule(
        norm="517-7",
        owed_by=PROBATION,
        causes=_moves,
        fulfilled=by_event("517-7", to=("PSU", "IAU")),
        notify=("PSU", "IAU"),
    ),
)

UNIT_RULES = (
    each_period("517-8.1", PROBATION, Length.MONTH, until=_FIFTH, notify=("PSU",)),
    each_period("517-8.2", PROBATION, Length.MONTH, until=_FIFTH, notify=("CDP",)),
    each_period("517-9.1", PROBATION, Length.QUARTER, notify=("PENAL",)),
    each_period("517-9.2", PROBATION, Length.QUARTER),
    each_period("517-9.3", PROBATION, Length.QUARTER, notify=("JI", "UPI")),
    each_period("517-9.4", PROBATION, Length.QUARTER, notify=("PSU", "IAU")),
    each_period("517-13", PENAL, Length.QUARTER, notify=("PD", "PSU", "CP")),
    each_period("517-20", CDP, Length.QUARTER, notify=("PROB",)),
)
