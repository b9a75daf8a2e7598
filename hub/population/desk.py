"""What every part of the population writes with: draws, files, bodies and beds."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.population.bodies import Country
from hub.population.dice import Dice
from hub.population.feeds import Feeds, Value
from hub.population.iin import IinBook
from hub.population.organisations import CrisisCenters


@dataclass(frozen=True)
class Desk:
    """The tools of one run."""

    dice: Dice
    feeds: Feeds
    country: Country
    centers: CrisisCenters
    iins: IinBook

    def add(self, entity: str, system: str, values: Mapping[str, Value]) -> str:
        """Write a record with the next number and give its reference."""
        return self.feeds.add(entity, system, values)
