"""Norms: what a release stands on, by number, with what each says (``norms.toml``; domain.md)."""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OPERATION = "operation of the hub"
"""The basis of the roles that run and check the hub, whose column of the matrix has no norm."""

_LAW = re.compile(r"^(?P<number>\d{2,4}(?:-[0-9A-Za-z.]+)?)(?: \(measures? (?P<measures>\d+(?:, \d+)*)\))?$")
_AGREEMENT = re.compile(r"^agreement (?P<number>\S+) until (?P<day>\d{4}-\d{2}-\d{2})$")


class NormError(Exception):
    """A text that names no norm. The message says what is wrong with it."""


@dataclass(frozen=True)
class Norm:
    """A rule, or an interagency agreement, that releases stand on.

    ``text`` is how it is cited. ``until`` is the last day of an agreement. ``repealed`` is the day on which a
    rule lost its force.
    """

    text: str
    meaning: str
    until: dt.date | None = None
    repealed: dt.date | None = None


@dataclass(frozen=True)
class Norms:
    """Every norm by number, how many measures a plan has, and what is repealed since when."""

    meanings: Mapping[str, str]
    measures: Mapping[str, int]
    repealed: Mapping[str, dt.date]

    def named(self, text: str) -> Norm:
        """The norm that ``text`` cites.

        Raises:
            NormError: it has not the form of a norm, or there is none of that number.
        """
        if text == OPERATION:
            return Norm(text, "The hub could not be run or checked without it.")
        if found := _AGREEMENT.match(text):
            return _agreement(text, found["number"], found["day"])
        found = _LAW.match(text)
        if found is None:
            raise NormError(f"{text!r} is neither a norm's number nor 'agreement NUMBER until YYYY-MM-DD'")
        number = found["number"]
        if number not in self.meanings:
            raise NormError(f"there is no norm {number}")
        last = self.measures.get(number, 0)
        if any(not 1 <= int(each) <= last for each in (found["measures"] or "").split(", ") if each):
            raise NormError(f"{text!r} names a measure that {number} does not have")
        return Norm(text, self.meanings[number], repealed=self.repealed.get(number))


def _agreement(text: str, number: str, day: str) -> Norm:
    try:
        until = dt.date.fromisoformat(day)
    except ValueError:
        raise NormError(f"{day} is not a day") from None
    return Norm(text, f"Interagency agreement {number}.", until=until)


def _read() -> Norms:
    data = tomllib.loads((Path(__file__).parent / "norms.toml").read_text(encoding="utf-8"))
    return Norms(data["norms"], data["measures"], data["repealed"])


NORMS = _read()
"""The norms of this hub."""
