"""What every part of the population writes with: draws, files, bodies and beds."""

from collections.abc import Mapping
from dataclasses import dataclass

from synthetic.country.bodies import Country
from synthetic.country.feed_lines import Feeds, JsonValue
from synthetic.country.organisations import CrisisCenters
from synthetic.draws.dice import Dice
from synthetic.draws.iin import IinBook


@dataclass(frozen=True, kw_only=True)
class PopulationWriter:
    """The tools of one run."""

    dice: Dice
    feeds: Feeds
    country: Country
    centers: CrisisCenters
    iins: IinBook

    def add(self, entity: str, system: str, values: Mapping[str, JsonValue]) -> str:
        """Write a record with the next number and give its reference."""
        return self.feeds.add(entity, system, values)
