"""Text that remembers the line of each of its characters, so that every error can name a line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# The published texts mix Latin letters into Kazakh words that look the same in print.
_LOOKALIKES = str.maketrans("ABCEHIKMOPTXaceiopxy«»“”", 'АВСЕНІКМОРТХасеіорху""""')


@dataclass(frozen=True)
class NumberedLine:
    """A line of the file: its number, from 1, and its text without the line break."""

    number: int
    text: str

    @property
    def is_blank(self) -> bool:
        """True if the line holds nothing but white space (a no-break space counts as white space)."""
        return not self.text.strip()


@dataclass(frozen=True)
class LinedText:
    """A piece of text with the line number of each character.

    Attributes:
        text: the characters.
        lines: for each character of ``text``, the number of the line it stands on.
    """

    text: str
    lines: tuple[int, ...]

    @classmethod
    def joined(cls, numbered: Iterable[NumberedLine]) -> "LinedText":
        """Join lines into one, every run of white space and every line break becoming one space."""
        characters: list[str] = []
        lines: list[int] = []
        for line in numbered:
            for word in line.text.split():
                piece = f" {word}" if characters else word
                characters.append(piece)
                lines.extend([line.number] * len(piece))
        return cls("".join(characters), tuple(lines))

    def line_at(self, index: int, default: int = 1) -> int:
        """The line of the character at ``index``, or of the last one past the end; ``default`` if empty."""
        if not self.lines:
            return default
        return self.lines[min(index, len(self.lines) - 1)]

    def part(self, start: int, stop: int | None = None) -> "LinedText":
        """The characters from ``start`` up to but without ``stop``, without white space at the ends."""
        stop = len(self.text) if stop is None else stop
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        return LinedText(self.text[start:stop], self.lines[start:stop])

    def compact(self) -> "LinedText":
        """The same without any white space, which undoes letter-spacing and lines broken inside a word."""
        positions = [index for index, character in enumerate(self.text) if not character.isspace()]
        return LinedText(
            "".join(self.text[index] for index in positions), tuple(self.lines[index] for index in positions)
        )

    def word_starts(self) -> Iterator[int]:
        """The index of the first character of each word, from left to right."""
        for index, character in enumerate(self.text):
            if not character.isspace() and (index == 0 or self.text[index - 1].isspace()):
                yield index


def folded(text: str) -> str:
    """The text with Latin look-alikes as Cyrillic letters and typographic quotes as plain ones.

    Each character stays one character, so indexes into the text keep their meaning.
    """
    return text.translate(_LOOKALIKES)


def numbered_lines(text: str) -> tuple[NumberedLine, ...]:
    """Split a file's text into numbered lines.

    Only line feeds count as breaks, so that the numbers agree with what editors show.
    """
    return tuple(NumberedLine(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), start=1))


def paragraphs(lines: Iterable[NumberedLine]) -> tuple[tuple[NumberedLine, ...], ...]:
    """The runs of lines that are not blank, as parted by blank ones."""
    blocks: list[tuple[NumberedLine, ...]] = []
    run: list[NumberedLine] = []
    for line in lines:
        if not line.is_blank:
            run.append(line)
        elif run:
            blocks.append(tuple(run))
            run = []
    if run:
        blocks.append(tuple(run))
    return tuple(blocks)
