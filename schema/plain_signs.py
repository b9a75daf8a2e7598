"""Plain digits and letters for those of every script and style: ٣, ３, ③ and ❸ are 3, Ａ, 𝐀, Ⓐ and 🅰 are A."""

import re
import unicodedata
from functools import lru_cache

_STYLES = ("<font>", "<wide>", "<narrow>", "<circle>", "<square>")
"""How Unicode marks a letter that is another one in another style."""
_RAISED = ("<super>", "<sub>", "<fraction>")
"""Of a digit that is no digit of a number: the mark of a square metre, or a byte of another program's."""
_LETTER = re.compile(
    r"(?:CIRCLED|SQUARED|PARENTHESIZED|INDICATOR SYMBOL)(?: LATIN (CAPITAL|SMALL))? LETTER ([A-Z])$"
)
# What looks like 0, 1 and 3 on a keyboard that stands on letters.
_FOR_DIGITS = "OoОоΟοIlІіiЗз|"
_AMONG_DIGITS = re.compile(rf"(?<=[0-9])[{_FOR_DIGITS}]+(?=[\s()-]*(?:[0-9]|$))")


class LetterAmongDigitsError(ValueError):
    """A number in which a letter stands for a digit: which digit it was is for the sender to say."""

    def __init__(self) -> None:
        super().__init__("a letter stands among the digits, as O for 0 or l for 1: send the number in digits alone")


def plain_digits(text: str) -> str:
    """``text`` with ASCII digits for those of every script and style."""
    return text if text.isascii() else "".join(map(_digit, text))


def plain_letters(text: str) -> str:
    """``text`` with plain digits, and with plain letters for those in a style for show."""
    return text if text.isascii() else "".join(map(_letter, text))


def refuse_letters(number: str) -> str:
    """``number``, in which digits alone may stand, if no letter does.

    Raises:
        LetterAmongDigitsError: one does.
    """
    if any(sign.isalpha() or sign == "|" for sign in number):
        raise LetterAmongDigitsError
    return number


def refuse_letters_for_digits(text: str) -> str:
    """``text``, in which words may stand beside a number, if no letter stands for one of its digits.

    Raises:
        LetterAmongDigitsError: one does.
    """
    if _AMONG_DIGITS.search(text):
        raise LetterAmongDigitsError
    return text


@lru_cache(maxsize=4_096)
def _digit(sign: str) -> str:
    if " DIGIT " not in unicodedata.name(sign, "") or unicodedata.decomposition(sign).startswith(_RAISED):
        return sign
    return str(int(unicodedata.numeric(sign)))


@lru_cache(maxsize=4_096)
def _letter(sign: str) -> str:
    if unicodedata.decomposition(sign).startswith(_STYLES):
        plain = unicodedata.normalize("NFKC", sign)
        return plain if len(plain) == 1 else sign
    if match := _LETTER.search(unicodedata.name(sign, "")):
        return match[2].lower() if match[1] == "SMALL" else match[2]
    return _digit(sign)
