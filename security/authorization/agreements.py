"""Interagency agreements, as the site keeps them in one file (docs/policy.md, "Agreements").

A line of a role file that stands on ``agreement`` releases something while an agreement covers role and class, and
nothing otherwise. An agreement that has ended stays in the file: answers say of what it released that it EXPIRED.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from schema.model import AccessClass
from security.authorization.policy_file import PolicyError, read_source
from security.norms import agreement_text

AGREEMENTS_FILE = Path(__file__).parent / "agreements.toml"
"""The file that comes with the hub: no agreement, and how one is written."""

_TEXTS = ("number", "title")
_LISTS = ("parties", "roles", "classes")
_ENTRIES = {*_TEXTS, *_LISTS, "from", "until", "bodies", "statistics"}
_NUMBER = re.compile(r"^\S{1,100}$")


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """An agreement between bodies on who is released what.

    ``roles`` and ``classes`` are those that it covers, ``since`` and ``until`` its first and its last day.
    ``bodies`` are the codes of agencies and the ids of units that it is for; none: every caller of its roles.
    ``statistics``: it covers statistics too.
    """

    number: str
    title: str
    parties: tuple[str, ...]
    roles: tuple[str, ...]
    classes: tuple[AccessClass, ...]
    since: dt.date
    until: dt.date
    bodies: tuple[str, ...] = ()
    statistics: bool = False

    @property
    def text(self) -> str:
        """How it is cited."""
        return agreement_text(self.number, self.until)

    def covers(self, role: str, access: AccessClass) -> bool:
        """Whether it is about this role and class."""
        return role in self.roles and access in self.classes

    def is_for(self, agency: str | None, unit: str | None) -> bool:
        """Whether it is for a caller of that agency and unit."""
        return not self.bodies or agency in self.bodies or unit in self.bodies

    def in_force(self, day: dt.date) -> bool:
        """Whether it has force on ``day``."""
        return self.since <= day <= self.until


Agreements = tuple[Agreement, ...]


def read_agreements(path: Path = AGREEMENTS_FILE) -> Agreements:
    """The agreements of a file.

    Raises:
        PolicyError: it is not TOML, or an entry of it cannot be meant; file and entry are named.
    """
    source = read_source(path)
    rows = source.data.get("agreement", [])
    problems = [source.problem(f"unknown entry {name}", name) for name in sorted(set(source.data) - {"agreement"})]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise PolicyError([*problems, source.problem("agreements are written as [[agreement]]", "agreement")])
    for count, row in enumerate(rows, 1):
        where = f"agreement {count} ({row.get('number', 'without a number')})"
        problems += [source.problem(f"{where}: {why}", "agreement") for why in _wrong(row)]
    numbers = [row.get("number") for row in rows]
    twice = sorted({str(number) for number in numbers if numbers.count(number) > 1})
    problems += [source.problem(f"two agreements have the number {number}", "agreement") for number in twice]
    if problems:
        raise PolicyError(problems)
    return tuple(_agreement(row) for row in rows)


def _wrong(row: Mapping[str, Any]) -> Iterator[str]:
    """Why an entry cannot be meant."""
    yield from (f"unknown entry {name}" for name in sorted(set(row) - _ENTRIES))
    for name in _TEXTS:
        if not isinstance(row.get(name), str) or not row[name].strip():
            yield f"{name} is a text"
    if isinstance(row.get("number"), str) and not _NUMBER.match(row["number"]):
        yield "a number is at most 100 characters without spaces"
    for name in _LISTS:
        if not _is_list(row.get(name)) or not row[name]:
            yield f"{name} is a list of texts, and not empty"
    if not _is_list(row.get("bodies", [])) or row.get("bodies") == []:
        yield "bodies is a list of codes and ids; leave it out where the agreement is for every body of its roles"
    if not isinstance(row.get("statistics", False), bool):
        yield "statistics is neither true nor false"
    first, last = row.get("from"), row.get("until")
    if not _is_day(first) or not _is_day(last):
        yield "from and until are days: 2026-01-31"
    elif last < first:
        yield "until is before from"
    for name in row["classes"] if _is_list(row.get("classes")) else ():
        if name not in AccessClass.__members__ or name == AccessClass.PUBLIC:
            yield f"{name} is not a class that is released to somebody"


def _is_day(found: object) -> TypeGuard[dt.date]:
    return isinstance(found, dt.date) and not isinstance(found, dt.datetime)


def _is_list(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) and each.strip() for each in found)


def _agreement(row: Mapping[str, Any]) -> Agreement:
    return Agreement(
        number=row["number"],
        title=row["title"],
        parties=tuple(row["parties"]),
        roles=tuple(row["roles"]),
        classes=tuple(AccessClass(name) for name in row["classes"]),
        since=row["from"],
        until=row["until"],
        bodies=tuple(row.get("bodies", ())),
        statistics=row.get("statistics", False),
    )
