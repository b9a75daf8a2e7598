"""Marks that printing leaves in a text: letter-spaced words, stray spaces around quotes and brackets."""

import re

from .lined import NumberedLine

_LETTER = r"[^\W\d_]"
_SPACED_WORD = re.compile(rf"(?<!\S)(?:{_LETTER} ){{2,}}{_LETTER}(?!\w)")
_TORN_FIRST_LETTER = re.compile(rf"(?<!\S)([а-яәғқңөұүһі]) (?=[а-яәғқңөұүһі]{_LETTER})")


def respaced(line: NumberedLine) -> NumberedLine:
    """Close up letter-spaced words of a line, and words whose first letter stands apart.

    It must see the line as printed: two spaces between letter-spaced words are what keeps the words apart.
    A lone small letter before a word is always torn off, since Kazakh has no words of one letter.
    """
    closed = _SPACED_WORD.sub(lambda match: match[0].replace(" ", ""), line.text)
    return NumberedLine(line.number, _TORN_FIRST_LETTER.sub(r"\1", closed))


def mended(text: str) -> str:
    """Take out spaces that line breaks left inside quotes and brackets and before commas and hyphens."""
    text = re.sub(r"\( ", "(", text)
    text = re.sub(r" (?=[),.;])", "", text)
    text = re.sub(r"(?<=\d) -(?=[^\W\d_])", "-", text)
    return re.sub(r'" ?([^"]*?) ?"', r'"\1"', text)
