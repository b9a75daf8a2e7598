"""The target indicators of section 6 of the Concept, one paragraph each, with a target for every year.

Two wordings occur: a change against the base year ("by 3 % in 2024 ... relative to base 2022 ... reduce")
and plain levels ("2024: 59 %").
"""

import re

from adapters.plan_text.act_text import IndicatorDirection, IndicatorText, PlanTextError, TargetText

from .lined import LinedText, NumberedLine, paragraphs

_LIST_HEADING = "Нысаналы индикаторлар:"
_LIST_END = "Күтілетін нәтижелер:"
_TITLE = re.compile(r"(?P<title>.+?): (?=\d{4} жыл)")
_TARGET = re.compile(
    r"(?P<year>\d{4}) (?:жылға қарай|жылы|жыл)(?: –)? (?P<minimum>кемінде )?"
    r"(?P<value>\d+(?:,\d+)?)(?: ?(?P<unit>%|балл(?!\w)))?(?P<by>-[ғқг][ае])?(?:, ?| |(?=[;.]|$))"
)
_ENDING = re.compile(
    r"(?:\(базалық (?P<base_year>\d{4}) жылға қатысты(?: – (?P<base_value>\d+(?:,\d+)?)[^)]*)?\) ?)?"
    r"(?P<verb>төмендету|арттыру)?[;.]?"
)
_POPULATION = re.compile(r"\d+ (?:мың )?тұрғынға шаққанда")
_DIRECTIONS = {"төмендету": IndicatorDirection.REDUCE, "арттыру": IndicatorDirection.INCREASE}


def parse_indicators(lines: tuple[NumberedLine, ...], first_year: int, last_year: int) -> tuple[IndicatorText, ...]:
    """Read the list of target indicators.

    Args:
        lines: all the lines of the act.
        first_year: first year each indicator must have a target for.
        last_year: last year each indicator must have a target for.

    Returns:
        The indicators in the order of the text.

    Raises:
        PlanTextError: the list is missing or empty, a paragraph does not read as an indicator, or its
            targets are not one for each year of the plan.
    """
    start = _index_of(lines, _LIST_HEADING, 0, "the list of target indicators")
    stop = _index_of(lines, _LIST_END, start, "the expected results after the target indicators")
    blocks = paragraphs(lines[start + 1 : stop])
    if not blocks:
        raise PlanTextError(lines[stop].number, "a target indicator")
    years = tuple(range(first_year, last_year + 1))
    return tuple(_indicator(number, LinedText.joined(block), years) for number, block in enumerate(blocks, start=1))


def _index_of(lines: tuple[NumberedLine, ...], heading: str, after: int, expected: str) -> int:
    for index in range(after, len(lines)):
        if lines[index].text.strip() == heading:
            return index
    raise PlanTextError(lines[-1].number, expected)


def _indicator(number: int, text: LinedText, years: tuple[int, ...]) -> IndicatorText:
    title = _TITLE.match(text.text)
    if title is None:
        raise PlanTextError(text.line_at(0), "an indicator's title with its yearly targets")
    matches = _target_matches(text, title.end())
    if tuple(int(match["year"]) for match in matches) != years:
        raise PlanTextError(text.line_at(0), "one target for each year of the plan")
    if len({(match["unit"], bool(match["by"])) for match in matches}) > 1:
        raise PlanTextError(text.line_at(0), "all the targets of an indicator in one unit")
    ending = _ENDING.fullmatch(text.text, matches[-1].end())
    if ending is None or bool(matches[0]["by"]) != bool(ending["base_year"]):
        raise PlanTextError(text.line_at(matches[-1].end()), "the end of an indicator after its targets")
    targets = tuple(_target(match, bool(ending["base_year"])) for match in matches)
    return IndicatorText(
        number=number,
        title=title["title"],
        unit=_unit(matches[0], title["title"]),
        direction=_direction(targets, ending["verb"], text.line_at(0)),
        targets=targets,
        base_year=int(ending["base_year"]) if ending["base_year"] else None,
        base_value=_number(ending["base_value"]) if ending["base_value"] else None,
        line=text.line_at(0),
    )


def _target_matches(text: LinedText, start: int) -> list[re.Match[str]]:
    """The yearly targets that follow the title, up to the first thing that is not one."""
    matches: list[re.Match[str]] = []
    while match := _TARGET.match(text.text, start):
        matches.append(match)
        start = match.end()
    if not matches:
        raise PlanTextError(text.line_at(start), "a yearly target")
    return matches


def _target(match: re.Match[str], is_relative: bool) -> TargetText:
    return TargetText(int(match["year"]), _number(match["value"]), is_relative, bool(match["minimum"]))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _unit(target: re.Match[str], title: str) -> str:
    """The unit after the number; a bare number is a rate per so many residents, if the title says so."""
    if target["unit"]:
        return target["unit"]
    population = _POPULATION.search(title)
    return population[0] if population else ""


def _direction(targets: tuple[TargetText, ...], verb: str | None, line: int) -> IndicatorDirection:
    if verb is not None:
        return _DIRECTIONS[verb]
    first, last = targets[0].value, targets[-1].value
    if first == last:
        raise PlanTextError(line, "targets that rise or fall over the years")
    return IndicatorDirection.INCREASE if first < last else IndicatorDirection.REDUCE
