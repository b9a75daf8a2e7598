"""Individual identification numbers on their way in: which are right, and where none may stand."""

import re
from collections.abc import Iterable
from itertools import product

_TWELVE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_DAYS = frozenset(f"{month:02}{day:02}" for month, day in product(range(1, 13), range(1, 32)))


def valid_iin(value: str) -> str:
    """The number, if its check digit is right (domain.md, "IIN").

    Raises:
        ValueError: it has not twelve digits, or the check digit is wrong.
    """
    if len(value) != 12 or not (value.isascii() and value.isdigit()):
        raise ValueError("an IIN has twelve digits")
    if not _checks(value):
        raise ValueError("the check digit of the IIN is wrong")
    return value


def holds_iin(texts: Iterable[str]) -> bool:
    """Whether a number that can be somebody's stands in one of ``texts``.

    That is twelve digits in a row with a month, a day and the right check digit. The number of an organisation
    (BIN) has the same check digit, and no day.
    """
    return any(each[2:6] in _DAYS and _checks(each) for text in texts for each in _TWELVE.findall(text))


def _checks(value: str) -> bool:
    digits = [int(digit) for digit in value]
    check = sum(d * w for d, w in zip(digits, range(1, 12), strict=False)) % 11
    if check == 10:
        weights = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
        check = sum(d * w for d, w in zip(digits, weights, strict=False)) % 11
    return check == digits[11]
