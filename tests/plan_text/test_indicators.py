"""Target indicators on an invented act."""

import pytest

from adapters.plan_text import IndicatorDirection, PlanTextError, parse_plan
from tests.plan_text.made_up import ACT_1233, line_of, replaced


def test_targets_relative_to_the_base_year() -> None:
    indicator = parse_plan(ACT_1233).indicators[0]
    assert (indicator.number, indicator.title, indicator.unit) == (1, "қураған ағаш үлесін", "%")
    assert indicator.direction is IndicatorDirection.REDUCE
    assert (indicator.base_year, indicator.base_value) == (2022, None)
    assert [(t.year, t.value) for t in indicator.targets] == [
        (2024, 2.0),
        (2025, 4.5),
        (2026, 6.0),
        (2027, 8.0),
        (2028, 10.0),
    ]
    assert all(t.is_relative_to_base and not t.is_minimum for t in indicator.targets)
    assert indicator.line == line_of(ACT_1233, "қураған ағаш үлесін")


def test_levels_per_population() -> None:
    indicator = parse_plan(ACT_1233).indicators[1]
    assert indicator.unit == "10 мың тұрғынға шаққанда"
    assert indicator.direction is IndicatorDirection.INCREASE
    assert indicator.base_year is None
    assert [t.value for t in indicator.targets] == [1.5, 1.6, 1.7, 1.8, 1.9]
    assert not any(t.is_relative_to_base for t in indicator.targets)


def test_minimum_levels() -> None:
    indicator = parse_plan(ACT_1233).indicators[2]
    assert indicator.unit == "балл"
    assert [t.is_minimum for t in indicator.targets] == [False, False, True, True, True]


def test_base_value_is_read_if_given() -> None:
    text = replaced(ACT_1233, "жылға қатысты)", "жылға қатысты – 37,5 %)")
    assert parse_plan(text).indicators[0].base_value == 37.5


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ("2028 жылы 10 %-ға ", "", "қураған", "one target for each year"),
        ("2024 жылы – 1,5, ", "2023 жылы – 1,5, ", "гүлзар саны", "one target for each year"),
        ("2024 жылы – 1,5, ", "2024 жылы – 1,5 %, ", "гүлзар саны", "all the targets of an indicator in one"),
        ("2024 жылы – 1,5, ", "2024 жылы – көп, ", "гүлзар саны", "a yearly target"),
        ("(базалық 2022 жылға қатысты) ", "", "2027 жылы 8 %-ға", "the end of an indicator"),
        ("саябақ бағасы: ", "саябақ бағасы ", "саябақ бағасы", "an indicator's title"),
        ("1,9;", "1,5;", "гүлзар саны", "targets that rise or fall"),
    ],
)
def test_error_names_the_line(old: str, new: str, place: str, expected: str) -> None:
    text = replaced(ACT_1233, old, new)
    with pytest.raises(PlanTextError) as raised:
        parse_plan(text)
    assert raised.value.line == line_of(text, place)
    assert raised.value.expected.startswith(expected)


def test_list_missing_or_empty() -> None:
    with pytest.raises(PlanTextError, match="expected the list of target indicators"):
        parse_plan(replaced(ACT_1233, "Нысаналы индикаторлар:", "Индикаторлар:"))
    with pytest.raises(PlanTextError, match="expected the expected results"):
        parse_plan(replaced(ACT_1233, "Күтілетін нәтижелер:", "Нәтижелер:"))
    start, stop = ACT_1233.index("қураған"), ACT_1233.index("      Күтілетін")
    with pytest.raises(PlanTextError, match="expected a target indicator"):
        parse_plan(ACT_1233[:start] + "\n" + ACT_1233[stop:])
