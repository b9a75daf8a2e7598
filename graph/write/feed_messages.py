"""Records of feeds on their way into the graph, and what became of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.engine.records import Record
from schema.model import Entity


@dataclass(frozen=True)
class BodyStatement:
    """What a record says of a body that another source keeps: the properties that it sets, as of ``at``."""

    entity: Entity
    id: str
    properties: Mapping[str, Any]
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Message:
    """A validated record of a feed: what it says of persons, and what else it stands for.

    ``id`` is that of its node, made of system, feed and record number. ``claims`` are records of
    ``SourceRecord``, each without its person; ``facts`` refer to persons by the ids of the mentions. A deletion has
    neither. ``needs`` are the bodies that it names: the field and the id of each; ``statements`` what it says of
    some. ``content`` is a keyed digest of all that it says; ``changed_at`` is when it was changed there.
    """

    id: str
    position: int
    version: int
    content: str
    changed_at: dt.datetime
    deleted: bool = False
    claims: tuple[Record, ...] = ()
    facts: tuple[Record, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    statements: tuple[BodyStatement, ...] = ()

    @property
    def key(self) -> str:
        """Which version of which record it is."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A record that does not come in: where it stood, why, and as it came.

    ``code`` is the reason's code, ``where`` the field at fault, never a value. ``original`` is the record, or,
    where not ``whole``, its beginning. ``read``: the record was read, ``original`` is its names and values as JSON,
    and it can be tried again.
    """

    position: int
    code: str
    where: str
    original: bytes
    whole: bool = True
    read: bool = False


@dataclass(frozen=True)
class DeliveryCounts:
    """What became of records. Received are always those applied, unchanged and quarantined together."""

    received: int = 0
    applied: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def plus(self, other: "DeliveryCounts") -> "DeliveryCounts":
        """Both together."""
        return DeliveryCounts(
            self.received + other.received,
            self.applied + other.applied,
            self.unchanged + other.unchanged,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, kw_only=True)
class DeliveryStep:
    """Some records of a batch, to be written in one transaction.

    ``originals`` are the messages' records as they came, by position: what turns out to be wrong only in the graph
    is quarantined too. ``batch`` is the id of the batch, ``begins`` how many of its records were done before.
    """

    batch: str
    begins: int
    received_at: dt.datetime
    messages: tuple[Message, ...]
    rejected: tuple[Rejected, ...] = ()
    originals: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def received(self) -> int:
        """How many records it is of."""
        return len(self.messages) + len(self.rejected)
