"""Who calls, and what that caller is granted."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from schema.identifiers import AreaCode, UnitId
from schema.model import AccessClass
from security.authorization.disclosure import Disclosure
from security.authorization.policy import PolicyCell, Role
from security.authorization.purposes import EMERGENCY, FEED

_AKIMAT = re.compile(r"^AKIMAT-(?P<region>\d{2})$", re.ASCII)
"""The code of a region's akimat; the two digits are those with which KATO codes of the region begin."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """An agency system or an official, as a verified token names them.

    ``area`` is a KATO prefix, empty for the whole country; ``unit`` is the hub's id of a unit or organisation;
    ``agency`` the code of an agency; ``purposes`` are those that the caller may state. ``classes`` are those that
    the token's scopes leave of the role; None where the token does not narrow it. ``feeds`` are the feeds of which
    the caller may deliver records.
    """

    subject: str
    role: str
    area: AreaCode | None
    unit: UnitId | None
    agency: str | None
    purposes: tuple[str, ...]
    expires: int
    classes: frozenset[AccessClass] | None = None
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Grants:
    """What a caller is released. Two callers with the same grants get the same answers.

    ``area`` is None for a caller without an area: then nothing is in the area. ``limits`` narrow single fields,
    named ``Type.field``. ``ended`` are the cells of which a norm or the agreement has ended: they release nothing,
    and are kept so that an answer can say why. ``elsewhere`` are the cells that the caller's stating an EMERGENCY
    would add.
    ``statistics`` says of which districts protected statistics are told; None of none. ``feeds`` are those of
    which the caller may deliver records. ``work`` are the norms that the caller carries out in the hub.
    """

    cells: tuple[tuple[AccessClass, tuple[PolicyCell, ...]], ...]
    area: AreaCode | None
    unit: UnitId | None
    agency: str | None
    limits: tuple[tuple[str, Disclosure], ...] = ()
    ended: tuple[tuple[AccessClass, tuple[PolicyCell, ...]], ...] = ()
    elsewhere: tuple[tuple[AccessClass, tuple[PolicyCell, ...]], ...] = ()
    statistics: PolicyCell | None = None
    feeds: tuple[str, ...] = ()
    work: tuple[str, ...] = ()

    def of(self, access: AccessClass) -> tuple[PolicyCell, ...]:
        """The cells of a class; none for a class that the role does not name."""
        return self._table.get(access, ())

    def lapsed(self, access: AccessClass) -> tuple[PolicyCell, ...]:
        """The cells of a class of which a norm or the agreement has ended."""
        return dict(self.ended).get(access, ())

    def otherwise(self, access: AccessClass) -> tuple[PolicyCell, ...]:
        """The cells of a class for another purpose that the caller may state."""
        return dict(self.elsewhere).get(access, ())

    @cached_property
    def commissions(self) -> str | None:
        """With what the codes of the region's commissions begin, for a caller of its akimat (AKIMAT-75)."""
        akimat = _AKIMAT.match(self.agency or "")
        return f"COMMISSION-{akimat['region']}" if akimat else None

    @cached_property
    def shape(self) -> str:
        """Digest of all that shapes a plan: what is released and narrowed, on which norms, and what has ended."""
        parts = (self._released, self.cells, self.ended, self.elsewhere, self.statistics)
        return _digest(repr((*parts, self.feeds, self.work) if self.feeds or self.work else parts)).hex()

    @cached_property
    def digest(self) -> bytes:
        """Digest of what is released, with its values: a cursor is good for the same releases only."""
        return _digest(repr((self._released, self.area, self.unit, self.agency)))

    @cached_property
    def _released(self) -> str:
        """Digest of what decides on rows and values: cells, limits, which of area, unit and agency there are."""
        parts = [
            f"{access}:" + ",".join(f"{int(cell.release)}{cell.scope}" for cell in cells)
            for access, cells in self.cells
        ]
        parts += [f"{name}={int(limit)}" for name, limit in self.limits]
        flags = f"{self.area is None}{self.area == ''}{self.unit is None}{self.agency is None}"
        flags += "akimat" if self.commissions else ""
        return _digest("|".join([*parts, flags])).hex()

    def limit(self, *names: str) -> Disclosure:
        """The most that the fields of these names may be given as; FULL where nothing narrows them."""
        return min((limit for name, limit in self.limits if name in names), default=Disclosure.FULL)

    @cached_property
    def _table(self) -> dict[AccessClass, tuple[PolicyCell, ...]]:
        return dict(self.cells)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def grants_of(caller: Caller, role: Role, day: dt.date, purpose: str | None = None) -> Grants:
    """What ``role`` releases to ``caller`` on ``day``, of the classes that the caller's token leaves.

    Without the cells of which a norm or the agreement has no force then, or the agreement is for other bodies. In
    an EMERGENCY, with what the role's file adds for it.
    """
    left = caller.classes
    wider = role.in_emergency()
    used = wider if wider is not None and purpose == EMERGENCY else role
    lines = [
        (access, tuple(cell for cell in cells if cell.holds_for(caller.agency, caller.unit)))
        for access, cells in sorted(used.cells.items())
        if left is None or access in left
    ]
    more = wider.cells if wider is not None and used is role and EMERGENCY in caller.purposes else {}
    return Grants(
        cells=_without_empty_lines(
            (access, tuple(cell for cell in cells if cell.holds_on(day))) for access, cells in lines
        ),
        area=caller.area,
        unit=caller.unit,
        agency=caller.agency,
        limits=tuple(sorted(role.limits.items())),
        ended=_without_empty_lines(
            (access, tuple(cell for cell in cells if cell.ended(day))) for access, cells in lines
        ),
        elsewhere=_without_empty_lines(
            (access, tuple(c for c in cells if c.holds_on(day) and c.holds_for(caller.agency, caller.unit)))
            for access, cells in sorted(more.items())
            if left is None or access in left
        ),
        # A token that names classes leaves just those.
        statistics=role.statistics_on(day, caller.agency, caller.unit) if left is None else None,
        feeds=tuple(sorted(caller.feeds)) if FEED in caller.purposes else (),
        work=role.work_on(day) if left is None else (),
    )


def _without_empty_lines(
    lines: Iterable[tuple[AccessClass, tuple[PolicyCell, ...]]],
) -> tuple[tuple[AccessClass, tuple[PolicyCell, ...]], ...]:
    return tuple((access, cells) for access, cells in lines if cells)
