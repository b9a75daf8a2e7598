"""The heading of a Government resolution: its number, date, title and the years of the plan."""

import re
from dataclasses import dataclass
from datetime import date

from adapters.plan_text.act_text import PlanTextError

from .calendar_words import MONTH_NUMBERS, MONTH_PATTERN
from .lined import LinedText, NumberedLine, folded

_HEADING_LINES = 40
_ACT = re.compile(
    r"Қазақстан Республикасы Үкіметінің "
    rf"(?:(?P<year>\d{{4}}) жылғы (?P<day>\d{{1,2}}) (?P<month>{MONTH_PATTERN})[дт][ае][ғг][ыі] )?"
    r"№ ?(?P<number>\d+) қаулысы(?!\w)"
)
_PERIOD = re.compile(r"(?P<first>\d{4}) ?[-–—−] ?(?P<last>\d{4}) жылдарға")


@dataclass(frozen=True, kw_only=True)
class ActHeading:
    """What the heading says.

    Attributes:
        act_number: the resolution's number.
        adopted_on: its date, or None if the heading has none.
        title: its title.
        first_year: first year of the plan, from the title.
        last_year: last year of the plan, from the title.
    """

    act_number: str
    adopted_on: date | None
    title: str
    first_year: int
    last_year: int


def parse_heading(lines: tuple[NumberedLine, ...]) -> ActHeading:
    """Read the heading from the first lines of an act.

    Raises:
        PlanTextError: there is no resolution's number, no title before it, no such date, or the title has
            no range of years.
    """
    text = LinedText.joined(lines[:_HEADING_LINES])
    match = _ACT.search(folded(text.text))
    if match is None:
        raise PlanTextError(1, "the heading of a Government resolution with its number")
    title = text.part(0, match.start())
    if not title.text:
        raise PlanTextError(text.line_at(match.start()), "the title of the act before its number")
    period = _PERIOD.search(title.text)
    if period is None or period["first"] > period["last"]:
        raise PlanTextError(title.line_at(0), "the years of the plan in the title")
    return ActHeading(
        act_number=match["number"],
        adopted_on=_adopted_on(match, text.line_at(match.start())),
        title=title.text,
        first_year=int(period["first"]),
        last_year=int(period["last"]),
    )


def _adopted_on(match: re.Match[str], line: int) -> date | None:
    if match["year"] is None:
        return None
    try:
        return date(int(match["year"]), MONTH_NUMBERS[match["month"]], int(match["day"]))
    except ValueError:
        raise PlanTextError(line, "a date of adoption that exists") from None
