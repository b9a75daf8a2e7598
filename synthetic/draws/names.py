"""Names of people in Kazakhstan: family name, given name and patronymic, in Cyrillic or Latin letters."""

from dataclasses import dataclass
from functools import cache

from synthetic.draws.dice import Dice, Weighted
from synthetic.draws.tables import table

_WIFE_TAKES_NAME = 0.75
_VOWELS = "аеёиоуыэюяәіөүұ"
_HISSING = "жшчщц"


@dataclass(frozen=True, kw_only=True)
class People:
    """The names that families of one ethnicity give. Family names stand in their male form."""

    name: str
    share: float
    patronymic: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    family: tuple[str, ...]

    @property
    def is_kazakh(self) -> bool:
        """Whether the family's papers are kept in Kazakh."""
        return self.name == "Kazakh"

    def given_name(self, dice: Dice, female: bool) -> str:
        """A given name."""
        return dice.pick(self.female if female else self.male)


@cache
def peoples() -> tuple[People, ...]:
    """Every ethnicity of the data file."""
    return tuple(
        People(
            name=row["name"],
            share=row["share"],
            patronymic=tuple(row["patronymic"]),
            male=tuple(row["male"]),
            female=tuple(row["female"]),
            family=tuple(row["family"]),
        )
        for row in table("names")["people"]
    )


@cache
def peoples_by_share() -> Weighted[People]:
    """The ethnicities, as often as they are met."""
    return Weighted(peoples(), [p.share for p in peoples()])


@cache
def people(name: str) -> People:
    """The ethnicity of that name."""
    return next(p for p in peoples() if p.name == name)


@cache
def family_name(male_form: str, female: bool) -> str:
    """The family name of a woman or a man of the family."""
    if not female:
        return male_form
    if male_form.endswith(("ский", "цкий")):
        return male_form[:-2] + "ая"
    if male_form.endswith(("ов", "ев", "ёв", "ин", "ын")) and len(male_form) > 4:
        return male_form + "а"
    return male_form


@cache
def patronymic(style: str, father: str, female: bool) -> str | None:
    """The patronymic of a son or daughter of ``father``; None where the family uses none."""
    if style == "none":
        return None
    if style == "kazakh":
        return father + ("қызы" if female else "ұлы")
    special = table("names")["patronymics"].get(father)
    if special:
        return str(special[female])
    father = _russified(father)
    if father.endswith("ий"):
        return father[:-2] + ("ьевна" if female else "ьевич")
    if father[-1] in "йь":
        return father[:-1] + ("евна" if female else "евич")
    if father[-1] in _VOWELS:
        return father + ("евна" if female else "евич")
    if father[-1] in _HISSING:
        return father + ("евна" if female else "евич")
    return father + ("овна" if female else "ович")


@cache
def latin(name: str, alphabet: str) -> str:
    """``name`` in Latin letters, by the ``kazakh`` alphabet or as in a ``passport``."""
    letters: dict[str, str] = table("names")["latin"][alphabet]
    return "".join(letters.get(c, c) for c in name.lower()).title()


def keeps_own_name(dice: Dice) -> bool:
    """Whether a wife keeps the family name that she was born with."""
    return not dice.chance(_WIFE_TAKES_NAME)


def _russified(name: str) -> str:
    letters: dict[str, str] = table("names")["russified"]
    return "".join(letters.get(c, c) for c in name.lower()).capitalize()
