"""The made-up population, as the files that agencies would send.

Everybody in it is invented. Its proportions follow the figures of :mod:`hub.population.figures`; the same
number of persons and the same seed give the same bytes.
"""

from collections.abc import Callable
from pathlib import Path

from hub.population.convicts import tell_no_longer_covered, tell_probation
from hub.population.country import write_country
from hub.population.deeds import write_work
from hub.population.desk import Desk
from hub.population.dice import Dice, Weighted
from hub.population.domestic import tell_domestic
from hub.population.family import Family, FamilyMaker
from hub.population.feeds import Counts, Feeds, Folder, Memory, Place
from hub.population.figures import FAMILIES, Story
from hub.population.foreigners import tell_foreigner
from hub.population.iin import IinBook
from hub.population.juvenile import tell_juvenile
from hub.population.law import write_law
from hub.population.meetings import write_meetings
from hub.population.narcology import tell_narcology
from hub.population.organisations import CrisisCenters
from hub.population.places import write_places
from hub.population.release import tell_release
from hub.population.shapes import SHAPES

Progress = Callable[[str, int, int], None]
"""Called with what is being written, how many are done, and how many there are."""

_STORIES: dict[Story, Callable[[Desk, Family], None]] = {
    Story.DOMESTIC: tell_domestic,
    Story.PROBATION: tell_probation,
    Story.PAROLE: lambda desk, family: tell_release(desk, family, Story.PAROLE),
    Story.SUPERVISION: lambda desk, family: tell_release(desk, family, Story.SUPERVISION),
    Story.RELEASE: lambda desk, family: tell_release(desk, family, Story.RELEASE),
    Story.JUVENILE: tell_juvenile,
    Story.NARCOLOGY: tell_narcology,
    Story.FOREIGNER: tell_foreigner,
    Story.NO_LONGER_COVERED: tell_no_longer_covered,
}
_REPORT_EVERY = 1_000


def generate(persons: int, seed: int, out: Path, progress: Progress | None = None) -> Counts:
    """Write a population of exactly ``persons`` persons into the folder ``out``."""
    return _generate(persons, seed, Folder(out), progress)


def generate_in_memory(persons: int, seed: int) -> dict[str, bytes]:
    """The files of such a population by feed, on no disk."""
    memory = Memory()
    _generate(persons, seed, memory, None)
    return memory.contents


def _generate(persons: int, seed: int, out: Place, progress: Progress | None) -> Counts:
    dice = Dice(seed)
    with Feeds(out) as feeds:
        regions = write_places(feeds)
        write_law(feeds)
        centers = CrisisCenters(dice, regions)
        country = write_country(feeds, dice, regions, centers, persons)
        desk = Desk(dice, feeds, country, centers, IinBook(dice))
        write_work(desk)
        write_meetings(desk)
        _write_families(desk, persons, progress)
        centers.write(feeds)
        return feeds.counts()


def _write_families(desk: Desk, persons: int, progress: Progress | None) -> None:
    maker = FamilyMaker(desk)
    stories = Weighted(tuple(FAMILIES), tuple(FAMILIES.values()))
    done = told = 0
    while done < persons:
        room = persons - done
        story = desk.dice.weighted(stories)
        if SHAPES[story].least > room:
            story = Story.PROBATION
        family = maker.make(story, room)
        _STORIES[story](desk, family)
        done += family.size
        if progress and (done - told >= _REPORT_EVERY or done == persons):
            progress("persons", done, persons)
            told = done
