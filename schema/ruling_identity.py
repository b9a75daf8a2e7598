"""Which records of a court's decisions are plainly one ruling, by what they say of it (89-22.2b).

A court's ruling may be on record twice, under two ids, about the same person or about several. Nobody is held anew
for that. So a ruling is told by its kind, its day, its number and its court, in a form in which spellings agree.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from schema.spelling import words
from schema.texts import as_look_alikes

_SIGN = re.compile(r"[№#]")
_PART = re.compile(r"[^\W_]+")
_BEFORE = frozenset({"no", "nr", "n", "номер", "нөмір", "нөмірі"})


@dataclass(frozen=True)
class RulingIdentity:
    """What a record says of the ruling for which it stands; what is empty it does not say."""

    kind: str
    decided: str
    number: str
    court: str

    @property
    def text(self) -> str:
        """All of it on one line, as it is kept beside the ruling's use."""
        return "\t".join((self.kind, self.decided, self.number, self.court))

    @property
    def key(self) -> str | None:
        """The id under which the use of such a ruling is kept for whomever it concerns.

        None: it is told too little to say so of records about different persons.
        """
        if not (self.decided and self.number and self.court):
            return None
        return f"ruling_{hashlib.blake2b(self.text.encode(), digest_size=16).hexdigest()}"

    def is_one_with(self, other: "RulingIdentity") -> bool:
        """Whether two records about one person are one ruling: of one kind and day, and not of different numbers.

        The court does not tell them apart: it is written in two languages, and no two decide alike on one day under
        one number about one person.
        """
        same_day = self.decided != "" and (self.kind, self.decided) == (other.kind, other.decided)
        return same_day and (self.number == other.number or not (self.number and other.number))


def identity(kind: str | None, decided: dt.date | None, number: str | None, court: str | None) -> RulingIdentity:
    """What a record of a decision says of its ruling."""
    return RulingIdentity(
        kind=kind or "",
        decided=decided.isoformat() if decided else "",
        number=_normal_number(number or ""),
        court=" ".join(words(court or "")),
    )


def identity_of(text: str) -> RulingIdentity:
    """The identity that was kept as a text."""
    return RulingIdentity(*text.split("\t"))


def _normal_number(number: str) -> str:
    """A number in small letters without the sign before it: its parts without noughts before them, by hyphens."""
    parts = _PART.findall(unicodedata.normalize("NFKC", _SIGN.sub(" ", number)).casefold())
    if parts and parts[0] in _BEFORE:
        parts = parts[1:]
    return "-".join(as_look_alikes(part.upper()).lower().lstrip("0") or "0" for part in parts)
