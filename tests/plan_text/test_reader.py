"""Recognising the act, whatever file it is in."""

from pathlib import Path

import pytest

from adapters.plan_text import PlanTextError, parse_plan, read_plan
from tests.plan_text.made_up import ACT_912, ACT_1233, replaced


@pytest.mark.parametrize(("text", "number"), [(ACT_912, "912"), (ACT_1233, "1233")])
def test_act_is_recognised_by_content(tmp_path: Path, text: str, number: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    plan = read_plan(file)
    assert plan.act_number == number
    assert plan == parse_plan(text)


def test_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(b"plan\n\n\xff\xfe")
    with pytest.raises(PlanTextError, match="line 3: expected text in UTF-8"):
        read_plan(file)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "the heading of a Government resolution"),
        (replaced(ACT_912, "№ 912 қаулысы", "№ 913 қаулысы"), "the heading of resolution No. 912 or"),
        (ACT_912[ACT_912.index("Қазақстан") :], "the title of the act"),
        (replaced(ACT_1233, "2024 – 2028 жылдарға", "көп жылға"), "the years of the plan"),
        (replaced(ACT_1233, "29 желтоқсандағы", "32 желтоқсандағы"), "a date of adoption that exists"),
    ],
)
def test_unreadable_heading(text: str, expected: str) -> None:
    with pytest.raises(PlanTextError) as raised:
        parse_plan(text)
    assert raised.value.expected.startswith(expected)


def test_heading_without_a_date() -> None:
    plan = parse_plan(replaced(ACT_1233, "2023 жылғы 29 желтоқсандағы № 1233", "№ 1233"))
    assert plan.adopted_on is None
