"""Placeholders: what stands in a field because something had to, and says nothing. The words are data."""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from schema.lost_letters import is_drawn, may_have_lost
from schema.plain_signs import plain_digits, plain_letters, refuse_letters_for_digits
from schema.texts import normal_line, normal_name
from security.clock import today_in_kazakhstan

_SIGN = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")
_PARTS = re.compile(r"[\W_]+")
_NOUGHTS = re.compile(r"(?:[^\W\d_]+00+)?0+")
"""Noughts alone, also behind the letters with which a sender's numbers begin."""
_NOUGHTS_BEHIND = re.compile(r"[.,]0+$")
_ENDS = " .,;:-–—_*\"'«»‹›<>()[]{}#!/\\|=+~"
_LAST = 10
_REPEATED = 3
_NUMBER = 12
_ONE_DIGIT = 4
_SUBSCRIBER = 7
"""The digits of a telephone number after the code of the town or the operator."""
_LONG = 8
"""The letters of a word from which one of them may be wrong and it is that word still."""
_ALMOST_ALL = 6
"""Of these so many are one digit in a number that is none."""


def without_placeholder(value: Any) -> Any:
    """``value``, or None where it is a placeholder. A question mark is none: it stands for a lost letter.

    Asterisks and underscores around a text say nothing, and within it stand for lost letters.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    text = normal_line(str(value))
    bare = text.strip(_ENDS)
    if may_have_lost(bare):
        return value
    return None if not _SIGN.search(bare) or _is_placeholder(bare) else value


def said_name(value: Any) -> Any:
    """As :func:`said`, of a name: without a letter it is none, such as -1, 0 and 999.

    Twelve digits are kept: they may be somebody's identification number, of which the sender is to be told.
    """
    if isinstance(value, str) and is_drawn(value):
        return value
    name = without_placeholder(plain_letters(value) if isinstance(value, str) else value)
    if isinstance(name, bool) or not isinstance(name, str | int) or may_have_lost(str(name)):
        return name
    digits = [sign for sign in str(name) if sign.isdigit()]
    is_number = len(digits) >= _NUMBER and len(set(digits)) > 1
    return name if is_number or _LETTER.search(str(name)) else None


def said_iin(value: Any) -> Any:
    """As :func:`said`, of an identification number: one digit over and over is none, such as -1 or noughts."""
    iin = without_placeholder(value)
    if isinstance(iin, bool) or not isinstance(iin, str | int):
        return iin
    digits = _PARTS.sub("", plain_digits(str(iin)))
    return None if digits.isdigit() and len(set(digits)) == 1 else iin


def said_phone(value: Any) -> Any:
    """As :func:`said`, of a telephone number: too few digits are none, nor is one digit over and over.

    Nor is one digit nine times of ten or seven of the subscriber's, nor noughts but for one, nor what counts.

    Raises:
        schema.plain_signs.LetterAmongDigitsError: a letter stands for a digit.
    """
    if without_placeholder(value) is None or not isinstance(value, str | int) or isinstance(value, bool):
        return without_placeholder(value)
    value = value if isinstance(value, int) else plain_digits(value)
    digits = re.sub(r"[^0-9]", "", refuse_letters_for_digits(normal_line(str(value))))
    last, subscriber = digits[-_LAST:], digits[-_SUBSCRIBER:]
    counted = tuple(_table()["phone_counted"])
    is_none = len(digits) < _table()["phone_digits"] or digits in counted or last in counted
    is_none = is_none or max(map(last.count, last)) >= min(len(last), _LAST - 1) or len(set(subscriber)) == 1
    return None if is_none or subscriber.count("0") >= _ALMOST_ALL or _counts(subscriber) else value


def is_memorable_phone(digits: str) -> bool:
    """Whether six digits of the subscriber's seven are one: sold as a fine number, and typed where there is none.

    Such a number is kept, and is no evidence that two cards are of one person.
    """
    subscriber = digits[-_SUBSCRIBER:]
    return len(subscriber) == _SUBSCRIBER and max(map(subscriber.count, subscriber)) >= _ALMOST_ALL


def said_number(value: Any) -> Any:
    """As :func:`said`, of the number of a document or of a house: nothing but noughts is none."""
    number = without_placeholder(value)
    return None if isinstance(number, str | int) and set(str(number).strip()) == {"0"} else number


def said_person_number(value: Any) -> Any:
    """As :func:`said_number`, of a person's number with a sender: marks alone, noughts, one digit over and over.

    All for whom a sender writes one and the same thing would be one person.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    # A table writes a number, and what is none, with a nought behind the point: NaN.0.
    text = _NOUGHTS_BEHIND.sub("", normal_line(str(value)).casefold())
    parts = [part for part in _PARTS.split(text) if part]
    signs = "".join(parts)
    if not signs or " ".join(parts) in _words("person_numbers") or _NOUGHTS.fullmatch(signs):
        return None
    is_one_digit = len(signs) >= _ONE_DIGIT and signs.isdigit() and len(set(signs)) == 1
    return None if is_one_digit or text == "-1" else said_number(value)


def said_patronymic(value: Any) -> Any:
    """As :func:`said_name`, of a father's name: what may be initials in another says that there is none."""
    name = said_name(value)
    if not isinstance(name, str):
        return name
    return None if normal_name(name).casefold().strip(_ENDS) in _words("patronymics") else name


def said_birth_date(value: Any) -> Any:
    """As :func:`said`, of a date of birth: some dates stand for an unknown one, and on some nobody alive was born.

    Those are the days to come and those of more than ``oldest`` years ago: a child of 2012 put down under 1912.
    Without the date such a person counts as a child, which protects, where the date would not.
    """
    text = str(value).strip()[:_LAST]
    if text in _table()["days"]:
        return None
    born = _day(text)
    if born is None:
        return without_placeholder(value)
    return value if is_possible_birth(born) else None


def is_possible_birth(born: dt.date) -> bool:
    """Whether somebody who was born on that day may be alive, by ``oldest``."""
    today = today_in_kazakhstan()
    return today.year - int(_table()["oldest"]) <= born.year and born <= today


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


SAID_OF: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    **{
        (entity, name): without_placeholder
        for entity in ("Person", "SourceRecord")
        for name in ("sex", "citizenship", "workplace")
    },
    **{(entity, name): said_name for entity in ("Person", "SourceRecord") for name in ("familyName", "givenName")},
    **{(entity, "patronymic"): said_patronymic for entity in ("Person", "SourceRecord")},
    **{(entity, "iin"): said_iin for entity in ("Person", "SourceRecord")},
    **{(entity, "phone"): said_phone for entity in ("Person", "SourceRecord")},
    **{(entity, "birthDate"): said_birth_date for entity in ("Person", "SourceRecord")},
    ("SourceRecord", "address"): said_number,
    ("Address", "text"): said_number,
    ("Document", "number"): said_number,
    ("Document", "issuedBy"): without_placeholder,
}
"""By entity and field: how a placeholder is known among what is said of a person."""


def _counts(digits: str) -> bool:
    """Whether a subscriber's number counts up or down: 123-45-67, 765-43-21."""
    steps = {(int(later) - int(digit)) % 10 for digit, later in pairwise(digits)}
    return len(digits) == _SUBSCRIBER and steps in ({1}, {9})


def _is_placeholder(bare: str) -> bool:
    letters = bare.casefold()
    repeated = len(letters) >= _REPEATED and len(set(letters)) == 1 and not letters.isdigit()
    # A letter of the other alphabet that looks the same makes no other word.
    return repeated or any(_says_nothing(text) for text in {letters, normal_name(bare).casefold()})


def _says_nothing(letters: str) -> bool:
    """Whether a text is one of the words, also with its letters apart (н е т), or denies that there is anything."""
    if letters in _words("words"):
        return True
    parts = [part for part in _PARTS.split(letters) if part]
    if all(len(part) == 1 for part in parts):
        # With a point between them two letters may be somebody's initials.
        is_short = "/" in letters or "\\" in letters
        return "".join(parts) in _words("words") | (_words("letters") if is_short else frozenset())
    # Alone a short one may be a name: Не, Но.
    denies = len(parts) > 1 or len(letters) >= _LONG
    denies = denies and any(_is_among(part, "denying") for part in parts)
    return denies and all(_is_among(part, "denying") or part in _words("denied") for part in parts)


def _is_among(word: str, name: str) -> bool:
    if word in _words(name):
        return True
    near = (other for other in _words(name) if min(len(word), len(other)) >= _LONG)
    return any(DamerauLevenshtein.distance(word, other, score_cutoff=1) <= 1 for other in near)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _table()[name])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("adapters.feeds").joinpath("placeholders.toml").read_text("utf-8"))
