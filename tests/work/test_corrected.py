"""What an official entered about somebody stays with that human, whomever the court's record is of later."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from adapters.matching.find_links import link_waiting
from adapters.systems import FEEDS
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.clusters import CONFIRMED, PROPOSED
from graph.ingest.identity_links import decide, links
from graph.write.commit import commit
from graph.write.ids import record_id
from prevention.engine import work_out_all
from schema.catalogue import CATALOGUE
from tests.support.engines import IDS
from tests.support.feeding.graphs import ONE, OTHER
from tests.support.feeding.kit import Intake
from tests.work.conftest import DISTRICT, Office, unit

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
OWED_TO = "MATCH (d:Duty {rule: '89-6.2/ground'})-[:OWED_FOR]->(p:Person) RETURN p.id"
LINKS = "MATCH (d:Duty)-[r]->(x) RETURN d.id + ' ' + type(r) + ' ' + x.id"
UNATTACHED = "MATCH (d:Duty) WHERE d.subject STARTS WITH 'per_' AND NOT (d)-[:OWED_FOR]->(:Person) RETURN d.rule"
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
        self.office.run(work_out_all(self.office.graph.store, self.office.now))
        assert kept == sorted(each for each in self.office.read(OWED) if each.split(" ")[1] in rules)
        return kept


@pytest.fixture
def court(office: Office) -> Court:
    return Court(office)


def by_number(card: Row) -> Row:
    return card


cards = pytest.mark.parametrize("card", [by_number, bare])
Card = Callable[[Row], Row]


@cards
def test_a_registration_stays_on_whom_it_was_made(court: Court, card: Card) -> None:
    court.says("d", 1, card(FIRST))
    mine = court.put_on()
    assert court.owed("89-6.2/ground") == []
    court.says("d", 2, card(SECOND))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"], (
        "told as without a ground, from its day"
    )
    on = court.office.read("MATCH (:CourtDecision)-[:CONCERNS]->(p) RETURN p.familyName")
    assert on == ["Каримов"], "the other has the court's decision, and nothing else"
    off = {"registration": mine, "closedOn": "2026-03-16", "reason": "DECISION_FELL_AWAY"}
    assert court.office.do("takeOffRegister", **off)["norm"] == "89-6.2"
    assert court.whose() == ["Ахметов SUPERVISED CLOSED"]
    court.put_on(name="Каримов")
    assert court.whose() == ["Ахметов SUPERVISED CLOSED", "Каримов SUPERVISED OPEN"]


@cards
def test_whom_a_decision_was_on_beside_another_keeps_what_was_entered(court: Court, card: Card) -> None:
    """A court's record numbers its persons: if the first goes, the second takes the first's place."""
    court.says("d", 1, card(FIRST), card(SECOND))
    court.put_on()
    court.put_on(name="Каримов")
    both = ["Ахметов SUPERVISED OPEN", "Каримов SUPERVISED OPEN"]
    court.says("d", 2, card(SECOND), card(FIRST))
    assert court.whose() == both
    assert court.owed("89-6.2/ground") == []
    court.says("d", 3, card(SECOND))
    assert court.whose() == both
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]


@cards
def test_a_decision_that_is_deleted_and_comes_again_on_another_takes_nothing_along(
    court: Court, card: Card
) -> None:
    court.says("d", 1, card(FIRST))
    court.put_on()
    court.says("d", 2, deleted=True)
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    court.says("d", 3, card(SECOND))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    assert court.person("Каримов")


@cards
def test_a_decision_that_comes_again_on_the_same_is_the_ground_again(court: Court, card: Card) -> None:
    court.says("d", 1, card(FIRST))
    court.put_on()
    court.says("d", 2, deleted=True)
    court.says("d", 3, card(FIRST))
    assert court.owed("89-6.2/ground") == [] and court.person()
    court.says("d", 4, card(SECOND))
    court.says("d", 5, card(FIRST))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == [] and court.person()


@pytest.mark.parametrize("also", ["a record of its own", "a notice of release"])
@cards
def test_whoever_is_known_otherwise_keeps_what_was_entered(court: Court, card: Card, also: str) -> None:
    if also == "a record of its own":
        number = {"iin": ONE} if card is by_number else {}
        court.office.person("john", familyName="Ахметов", givenName="Марат", born="1990-01-01", **number)
        court.says("d", 1, FIRST)
        if card is bare:
            return
    else:
        row: Row = {"institution": "prison", "ground": "TERM_SERVED", "releasedOn": "2026-03-01"}
        prison = {"system": "PENAL", "recordId": "prison", "version": 1, "name": "p", "region": f"KATO/{DISTRICT}"}
        court.office.bring("penal_institutions", prison)
        court.feed("penal-releases", "r", person=card(FIRST), **row)
        court.says("d", 1, card(FIRST))
    before = court.person()
    court.put_on()
    court.says("d", 2, card(SECOND))
    assert court.whose() == ["Ахметов SUPERVISED OPEN"] and court.person() == before
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    assert court.office.read("MATCH (s:SourceRecord {system: 'HUB'}) RETURN s.id") == [], "no card is needed"


MENDED: dict[str, Row] = {
    "the family name": {**FIRST, "familyName": "Ахмедов"},
    "the date of birth": {**FIRST, "birthDate": "1990-10-01"},
    "the number taken off": {**bare(FIRST), "birthDate": FIRST["birthDate"]},
    "everything but the number": {**SECOND, "iin": ONE},
}


@pytest.mark.parametrize("how", MENDED)
def test_a_card_is_mended_and_what_was_entered_goes_along(court: Court, how: str) -> None:
    court.says("d", 1, FIRST)
    court.put_on()
    court.says("d", 2, MENDED[how])
    assert court.whose() == [f"{MENDED[how]['familyName']} SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == []


def test_nobody_becomes_another_field_by_field(court: Court) -> None:
    """The name with one version, the date of birth with the next."""
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.says("d", 2, {**bare(FIRST), "familyName": "Каримов", "givenName": "Бауыржан"})
    assert court.whose() == ["Каримов SUPERVISED OPEN"], "a name mended"
    court.says("d", 3, bare(SECOND))
    assert court.office.read(REGISTERED) == ["Ахметов 1990-04-17"], "on whom the inspector put there"
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    court.says("d", 4, bare(FIRST))
    assert court.office.read(REGISTERED) == ["Ахметов 1990-04-17"]
    assert court.owed("89-6.2/ground") == [] and court.person()


UNDATED: Row = {name: value for name, value in bare(FIRST).items() if name != "birthDate"}
STEPS: dict[str, list[Row]] = {
    "the date off, the name, the date": [UNDATED, {**UNDATED, "familyName": "Каримов"}, bare(SECOND)],
    "the number off, the name, the date": [bare(FIRST), {**bare(FIRST), "familyName": "Каримов"}, bare(SECOND)],
    "the name, deleted": [{**bare(FIRST), "familyName": "Каримов"}, {}],
    "another at once, and on": [bare(SECOND), {**bare(SECOND), "birthDate": "1999-09-09"}],
}


@pytest.mark.parametrize("how", STEPS)
@cards
def test_however_a_card_becomes_anothers_what_was_entered_stays_as_it_was(
    court: Court, card: Card, how: str
) -> None:
    court.says("d", 1, card(FIRST))
    court.put_on()
    before = court.office.read(WHO)
    for version, said in enumerate(STEPS[how], 2):
        court.says("d", version, *([said] if said else []), deleted=not said)
    assert court.office.read(WHO) == before and before[0].endswith(card(FIRST)["birthDate"])
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
    court.says("d", 9, card(FIRST))
    assert court.office.read(WHO) == before
    assert court.owed("89-6.2/ground") == [] and court.person()


def test_what_is_entered_about_the_next_is_held_against_the_card_of_the_next(court: Court) -> None:
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.says("d", 2, bare(SECOND))
    court.put_on(name="Каримов")
    court.says("d", 3, {**bare(SECOND), "familyName": "Керимов"})
    assert court.whose() == ["Ахметов SUPERVISED OPEN", "Керимов SUPERVISED OPEN"], "a name mended"
    court.says("d", 4, {**bare(SECOND), "familyName": "Керимов", "birthDate": "1999-09-09"})
    assert court.office.read(REGISTERED) == ["Ахметов 1990-04-17", "Каримов 1985-05-05"]


def test_what_is_worked_out_is_no_entry(court: Court) -> None:
    """A duty goes with its reason: no card is left behind for it."""
    court.says("d", 1, bare(FIRST))
    court.office.watch()
    court.says("d", 2, bare(SECOND))
    assert court.office.read("MATCH (s:SourceRecord {system: 'HUB'}) RETURN s.id") == []


LATER = "1985-05-05"
ORDERS: dict[str, list[Row]] = {
    "to another, back, the name": [bare(SECOND), bare(FIRST), {**bare(FIRST), "familyName": "Каримов"}],
    "the name, the date, both back": [
        {**bare(FIRST), "familyName": "Каримов"},
        {**bare(FIRST), "familyName": "Каримов", "birthDate": LATER},
        {**bare(FIRST), "familyName": "Каримов"},
        bare(FIRST),
    ],
}


@pytest.mark.parametrize("looked", ["", "1", "2", "3", "12", "13", "23", "123"])
@pytest.mark.parametrize("order", ORDERS)
def test_whoever_is_registered_has_the_duties_however_often_is_looked(
    court: Court, order: str, looked: str
) -> None:
    """The duties are worked out after some of the versions alone: they come one right after another."""
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.office.watch()
    for version, card in enumerate(ORDERS[order], 2):
        court.says("d", version, card)
        if str(version - 1) in looked:
            court.office.watch()
    court.office.watch()
    of = "MATCH (r:Registration)-[:REGISTERS]->(p:Person) RETURN p.id"
    grounds = "MATCH (p:Person)<-[:CONCERNS]-(:CourtDecision) RETURN p.id"
    owed = court.office.read(OWED_TO)
    assert owed == ([] if court.office.read(of) == court.office.read(grounds) else court.office.read(of))
    assert court.office.read(UNATTACHED) == []


def test_links_of_duties_that_went_are_made_again(court: Court) -> None:
    court.says("d", 1, bare(FIRST))
    court.put_on()
    court.says("d", 2, bare(SECOND))
    court.office.watch()
    before = sorted(court.office.read(LINKS))
    assert {each.split(" ")[1] for each in before} >= {"OWED_FOR", "BINDS", "REQUIRED_BY"}

    async def lost(work: UnitOfWork) -> None:
        for edge in ("OWED_FOR", "BINDS", "REQUIRED_BY"):
            await work.rows(f"MATCH (:Duty)-[r:{edge}]->() DELETE r")

    court.office.run(commit(court.office.graph.store, lost))
    assert court.office.read(LINKS) == []
    court.office.run(work_out_all(court.office.graph.store, court.office.now))
    assert sorted(court.office.read(LINKS)) == before


def test_what_was_entered_about_each_of_three_stays_with_each(court: Court) -> None:
    third: Row = {"familyName": "Оспанов", "givenName": "Ерлан", "birthDate": "1970-07-07", "kato": DISTRICT}
    for version, card in enumerate((FIRST, SECOND, third), 1):
        court.says("d", version, card)
        court.put_on(name=card["familyName"])
    assert court.whose() == [f"{name} SUPERVISED OPEN" for name in ("Ахметов", "Каримов", "Оспанов")]
    owed = [f"{name} 89-6.2/ground OVERDUE" for name in ("Ахметов", "Каримов")]
    assert court.owed("89-6.2/ground") == owed


REGISTERS: dict[str, tuple[str, Row]] = {
    "PAROLEE": ("622-2/ground OVERDUE", {"kind": "PAROLE", "until": "2027-01-10"}),
    LIST: ("622-13/ground OPEN", {"kind": "PAROLE", "until": "2026-03-16"}),
}


@pytest.mark.parametrize("category", REGISTERS)
@cards
def test_every_register_stays_on_whom_it_was_made(court: Court, card: Card, category: str) -> None:
    owed, said = REGISTERS[category]
    court.says("d", 1, card(FIRST), **said)
    # The hub itself moves a parolee to the list, when the term is over.
    court.put_on("PAROLEE" if category == LIST else category)
    court.office.now += dt.timedelta(days=1 if category == LIST else 0)
    court.office.watch()
    assert f"Ахметов {category} OPEN" in court.whose()
    court.says("d", 2, card(SECOND), **said)
    assert [each for each in court.whose() if not each.startswith("Ахметов")] == []
    assert court.owed(owed.split(" ")[0]) == [f"Ахметов {owed}"]
    assert [each for each in court.office.read(OWED) if each.startswith("Каримов")] == []


def test_a_registration_from_a_file_stays_on_whom_it_was_made(court: Court) -> None:
    """In a file the person is named by the court's own number, which the court gives to somebody else later."""
    court.says("d", 1, {**FIRST, "personId": "77"})
    row = {"system": "T", "recordId": "r", "version": 1, "person": "COURT/77", "basis": "COURT/d"}
    row |= {"category": "SUPERVISED", "status": "OPEN", "registeredOn": "2026-03-02", "unit": f"T/PSU-{DISTRICT}"}
    court.office.bring("registrations", row)
    court.says("d", 2, {**SECOND, "personId": "77"})
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]


def test_what_a_file_says_of_a_person_of_its_own_stays_when_the_court_corrects_whom_it_meant(court: Court) -> None:
    """The court's card stood beside the hub's own record of the person, and goes alone."""
    court.office.person("john", familyName="Ахметов", givenName="Марат", iin=ONE)
    court.says("d", 1, FIRST)
    court.office.register("r", "john", "SUPERVISED", "2026-03-02", basis="COURT/d")
    court.says("d", 2, SECOND)
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]


@cards
def test_a_stay_stays_with_whoever_was_placed(court: Court, card: Card) -> None:
    said: Row = {"kind": "EXPULSION", "decidedOn": "2026-03-01", "inForceOn": "2026-03-01"}
    first, second = ({**card(each), "citizenship": "UZB"} for each in (FIRST, SECOND))
    court.says("d", 1, first, **said)
    given = {"person": court.person(), "institution": unit("PD-SPECIAL"), "placedOn": "2026-03-10"}
    given["ruling"] = record_id(IDS, CATALOGUE.entity("CourtDecision"), "COURT", "d")
    assert court.office.do("placeInSpecialInstitution", "migration", **given)["norm"] == "89-22.2b"
    court.says("d", 2, second, **said)
    assert court.office.read("MATCH (:SpecialPlacement)-[:HELD]->(p) RETURN p.familyName") == ["Ахметов"]
    rules = [f"89-22.2b/{part}" for part in ("institution", "service", "told")]
    assert court.owed(*rules) == [f"Ахметов {rule} OVERDUE" for rule in rules], (
        "held without a ruling: told at once"
    )


def test_nobody_is_wanted_in_the_place_of_another(court: Court) -> None:
    """The file and its acts are about whom they were opened on."""
    prison = {"system": "PENAL", "recordId": "prison", "version": 1, "name": "p", "region": f"KATO/{DISTRICT}"}
    court.office.bring("penal_institutions", prison)
    home = {"kato": DISTRICT, "address": "1"}
    row: Row = {"institution": "prison", "ground": "PAROLE", "releasedOn": "2026-02-02", "chosen": home}
    court.feed("penal-releases", "r", person=FIRST, **row)
    release = record_id(IDS, CATALOGUE.entity("ReleaseNotice"), "PENAL", "r")
    step = {"release": release, "step": "HOSPITALS", "at": "2026-03-03T06:00:00Z"}
    assert court.office.do("recordSearchStep", **step)["norm"] == "89-8b"
    court.feed("penal-releases", "r", 2, person=SECOND, **row)
    about = "MATCH (c:Case)-[:ABOUT]->(p:Person) RETURN p.familyName"
    assert court.office.read(about) == ["Ахметов"], "nobody has searched for the other"


def test_that_two_cards_are_one_person_is_not_decided_of_the_card_of_another(court: Court) -> None:
    """Somebody decided that the court's card is of the released person; then the card is another human's."""
    prison = {"system": "PENAL", "recordId": "prison", "version": 1, "name": "p", "region": f"KATO/{DISTRICT}"}
    court.office.bring("penal_institutions", prison)
    row: Row = {"institution": "prison", "ground": "TERM_SERVED", "releasedOn": "2026-03-01"}
    like = {"familyName": "Ахметов", "givenName": "Марат", "kato": DISTRICT}
    court.feed("penal-releases", "r", person=like, **row)
    court.says("d", 1, bare(FIRST))
    store = court.office.graph.store
    (link,) = court.office.run(links(store, None, 10))
    assert link.status == PROPOSED
    court.office.run(decide(store, link.id, CONFIRMED, "tests", court.office.now))
    court.put_on()
    court.says("d", 2, bare(SECOND))
    on = "MATCH (:CourtDecision)-[:CONCERNS]->(p)<-[r]-(x) WHERE NOT x:Duty RETURN labels(x)[0]"
    assert sorted(court.office.read(on)) == ["SourceRecord"], "no release, and no registration"
    assert court.whose() == ["Ахметов SUPERVISED OPEN"]
    assert court.owed("89-6.2/ground") == ["Ахметов 89-6.2/ground OVERDUE"]
