"""What somebody types into a search: the words of a name, a year of birth, a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from resolvers.errors import HubError
from schema.api.search import LONGEST_TEXT
from schema.search_forms import fathers_form, number_form, search_form, spelt_stem
from schema.spelling import letters, own_letters, split
from schema.texts import normal_line, normal_name

MOST_WORDS = 5
"""A name of more words is nobody's."""

LEADS = 2
"""Of a name's first words, in whatever order, one of so many is the family name or the given name."""

SHORTEST_LEAD = 2
NOWHERE = "\uffff"
"""With this no stored key begins."""

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_IIN = re.compile(r"[0-9]{12}")
_SEPARATORS = re.compile(r"[\s./\-\u2010-\u2015]")
_DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, kw_only=True)
class TypedWord:
    """A word of a name: its letters, and the form that is looked for. ``is_open``: its end may be still to come.

    ``spelt`` is the word in plain letters, in which a typing error is one; ``fathers_stem`` is the beginning of the
    forms of a father's name, where the word ends as one does; or empty.
    """

    letters: str
    spelt: str
    form: str
    fathers_stem: str
    is_open: bool

    @property
    def part(self) -> str:
        """What the key of a name holds that has the word, but for the beginning of the key."""
        return f" {self.fathers_stem or self.start}"

    @property
    def start(self) -> str:
        """With what the key of a name begins that has the word first."""
        return self.form if self.is_open else f"{self.form} "


@dataclass(frozen=True, kw_only=True)
class TypedText:
    """What was typed. ``words`` are those of a name, none where it is no name; ``number`` is its form, or empty."""

    words: tuple[TypedWord, ...]
    year: int | None
    iin: str | None
    number: str

    def with_form(self, index: int, form: str) -> "TypedText":
        """The text with another form in the place of a word, whole."""
        typed = self.words[index]
        stem = form if typed.fathers_stem else ""
        word = replace(typed, form=form, fathers_stem=stem, is_open=False)
        return replace(self, words=(*self.words[:index], word, *self.words[index + 1 :]))

    def leads(self) -> Iterator[tuple[str, list[str]]]:
        """With what the keys of a name begin, and what they hold beside: by each word that may come first."""
        for index, word in enumerate(self.words[:LEADS]):
            if len(word.form) >= SHORTEST_LEAD:
                yield word.start, [other.part for at, other in enumerate(self.words) if at != index]


def typed_text(text: str) -> TypedText:
    """What ``text`` may stand for.

    Raises:
        HubError: SEARCH_TEXT: it is too long.
    """
    if len(text) > LONGEST_TEXT:
        raise HubError("SEARCH_TEXT")
    # Word by word: of which alphabet one is says nothing of the next, which may be typed in another.
    pieces = [piece for word in split(normal_line(text)) for piece in split(normal_name(word))]
    numerals = [piece for piece in pieces if _DIGIT.search(piece)]
    names = [piece for piece in pieces if piece not in numerals]
    years = [int(piece) for piece in numerals if _YEAR.fullmatch(piece)]
    digits = _SEPARATORS.sub("", text)
    is_of_person = len(years) == len(numerals) <= 1 and len(names) <= MOST_WORDS
    return TypedText(
        words=tuple(_words(names)) if is_of_person else (),
        year=years[0] if is_of_person and years else None,
        iin=digits if _IIN.fullmatch(digits) else None,
        number=number_form(text) if numerals else "",
    )


def _words(names: list[str]) -> Iterator[TypedWord]:
    for at, name in enumerate(names):
        if form := search_form(name):
            stem = fathers_form(name)
            yield TypedWord(
                letters=own_letters(name),
                spelt=spelt_stem(name) if stem != form else letters(name),
                form=form,
                fathers_stem=stem if stem != form else "",
                is_open=at == len(names) - 1,
            )
