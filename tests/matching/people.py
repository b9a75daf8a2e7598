"""Cards for the tests: one person, and what is changed of it."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from adapters.feeds.feed import PersonCard
from adapters.matching import MatchDecision, decide, features, score

PERSON: dict[str, Any] = {
    "familyName": "Ахметов",
    "givenName": "Нұрлан",
    "patronymic": "Серікұлы",
    "birthDate": dt.date(1985, 3, 14),
    "sex": "MALE",
    "kato": "751000000",
    "address": "Абай көшесі, 12-34",
}


def table() -> dict[str, list[list[str]]]:
    """The spellings that stand as data beside this module."""
    found: dict[str, list[list[str]]] = tomllib.loads(Path(__file__).with_name("spellings.toml").read_text("utf-8"))
    return found


def card(**changes: Any) -> PersonCard:
    """The person with changes; None takes a value away."""
    return PersonCard.model_validate({**PERSON, **changes})


def named(name: str, **changes: Any) -> PersonCard:
    """The person under another name: family name, given name and patronymic in one text."""
    family, given, *fathers = name.split(" ", 2)
    return card(familyName=family, givenName=given, patronymic=fathers[0] if fathers else None, **changes)


def decided(one: PersonCard, other: PersonCard) -> MatchDecision:
    """What is decided of two cards."""
    return decide(score(features(one), features(other)))
