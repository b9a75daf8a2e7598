"""Rules that weights cannot learn: what speaks against a link however much agrees.

Families share their name, their father's name, their home and, where they are twins, the birth date. Agreement in
all these weighs much and says nothing: so a rule bounds what a pair can reach.
"""

import datetime as dt

from rapidfuzz.distance import DamerauLevenshtein

from adapters.matching.features import Features
from adapters.matching.levels import Levels
from adapters.matching.names import known_names
from adapters.matching.spelling import close
from adapters.matching.tables import table

_GENERATION = 12
"""Years between two births from which they are not one with an error: parents and children bear like names."""
_LIKE = ("equal", "close", "crossed")
_ALIKE = 0.5
"""The share of letters from which an unknown given name may be another, garbled."""
_FREE = 1.0
_VOWELS = "aeiou"


def cap(a: Features, b: Features, levels: Levels) -> float:
    """The most that the pair can score."""
    if a.has_iin and b.has_iin:
        # Whether the numbers are one is decided where numbers are compared. Two numbers are never one person.
        return 0.0
    caps: dict[str, float] = table("thresholds")["caps"]
    if _are_two(a, b, levels):
        return caps["apart"]
    return _FREE if _bears_out(a, b, levels) else caps["review"]


def _are_two(a: Features, b: Features, levels: Levels) -> bool:
    """Whether they are certainly two people: brothers, sisters, twins, a parent and a child."""
    if levels.get("given") == "different" and not _is_garbled(a, b):
        return True
    return levels.get("birth") == "different" and _years_between(a.born, b.born) >= _GENERATION


def _is_garbled(a: Features, b: Features) -> bool:
    """Whether one of two given names is no name that is known, and may be the other with several errors."""
    alike = DamerauLevenshtein.normalized_similarity(a.given or "", b.given or "") >= _ALIKE
    return alike and not {a.given, b.given} <= known_names()


def _bears_out(a: Features, b: Features, levels: Levels) -> bool:
    """Whether enough is known, and agrees, to link without asking anybody."""
    if levels.get("given") not in _LIKE or _may_be_two_names(a, b, levels) or levels.get("birth") == "different":
        return False
    doubts = _doubts(levels)
    if doubts and not (len(doubts) == 1 and _is_unmistakable(a, levels, doubts)):
        return False
    if "birth" not in levels or _years_between(a.born, b.born) >= _GENERATION:
        return _at_one_place(levels) and _is_no_relatives_name(a, levels)
    return _at_one_place(levels) or _in_one_district(levels) or _is_rare(levels)


def _doubts(levels: Levels) -> list[str]:
    """What else does not agree as it does between cards of one person."""
    doubts = [name for name in ("sex", "patronymic") if levels.get(name) in ("different", "initial")]
    return doubts if levels.get("family") in _LIKE else [*doubts, "family"]


def _is_unmistakable(a: Features, levels: Levels, doubts: list[str]) -> bool:
    """Whether this may differ and it is still one person.

    Nobody gives two children born on one day the same name: given name, day and flat make out one person. A woman
    whose family name alone differs has married.
    """
    if levels["given"] != "equal" or levels.get("birth") != "equal":
        return False
    married = doubts == ["family"] and levels.get("sex") == "equal" and a.sex == "FEMALE"
    return levels.get("home") == "equal" or (married and levels.get("patronymic") == "equal")


def _may_be_two_names(a: Features, b: Features, levels: Levels) -> bool:
    """Whether two given names that differ a little are both unknown: nothing tells an error from a twin's name."""
    return levels["given"] == "close" and not {a.given, b.given} & known_names()


def _at_one_place(levels: Levels) -> bool:
    """Whether the two have an address or a telephone in common."""
    return levels.get("home") in ("equal", "house") or levels.get("phone") == "equal"


def _in_one_district(levels: Levels) -> bool:
    """Whether an equal district stands for an address in common: one is missing, or somebody moved nearby.

    It does where the birth date agrees to the letter. Where it does not, two of one name and one year are too many,
    so that the full name has to agree and no address to speak against it.
    """
    if levels.get("district") != "equal":
        return False
    return levels.get("birth") == "equal" or ("home" not in levels and _is_full_name_equal(levels))


def _is_rare(levels: Levels) -> bool:
    """Whether name and date alone are enough: all three names, and the date to the letter.

    docs/matching.md says how many people of one full name are born on one day. Without the father's name there are
    many times more.
    """
    named = levels.get("family") in _LIKE and levels.get("patronymic") in _LIKE
    return named and levels.get("birth") == "equal"


def _is_no_relatives_name(a: Features, levels: Levels) -> bool:
    """Whether the full name agrees and is not one that a father and his son can share.

    Father and son have one full name only where the name is also that of the father's father: Иван Иванович.
    """
    if not _is_full_name_equal(levels):
        return False
    return not close((a.given or "").rstrip(_VOWELS), a.patronymic or "")


def _is_full_name_equal(levels: Levels) -> bool:
    return all(levels.get(name) == "equal" for name in ("family", "given", "patronymic"))


def _years_between(one: dt.date | None, other: dt.date | None) -> int:
    return abs(one.year - other.year) if one and other else 0
