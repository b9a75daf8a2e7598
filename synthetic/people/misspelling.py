"""How one name is written by different hands: in other letters, by ear, in the other style, with typing errors."""

from synthetic.draws.dice import Dice
from synthetic.draws.names import latin, patronymic
from synthetic.draws.tables import table

_KAZAKH_ENDINGS = ("ұлы", "қызы")
_RUSSIAN_ENDINGS = ("ович", "овна", "евич", "евна")
_FAMILY_ENDINGS = ("ова", "ева", "ов", "ев")
_SHORTEST = 4
_LATIN = "abcdefghijklmnopqrstuvwxyz"

NameParts = tuple[str | None, str | None, str | None]
"""Family name, given name, patronymic."""


def respelt(dice: Dice, names: NameParts) -> NameParts:
    """The names as another system spells them: all three in the same letters."""
    rates = table("errors")["spelling"]
    if any(letter in _LATIN for name in names for letter in (name or "").lower()):
        return names
    if dice.chance(rates["russian"]):
        by_ear = dice.chance(rates["by_ear"])
        family, given_name, father = (_russian(name, by_ear) for name in names)
        return family, given_name, father
    for alphabet in ("passport", "kazakh"):
        if dice.chance(rates[alphabet]):
            family, given_name, father = (latin(name, alphabet) if name else None for name in names)
            return family, given_name, father
    return names


def other_style(name: str, female: bool) -> str:
    """A Kazakh patronymic in the Russian style, or the other way round. One of neither style stays."""
    for ending in _KAZAKH_ENDINGS:
        if name.endswith(ending):
            return patronymic("russian", name.removesuffix(ending), female) or name
    for ending in _RUSSIAN_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending) + _KAZAKH_ENDINGS[female]
    return name


def without_ending(family: str) -> str:
    """A family name without its Russian ending, where a name is left."""
    for ending in _FAMILY_ENDINGS:
        if family.endswith(ending) and len(family) - len(ending) >= _SHORTEST:
            return family.removesuffix(ending)
    return family


def mistyped(dice: Dice, text: str) -> str:
    """``text`` with two letters swapped, one left out, doubled, or taken for its neighbour on the keyboard."""
    if len(text) < 2:
        return text
    place, kind = dice.between(0, len(text) - 2), dice.between(0, 3)
    letter, after = text[place], text[place + 1]
    if kind == 0:
        return text[:place] + after + letter + text[place + 2 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + letter + text[place:]
    return text[:place] + _neighbour(dice, letter) + text[place + 1 :]


def _neighbour(dice: Dice, letter: str) -> str:
    for row in table("errors")["keyboard"]["rows"]:
        place = row.find(letter.lower())
        if place >= 0:
            return str(row[place + 1 if place == 0 or (place + 1 < len(row) and dice.chance(0.5)) else place - 1])
    return letter


def _russian(name: str | None, by_ear: bool) -> str | None:
    if name is None:
        return None
    heard = table("errors")["by_ear"]
    if by_ear:
        for male, female in ((name, ""), (name[:-1], name[-1])):
            if male in heard:
                return str(heard[male]) + female
    plain: dict[str, str] = table("names")["russified"]
    lower = "".join(plain.get(c, c) for c in name.lower())
    return lower[:1].upper() + lower[1:]
