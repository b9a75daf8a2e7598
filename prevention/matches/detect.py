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
    if not any(registration.category == CATEGORY for registration in file.registrations):
        return ()
    event_ids = {match.event for match in file.matches if not match.is_own}
    return tuple(
        register_event
        for register_event in file.register_events
        if register_event.id not in event_ids and _was_sought(file, register_event)
    )


def _was_sought(file: PersonFile, event: RegisterEvent) -> bool:
    day = day_of(event.at)
    return any(
        registration.category == CATEGORY
        and registration.since <= day
        and (registration.closed is None or day <= registration.closed)
        for registration in file.registrations
    )
