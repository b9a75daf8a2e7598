"""A court whose decisions come by its feed, and two humans of whom they are in turn."""

from collections.abc import Callable
from typing import Any

import pytest

from adapters.matching.find_links import link_waiting
from adapters.systems import FEEDS
from graph.write.ids import record_id
from prevention.engine import recompute_all
from schema.catalogue import CATALOGUE
from tests.support.engines import IDS
from tests.support.feeding.graphs import ONE, OTHER
from tests.support.feeding.kit import Intake
from tests.work.conftest import DISTRICT, Office

Row = dict[str, Any]
SUPERVISION = "ADMINISTRATIVE_SUPERVISION"
LIST = "FALLS_UNDER_SUPERVISION_LAW"
FIRST: Row = {
    "iin": ONE,
    "familyName": "Ахметов",
    "givenName": "Марат",
    "patronymic": "Серікұлы",
    "birthDate": "1990-01-01",
    "phone": "+7 701 123 45 67",
    "kato": DISTRICT,
}
SECOND: Row = {
    "iin": OTHER,
    "familyName": "Каримов",
    "givenName": "Бауыржан",
    "birthDate": "1985-05-05",
    "kato": DISTRICT,
}
WHOSE = "MATCH (r:Registration)-[:REGISTERS]->(p:Person) RETURN p.familyName + ' ' + r.category + ' ' + r.status"
REGISTERED = """MATCH (:Registration)-[:REGISTERS]->(p:Person) WITH p ORDER BY p.familyName
  RETURN p.familyName + ' ' + toString(p.birthDate)"""
WHO = """MATCH (:Registration)-[:REGISTERS]->(p:Person)
  RETURN p.givenName + ' ' + p.familyName + ' ' + coalesce(p.patronymic, '') + ' ' + toString(p.birthDate)"""
OWED = "MATCH (d:Duty)-[:OWED_FOR]->(p:Person) RETURN p.familyName + ' ' + d.rule + ' ' + d.status"


def bare(card: Row) -> Row:
    """The card without a number. The first of January would be taken for a year alone."""
    born = card["birthDate"].replace("1990-01-01", "1990-04-17")
    return {**{name: value for name, value in card.items() if name != "iin"}, "birthDate": born}


class Court:
    """A court whose decisions come by its feed, and the officials who act on them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.intake = Intake(office.graph.store)

    def says(self, number: str, version: int, *persons: Row, deleted: bool = False, **more: Any) -> None:
        """A version of a decision."""
        head = {"recordId": number, "version": version, "changedAt": f"2026-03-{version:02}T10:00:00Z"}
        values: Row = {"kind": SUPERVISION, "decidedOn": "2026-01-10", "inForceOn": "2026-01-20", **more}
        said = {"deleted": True} if deleted else {"court": "сот", "persons": list(persons), **values}
        taken = self.office.run(self.intake.take(FEEDS["court-decisions"], {**head, **said}))
        assert taken.counts.applied == 1
        self.link()

    def feed(self, name: str, number: str, version: int = 1, **record: Any) -> None:
        """A record of another feed."""
        head = {"recordId": number, "version": version, "changedAt": f"2026-02-{version:02}T10:00:00Z"}
        assert self.office.run(self.intake.take(FEEDS[name], {**head, **record})).counts.applied == 1
        self.link()

    def link(self) -> None:
        """Who is one person without a number is looked for, as it is behind every delivery."""
        while self.office.run(link_waiting(self.office.graph.store, b"s" * 32)):
            pass

    def person(self, name: str = "Ахметов") -> str:
        """The id of the person of a family name."""
        found = self.office.read("MATCH (p:Person {familyName: $name}) RETURN p.id", name=name)
        assert len(found) == 1, found
        return str(found[0])

    def put_on(self, category: str = "SUPERVISED", basis: str | None = "d", name: str = "Ахметов") -> str:
        """The district's inspector puts the person on a register, on a decision."""
        given = {"person": self.person(name), "category": category, "registeredOn": "2026-03-02"}
        if basis is not None:
            given["basis"] = record_id(IDS, CATALOGUE.entity("CourtDecision"), "COURT", basis)
        said = self.office.do("putOnRegister", **given)
        assert "record" in said, said
        return str(said["record"])

    def whose(self) -> list[str]:
        """Who stands on which register."""
        return sorted(self.office.read(WHOSE))

    def owed(self, *rules: str) -> list[str]:
        """The duties under some rules, and for whose sake."""
        self.office.watch()
        kept = sorted(each for each in self.office.read(OWED) if each.split(" ")[1] in rules)
        self.office.run(recompute_all(self.office.graph.store, self.office.now))
        assert kept == sorted(each for each in self.office.read(OWED) if each.split(" ")[1] in rules)
        return kept


def by_number(card: Row) -> Row:
    return card


cards = pytest.mark.parametrize("card", [by_number, bare])
Card = Callable[[Row], Row]
