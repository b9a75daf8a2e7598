"""A person as the stories need one, and the records that belong to every person."""

from dataclasses import dataclass

from synthetic.country.bodies import DistrictBodies, DistrictPrecinct
from synthetic.draws.days import EIGHTEEN, TODAY, YEAR, iso, moment, years_before
from synthetic.draws.names import People, latin
from synthetic.draws.tables import table
from synthetic.people.population_writer import PopulationWriter

_NO_BIRTH_DATE = 0.004
_NO_REGION = 0.003
_NO_CITIZENSHIP = 0.005
_NO_FAMILY_NAME = 0.002
_FOREIGN_IIN = 0.5
_LATIN = 0.06
_LATIN_FOREIGN = 0.5
_PHONE = 0.7
_WORKPLACE = 0.4
_SECOND_SOURCE = 0.3
_MOVED = 0.07
_WITHOUT_PRECINCT = 0.12
_SECOND_DOCUMENT = 0.1
_AT_SCHOOL = 0.94
_SCHOOL_ELSEWHERE = 0.06
_TO_SEPTEMBER = 63
"""Days from the reference day to the first of September."""
_SOURCES = ("MIA", "KPSISU", "EDU", "LABOUR", "COURT", "PENAL", "PROB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A person before anything is written: what the family decides."""

    people: People
    family: str
    given_name: str
    patronymic: str | None
    female: bool
    born: int
    home: DistrictBodies
    citizenship: str
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who has been written."""

    reference: str
    born: int
    female: bool
    home: DistrictBodies
    precinct: DistrictPrecinct
    kazakh: bool
    citizenship: str

    @property
    def is_minor(self) -> bool:
        """Whether the person is under 18 on the reference day."""
        return self.born > EIGHTEEN

    @property
    def language(self) -> str:
        """The language in which officials write about the person."""
        return "kk" if self.kazakh else "ru"

    def day_of_age(self, years: int) -> int:
        """About the day on which the person turns ``years``."""
        return self.born + years * YEAR + years // 4


def write_person(writer: PopulationWriter, sketch: Sketch) -> Person:
    """Write a person with the records that every person has."""
    dice, foreign = writer.dice, sketch.citizenship != "KAZ"
    dated = not dice.chance(_NO_BIRTH_DATE)
    numbered = dated and (not foreign or dice.chance(_FOREIGN_IIN))
    family, given_name, father = _spelled(writer, sketch, foreign)
    adult = sketch.born <= EIGHTEEN
    reference = writer.add(
        "Person",
        sketch.system,
        {
            "iin": writer.iins.issue(sketch.born, sketch.female) if numbered else None,
            "familyName": None if dice.chance(_NO_FAMILY_NAME) else family,
            "givenName": given_name,
            "patronymic": father,
            "birthDate": iso(sketch.born) if dated else None,
            "sex": "FEMALE" if sketch.female else "MALE",
            "citizenship": None if dice.chance(_NO_CITIZENSHIP) else sketch.citizenship,
            "phone": f"+77{dice.between(0, 9)}{dice.between(0, 99_999_999):08}"
            if adult and dice.chance(_PHONE)
            else None,
            "workplace": dice.pick(table("words")["workplaces"]) if adult and dice.chance(_WORKPLACE) else None,
            "region": None if dice.chance(_NO_REGION) else sketch.home.reference,
        },
    )
    person = Person(
        reference=reference,
        born=sketch.born,
        female=sketch.female,
        home=sketch.home,
        precinct=dice.pick(sketch.home.precincts),
        kazakh=sketch.people.is_kazakh,
        citizenship=sketch.citizenship,
    )
    _documents(writer, person)
    _homes(writer, person)
    _sources(writer, person, sketch.system)
    if not adult:
        _school(writer, person)
    return person


def write_address(
    writer: PopulationWriter,
    person: Person,
    kind: str,
    district: DistrictBodies,
    since: int,
    *,
    until: int | None = None,
) -> str:
    """Write an address of the person in ``district``."""
    dice = writer.dice
    street = dice.pick(table("words")["streets"])
    house = f"{dice.between(1, 180)}-{dice.between(1, 90)}"
    precinct = person.precinct if district is person.home else dice.pick(district.precincts)
    text = f"{street} көшесі, {house}" if person.kazakh else f"ул. {street}, {house}"
    return writer.add(
        "Address",
        "MIA",
        {
            "kind": kind,
            "text": text,
            "from": iso(since),
            "until": None if until is None else iso(until),
            "owner": person.reference,
            "region": district.reference,
            "precinct": None if dice.chance(_WITHOUT_PRECINCT) else precinct.reference,
        },
    )


def _spelled(writer: PopulationWriter, sketch: Sketch, foreign: bool) -> tuple[str, str, str | None]:
    dice, names = writer.dice, (sketch.family, sketch.given_name, sketch.patronymic)
    if not dice.chance(_LATIN_FOREIGN if foreign else _LATIN):
        return names
    alphabet = "kazakh" if sketch.people.is_kazakh and not foreign and dice.chance(0.5) else "passport"
    family, given_name, father = names
    return latin(family, alphabet), latin(given_name, alphabet), latin(father, alphabet) if father else None


def _documents(writer: PopulationWriter, person: Person) -> None:
    dice = writer.dice
    if person.citizenship != "KAZ":
        kinds = ["PASSPORT"] if person.citizenship != "XXA" else ["STATELESS_CERTIFICATE"]
    elif person.is_minor:
        kinds = ["BIRTH_CERTIFICATE"]
    else:
        kinds = ["ID_CARD", "PASSPORT"] if dice.chance(_SECOND_DOCUMENT) else ["ID_CARD"]
    for kind in kinds:
        letter = "" if kind == "ID_CARD" else chr(65 + dice.between(0, 25))
        since = TODAY - dice.between(0, min(10 * YEAR, TODAY - person.born))
        values = {
            "kind": kind,
            "number": f"{letter}{dice.between(10_000_000, 999_999_999)}",
            "issuedOn": iso(since),
            "issuedBy": "ҚР ІІМ" if person.citizenship in ("KAZ", "XXA") else person.citizenship,
            "owner": person.reference,
        }
        writer.add("Document", "MIA", values)


def _homes(writer: PopulationWriter, person: Person) -> None:
    dice = writer.dice
    since = TODAY - dice.between(0, min(12 * YEAR, TODAY - person.born))
    if dice.chance(_MOVED) and since > person.born:
        former = dice.weighted(writer.country.by_population)
        begun = since - dice.between(0, min(8 * YEAR, since - person.born))
        write_address(writer, person, "PERMANENT", former, begun, until=since)
    write_address(writer, person, "TEMPORARY" if dice.chance(0.08) else "PERMANENT", person.home, since)


def _sources(writer: PopulationWriter, person: Person, system: str) -> None:
    dice = writer.dice
    systems = [system]
    if dice.chance(_SECOND_SOURCE):
        other = dice.pick(_SOURCES)
        if other != system:
            systems.append(other)
    own_number = person.reference.partition("/")[2]
    for n, name in enumerate(systems):
        received = moment(dice.ago(0, 2 * YEAR), dice.between(0, 1_439))
        values = {"receivedAt": received, "owner": person.reference}
        # A source record has the number that the person has in its system.
        writer.feeds.add("SourceRecord", name, values, "" if n else own_number)


def _school(writer: PopulationWriter, person: Person) -> None:
    dice = writer.dice
    age = (TODAY - person.born) // YEAR
    if age < 7 or not dice.chance(_AT_SCHOOL):
        return
    grade = min(11, age - 6)
    elsewhere = dice.chance(_SCHOOL_ELSEWHERE)
    district = dice.weighted(writer.country.by_population) if elsewhere else person.home
    began = years_before(dice.between(1, grade)) + _TO_SEPTEMBER
    school = dice.pick(district.schools)
    values = {
        "grade": f"{grade} {dice.pick('АӘБВГД')}",
        "from": iso(began),
        "owner": person.reference,
        "school": school,
    }
    writer.add("Enrolment", "EDU", values)
    if dice.chance(0.1) and began - person.born > 8 * YEAR:
        former = {**values, "from": iso(began - YEAR), "until": iso(began - 60)}
        former |= {"school": dice.pick(district.schools), "grade": f"{max(1, grade - 1)} А"}
        writer.add("Enrolment", "EDU", former)
