"""The made-up population, as the files that agencies would send.

Everybody in it is invented. Its proportions follow the figures of :mod:`synthetic.draws.figures`; the same
number of persons and the same seed give the same bytes.
"""

from collections.abc import Callable
from pathlib import Path

from synthetic.cases.convicts import tell_no_longer_covered, tell_probation
from synthetic.cases.deeds import write_work
from synthetic.cases.domestic import tell_domestic
from synthetic.cases.foreigners import tell_foreigner
from synthetic.cases.juvenile import tell_juvenile
from synthetic.cases.meetings import write_meetings
from synthetic.cases.narcology import tell_narcology
from synthetic.cases.release import tell_release
from synthetic.country.all_bodies import write_country
from synthetic.country.feed_lines import Feeds, FileCounts, Folder, Memory, PopulationFolder
from synthetic.country.law import write_law
from synthetic.country.organisations import CrisisCenters
from synthetic.country.places import write_places
from synthetic.draws.dice import Dice, Weighted
from synthetic.draws.figures import FAMILIES, Story
from synthetic.draws.iin import IinBook
from synthetic.people.family import Family, FamilyMaker
from synthetic.people.population_writer import PopulationWriter
from synthetic.people.shapes import SHAPES

Progress = Callable[[str, int, int], None]
"""Called with what is being written, how many are done, and how many there are."""

_STORIES: dict[Story, Callable[[PopulationWriter, Family], None]] = {
    Story.DOMESTIC: tell_domestic,
    Story.PROBATION: tell_probation,
    Story.PAROLE: lambda writer, family: tell_release(writer, family, Story.PAROLE),
    Story.SUPERVISION: lambda writer, family: tell_release(writer, family, Story.SUPERVISION),
    Story.RELEASE: lambda writer, family: tell_release(writer, family, Story.RELEASE),
    Story.JUVENILE: tell_juvenile,
    Story.NARCOLOGY: tell_narcology,
    Story.FOREIGNER: tell_foreigner,
    Story.NO_LONGER_COVERED: tell_no_longer_covered,
}
_REPORT_EVERY = 1_000
_BUSY_DISTRICT = "7510"
_RELEASED_LATELY = (-4, 14)
"""How many days ago; to come is negative."""
_LATELY_RELEASED = (Story.PAROLE, Story.RELEASE, Story.PAROLE, Story.SUPERVISION)
_FAMILY_ROOM = 6


def generate(persons: int, seed: int, out: Path, progress: Progress | None = None) -> FileCounts:
    """Write a population of exactly ``persons`` persons into the folder ``out``."""
    return _generate(persons, seed, Folder(out), progress)


def generate_in_memory(persons: int, seed: int, *, busy: int = 0) -> dict[str, bytes]:
    """The files of such a population by feed, on no disk.

    ``busy``: so many families beside them to whom much happens in these days, all in one district.
    """
    memory = Memory()
    _generate(persons, seed, memory, None, busy=busy)
    return memory.contents


def _generate(
    persons: int, seed: int, out: PopulationFolder, progress: Progress | None, *, busy: int = 0
) -> FileCounts:
    dice = Dice(seed)
    with Feeds(out) as feeds:
        regions = write_places(feeds)
        write_law(feeds)
        centers = CrisisCenters(dice, regions)
        country = write_country(feeds, dice, regions, centers, persons)
        writer = PopulationWriter(dice=dice, feeds=feeds, country=country, centers=centers, iins=IinBook(dice))
        write_work(writer)
        write_meetings(writer)
        _write_families(writer, persons, progress)
        if busy:
            _write_busy_district(writer, busy)
        centers.write(feeds)
        return feeds.counts()


def _write_families(writer: PopulationWriter, persons: int, progress: Progress | None) -> None:
    maker = FamilyMaker(writer)
    stories = Weighted(tuple(FAMILIES), tuple(FAMILIES.values()))
    family_count = person_count = 0
    while family_count < persons:
        room = persons - family_count
        story = writer.dice.weighted(stories)
        if SHAPES[story].least > room:
            story = Story.PROBATION
        family = maker.make(story, room)
        _STORIES[story](writer, family)
        family_count += family.size
        if progress and (family_count - person_count >= _REPORT_EVERY or family_count == persons):
            progress("persons", family_count, persons)
            person_count = family_count


def _write_busy_district(writer: PopulationWriter, families: int) -> None:
    """Write people who came out of prison lately or will in these days, in one district."""
    maker = FamilyMaker(writer)
    home = next(district for district in writer.country.districts if district.kato == _BUSY_DISTRICT)
    for number in range(families):
        story = _LATELY_RELEASED[number % len(_LATELY_RELEASED)]
        tell_release(writer, maker.make(story, _FAMILY_ROOM, home), story, _RELEASED_LATELY)
