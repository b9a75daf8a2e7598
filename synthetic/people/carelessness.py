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


def carelessly(dice: Dice, held: MisrecordedPerson, offices: Sequence[str]) -> MisrecordedPerson:
    """The record as it was really filled in; ``offices`` are telephones of offices and hostels."""
    rates = table("errors")["careless"]
    words: list[str] = rates["words"]
    if held.patronymic is None and dice.chance(rates["patronymic_word"]):
        held = replace(held, patronymic=dice.pick(words))
    if held.address is None and dice.chance(rates["address_word"]):
        held = replace(held, address=dice.pick(words))
    if held.phone is None and dice.chance(rates["phone_word"]):
        held = replace(held, phone=dice.pick(rates["phones"]))
    elif dice.chance(rates["phone_of_office"]):
        held = replace(held, phone=dice.pick(offices))
    if held.iin and held.born and dice.chance(rates["contradicts_number"]):
        held = replace(held, born=held.born + dt.timedelta(dice.between(-9_000, 9_000)))
    if dice.chance(rates["other_keyboard"]):
        held = replace(held, family=_alike(held.family), given=_alike(held.given))
    if held.given and dice.chance(rates["single_name"]):
        held = replace(held, family=None, given=held.given, patronymic=None)
    return held


def offices_of(dice: Dice, persons: int) -> tuple[str, ...]:
    """Telephones of offices, as many as so many persons have."""
    count = max(1, persons // table("errors")["careless"]["persons_of_office"])
    return tuple(f"+7717{dice.between(0, 9_999_999):07}" for _ in range(count))


def rhymed(dice: Dice, given: str) -> str:
    """A twin's name that differs from ``given`` by a letter: in life often another name, in a list or not."""
    at = dice.between(0, len(given) - 1)
    letter = dice.pick([each for each in "абдеилнорсуыіғқ" if each != given[at].lower()])
    return given[:at] + (letter.upper() if at == 0 else letter) + given[at + 1 :]


def _alike(name: str | None) -> str | None:
    return name.translate(_ALIKE) if name else name
