"""Kazakh names of months and the forms they take in dates and deadlines."""

from calendar import monthrange
from datetime import date

# The possessive ("the December of ...") is listed because one month changes its last consonant in it.
_MONTHS = (
    ("қаңтар", "қаңтары"),
    ("ақпан", "ақпаны"),
    ("наурыз", "наурызы"),
    ("сәуір", "сәуірі"),
    ("мамыр", "мамыры"),
    ("маусым", "маусымы"),
    ("шілде", "шілдесі"),
    ("тамыз", "тамызы"),
    ("қыркүйек", "қыркүйегі"),
    ("қазан", "қазаны"),
    ("қараша", "қарашасы"),
    ("желтоқсан", "желтоқсаны"),
)

MONTH_NUMBERS: dict[str, int] = {form: number for number, forms in enumerate(_MONTHS, start=1) for form in forms}
"""Number of the month, 1 to 12, for its plain and its possessive form in lower case."""

MONTH_PATTERN = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
"""A regular expression of all the forms, longest first."""


def month_end(year: int, month: int) -> date:
    """The last day of a month; ``month`` is 1 to 12."""
    return date(year, month, monthrange(year, month)[1])
