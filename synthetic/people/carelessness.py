"""What registers hold because somebody had to fill a field in: placeholders, shared telephones, a number that
contradicts the card, letters of the other keyboard, a single name.

Every kind stands with its rate in ``errors.toml``.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from synthetic.draws.dice import Dice
from synthetic.draws.tables import table
from synthetic.people.misrecorded import MisrecordedPerson

_ALIKE = str.maketrans("АВСЕНКМОРТХасеорух", "ABCEHKMOPTXaceopyx")


def carelessly(dice: Dice, record: MisrecordedPerson, offices: Sequence[str]) -> MisrecordedPerson:
    """The record as it was really filled in; ``offices`` are telephones of offices and hostels."""
    rates = table("errors")["careless"]
    words: list[str] = rates["words"]
    if record.patronymic is None and dice.chance(rates["patronymic_word"]):
        record = replace(record, patronymic=dice.pick(words))
    if record.address is None and dice.chance(rates["address_word"]):
        record = replace(record, address=dice.pick(words))
    if record.phone is None and dice.chance(rates["phone_word"]):
        record = replace(record, phone=dice.pick(rates["phones"]))
    elif dice.chance(rates["phone_of_office"]):
        record = replace(record, phone=dice.pick(offices))
    if record.iin and record.born and dice.chance(rates["contradicts_number"]):
        record = replace(record, born=record.born + dt.timedelta(dice.between(-9_000, 9_000)))
    if dice.chance(rates["other_keyboard"]):
        record = replace(record, family=_alike(record.family), given_name=_alike(record.given_name))
    if record.given_name and dice.chance(rates["single_name"]):
        record = replace(record, family=None, given_name=record.given_name, patronymic=None)
    return record


def offices_of(dice: Dice, persons: int) -> tuple[str, ...]:
    """Telephones of offices, as many as so many persons have."""
    count = max(1, persons // table("errors")["careless"]["persons_of_office"])
    return tuple(f"+7717{dice.between(0, 9_999_999):07}" for _ in range(count))


def rhymed(dice: Dice, given_name: str) -> str:
    """A twin's name that differs from ``given_name`` by a letter: in life often another name, in a list or not."""
    at = dice.between(0, len(given_name) - 1)
    letter = dice.pick([letter_ for letter_ in "абдеилнорсуыіғқ" if letter_ != given_name[at].lower()])
    return given_name[:at] + (letter.upper() if at == 0 else letter) + given_name[at + 1 :]


def _alike(name: str | None) -> str | None:
    return name.translate(_ALIKE) if name else name
