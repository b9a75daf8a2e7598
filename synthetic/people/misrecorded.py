"""The record that another system holds of the same person: spelt otherwise, with errors, with less in it.

Every difference stands with its rate in ``errors.toml``.
"""

import datetime as dt
from dataclasses import dataclass, replace

from synthetic.draws.days import TODAY, YEAR
from synthetic.draws.dice import Dice
from synthetic.draws.names import family_name
from synthetic.draws.tables import table
from synthetic.people.misspelling import mistyped, other_style, respelt, without_ending


@dataclass(frozen=True, kw_only=True)
class MisrecordedPerson:
    """What a system holds of a person."""

    family: str | None
    given_name: str | None
    patronymic: str | None
    born: dt.date | None
    sex: str | None
    iin: str | None
    phone: str | None
    kato: str | None
    address: str | None

    @property
    def is_female(self) -> bool:
        """Whether the record is of a woman or a girl."""
        return self.sex == "FEMALE"


@dataclass(frozen=True)
class Stock:
    """What a wrong value is drawn from, so that it looks like a right one."""

    families: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    homes: tuple[tuple[str, str], ...]
    """Districts and addresses."""


def another_record(dice: Dice, record: MisrecordedPerson, stock: Stock) -> MisrecordedPerson:
    """The record of another system."""
    record = _place(dice, _birth(dice, record), stock)
    record = replace(record, phone=_phone(dice, record.phone))
    record = _misplaced(dice, _spelt(dice, _other_names(dice, record, stock)))
    sex = _rates("sex")
    if dice.chance(sex["wrong"]):
        record = replace(record, sex="MALE" if record.is_female else "FEMALE")
    if dice.chance(sex["missing"]):
        record = replace(record, sex=None)
    return replace(record, iin=None) if dice.chance(_rates("iin")["missing"]) else record


def first_record(dice: Dice, record: MisrecordedPerson) -> MisrecordedPerson:
    """The record of the first system, which may not have the number."""
    return replace(record, iin=None) if dice.chance(_rates("iin")["first_missing"]) else record


def _rates(group: str) -> dict[str, float]:
    rates: dict[str, float] = table("errors")[group]
    return rates


def _birth(dice: Dice, record: MisrecordedPerson) -> MisrecordedPerson:
    rates, born = _rates("birth"), record.born
    if born is None or dice.chance(rates["missing"]):
        return replace(record, born=None)
    if dice.chance(rates["year_only"]):
        return replace(record, born=born.replace(month=1, day=1))
    if dice.chance(rates["swapped"]) and born.day <= 12:
        return replace(record, born=born.replace(month=born.day, day=born.month))
    if dice.chance(rates["digit"]):
        return replace(record, born=_one_digit_wrong(dice, born))
    if dice.chance(rates["other"]):
        return replace(record, born=born + dt.timedelta(dice.between(-900, 900)))
    return record


def _one_digit_wrong(dice: Dice, born: dt.date) -> dt.date:
    text = f"{born:%Y%m%d}"
    while True:
        place = dice.between(2, 7)
        wrong = f"{text[:place]}{dice.between(0, 9)}{text[place + 1 :]}"
        try:
            day = dt.date.fromisoformat(wrong)
        except ValueError:
            continue
        if day != born and day.toordinal() <= TODAY:
            return day


def _place(dice: Dice, record: MisrecordedPerson, stock: Stock) -> MisrecordedPerson:
    rates, notation = _rates("place"), table("errors")["notation"]
    kato, home = record.kato, record.address
    if dice.chance(rates["moved"]):
        district, home = dice.pick(stock.homes)
        kato = kato if dice.chance(rates["moved_within"]) else district
    if home is not None:
        street, house, flat = _taken_apart(home)
        if dice.chance(rates["street_typing"]):
            street = mistyped(dice, street)
        whole = not dice.chance(rates["flat_missing"])
        if not whole or dice.chance(rates["other_notation"]):
            form = dice.pick(notation["with_flat" if whole else "without_flat"])
            genitive = table("errors")["genitive"].get(street, street)
            home = form.format(street=street, genitive=genitive, house=house, flat=flat)
    if dice.chance(rates["address_missing"]):
        home = None
    return replace(record, address=home, kato=None if dice.chance(rates["kato_missing"]) else kato)


def _taken_apart(home: str) -> tuple[str, str, str]:
    """Street, house and flat of an address as :mod:`synthetic.people.person` writes it."""
    street, numbers = home.rsplit(", ", 1)
    house, flat = numbers.split("-")
    return street.removeprefix("ул. ").removesuffix(" көшесі"), house, flat


def _phone(dice: Dice, phone: str | None) -> str | None:
    rates = _rates("phone")
    if dice.chance(rates["missing"]):
        return None
    if phone is None or dice.chance(rates["other"]):
        return f"8 (70{dice.between(0, 9)}) {dice.between(0, 9_999_999):07}"
    return "8" + phone.removeprefix("+7")


def _other_names(dice: Dice, record: MisrecordedPerson, stock: Stock) -> MisrecordedPerson:
    rates = _rates("names")
    adult = record.born is not None and TODAY - record.born.toordinal() >= 20 * YEAR
    if record.is_female and adult and dice.chance(rates["other_family_name"]):
        record = replace(record, family=family_name(dice.pick(stock.families), True))
    if record.family and dice.chance(rates["family_without_ending"]):
        record = replace(record, family=without_ending(record.family))
    if dice.chance(rates["other_given_name"]):
        record = replace(record, given_name=dice.pick(stock.women if record.is_female else stock.men))
    if dice.chance(rates["patronymic_missing"]):
        return replace(record, patronymic=None)
    if record.patronymic and dice.chance(rates["patronymic_other_style"]):
        return replace(record, patronymic=other_style(record.patronymic, record.is_female))
    return record


def _spelt(dice: Dice, record: MisrecordedPerson) -> MisrecordedPerson:
    family, given_name, patronymic = respelt(dice, (record.family, record.given_name, record.patronymic))
    rates = _rates("names")
    if given_name and dice.chance(rates["initial"]):
        given_name = given_name[0] + "."

    def typed(name: str | None) -> str | None:
        if not name or not dice.chance(rates["typing"]):
            return name
        name = mistyped(dice, name)
        return mistyped(dice, name) if dice.chance(rates["typing_again"]) else name

    return replace(record, family=typed(family), given_name=typed(given_name), patronymic=typed(patronymic))


def _misplaced(dice: Dice, record: MisrecordedPerson) -> MisrecordedPerson:
    rates = _rates("names")
    if record.family is None or record.given_name is None:
        return record
    if dice.chance(rates["swapped"]):
        return replace(record, family=record.given_name, given_name=record.family)
    if dice.chance(rates["all_in_family"]):
        full_name = " ".join(filter(None, (record.family, record.given_name, record.patronymic)))
        return replace(record, family=full_name, given_name=None, patronymic=None)
    if record.patronymic and dice.chance(rates["patronymic_in_given"]):
        return replace(record, given_name=f"{record.given_name} {record.patronymic}", patronymic=None)
    return record
