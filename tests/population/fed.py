"""Reads a population back, with nothing of the code that wrote it."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from schema.catalogue import CATALOGUE

Record = dict[str, Any]


@dataclass(frozen=True)
class Fed:
    """The records of a folder, by the name of their type."""

    folder: Path

    @cached_property
    def records(self) -> dict[str, list[Record]]:
        """Every record; an entity without a file has none."""
        return {name: self._read(entity.feed) for name, entity in CATALOGUE.entities.items()}

    @cached_property
    def references(self) -> dict[str, set[str]]:
        """The references that lead to records of each type."""
        return {name: {reference(r) for r in records} for name, records in self.records.items()}

    @cached_property
    def persons(self) -> dict[str, Record]:
        """The persons by reference."""
        return {reference(r): r for r in self.records["Person"]}

    def _read(self, feed: str) -> list[Record]:
        path = self.folder / f"{feed}.ndjson"
        return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def reference(record: Record) -> str:
    """How other records refer to this one."""
    return f"{record['system']}/{record['recordId']}"
