"""What somebody wants to enter, what it comes to, and why it cannot be."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.engine.records import Record
from schema.identifiers import AreaCode, NormCode, UnitId
from schema.model import Entity
from schema.work.declaration import WorkMutation


class WorkError(Exception):
    """What is asked for cannot be entered: the ``code`` of the error, and the ``norm`` in question."""

    def __init__(self, code: str, norm: NormCode | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.norm = norm


@dataclass(frozen=True, kw_only=True)
class Command:
    """What a caller wants to enter.

    ``norm`` is the norm under which it is done; None where the record that it names decides. ``values`` are the
    arguments by name, None for what was not given. ``carries`` are the norms that the caller's role carries out.
    ``unit`` is the id of the caller's unit or institution, ``agency`` the code of its agency, ``area`` the caller's
    territory; None: none. ``now`` is in UTC, without zone.
    """

    work: WorkMutation
    norm: NormCode | None
    values: Mapping[str, Any]
    key: str
    caller: str
    carries: tuple[str, ...]
    unit: UnitId
    agency: str | None
    area: AreaCode | None
    now: dt.datetime


@dataclass(frozen=True)
class Amendment:
    """A change of a record that the hub keeps: values that are set, and relations that lead elsewhere now."""

    entity: Entity
    id: str
    values: Mapping[str, Any]
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CommandResult:
    """What comes of an order: the record that says so, when it was done, what is written, and about whom.

    ``secret``: the caller is told of no notices, since that there are any would tell of the person.
    """

    norm: NormCode
    record: str
    at: dt.datetime
    new: tuple[Record, ...] = ()
    amended: tuple[Amendment, ...] = ()
    person: str | None = None
    via: str | None = None
    secret: bool = False


@dataclass(frozen=True, kw_only=True)
class CommandOutcome:
    """What was entered: under which norm, when it was done, by which record, with which notices, about whom."""

    norm: NormCode
    at: dt.datetime
    record: str
    notices: tuple[str, ...]
    person: str | None
