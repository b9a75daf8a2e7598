"""Individual identification numbers on their way in: which are right, and where none may stand."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

from adapters.feeds.placeholders import is_possible_birth
from schema.identity_numbers import birth_date_in, is_possible
from schema.plain_signs import plain_digits, refuse_letters

_LENGTH = 12
# What people put between the digits of a number: blanks, points, dashes, and what nobody sees.
_BETWEEN = r"[^\w:;,?!%№#]{1,12}|_{1,12}"
# What parts items of a list and hours from minutes parts a number only where nothing else does.
_RUNS = tuple(
    re.compile(rf"(?<![0-9])[0-9]+(?:(?:{between})[0-9]+)*(?![0-9])")
    for between in (_BETWEEN, *(rf"\s?{sign}\s{{0,2}}" for sign in ",;:"))
)
# A digit as addresses of pages and programs write it: %38, \u0038, \x38.
_ESCAPED = re.compile(r"(?:%|\\u00|\\x)3([0-9])", re.IGNORECASE)
_HAN = {ord(sign): str(digit) for digit, sign in enumerate("〇一二三四五六七八九")} | {ord("零"): "0"}
_TAG = re.compile(r"<[^<>]{1,100}>")
_GROUP = re.compile(r"[0-9]+")
_LETTER = re.compile(r"[^\W\d_]")
_OF_A_DATE = re.compile(r"[0-9][./-]")
_YEARS = re.compile(r"(?:(?:19|20)[0-9]{2}){3}")
# Through words and letters a number is found in groups that are not there by chance: by the digits of the smallest
# group, the most signs between two.
_GAPS = {1: 4, 2: 3, 3: 24, 4: 40, 6: 40}
_DAY = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)[0-9]{2}(?![0-9])")
_ISO_DAY = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")


def valid_iin(value: str) -> str:
    """The number, if its day of birth, century and check digit are right (docs/source/domain.md, "IIN").

    Raises:
        schema.plain_signs.LetterAmongDigitsError: a letter stands in twelve signs.
        ValueError: it has not twelve digits, or they cannot be anybody's.
    """
    if len(value) == _LENGTH:
        refuse_letters(value)
    if len(value) != _LENGTH or not (value.isascii() and value.isdigit()):
        raise ValueError("an IIN has twelve digits")
    born = birth_date_in(value)
    if born is None or not is_possible_birth(born):
        raise ValueError("an IIN begins with a day of birth, of somebody alive, and a digit of the century")
    if not is_possible(value):
        raise ValueError("the check digit of the IIN is wrong")
    return value


def holds_iin(texts: Iterable[str]) -> bool:
    """Whether a number that can be somebody's stands in one of ``texts``.

    That is twelve digits with a possible day of birth, a century and the right check digit, whatever parts them:
    signs, words, letters. The number of an organisation (BIN) has the same check digit, and no day. A date with a
    time is no number.
    """
    return any(is_possible(number) for text in texts for number in _numbers(text))


def _numbers(text: str) -> Iterator[str]:
    """Twelve digits that stand together in ``text``, in groups or not."""
    # A per cent may also stand between two digits.
    for readable in {text, _ESCAPED.sub(r"\1", text)}:
        legible = _in_plain_digits(readable)
        if sum(map(len, _GROUP.findall(legible))) < _LENGTH:
            continue
        for pattern in _RUNS:
            for run in pattern.finditer(legible):
                yield from _twelve_of(run[0])
        yield from _through_words(legible)


def _twelve_of(run: str) -> Iterator[str]:
    """The groups of a run that are twelve digits together. A date with a time is none."""
    groups = list(_GROUP.finditer(run))
    for first, group in enumerate(groups):
        if _DAY.match(run, group.start()) or _ISO_DAY.match(run, group.start()):
            continue
        number = ""
        for later in groups[first : first + _LENGTH]:
            number += later[0]
            if len(number) >= _LENGTH:
                break
        if len(number) == _LENGTH:
            yield number


def _through_words(text: str) -> Iterator[str]:
    """Twelve digits in groups with words or letters between: each digit by itself, or groups of two and more."""
    groups = list(_GROUP.finditer(text))
    for first, group in enumerate(groups):
        if _is_in_date(text, group.start()):
            continue
        number, between = "", list[str]()
        for place in range(first, min(first + _LENGTH, len(groups))):
            if number:
                between.append(text[groups[place - 1].end() : groups[place].start()])
            number += groups[place][0]
            if len(number) >= _LENGTH:
                break
        sizes = [len(group[0]) for group in groups[first : first + len(between) + 1]]
        if len(number) == _LENGTH and _are_of_one_number(sizes, between) and not _YEARS.fullmatch(number):
            yield number


def _is_in_date(text: str, place: int) -> bool:
    """Whether the digits at a place begin a date, or go on one."""
    if _DAY.match(text, place) or _ISO_DAY.match(text, place):
        return True
    return place > 1 and _OF_A_DATE.match(text, place - 2) is not None


def _are_of_one_number(sizes: list[int], between: list[str]) -> bool:
    """Whether groups of so many digits, with this between them, stand together on purpose and not by chance."""
    smallest = min(sizes)
    most = max(most for digits, most in _GAPS.items() if digits <= smallest)
    if any(len(gap) > most for gap in between):
        return False
    if smallest == 1 and max(sizes) > 1:
        return False
    return smallest > 2 or all(_LETTER.search(gap) for gap in between)


def _in_plain_digits(text: str) -> str:
    """``text`` with ASCII digits for those of every script, and without markup between them."""
    # Entities may be escaped once more.
    visible_text = _TAG.sub("", unescape(unescape(text)))
    visible_text = unicodedata.normalize("NFKC", visible_text.replace("№", " ").replace("#", " "))
    if visible_text.isascii():
        return visible_text
    return plain_digits(visible_text).translate(_HAN)
