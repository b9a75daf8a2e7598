"""Rules that weights cannot learn: what speaks against a link however much agrees.

Families share their name, their father's name, their home and, where they are twins, the birth date. Agreement in all
these weighs much and says nothing: so a rule bounds what a pair can reach.
"""

import datetime as dt

from adapters.matching.features import Features
from adapters.matching.levels import Levels
from adapters.matching.names import known_names
from adapters.matching.tables import table

_GENERATION = 12
"""Years between two births from which they are not one with an error: parents and children bear like names."""
_LIKE = ("equal", "close", "crossed")
_FREE = 1.0


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
    if levels.get("given") == "different":
        return True
    return levels.get("birth") == "different" and _years_between(a.born, b.born) >= _GENERATION


def _bears_out(a: Features, b: Features, levels: Levels) -> bool:
    """Whether enough is known, and agrees, to link without asking anybody."""
    if levels.get("given") not in _LIKE or _may_be_two_names(a, b, levels):
        return False
    if levels.get("sex") == "different" or levels.get("patronymic") in ("different", "initial"):
        return False
    if levels.get("birth") in (None, "different"):
        return False
    if levels.get("family") not in _LIKE and not _married(a, levels):
        return False
    return _at_one_place(levels)


def _may_be_two_names(a: Features, b: Features, levels: Levels) -> bool:
    """Whether two given names that differ a little are both unknown: nothing tells an error from a twin's name."""
    return levels["given"] == "close" and not {a.given, b.given} & known_names()


def _married(a: Features, levels: Levels) -> bool:
    """Whether only the family name of a woman differs, as it does after a marriage."""
    exact = all(levels.get(name) == "equal" for name in ("given", "patronymic", "birth"))
    return a.sex == "FEMALE" and levels.get("sex") == "equal" and exact


def _at_one_place(levels: Levels) -> bool:
    """Whether the two have an address or a telephone in common.

    Two people of one name born on one day are not rare in a country: name and date alone never link. Where one card
    has no address the district stands for it, if all names and the date agree to the letter.
    """
    if levels.get("home") in ("equal", "house") or levels.get("phone") == "equal":
        return True
    exact = all(levels.get(name) == "equal" for name in ("family", "given", "patronymic", "birth"))
    return "home" not in levels and exact and levels.get("district") == "equal"


def _years_between(one: dt.date | None, other: dt.date | None) -> int:
    return abs(one.year - other.year) if one and other else 0
