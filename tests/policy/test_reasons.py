"""Reasons and cases: what has to be said in words says something."""

import pytest

from security.authorization.purposes import StatedPurpose
from security.authorization.stated_reason import is_legible

ZERO_WIDTH = "\u200b\u2060\ufeff"
EMPTY = (
    ".",
    "...",
    "- - - - - -",
    "12345678",
    "aaaaaaaaaa",
    "Aa aA aa AA",
    "тест",
    ZERO_WIDTH,
    f"{ZERO_WIDTH}." * 5,
    "\u00ad" * 10,
    "\u3164" * 10,
    "\uffa0\u115f\u1160\u3164\uffa0",
    "\ud800\udfff\ud800\udfff\ud800",
    "danger \ud800 there",
    "danger \ufffd there",
    "\ufffd" * 8,
    "\U0001f600" * 8,
    "\ue000\ue001\ue002\ue003\ue004",
    "\u0301" * 8,
)
GOOD = (
    "danger",
    "Баланың өміріне қауіп төніп тұр",
    "ребёнок в опасности",
    "ＤＡＮＧＥＲ in the flat",
    "危险情况孩子",
)


@pytest.mark.parametrize("purpose", ["EMERGENCY", "INVESTIGATION"])
@pytest.mark.parametrize("reason", EMPTY, ids=ascii)
def test_a_reason_without_words_is_none(purpose: str, reason: str) -> None:
    assert not StatedPurpose(purpose, "12/3", reason).complete_for(purpose)


@pytest.mark.parametrize("purpose", ["EMERGENCY", "INVESTIGATION"])
@pytest.mark.parametrize("reason", GOOD)
def test_a_reason_in_words_of_any_script_is_one(purpose: str, reason: str) -> None:
    assert StatedPurpose(purpose, "12/3", reason).complete_for(purpose)


def test_a_text_may_be_short_but_must_be_text() -> None:
    assert all(is_legible(each) for each in ("12", "Үй 5", "к"))
    assert not any(is_legible(each) for each in ("", " ", ".", ZERO_WIDTH, "a\ufffdb", "a\ud800"))
