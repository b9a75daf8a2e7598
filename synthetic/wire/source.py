"""The canonical records of a population, and what is looked up among them to make a record self-contained."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from schema.catalogue import CATALOGUE
from synthetic.wire.envelope import WireRow, draw

_COURTS_SINCE = "2023-07-01"
"""The day since which the courts send their decisions; older ones are in the special records alone."""

_SHY = frozenset({"CRISIS", "NGO"})
"""Systems of bodies that help whoever comes: they do not always ask for a number."""

_TOLD = ("iin", "familyName", "givenName", "patronymic", "birthDate", "sex", "citizenship")
_REACHED = ("phone", "workplace")


def code(reference: str | None) -> str | None:
    """The number of a record in its system."""
    return reference.partition("/")[2] if reference else None


def codes(references: list[str] | None) -> list[str]:
    """The numbers of records in their systems."""
    return [reference.partition("/")[2] for reference in references or ()]


def reference_of(row: WireRow) -> str:
    """How other records refer to a canonical record."""
    return f"{row['system']}/{row['recordId']}"


class PopulationReader:
    """The folder of a population. A big one is read line by line; of persons the lines are held."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def rows(self, entity: str) -> Iterator[WireRow]:
        """The canonical records of a kind, in their order."""
        path = self._folder / f"{CATALOGUE.entity(entity).feed}.ndjson"
        if path.is_file():
            with path.open("rb") as file:
                yield from map(orjson.loads, file)

    def card(self, person: str, system: str, *, home: bool = False) -> WireRow:
        """What ``system`` says of a person; with ``home``, where the person lives, too."""
        row = self.person(person)
        names = _TOLD if system in ("COURT", "KPSISU", "EDU") else (*_TOLD, *_REACHED)
        card = {name: row[name] for name in names if name in row}
        own_key, _, number = person.partition("/")
        if own_key == system:
            card["personId"] = number
        if system in _SHY and draw(person, 3) == 0:
            card.pop("iin", None)
        if "region" in row:
            card["kato"] = code(row["region"])
        if home and person in self._homes:
            card["address"] = self._homes[person]
        return card

    def person(self, reference: str) -> WireRow:
        """A canonical person."""
        row: WireRow = orjson.loads(self._persons[reference])
        return row

    def sent_by_court(self, decision: str | None) -> str | None:
        """The number of a decision, if the courts send it."""
        return self._court_numbers.get(decision) if decision else None

    def is_old(self, decision: WireRow) -> bool:
        """Whether a decision is in the special records alone."""
        return str(decision["decidedOn"]) < _COURTS_SINCE

    def address(self, reference: str | None) -> WireRow | None:
        """A home as the wire has it, if its district is known."""
        address = self._addresses.get(reference) if reference else None
        return {"kato": address[0], "address": address[1]} if address else None

    def case(self, reference: str) -> Any:
        """A canonical case."""
        return orjson.loads(self._cases[reference])

    def attended(self, person: str) -> WireRow:
        """The school that a person attends, if any."""
        return self._schools.get(person, {})

    def document(self, person: str) -> WireRow | None:
        """The document of a person."""
        return self._documents.get(person)

    @cached_property
    def _persons(self) -> dict[str, bytes]:
        return {reference_of(row): orjson.dumps(row) for row in self.rows("Person")}

    @cached_property
    def _cases(self) -> dict[str, bytes]:
        return {reference_of(row): orjson.dumps(row) for row in self.rows("Case")}

    @cached_property
    def _court_numbers(self) -> dict[str, str]:
        return {reference_of(r): r["number"] for r in self.rows("CourtDecision") if not self.is_old(r)}

    @cached_property
    def _homes(self) -> dict[str, str]:
        home_kinds = ("PERMANENT", "TEMPORARY")
        return {r["owner"]: r["text"] for r in self.rows("Address") if "until" not in r and r["kind"] in home_kinds}

    @cached_property
    def _addresses(self) -> dict[str, tuple[str | None, str]]:
        chosen = (r for r in self.rows("Address") if r["kind"] == "CHOSEN_AFTER_RELEASE" and "region" in r)
        return {reference_of(r): (code(r["region"]), r["text"]) for r in chosen}

    @cached_property
    def _schools(self) -> dict[str, WireRow]:
        return {
            r["owner"]: {"school": code(r["school"]), "grade": r["grade"]}
            for r in self.rows("Enrolment")
            if "until" not in r
        }

    @cached_property
    def _documents(self) -> dict[str, WireRow]:
        kinds = ("PASSPORT", "STATELESS_CERTIFICATE")
        names = ("kind", "number", "issuedOn", "issuedBy")
        return {r["owner"]: {name: r[name] for name in names} for r in self.rows("Document") if r["kind"] in kinds}
