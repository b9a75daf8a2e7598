"""Whichever field of a court's record is corrected first, what was entered stays with whom it was entered about.

The court corrects its record from one human to another in three versions, and the number that comes in may be
another human's whom the hub knows already, learns of meanwhile, or never hears of by anybody else.

``ORTAQ_ORDERS`` says how many of the six orders a case tries.
"""

import random
from dataclasses import dataclass
from itertools import permutations

import pytest

from graph.write.ids import record_id
from schema.catalogue import CATALOGUE
from tests.support.engines import IDS
from tests.support.feeding.graphs import iin
from tests.support.sizes import ORDERS as TRIED
from tests.support.sizes import SEED
from tests.work.conftest import DISTRICT, Office, unit
from tests.work.court import Card, Court, Row, by_number

STEPS = {"number": "iin", "name": "givenName", "date": "birthDate"}
FAMILIES = ("Ахметов", "Қайратов", "Оспанов", "Сейтжанов", "Жұмабаев", "Төлегенов")
ORDERS = dict(zip(permutations(STEPS), FAMILIES, strict=True))
"""The orders in which the three fields are corrected, and the family of the two humans of whom one is."""

CASE, REGISTRATION, STAY = ("Case", "ABOUT"), ("Registration", "REGISTERS"), ("SpecialPlacement", "HELD")
ON = """MATCH (x:{0})-[:{1}]->(p:Person {{familyName: $family}})
  RETURN p.givenName + ' ' + toString(p.birthDate) + CASE WHEN p.iin IS NULL THEN '' ELSE ' numbered' END"""
GAINED = """MATCH (:ReleaseNotice)-[:NOTIFIES_OF]->(p:Person {{familyName: $family}}) MATCH (x:{0})-[:{1}]->(p)
  RETURN x.id"""
CONCERNED = """MATCH (:CourtDecision)-[:CONCERNS]->(p:Person {familyName: $family})
  RETURN p.givenName + ' ' + toString(p.birthDate)"""
OWED = """MATCH (d:Duty)-[:OWED_FOR]->(p:Person {familyName: $family}) WHERE d.rule IN $rules
    AND d.status = 'OVERDUE' RETURN p.givenName + ' ' + d.rule"""


@dataclass(frozen=True)
class Kind:
    """What is entered: on which decision of the court, by which mutation of whom, and what is owed without it."""

    decision: Row
    mutation: str
    role: str
    given: Row
    basis: str
    stands: tuple[tuple[str, str], ...]
    owed: tuple[str, ...]


KINDS = {
    "supervision, with its case and event": Kind(
        decision={},
        mutation="putOnRegister",
        role="public_security",
        given={"category": "SUPERVISED", "registeredOn": "2026-03-02"},
        basis="basis",
        stands=(REGISTRATION, CASE),
        owed=("89-6.2/ground",),
    ),
    "parole, with its file": Kind(
        decision={"kind": "PAROLE", "until": "2027-01-10"},
        mutation="putOnRegister",
        role="public_security",
        given={"category": "PAROLEE", "registeredOn": "2026-03-02"},
        basis="basis",
        stands=(REGISTRATION, CASE),
        owed=("622-2/ground",),
    ),
    "a stay, with its case and event": Kind(
        decision={"kind": "EXPULSION", "decidedOn": "2026-03-01", "inForceOn": "2026-03-01"},
        mutation="placeInSpecialInstitution",
        role="migration",
        given={"institution": unit("PD-SPECIAL"), "placedOn": "2026-03-10"},
        basis="ruling",
        stands=(STAY, CASE),
        owed=("89-22.2b/institution", "89-22.2b/service", "89-22.2b/told"),
    ),
}


FIRST = next(iter(KINDS))
TOLD = ("before", "meanwhile", "later", "never", "before, by a file", "meanwhile, by a file")
"""When the hub hears of the other by somebody else: before the court corrects its record, or while it does."""

CASES = [(kind, told) for kind in KINDS for told in (TOLD if kind == FIRST else TOLD[:2])]


@dataclass(frozen=True)
class Correction:
    """One human of a family, another of it, and the court that corrects its decision from the one to the other."""

    court: Court
    kind: Kind
    family: str
    first: Row
    other: Row

    def says(self, version: int, card: Row) -> None:
        """A version of the court's decision."""
        self.court.says(f"d-{self.family}", version, card, **self.kind.decision)

    def enter(self) -> None:
        """An official enters it about the human whom the court's decision is on."""
        ruling = record_id(IDS, CATALOGUE.entity("CourtDecision"), "COURT", f"d-{self.family}")
        (person,) = self.court.office.read(
            "MATCH (:CourtDecision {id: $id})-[:CONCERNS]->(p:Person) RETURN p.id", id=ruling
        )
        given = {**self.kind.given, "person": person, self.kind.basis: ruling}
        said = self.court.office.do(self.kind.mutation, self.kind.role, **given)
        assert "record" in said, said

    def enter_by_a_feed(self) -> None:
        """The police send a registration of the human, with the card that the court has."""
        row: Row = {"category": "PAROLEE", "status": "OPEN", "registeredOn": "2026-03-02", "unit": "PSU"}
        self.court.feed("police-registered-element", f"p-{self.family}", person=self.first, **row)

    def tell_of_the_other(self) -> None:
        """The penal system sends a notice of the other's release."""
        row: Row = {"institution": "prison", "ground": "TERM_SERVED", "releasedOn": "2026-03-01"}
        self.court.feed("penal-releases", f"r-{self.family}", person=self.other, **row)

    def tell_of_the_other_in_a_file(self) -> None:
        """``ortaq load`` brings the other, who has a notice of release there."""
        name = f"f-{self.family}"
        names = {field: self.other[field] for field in ("familyName", "givenName", "iin", "citizenship", "sex")}
        self.court.office.person(name, born=self.other["birthDate"], **names)
        self.court.office.release(name, name, "2026-03-01")
        self.court.link()

    def of_whom(self) -> set[str]:
        """The cards of those on whom what was entered stands."""
        return {card for place in self.kind.stands for card in self.read(ON.format(*place))}

    def gained(self) -> list[str]:
        """What was entered, and stands on whomever the penal system tells of."""
        return [entry for place in self.kind.stands for entry in self.read(GAINED.format(*place))]

    def overdue(self) -> list[str]:
        """What is owed without a ground, and for whose sake."""
        return sorted(self.read(OWED, rules=list(self.kind.owed)))

    def read(self, text: str, **more: list[str]) -> list[str]:
        """What the graph says of the family."""
        return self.court.office.read(text, family=self.family, **more)


@pytest.fixture
def court(office: Office) -> Court:
    prison = {"system": "PENAL", "recordId": "prison", "version": 1, "name": "p", "region": f"KATO/{DISTRICT}"}
    office.bring("penal_institutions", prison)
    return Court(office)


def two_of(number: int, family: str) -> tuple[Row, Row]:
    """Two humans of a family, each with a number."""
    first: Row = {"familyName": family, "givenName": "Ерлан", "birthDate": "1980-05-05", "sex": "MALE"}
    first |= {"iin": iin(f"8005053{number:04}"), "citizenship": "UZB", "kato": DISTRICT}
    other = {**first, "iin": iin(f"9107213{number:04}"), "givenName": "Жалғас", "birthDate": "1991-07-21"}
    return first, other


def numberless(card: Row) -> Row:
    return {name: value for name, value in card.items() if name != "iin"}


def families(court: Court, kind: Kind, card: Card, case: str) -> dict[tuple[str, ...], Correction]:
    """Two humans for every order that a case tries."""
    drawn = random.Random(f"{SEED} {case} {card.__name__}").sample(list(ORDERS), min(TRIED, len(ORDERS)))
    corrections = {}
    for number, order in enumerate(drawn, 1):
        first, other = two_of(10 * number, ORDERS[order])
        corrections[order] = Correction(court, kind, ORDERS[order], card(first), other)
    return corrections


@pytest.mark.parametrize(("kind", "known"), CASES)
@pytest.mark.parametrize("card", [by_number, numberless])
def test_in_whichever_order_a_card_is_corrected_the_end_is_the_same(
    court: Court, card: Card, known: str, kind: str
) -> None:
    every = families(court, KINDS[kind], card, f"{kind} {known}")
    mine = {f"Ерлан 1980-05-05{' numbered' if card is by_number else ''}"}
    for order, one in every.items():
        tell = one.tell_of_the_other_in_a_file if "file" in known else one.tell_of_the_other
        when = known.partition(",")[0]
        if when == "before":
            tell()
        one.says(1, one.first)
        one.enter()
        assert one.of_whom() == mine
        said = one.first
        for version, step in enumerate(order, 2):
            said = {**said, STEPS[step]: one.other[STEPS[step]]}
            one.says(version, said)
            if when == {3: "meanwhile", 4: "later"}.get(version):
                tell()
            assert one.gained() == [], f"{order}, after the {step}"
        assert one.of_whom() == mine, order
        assert one.read(CONCERNED) == ["Жалғас 1991-07-21"], order
    court.owed(*KINDS[kind].owed)
    for order, one in every.items():
        assert one.overdue() == [f"Ерлан {rule}" for rule in KINDS[kind].owed], order
        one.says(9, one.first)
        assert one.of_whom() == mine, f"{order}, and back"
    court.owed(*KINDS[kind].owed)
    assert [one.overdue() for one in every.values()] == [[]] * len(every), "the ground is there again"


@pytest.mark.parametrize("card", [by_number, numberless])
def test_a_registration_by_a_feed_stays_in_whichever_order_the_court_corrects_its_card(
    court: Court, card: Card
) -> None:
    court.office.bring("units", {"system": "MIA", "recordId": "PSU", "version": 1, "code": "PSU"})
    mine = {f"Ерлан 1980-05-05{' numbered' if card is by_number else ''}"}
    for order, one in families(court, KINDS["parole, with its file"], card, "feed").items():
        one.tell_of_the_other()
        one.says(1, one.first)
        one.enter_by_a_feed()
        said = one.first
        for version, step in enumerate(order, 2):
            said = {**said, STEPS[step]: one.other[STEPS[step]]}
            one.says(version, said)
            assert one.gained() == [], f"{order}, after the {step}"
        assert one.of_whom() == mine, order
        assert one.read(CONCERNED) == ["Жалғас 1991-07-21"], order
