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
    given: str | None
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


def another_record(dice: Dice, held: MisrecordedPerson, stock: Stock) -> MisrecordedPerson:
    """The record of another system."""
    held = _place(dice, _birth(dice, held), stock)
    held = replace(held, phone=_phone(dice, held.phone))
    held = _misplaced(dice, _spelt(dice, _other_names(dice, held, stock)))
    sex = _rates("sex")
    if dice.chance(sex["wrong"]):
        held = replace(held, sex="MALE" if held.is_female else "FEMALE")
    if dice.chance(sex["missing"]):
        held = replace(held, sex=None)
    return replace(held, iin=None) if dice.chance(_rates("iin")["missing"]) else held


def first_record(dice: Dice, held: MisrecordedPerson) -> MisrecordedPerson:
    """The record of the first system, which may not have the number."""
    return replace(held, iin=None) if dice.chance(_rates("iin")["first_missing"]) else held


def _rates(group: str) -> dict[str, float]:
    rates: dict[str, float] = table("errors")[group]
    return rates


def _birth(dice: Dice, held: MisrecordedPerson) -> MisrecordedPerson:
    rates, born = _rates("birth"), held.born
    if born is None or dice.chance(rates["missing"]):
        return replace(held, born=None)
    if dice.chance(rates["year_only"]):
        return replace(held, born=born.replace(month=1, day=1))
    if dice.chance(rates["swapped"]) and born.day <= 12:
        return replace(held, born=born.replace(month=born.day, day=born.month))
    if dice.chance(rates["digit"]):
        return replace(held, born=_one_digit_wrong(dice, born))
    if dice.chance(rates["other"]):
        return replace(held, born=born + dt.timedelta(dice.between(-900, 900)))
    return held


def _one_digit_wrong(dice: Dice, born: dt.date) -> dt.date:
    text = f"{born:%Y%m%d}"
    while True:
        place = dice.between(2, 7)
        wrong = f"{text[:place]}{dice.between(0, 9)}{text[place + 1 :]}"
        try:
            found = dt.date.fromisoformat(wrong)
        except ValueError:
            continue
        if found != born and found.toordinal() <= TODAY:
            return found


def _place(dice: Dice, held: MisrecordedPerson, stock: Stock) -> MisrecordedPerson:
    rates, notation = _rates("place"), table("errors")["notation"]
    kato, home = held.kato, held.address
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
    return replace(held, address=home, kato=None if dice.chance(rates["kato_missing"]) else kato)


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


def _other_names(dice: Dice, held: MisrecordedPerson, stock: Stock) -> MisrecordedPerson:
    rates = _rates("names")
    adult = held.born is not None and TODAY - held.born.toordinal() >= 20 * YEAR
    if held.is_female and adult and dice.chance(rates["other_family_name"]):
        held = replace(held, family=family_name(dice.pick(stock.families), True))
    if held.family and dice.chance(rates["family_without_ending"]):
        held = replace(held, family=without_ending(held.family))
    if dice.chance(rates["other_given_name"]):
        held = replace(held, given=dice.pick(stock.women if held.is_female else stock.men))
    if dice.chance(rates["patronymic_missing"]):
        return replace(held, patronymic=None)
    if held.patronymic and dice.chance(rates["patronymic_other_style"]):
        return replace(held, patronymic=other_style(held.patronymic, held.is_female))
    return held


def _spelt(dice: Dice, held: MisrecordedPerson) -> MisrecordedPerson:
    family, given, patronymic = respelt(dice, (held.family, held.given, held.patronymic))
    rates = _rates("names")
    if given and dice.chance(rates["initial"]):
        given = given[0] + "."

    def typed(name: str | None) -> str | None:
        if not name or not dice.chance(rates["typing"]):
            return name
        name = mistyped(dice, name)
        return mistyped(dice, name) if dice.chance(rates["typing_again"]) else name

    return replace(held, family=typed(family), given=typed(given), patronymic=typed(patronymic))


def _misplaced(dice: Dice, held: MisrecordedPerson) -> MisrecordedPerson:
    rates = _rates("names")
    if held.family is None or held.given is None:
        return held
    if dice.chance(rates["swapped"]):
        return replace(held, family=held.given, given=held.family)
    if dice.chance(rates["all_in_family"]):
        every = " ".join(filter(None, (held.family, held.given, held.patronymic)))
        return replace(held, family=every, given=None, patronymic=None)
    if held.patronymic and dice.chance(rates["patronymic_in_given"]):
        return replace(held, given=f"{held.given} {held.patronymic}", patronymic=None)
    return held
