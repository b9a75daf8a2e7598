"""Persons as several systems hold them, with the truth of who is who: what matching is measured and taught by.

The made-up population, and beside it those who are most easily taken for one: twins, namesakes, fathers and sons of
one name.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from adapters.feeds.feed import PersonCard
from schema.texts import is_only_latin
from synthetic.draws.days import TODAY, YEAR
from synthetic.draws.dice import Dice
from synthetic.draws.iin import IinBook
from synthetic.draws.names import patronymic, peoples
from synthetic.draws.tables import table
from synthetic.generate import generate_in_memory
from synthetic.people.carelessness import carelessly, offices_of, rhymed
from synthetic.people.misrecorded import MisrecordedPerson, Stock, another_record, first_record

_DAYS = 365


@dataclass(frozen=True)
class Double:
    """A card, and who it truly is of. ``system`` is the place of its system among those that know the person."""

    person: str
    system: int
    card: PersonCard


def write_doubles(persons: int, seed: int) -> tuple[Double, ...]:
    """The cards of a population of ``persons`` and of those added to it. The same seed gives the same cards."""
    dice = Dice(seed * 1_000_003 + 17)
    people = list(_people(generate_in_memory(persons, seed)))
    stock = _stock(people)
    book = IinBook(dice)
    people += [other for record in people for other in _likenesses(dice, record, stock, book)]
    records = table("errors")["records"]
    careless = Dice(seed * 1_000_003 + 23)
    offices = offices_of(careless, persons)
    doubles = []
    for n, record in enumerate(people):
        held_by = [first_record(dice, record)]
        if dice.chance(records["second"]):
            held_by.append(another_record(dice, record, stock))
            if dice.chance(records["third"]):
                held_by.append(another_record(dice, record, stock))
        careless_records = [carelessly(careless, record, offices) for record in held_by]
        doubles += [Double(f"P{n:07}", system, _card(record)) for system, record in enumerate(careless_records)]
    return tuple(doubles)


def _people(feeds: dict[str, bytes]) -> Iterator[MisrecordedPerson]:
    homes = _homes(feeds)
    for row in _rows(feeds, "persons"):
        yield MisrecordedPerson(
            family=row.get("familyName"),
            given_name=row.get("givenName"),
            patronymic=row.get("patronymic"),
            born=dt.date.fromisoformat(row["birthDate"]) if "birthDate" in row else None,
            sex=row.get("sex"),
            iin=row.get("iin"),
            phone=row.get("phone"),
            kato=row["region"].partition("/")[2] if "region" in row else None,
            address=homes.get(_reference(row)),
        )


def _homes(feeds: dict[str, bytes]) -> dict[str, str]:
    """Where each lives now. A family in one district lives together, which the population does not say."""
    homes = {row["owner"]: row["text"] for row in _rows(feeds, "addresses") if "until" not in row}
    districts = {_reference(row): row.get("region") for row in _rows(feeds, "persons")}
    for row in _rows(feeds, "kinships"):
        one, other = row["owner"], row["person"]
        if districts[one] == districts[other] and one in homes:
            homes[other] = homes[one]
    return homes


def _rows(feeds: dict[str, bytes], name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, feeds[name].splitlines())


def _reference(row: dict[str, Any]) -> str:
    return f"{row['system']}/{row['recordId']}"


def _stock(people: list[MisrecordedPerson]) -> Stock:
    return Stock(
        tuple(name for people in peoples() for name in people.family),
        tuple(name for people in peoples() for name in people.male),
        tuple(name for people in peoples() for name in people.female),
        tuple((p.kato, p.address) for p in people if p.kato and p.address),
    )


def _likenesses(dice: Dice, record: MisrecordedPerson, stock: Stock, book: IinBook) -> Iterator[MisrecordedPerson]:
    rates = table("errors")["people"]
    if record.born is None or record.given_name is None or record.family is None:
        return
    twin = _twin(dice, record) if dice.chance(rates["twin"]) else None
    if twin:
        yield _numbered(book, twin)
    if dice.chance(rates["namesake"]):
        yield _numbered(book, _namesake(dice, record, stock))
    if not record.is_female and dice.chance(rates["junior"]):
        yield _numbered(book, _junior(dice, record))


def _twin(dice: Dice, record: MisrecordedPerson) -> MisrecordedPerson | None:
    """A twin; none of a person whose name is spelt in other letters than the names to choose from."""
    rates = table("errors")["people"]
    female = record.is_female if dice.chance(rates["twin_same_sex"]) else not record.is_female
    given_name = str(record.given_name)
    record_people = next((p for p in peoples() if given_name in (p.female if record.is_female else p.male)), None)
    if record_people is None:
        return None
    names = [name for name in (record_people.female if female else record_people.male) if name != given_name]
    alike = [name for name in names if name[:2] == given_name[:2]]
    name = dice.pick(alike if alike and dice.chance(rates["twin_alike"]) else names)
    if dice.chance(table("errors")["careless"]["twin_rhymed"]):
        name = rhymed(dice, given_name)
    twin = replace(record, given_name=name, phone=None)
    return twin if female == record.is_female else _other_sex(twin, female)


def _other_sex(record: MisrecordedPerson, female: bool) -> MisrecordedPerson:
    """A brother of a sister, or the other way round, with the endings that go with it."""
    family, father = record.family, record.patronymic
    pairs = (("ұлы", "қызы"), ("ович", "овна"), ("евич", "евна"))
    for male, of_her in pairs:
        old, new = (male, of_her) if female else (of_her, male)
        if father and father.endswith(old):
            father = father.removesuffix(old) + new
    if family and female and family.endswith(("ов", "ев", "ин")):
        family += "а"
    elif family and not female and family.endswith(("ова", "ева", "ина")):
        family = family[:-1]
    return replace(record, family=family, patronymic=father, sex="FEMALE" if female else "MALE")


def _namesake(dice: Dice, record: MisrecordedPerson, stock: Stock) -> MisrecordedPerson:
    """Another person of the same name, born on the same day or in the same year, who lives elsewhere."""
    born = record.born
    if born and not dice.chance(table("errors")["people"]["namesake_same_day"]):
        born = dt.date(born.year, 1, 1) + dt.timedelta(dice.between(0, _DAYS - 1))
        born = min(born, dt.date.fromordinal(TODAY))
    kato, address = dice.pick(stock.homes)
    return replace(record, born=born, kato=kato, address=address, phone=None)


def _junior(dice: Dice, record: MisrecordedPerson) -> MisrecordedPerson:
    """A father who has his son's name, or a son his father's: at one address, a generation apart."""
    born = record.born or dt.date.fromordinal(TODAY)
    years = dice.between(20, 32) * YEAR + dice.between(0, _DAYS)
    if born.toordinal() + years <= TODAY:
        given_name = str(record.given_name)
        father = f"{given_name}uly" if is_only_latin(given_name) else patronymic("kazakh", given_name, False)
        father = father if record.patronymic else None
        return replace(record, born=born + dt.timedelta(years), patronymic=father, phone=None)
    return replace(record, born=born - dt.timedelta(years), phone=None)


def _numbered(book: IinBook, record: MisrecordedPerson) -> MisrecordedPerson:
    born = record.born or dt.date.fromordinal(TODAY)
    return replace(record, iin=book.issue(born.toordinal(), record.is_female))


def _card(record: MisrecordedPerson) -> PersonCard:
    return PersonCard.model_validate(
        {
            "iin": record.iin,
            "familyName": record.family,
            "givenName": record.given_name,
            "patronymic": record.patronymic,
            "birthDate": record.born,
            "sex": record.sex,
            "phone": record.phone,
            "kato": record.kato,
            "address": record.address,
        }
    )
