"""Norms: what releases and duties stand on, by number, with what each says.

Source: ``norms.toml``, by the numbers of docs/source/domain.md.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPERATION = "operation of the hub"
"""The basis of the roles that run and check the hub, whose column of the matrix has no norm."""

AGREEMENT = "agreement"
"""Stands in a role file for whichever interagency agreement covers role and class
(security/authorization/agreements.py)."""

LANGUAGES = ("kk", "ru", "en")

_LAW = re.compile(r"^(?P<number>\d{2,4}(?:-[0-9A-Za-z.]+)?)(?: \(measures? (?P<measures>\d+(?:, \d+)*)\))?$")
_AGREEMENT = re.compile(r"^agreement (?P<number>\S+) until (?P<day>\d{4}-\d{2}-\d{2})$")


class NormError(Exception):
    """A text that names no norm. The message says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Norm:
    """A rule, or an interagency agreement, that releases stand on.

    ``text`` is how it is cited. ``since`` and ``until`` are its first and its last day in force; None: without one.
    ``repealed`` is the day on which its act lost its force. ``is_agreement``: an agreement cited with its last day.
    """

    text: str
    meaning: str
    since: dt.date | None = None
    until: dt.date | None = None
    repealed: dt.date | None = None
    is_agreement: bool = False

    def in_force(self, day: dt.date) -> bool:
        """Whether it has force on ``day``."""
        return (self.since is None or self.since <= day) and not self.ended(day)

    def ended(self, day: dt.date) -> bool:
        """Whether its last day is before ``day``."""
        return self.until is not None and self.until < day


@dataclass(frozen=True, kw_only=True)
class LegalAct:
    """A legal act.

    ``title`` is by language. ``in_force`` is its first day in force, where its text gives it. ``repealed`` is the
    day on which it lost its force.
    """

    number: str
    title: Mapping[str, str]
    adopted: dt.date
    in_force: dt.date | None
    repealed: dt.date | None


@dataclass(frozen=True)
class Readings:
    """The ways in which a norm's words can be read, by name, each in three languages.

    ``chosen`` is the name of the one that the hub takes, ``by`` who decided so, ``on`` when. A site may take
    another.
    """

    words: Mapping[str, Mapping[str, str]]
    chosen: str
    by: str
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class Provision:
    """A norm of an act, with the days on which it has force.

    ``item`` is its place in the act. ``since`` is its first day in force with the words that the hub carries out,
    ``until`` its last; None: it has not ended. ``summary`` is what it asks, by language. ``readings``: its words
    can be read in several ways.
    """

    code: str
    act: LegalAct
    item: str
    since: dt.date
    until: dt.date | None
    summary: Mapping[str, str]
    readings: Readings | None = None

    def in_force(self, day: dt.date) -> bool:
        """Whether it has force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Norms:
    """Every act and norm by number, and how many measures a plan has. ``version`` grows when words change."""

    version: int
    acts: Mapping[str, LegalAct]
    provisions: Mapping[str, Provision]
    measures: Mapping[str, int]

    def cited(self, text: str) -> Norm:
        """The norm that ``text`` cites.

        Raises:
            NormError: it has not the form of a norm, or there is none of that number.
        """
        if text == OPERATION:
            return Norm(text=text, meaning="The hub could not be run or checked without it.")
        if text == AGREEMENT:
            return Norm(text=text, meaning="An interagency agreement, of those that the site keeps.")
        if match := _AGREEMENT.match(text):
            return _agreement(text, match["number"], match["day"])
        match = _LAW.match(text)
        if match is None:
            raise NormError("a norm is its number, or 'agreement NUMBER until YYYY-MM-DD'")
        number = match["number"]
        if number not in self.provisions:
            raise NormError(f"there is no norm {number}")
        last = self.measures.get(number, 0)
        if any(not 1 <= int(measure) <= last for measure in (match["measures"] or "").split(", ") if measure):
            raise NormError(f"{number} has no such measure")
        provision = self.provisions[number]
        meaning, repealed = f"{provision.summary['en']}.", provision.act.repealed
        return Norm(text=text, meaning=meaning, since=provision.since, until=provision.until, repealed=repealed)


def _agreement(text: str, number: str, day: str) -> Norm:
    try:
        until = dt.date.fromisoformat(day)
    except ValueError:
        raise NormError("an agreement ends on a day: YYYY-MM-DD") from None
    return Norm(text=text, meaning=f"Interagency agreement {number}.", until=until, is_agreement=True)


def agreement_text(number: str, until: dt.date) -> str:
    """How an agreement is cited: always with its last day."""
    return f"{AGREEMENT} {number} until {until.isoformat()}"


def by_agreement(norms: Iterable[str]) -> bool:
    """Whether an agreement is among the norms cited."""
    return any(text.split(" ", 1)[0] == AGREEMENT for text in norms)


def read_norms(text: str) -> Norms:
    """The norms of a file like ``norms.toml``.

    Raises:
        NormError: an act, a norm or a reading has no words in one of the languages.
    """
    data = tomllib.loads(text)
    acts = {number: _act(number, row) for number, row in data["acts"].items()}
    provisions = {code: _provision(code, row, acts[row["act"]]) for code, row in data["norms"].items()}
    return Norms(data["version"], acts, provisions, data["measures"])


def _act(number: str, row: Mapping[str, Any]) -> LegalAct:
    return LegalAct(
        number=number,
        title=_texts(number, row),
        adopted=row["adopted"],
        in_force=row.get("from"),
        repealed=row.get("repealed"),
    )


def _provision(code: str, row: Mapping[str, Any], act: LegalAct) -> Provision:
    until = act.repealed - dt.timedelta(days=1) if act.repealed else row.get("until")
    readings = _readings(code, row["readings"]) if "readings" in row else None
    return Provision(
        code=code,
        act=act,
        item=row.get("item", ""),
        since=row["from"],
        until=until,
        summary=_texts(code, row),
        readings=readings,
    )


def _readings(code: str, row: Mapping[str, Any]) -> Readings:
    words = {name: _texts(f"{code}, {name}", texts) for name, texts in row.items() if isinstance(texts, dict)}
    return Readings(words, row["taken"], row["by"], row["on"])


def _texts(number: str, row: Mapping[str, Any]) -> Mapping[str, str]:
    if missing := [language for language in LANGUAGES if not row.get(language, "").strip()]:
        raise NormError(f"{number} has no words in {', '.join(missing)}")
    return {language: row[language] for language in LANGUAGES}


NORMS = read_norms((Path(__file__).parent / "norms.toml").read_text(encoding="utf-8"))
"""The norms of this hub."""
