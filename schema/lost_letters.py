"""Letters that were lost on the way: other signs stand for them, or the bytes of another program's.

A text in UTF-8 that some program took for its own code is still a text, and nobody's name: Ð˜Ð²Ð°Ð½, Р˜РІР°РЅ. It
is refused, for its sender alone has what was meant.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from schema.misread_names import is_misread
from schema.plain_signs import plain_letters

# What programs and people put for a letter that they do not have: question marks and empty boxes of every kind, the
# mark of an object, asterisks and underscores.
_LOST_IN_NAMES = frozenset("?□■▯☐￼*＊﹡∗_＿")
_NAMED_LOST = ("QUESTION MARK", "QUESTION ORNAMENT", "QUESTION", "INTERROBANG", "WHITE SQUARE", "BALLOT BOX")
_LOST = "\ufffd"
_PRIVATE = "Co"
# Signs that stand in no name; where they do, they were bytes of letters. The others are marks that people write.
_NO_LETTERS = frozenset(("Sc", "So", "Sm", "Sk", "No", "Cc", "Co", "Cn"))
_NO_LETTERS_EITHER = frozenset("†‡‰•¶§¡¦…µªº")
_WRITTEN = frozenset("´\n\t")
# Of ASCII. An apostrophe, a hyphen, a point, a comma, brackets, a quotation mark, a stroke between names stand.
_NO_SIGNS = re.compile(
    r"[!#$%&+:;<=>@\[\\\]^{|}~]|[^\W\d_]\.\.+[^\W\d_]|[^\W\d_]{2}/(?![^\W\d_]{2})|(?<![^\W\d_]{2})/[^\W\d_]{2}"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
_NUMBER = 12
"""The digits from which a number stands in a name: an identification number, and refused as one."""
_DRAWN = frozenset(map(chr, range(0x2500, 0x25A0)))
_LATIN_1 = range(0xC0, 0x100)
_FEWEST = 2
"""The letters from which a name of accented ones alone is Cyrillic in another program's code."""
_OWN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі")
_MOST = 0.8
"""The share of the signs beyond ASCII that have to be pairs of bytes."""


class LostLettersError(ValueError):
    """A text of which letters were lost on the way: another character stands for them."""


class NoNameError(ValueError):
    """A name in which a sign or a digit stands that is in no name. The text says what to do, and never the name."""


def may_have_lost(text: str) -> bool:
    """Whether a sign in ``text`` stands, in a name, for a letter that was lost; or it is of private use."""
    return any(map(_is_lost, text))


def is_drawn(text: str) -> bool:
    """Whether a text is of signs to draw tables with, of more kinds than one: bytes of letters."""
    return len({sign for sign in text if sign in _DRAWN}) > 1 and not any(sign.isascii() for sign in text.strip())


def refuse_lost(text: str, *, is_name: bool = False) -> str:
    """``text``, if no letter of it was lost. In a name a question mark, an empty box or an asterisk is one, too.

    Raises:
        LostLettersError: one was.
        NoNameError: a digit stands beside a letter of a name, or a sign that is in no name.
    """
    plain = plain_letters(text) if is_name else text
    lost = _LOST in text or _is_of_other_bytes(text) or (is_name and _is_of_rarer_bytes(text))
    if lost or (is_name and (may_have_lost(text) or _is_no_name(plain) or is_misread(plain))):
        raise LostLettersError("letters were lost on the way: export the text anew, in UTF-8")
    if is_name:
        _refuse_signs(plain)
    return text


def _refuse_signs(name: str) -> None:
    if _DIGIT.search(name) and sum(map(str.isdigit, name)) < _NUMBER:
        raise NoNameError("a digit stands beside a letter, as 1 for і or 0 for о: send the name in letters alone")
    if _NO_SIGNS.search(name):
        raise NoNameError("a sign stands in a name that is in none, such as # or |: send the name in letters alone")


@lru_cache(maxsize=4_096)
def _is_lost(sign: str) -> bool:
    if sign == _LOST or sign in _LOST_IN_NAMES:
        return True
    if sign.isascii():
        return False
    name = unicodedata.name(sign, "")
    return unicodedata.category(sign) == _PRIVATE or any(part in name for part in _NAMED_LOST)


def _is_no_name(text: str) -> bool:
    """Whether signs stand in a name that nobody is called by, or accented letters alone: Èâàí."""
    if text.isascii():
        return False
    if any(map(_is_no_letter, text)):
        return True
    return any(map(_is_accented, _LETTERS.findall(text)))


def _is_accented(word: str) -> bool:
    # The Kazakh і is no letter of those code pages, and stays as a Latin one was typed for it: Ñåðiê.
    letters = [letter for letter in word if letter not in "iI"]
    return len(letters) >= _FEWEST and all(ord(letter) in _LATIN_1 for letter in letters)


@lru_cache(maxsize=4_096)
def _is_no_letter(sign: str) -> bool:
    if sign.isascii() or sign in _WRITTEN:
        return False
    return unicodedata.category(sign) in _NO_LETTERS or sign in _NO_LETTERS_EITHER


def _is_of_other_bytes(text: str) -> bool:
    """Whether the signs of ``text`` beyond ASCII are pairs of bytes that are letters in UTF-8."""
    return not text.isascii() and any(_are_pairs(text, bytes_of, _mixes_alphabets(text)) for bytes_of in _BYTES)


def _is_of_rarer_bytes(name: str) -> bool:
    return not name.isascii() and any(_are_pairs(name, bytes_of, False) for bytes_of in _BYTES_IN_NAMES)


def _are_pairs(text: str, bytes_of: Mapping[str, int], is_mixed: bool) -> bool:
    beyond = sum(not sign.isascii() for sign in text)
    letters, seconds, covered, place = "", "", 0, 0
    while place < len(text):
        first, second = (bytes_of.get(sign, 0) for sign in (text[place], text[place + 1 : place + 2] or " "))
        if 0xC2 <= first < 0xE0 and 0x80 <= second < 0xC0:
            letters += bytes((first, second)).decode()
            seconds += text[place + 1]
            covered, place = covered + 2, place + 2
        else:
            # A second byte that is a blank, or that nobody sees, was taken out before.
            covered += 0xC2 <= first < 0xE0 and not second >= 0x80 and not text[place + 1 : place + 2].isalpha()
            place += 1
    if covered < _MOST * beyond or not any(letter.isalpha() for letter in letters):
        return False
    if any(not second.isalpha() or second in "ªº" for second in seconds):
        return True
    # Every second byte is a letter too, as in Сі: what makes letters of ours was ours, and what stands in Latin.
    is_own = all(letter.lower() in _OWN for letter in letters)
    return (len(letters) > 1 and is_own) or is_mixed


def _mixes_alphabets(text: str) -> bool:
    """Whether a Latin letter stands in one word with another: DolГіn, and not the number ЖІ-L of a file."""
    letters = [sign.isalpha() for sign in text]
    return any(
        letters[place] and letters[place + 1] and text[place].isascii() != text[place + 1].isascii()
        for place in range(len(text) - 1)
    )


def _bytes_of(*codecs: str) -> Mapping[str, int]:
    """By sign the byte that it is in a code; where the code has no sign, the byte's own."""
    codes = {chr(byte): byte for byte in range(0x80, 0x100)} if "latin-1" in codecs else {}
    codes |= {chr(byte): byte for byte in range(0x80, 0xA0)}
    for codec in codecs:
        for byte in range(0x80, 0x100):
            if sign := bytes((byte,)).decode(codec, "ignore"):
                codes[sign] = byte
    return codes


_BYTES = (_bytes_of("latin-1", "cp1252"), _bytes_of("cp1251"))
"""Of the programs that take UTF-8 for a code of their own; what others make of it has signs of no letter."""
_BYTES_IN_NAMES = tuple(map(_bytes_of, ("cp1254", "cp1250", "iso8859-5", "kz1048", "koi8-r", "cp866")))
"""In a name, of rarer ones too; a text may hold tables that are drawn with such signs."""
