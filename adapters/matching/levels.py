"""How far two cards agree in each thing that is compared: the level of every comparison.

The batch asks the same questions in SQL (:mod:`adapters.matching.comparisons`); a test holds the two together.
"""

import datetime as dt
from collections.abc import Mapping

from adapters.matching.addresses import parts, same_street
from adapters.matching.closeness import close
from adapters.matching.features import Features
from adapters.matching.person_names import forefather
from graph.ingest.number_holders import is_slip
from schema.given_names import known_names

Levels = Mapping[str, str]
"""The level by the name of the comparison. A comparison that one of the cards says nothing on is left out."""


def levels(a: Features, b: Features) -> Levels:
    """The levels of two cards. Their order does not matter."""
    level_of = {
        "family": _family(a, b),
        "given": _given_name_level(a, b),
        "patronymic": _patronymic(a.patronymic, b.patronymic),
        "birth": birth_level(a.born, b.born),
        "sex": _plain(a.sex, b.sex),
        "home": _home(a.address, b.address),
        "district": _district(a.kato, b.kato),
        "phone": _plain(a.phone, b.phone),
    }
    return {name: level for name, level in level_of.items() if level is not None}


def birth_level(one: dt.date | None, other: dt.date | None) -> str | None:
    """How far two birth dates agree; None where one is unknown.

    Systems that know only the year put down the first of January: such a date says no more than the year.
    """
    if one is None or other is None:
        return None
    if _year_only(one) or _year_only(other):
        return "year" if one.year == other.year else "different"
    if one == other:
        return "equal"
    return "slip" if is_slip(one, other) else "different"


def is_crossed(a: Features, b: Features) -> bool:
    """Whether each card's family name is the other's given name."""
    return bool(a.family and a.given_name) and (a.family, a.given_name) == (b.given_name, b.family)


def _family(a: Features, b: Features) -> str | None:
    if a.family is None or b.family is None:
        return None
    if a.family == b.family:
        return "equal"
    if close(a.family, b.family) or forefather(a.family) == forefather(b.family):
        return "close"
    return "crossed" if is_crossed(a, b) else "different"


def _given_name_level(a: Features, b: Features) -> str | None:
    if a.given_name is None or b.given_name is None:
        return None
    if a.given_name == b.given_name:
        return "equal"
    if close(a.given_name, b.given_name) and not {a.given_name, b.given_name} <= known_names():
        return "close"
    if is_crossed(a, b):
        return "crossed"
    return "initial" if _initial(a.given_name, b.given_name) else "different"


def _patronymic(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return None
    if one == other:
        return "equal"
    if close(one, other) and not {one, other} <= known_names():
        return "close"
    return "initial" if _initial(one, other) else "different"


def _home(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return None
    (street, house, flat), (other_street, other_house, other_flat) = parts(one), parts(other)
    if not same_street(street, other_street):
        return "different"
    if house != other_house or not house:
        return "street"
    if flat == other_flat:
        return "equal"
    return "street" if flat and other_flat else "house"


def _district(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return None
    if one == other:
        return "equal"
    return "region" if one[:2] == other[:2] else "different"


def _plain(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return None
    return "equal" if one == other else "different"


def _initial(one: str, other: str) -> bool:
    return one[0] == other[0] and 1 in (len(one), len(other))


def _year_only(day: dt.date) -> bool:
    return (day.month, day.day) == (1, 1)
