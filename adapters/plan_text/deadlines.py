"""Deadlines as the plans word them, turned into the last day of each period named.

The words: ``жыл`` year, ``жартыжылдық`` half-year, ``тоқсан`` quarter, ``жыл сайын`` every year,
``жарты жылда 1 рет`` once in a half-year, ``әрі қарай`` from then on.
"""

import re
from datetime import date

from .calendar_words import MONTH_NUMBERS, MONTH_PATTERN, month_end

_QUARTER_MONTHS = (3, 6, 9, 12)
_HALF_YEAR_MONTHS = (6, 12)
_YEAR_MONTHS = (12,)
_ALL_MONTHS = tuple(range(1, 13))

_ONCE = r"(?:1|бір) рет"
_RHYTHMS: tuple[tuple[re.Pattern[str], tuple[int, ...]], ...] = (
    (re.compile(rf"жарты жыл сайын|жарты жылда {_ONCE}|жартыжылдық негізінде"), _HALF_YEAR_MONTHS),
    (re.compile(rf"тоқсан сайын|тоқсанына {_ONCE}|тоқсанда {_ONCE}"), _QUARTER_MONTHS),
    (re.compile(rf"ай сайын|айына {_ONCE}|айда {_ONCE}"), _ALL_MONTHS),
    (re.compile(rf"жыл сайын|жылына {_ONCE}|жылда {_ONCE}"), _YEAR_MONTHS),
)
_EVERY_YEAR_IN_MONTH = re.compile(rf"жыл сайын (?P<month>{MONTH_PATTERN}) айында")
_PERIOD = rf"(?:(?:[1-4]-тоқсан|[12]-жартыжылдық|{MONTH_PATTERN})(?!\w))"
_PERIODS_OF_YEAR = re.compile(
    rf"(?P<year>20\d{{2}}) жыл(?:ғы|дың) (?P<periods>{_PERIOD}(?:(?:, ?| және ){_PERIOD})*)"
)
_MONTH_OF_YEARS = re.compile(
    rf"(?P<first>20\d{{2}})–(?P<last>20\d{{2}}) жылдардың (?P<month>{MONTH_PATTERN})(?!\w)"
)
_RANGE_OF_YEARS = re.compile(r"(?P<first>20\d{2})–(?P<last>20\d{2}) ?(?:жылдарда|жылдар|жж\.)(?!\w)")
_WHOLE_YEAR = re.compile(r"(?P<year>20\d{2}) (?:жылы|жыл)(?!\w)")
_FROM_THEN_ON = re.compile(r",? ?әрі қарай ?–? ?")


def parse_deadlines(text: str, last_year: int) -> tuple[date, ...] | None:
    """Read a deadline.

    Args:
        text: the deadline as written; white space and dashes may be irregular.
        last_year: the last year of the plan, where "from then on" ends.

    Returns:
        The last day of each period named, in order and without repeats (a range of years gives one day for
        each year, unless a rhythm or a month says otherwise), or None if the text is not a deadline.
    """
    head, *tails = _FROM_THEN_ON.split(_normalised(text))
    days = _listed_days(head)
    if not days or len(tails) > 1:
        return None
    if tails:
        repeated = _repeated_days(tails[0], max(days), last_year)
        if repeated is None:
            return None
        days = days | repeated
    return tuple(sorted(days))


def _normalised(text: str) -> str:
    """One spelling of spaces and dashes: a long dash joins years, a hyphen joins a number to its period."""
    plain = " ".join(text.split()).lower()
    plain = re.sub(r"(?<=\d{4}) ?[-–—−] ?(?=\d{4})", "–", plain)
    plain = re.sub(r"(?<=\d) ?[-–—−] ?(?=тоқсан|жартыжылдық)", "-", plain)
    return re.sub(r" ([,;])", r"\1", plain)


def _listed_days(text: str) -> set[date] | None:
    """Read periods one after another, however they are separated; None if one is not a period."""
    days: set[date] = set()
    rest = text
    while rest:
        item = _first_item(rest)
        if item is None:
            return None
        item_days, length = item
        if not item_days:
            return None
        days |= item_days
        rest = rest[length:].lstrip(" ,;")
    return days


def _first_item(text: str) -> tuple[set[date], int] | None:
    """The days of the period at the beginning of the text, and the length of what was read."""
    if match := _PERIODS_OF_YEAR.match(text):
        return {_period_end(int(match["year"]), name) for name in _period_names(match["periods"])}, match.end()
    if match := _MONTH_OF_YEARS.match(text):
        month = MONTH_NUMBERS[match["month"]]
        return {month_end(year, month) for year in _years(match)}, match.end()
    if match := _RANGE_OF_YEARS.match(text):
        months, length = _rhythm(text[match.end() :])
        return {month_end(year, month) for year in _years(match) for month in months}, match.end() + length
    if match := _WHOLE_YEAR.match(text):
        return {month_end(int(match["year"]), 12)}, match.end()
    return None


def _years(match: re.Match[str]) -> range:
    """The years of a range, empty if it runs backwards."""
    return range(int(match["first"]), int(match["last"]) + 1)


def _period_names(text: str) -> list[str]:
    return re.findall(_PERIOD, text)


def _period_end(year: int, name: str) -> date:
    """The last day of a quarter, a half-year or a month of the year."""
    if name.endswith("-тоқсан"):
        return month_end(year, 3 * int(name[0]))
    if name.endswith("-жартыжылдық"):
        return month_end(year, 6 * int(name[0]))
    return month_end(year, MONTH_NUMBERS[name])


def _rhythm(text: str) -> tuple[tuple[int, ...], int]:
    """The months that close each period of a rhythm, and its length with the separator before it.

    Without a rhythm a range of years means once a year, by the end of it.
    """
    stripped = text.lstrip(" ,")
    if match := _EVERY_YEAR_IN_MONTH.match(stripped):
        return (MONTH_NUMBERS[match["month"]],), len(text) - len(stripped) + match.end()
    for pattern, months in _RHYTHMS:
        if match := pattern.match(stripped):
            return months, len(text) - len(stripped) + match.end()
    return _YEAR_MONTHS, 0


def _repeated_days(text: str, after: date, last_year: int) -> set[date] | None:
    """The days that "from then on" adds, later than ``after`` and up to the end of the plan."""
    if match := _EVERY_YEAR_IN_MONTH.fullmatch(text):
        months: tuple[int, ...] = (MONTH_NUMBERS[match["month"]],)
    elif match := next((hit for pattern, _ in _RHYTHMS if (hit := pattern.fullmatch(text))), None):
        months, _ = _rhythm(text)
        # "Every year" after a named period means the same period of each later year.
        months = (after.month,) if months == _YEAR_MONTHS else months
    else:
        return _listed_days(text) or None
    days = {month_end(year, month) for year in range(after.year, last_year + 1) for month in months}
    return {day for day in days if day > after}
