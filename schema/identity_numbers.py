"""What an individual identification number (IIN) says: the day of birth, the sex, and whether it can be one.

YYMMDD, a digit of century and sex from 1 to 6, four digits, a check digit (Government resolution 853 of 2003).
"""

import datetime as dt

_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def is_possible(value: str) -> bool:
    """Whether the twelve digits ``value`` have a day of birth, a century and the right check digit."""
    return birth_date_in(value) is not None and _checks(value)


def birth_date_in(iin: str | None) -> dt.date | None:
    """The day of birth in a number; None where there is no number or it has no such day."""
    if iin is None or iin[6] not in _CENTURIES:
        return None
    try:
        return dt.date(_CENTURIES[iin[6]] + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        return None


def sex_in(iin: str | None) -> str | None:
    """The sex in a number; None where there is none."""
    if iin is None or iin[6] not in _CENTURIES:
        return None
    return "MALE" if int(iin[6]) % 2 else "FEMALE"


def _checks(value: str) -> bool:
    digits = [int(digit) for digit in value]
    check = sum(d * w for d, w in zip(digits, range(1, 12), strict=False)) % 11
    if check == 10:
        check = sum(d * w for d, w in zip(digits, _SECOND_WEIGHTS, strict=False)) % 11
    return check == digits[11]
