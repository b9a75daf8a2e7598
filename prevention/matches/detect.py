"""Which events in the seven registers make a match of the hub's own. A file gives the same ones at any time."""

from prevention.deadlines import day_of
from prevention.duties.duty_facts import PersonFile, RegisterEvent

CATEGORY = "DID_NOT_ARRIVE"
"""Whom the hub queries for: those who were released and did not come (89-8a)."""


def matched(file: PersonFile) -> tuple[RegisterEvent, ...]:
    """The events of a person of which the hub makes a match, one of each.

    They happened while the person stood on the register, both days included: what comes late, or of a registration
    that has been closed since, makes one as well. Where the data bank of the police has made the match of an event
    itself and says so, no second one is made.
    """
    if not any(each.category == CATEGORY for each in file.registrations):
        return ()
    made = {each.event for each in file.matches if not each.own}
    return tuple(each for each in file.met if each.id not in made and _was_sought(file, each))


def _was_sought(file: PersonFile, event: RegisterEvent) -> bool:
    day = day_of(event.at)
    return any(
        each.category == CATEGORY and each.since <= day and (each.closed is None or day <= each.closed)
        for each in file.registrations
    )
