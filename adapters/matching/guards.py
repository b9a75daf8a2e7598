"""Rules that weights cannot learn: what speaks against a link however much agrees.

Families share their name, their father's name, their home and, where they are twins, the birth date. Agreement in
all these weighs much and says nothing: so a rule bounds what a pair can reach.
"""

import datetime as dt

from rapidfuzz.distance import DamerauLevenshtein

from adapters.matching.closeness import close
from adapters.matching.data_files import table
from adapters.matching.features import Features
from adapters.matching.letters import are_letters_off
from adapters.matching.levels import Levels
from graph.write.derived import adult_on
from schema.given_names import known_names
from security.clock import today_in_kazakhstan

_GENERATION = 12
"""Years between two births from which they are not one with an error: parents and children bear like names."""
_LIKE = ("equal", "close", "crossed")
_ELSEWHERE = ("region", "different")
"""The levels of two districts that are not one."""
_ALIKE = 0.5
"""The share of letters from which an unknown given name may be another, garbled."""
_VOWELS = "aeiou"


def bounded(probability: float, a: Features, b: Features, levels: Levels) -> float:
    """What the pair scores: ``probability``, within what the rules allow."""
    if a.has_iin and b.has_iin:
        # Whether the numbers are one is decided where numbers are compared. Two numbers are never one person.
        return 0.0
    caps: dict[str, float] = table("thresholds")["caps"]
    if _may_be_twins(a, b, levels) or _may_be_misnumbered(a, b, levels):
        # Twins, or one person misspelt; a stranger's number, or a stranger: only somebody who looks can tell.
        possible: float = table("thresholds")["decision"]["possible"]
        return min(max(probability, possible), caps["review"])
    if _are_two(a, b, levels):
        return min(probability, caps["apart"])
    return probability if _bears_out(a, b, levels) else min(probability, caps["review"])


def _may_be_twins(a: Features, b: Features, levels: Levels) -> bool:
    """Whether two of one day and family have given names that differ by a letter or two, known names or not."""
    if a.born is None or a.born != b.born or levels.get("family") not in _LIKE:
        return False
    return are_letters_off(a, b)


def _may_be_misnumbered(a: Features, b: Features, levels: Levels) -> bool:
    """Whether two of one name, or a letter off, have a day in common that one of them or its number contradicts."""
    if not (a.contradicts_itself or b.contradicts_itself) or a.dates.isdisjoint(b.dates):
        return False
    return levels.get("family") in _LIKE and (levels.get("given") in _LIKE or are_letters_off(a, b))


def _are_two(a: Features, b: Features, levels: Levels) -> bool:
    """Whether they are certainly two people: brothers, sisters, twins, a parent and a child."""
    if levels.get("given") == "different" and not _is_garbled(a, b):
        return True
    return levels.get("birth") == "different" and _years_between(a.born, b.born) >= _GENERATION


def _is_garbled(a: Features, b: Features) -> bool:
    """Whether one of two given names is no name that is known, and may be the other with several errors."""
    alike = DamerauLevenshtein.normalized_similarity(a.given_name or "", b.given_name or "") >= _ALIKE
    return alike and not {a.given_name, b.given_name} <= known_names()


def _bears_out(a: Features, b: Features, levels: Levels) -> bool:
    """Whether enough is known, and agrees, to link without asking anybody."""
    if levels.get("given") not in ("equal", "crossed") or are_letters_off(a, b):
        return False
    if levels.get("birth") == "different":
        return False
    if a.names_nobody or b.names_nobody or len(a.given_name or "") == 1:
        # An initial is nobody's name either, though two are equal.
        return False
    if a.contradicts_itself or b.contradicts_itself:
        return False
    if "birth" not in levels:
        # Grandfather and grandson have one full name and one flat: the date alone tells them apart.
        return False
    if levels["birth"] == "year" and "patronymic" not in levels:
        # The first of January is put down for many who bear a common name, in one hostel too.
        return False
    doubts = _doubts(levels)
    if doubts and not (len(doubts) == 1 and _is_unmistakable(a, b, levels, doubts)):
        return False
    if a.patronymic is None and b.patronymic is None and not _at_one_home(levels):
        return False
    if _years_between(a.born, b.born) >= _GENERATION:
        return _at_one_place(levels) and _is_no_relatives_name(a, levels)
    return _at_one_place(levels) or _in_one_district(levels) or _is_rare(levels)


def _doubts(levels: Levels) -> list[str]:
    """What else does not agree as it does between cards of one person."""
    doubts = [name for name in ("sex", "patronymic") if levels.get(name) in ("different", "initial")]
    return doubts if levels.get("family") in _LIKE else [*doubts, "family"]


def _is_unmistakable(a: Features, b: Features, levels: Levels, doubts: list[str]) -> bool:
    """Whether this may differ and it is still one person.

    No father gives two children born on one day the same name: father's name, given name, day and flat make out one
    person. Cousins in one flat have two fathers. A woman whose family name alone differs, and who has kept her
    telephone, has married; a child has not.
    """
    if levels["given"] != "equal" or levels.get("birth") != "equal":
        return False
    if levels.get("patronymic") == "different" or (doubts == ["family"] and levels.get("patronymic") not in _LIKE):
        return False
    if doubts == ["family"] and _is_minor(a, b):
        return False
    married = doubts == ["family"] and levels.get("sex") == "equal" and a.sex == "FEMALE"
    if married and levels.get("patronymic") == "equal" and levels.get("phone") == "equal":
        return True
    return levels.get("home") == "equal" and levels.get("district") not in _ELSEWHERE


def _is_minor(a: Features, b: Features) -> bool:
    """Whether one of the two is under eighteen today."""
    today = today_in_kazakhstan()
    return adult_on(a.born) > today or adult_on(b.born) > today


def _at_one_home(levels: Levels) -> bool:
    """Whether two have a home or a telephone in common, and nothing of home, telephone and district speaks against.

    Whoever has the flat in common may have two telephones.
    """
    home, phone = levels.get("home"), levels.get("phone")
    if levels.get("district") in _ELSEWHERE:
        return False
    if home == "equal" or (home == "house" and phone != "different"):
        return True
    return phone == "equal" and home not in ("street", "different")


def _at_one_place(levels: Levels) -> bool:
    """Whether the two have an address or a telephone in common."""
    return levels.get("home") in ("equal", "house") or levels.get("phone") == "equal"


def _in_one_district(levels: Levels) -> bool:
    """Whether an equal district stands for an address in common: one is missing, or somebody moved nearby.

    It does where the birth date agrees to the letter. Where it does not, two of one name and one year are too many.
    """
    return levels.get("district") == "equal" and levels.get("birth") == "equal"


def _is_rare(levels: Levels) -> bool:
    """Whether name and date alone are enough: all three names, the date to the letter, no other home or region.

    docs/matching.md says how many people of one full name are born on one day. Without the father's name there are
    many times more.
    """
    if levels.get("home") in ("different", "street"):
        return False
    are_names_alike = levels.get("family") in _LIKE and levels.get("patronymic") in _LIKE
    return are_names_alike and levels.get("birth") == "equal" and levels.get("district") != "different"


def _is_no_relatives_name(a: Features, levels: Levels) -> bool:
    """Whether the full name agrees and is not one that a father and his son can share.

    Father and son have one full name only where the name is also that of the father's father: Иван Иванович.
    """
    if not _is_full_name_equal(levels):
        return False
    return not close((a.given_name or "").rstrip(_VOWELS), a.patronymic or "")


def _is_full_name_equal(levels: Levels) -> bool:
    return all(levels.get(name) == "equal" for name in ("family", "given", "patronymic"))


def _years_between(one: dt.date | None, other: dt.date | None) -> int:
    return abs(one.year - other.year) if one and other else 0
