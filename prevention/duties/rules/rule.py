"""A rule: one norm as code. What makes the duty arise, who owes it, by when, what fulfils it, what ends it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from schema.identifiers import NOWHERE, AreaCode, UnitId

F = TypeVar("F")


class Status(StrEnum):
    """Where a duty stands (schema/entities/enums.py)."""

    OPEN = "OPEN"
    DONE = "DONE"
    DONE_LATE = "DONE_LATE"
    OVERDUE = "OVERDUE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class ResponsibleUnit:
    """The kind and level of the unit that owes a duty."""

    kind: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What makes a duty arise.

    ``key`` names it for good: the id of the record, with the period where there are several. ``at`` is when the
    duty arises, ``due`` when it is due; None: the norm sets no term. ``area`` is where the owing unit is looked
    for, unless ``unit`` names it. ``since`` is when what fulfils it could first be done, ``until`` when it could
    last.
    """

    key: str
    at: dt.datetime
    due: dt.datetime | None
    area: AreaCode = NOWHERE
    unit: UnitId | None = None
    case: str | None = None
    since: dt.datetime = dt.datetime.min
    until: dt.datetime = dt.datetime.max


Fulfilment = Callable[[F, Trigger], dt.datetime | None]
"""When a duty of a file was fulfilled; None: not (yet)."""


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[F]):
    """A norm that the hub watches, on files of type ``F``.

    ``notify`` says whom the norm wants told, by code (docs/source/domain.md, "Who works together"). ``part`` tells
    the rules of one norm apart. ``fulfilled`` is when the duty was fulfilled, ``cancelled`` when its reason fell
    away; None: not (yet).
    """

    norm: str
    owed_by: ResponsibleUnit
    causes: Callable[[F], Iterable[Trigger]]
    fulfilled: Fulfilment[F]
    cancelled: Fulfilment[F] = lambda file, trigger: None
    notify: tuple[str, ...] = ()
    part: str = ""

    @property
    def name(self) -> str:
        """The norm, and the part of it that this rule watches."""
        return f"{self.norm}/{self.part}" if self.part else self.norm


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What a unit owes. ``rule`` is the name of the rule, ``subject`` the id of the file on which it stands."""

    key: str
    rule: str
    norm: str
    subject: str
    unit: UnitId | None
    case: str | None
    arises: dt.date
    due: dt.datetime | None
    fulfilled_at: dt.datetime | None
    status: Status
