"""The fifteen systems that feed the hub, and the feeds that they send, by name.

A module is a system. To add a feed, declare it there; its page under ``docs/feeds`` follows from the declaration.
"""

from collections.abc import Mapping

from adapters.feeds.feed import Feed
from adapters.systems import (
    courts,
    crisis_centres,
    duty,
    education,
    employment,
    health,
    juvenile_journal,
    kpsisu,
    meetings,
    migration,
    ngos,
    penal,
    plans,
    police_registers,
    probation,
)
from adapters.systems.system import System

SYSTEMS: tuple[System, ...] = (
    penal.SYSTEM,
    probation.SYSTEM,
    police_registers.SYSTEM,
    kpsisu.SYSTEM,
    courts.SYSTEM,
    duty.SYSTEM,
    juvenile_journal.SYSTEM,
    education.SYSTEM,
    employment.SYSTEM,
    health.SYSTEM,
    crisis_centres.SYSTEM,
    ngos.SYSTEM,
    migration.SYSTEM,
    plans.SYSTEM,
    meetings.SYSTEM,
)
"""In the order of the domain's list."""


class DuplicateFeedError(Exception):
    """Two feeds have one name."""


def registry(systems: tuple[System, ...]) -> Mapping[str, Feed]:
    """The feeds of ``systems`` by name.

    Raises:
        DuplicateFeedError: a name is there twice.
    """
    feeds: dict[str, Feed] = {}
    for feed in (feed_ for system in systems for feed_ in system.feeds):
        if feed.name in feeds:
            raise DuplicateFeedError(feed.name)
        feeds[feed.name] = feed
    return feeds


FEEDS = registry(SYSTEMS)
