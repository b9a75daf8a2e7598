"""Reads the official text of a plan, whichever of the two acts it is."""

from pathlib import Path

from adapters.plan_text.act_text import IndicatorText, PlanText, PlanTextError

from . import concept_1233, plan_912
from .bodies import load_bodies
from .heading import ActHeading, parse_heading
from .indicators import parse_indicators
from .legend import legend_start, parse_legend
from .lined import NumberedLine, numbered_lines

_LAYOUTS = {"912": plan_912, "1233": concept_1233}


def read_plan(path: Path) -> PlanText:
    """Read a plan from a file.

    Args:
        path: a UTF-8 text of resolution No. 912 or No. 1233 as published in Kazakh.

    Returns:
        Everything the text says; never a part of it.

    Raises:
        PlanTextError: the text does not parse; the error names the line.
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanTextError(data.count(b"\n", 0, error.start) + 1, "text in UTF-8") from None
    return parse_plan(text)


def parse_plan(text: str) -> PlanText:
    """Read a plan from its text; as ``read_plan``, which see for what it returns and raises."""
    lines = numbered_lines(text)
    heading = parse_heading(lines)
    layout = _LAYOUTS.get(heading.act_number)
    if layout is None:
        raise PlanTextError(1, "the heading of resolution No. 912 or No. 1233")
    table = load_bodies()
    start = layout.table_start(lines)
    stop = legend_start(lines, start)
    bodies, terms = parse_legend(lines[stop:], table)
    return PlanText(
        act_number=heading.act_number,
        adopted_on=heading.adopted_on,
        title=heading.title,
        first_year=heading.first_year,
        last_year=heading.last_year,
        measures=layout.parse_measures(lines[start:stop], heading.last_year, table),
        indicators=_indicators(lines, heading),
        bodies=bodies,
        terms=terms,
    )


def _indicators(lines: tuple[NumberedLine, ...], heading: ActHeading) -> tuple[IndicatorText, ...]:
    """The target indicators, which only the Concept has."""
    if heading.act_number != "1233":
        return ()
    return parse_indicators(lines, heading.first_year, heading.last_year)
