"""Records on their way into the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schema.model import Entity

VERSION = "feedVersion"
"""Stored property: the version of the source record that was taken in."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """A validated record. ``links`` are the ids of the records that it refers to, by relation."""

    entity: Entity
    id: str
    version: int
    properties: Mapping[str, Any]
    links: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Refusal:
    """Why the record at ``index`` of a batch did not come in."""

    index: int
    reason: str


@dataclass(frozen=True)
class WriteOutcome:
    """What became of a batch."""

    written: int
    unchanged: int
    refused: tuple[Refusal, ...]
    bookmarks: frozenset[str]
