"""The layout of No. 1233 on an invented act."""

from datetime import date

import pytest

from adapters.plan_text import ExecutorRole, PlanTextError, parse_plan
from tests.plan_text.made_up import ACT_1233, line_of, replaced


def test_heading_and_note() -> None:
    plan = parse_plan(ACT_1233)
    assert (plan.act_number, plan.adopted_on) == ("1233", date(2023, 12, 29))
    assert plan.title.startswith("Аула мен саябақты")
    assert (plan.first_year, plan.last_year) == (2024, 2028)
    assert plan.bodies == (("БП", "Бас прокуратура"), ("ҰБ", "Ұлттық Банк"))
    assert plan.terms == (("ЖСҚ", "жобалық-сметалық құжат"),)


def test_measures_belong_to_tasks_and_keep_their_lines() -> None:
    plan = parse_plan(ACT_1233)
    assert [(m.number, m.task) for m in plan.measures] == [
        ("1.1", "Ағаш отырғызу"),
        ("1.2", "Ағаш отырғызу"),
        ("2.1", "Гүлзар ашу"),
    ]
    assert [m.line for m in plan.measures] == [line_of(ACT_1233, mark) for mark in ("1.1\n", "1.2.\n", "2.1\n")]
    assert plan.measures[0].title == "Әр аулаға көшет жеткізу"
    assert plan.measures[0].deadline_text == "2024 жылғы 2- жартыжылдық"


def test_agreement_belongs_to_the_body_before_it_and_the_first_compiles() -> None:
    executors = parse_plan(ACT_1233).measures[0].executors
    assert [(e.name, e.code, e.role, e.is_by_agreement) for e in executors] == [
        ("ЖАО", "AKIMAT", ExecutorRole.COMPILER, False),
        ("БП", "GP", ExecutorRole.EXECUTOR, True),
        ("ҰБ", "NB", ExecutorRole.EXECUTOR, True),
    ]
    assert not any(e.is_role_marked for e in executors)


def test_row_without_number_is_a_further_stage() -> None:
    measure = parse_plan(ACT_1233).measures[1]
    assert [stage.completion_form for stage in measure.stages] == ["тізім (2024 ж. – 6)", "есеп"]
    assert measure.completion_form == "тізім (2024 ж. – 6); есеп"
    assert measure.deadlines == (
        date(2024, 12, 31),
        date(2025, 1, 31),
        date(2026, 1, 31),
        date(2027, 1, 31),
        date(2028, 1, 31),
    )
    assert [e.code for e in measure.executors] == ["MH", "SRC"]
    assert measure.compiler.code == "MH"


def test_missing_comma_after_a_mark_odd_quotes_and_latin_letters() -> None:
    executors = parse_plan(ACT_1233).measures[2].executors
    assert [(e.code, e.is_by_agreement) for e in executors] == [
        ("GP", True),
        ("KAZAVTOZHOL", True),
        ("MIA", False),
    ]


_UNKNOWN_BODY = "an executor named in the table of bodies"


@pytest.mark.parametrize(
    ("old", "new", "place", "lines_below", "expected"),
    [
        ("\n1.1\n", "\n1.3\n", "1.3\n", 0, "measure 1.1"),
        ("\n1.2.\n", "\n1.1\n", "Мына: суару", -2, "measure 1.2"),
        ("\n2.\n", "\n3.\n", "3.\n", 0, "task 2"),
        ("шарт\n", "\n", "жеткізу", 1, "a form of completion"),
        ("2024 жылғы\n\nжелтоқсан", "жақында", "жақында", 0, "a deadline"),
        ("тізім (2024 ж. – 6)\n\t\n", "", "ДСМ, Қаржымині", 0, "a deadline"),
        ("байқау\n\t\n", "", "БП (келісу", 0, "a deadline"),
        ("ДСМ, Қаржымині МКК,", "ДСМ, Бағбандар одағы", "ДСМ, Бағбандар", 0, _UNKNOWN_BODY),
        ("\n(келісу бойынша), ҰБ", "\n(бірге), ҰБ", "(бірге), ҰБ", 0, _UNKNOWN_BODY),
        ("\n(келісу бойынша), ҰБ", "\n(келісу бойынша, ҰБ", "(келісу бойынша, ҰБ", 0, _UNKNOWN_BODY),
        ("ДСМ, Қаржымині МКК,", "ДСМ,\nДСМ", "ДСМ\n", 0, "each executor of the measure only once"),
        ("Мына: суару; күзету", "", "1.2.\n", 1, "the title of a measure"),
        ("Гүлзар байқауы", "2.2", "2.2", 0, "the title of a measure"),
        ("Гүлзар ашу", "2.1.", "2.1.", 0, "the title of a task"),
    ],
)
def test_error_names_the_line_and_what_was_expected(
    old: str, new: str, place: str, lines_below: int, expected: str
) -> None:
    text = replaced(ACT_1233, old, new)
    with pytest.raises(PlanTextError) as raised:
        parse_plan(text)
    line = line_of(text, place) + lines_below
    assert (raised.value.line, raised.value.expected) == (line, expected)
    assert str(raised.value) == f"line {line}: expected {expected}"


def test_task_without_measures() -> None:
    text = replaced(ACT_1233, "\n\t\n2.1\n", "\n\t\n3.\n\t\nСуару\n\n\t\n2.1\n")
    with pytest.raises(PlanTextError, match=r"expected measure 2\.1") as raised:
        parse_plan(text)
    assert raised.value.line == line_of(text, "\n3.\n") + 1


def test_text_cut_off_names_its_last_line() -> None:
    text = ACT_1233[: ACT_1233.index("Гүлзар байқауы")]
    with pytest.raises(PlanTextError, match="expected the note with the abbreviations") as raised:
        parse_plan(text)
    assert raised.value.line == text.count("\n") + 1


def test_cell_missing_at_the_end_of_the_table() -> None:
    text = replaced(ACT_1233, '\t\nБП (келісу бойынша) "ҚазАвтоЖол" ҰК" АҚ (келісу бойынша), IIM\n', "")
    with pytest.raises(PlanTextError, match="expected an executor") as raised:
        parse_plan(text)
    assert raised.value.line == line_of(text, "Ескертпе: ") - 1


def test_further_stage_with_executors_of_its_own() -> None:
    text = replaced(ACT_1233, "қаңтар айында\n\t\n\n", "қаңтар айында\n\t\nІІМ\n\n")
    with pytest.raises(PlanTextError, match="no executors of their own"):
        parse_plan(text)


def test_further_stage_before_any_measure() -> None:
    text = replaced(ACT_1233, "\n1.1\n\t\nӘр аулаға көшет\nжеткізу\n", "\n\n\t\n")
    with pytest.raises(PlanTextError, match="expected the number of a task or a measure"):
        parse_plan(text)


def test_table_without_tab_lines() -> None:
    text = ACT_1233.replace("\t", "")
    with pytest.raises(PlanTextError, match="expected the row of column numbers"):
        parse_plan(text)


def test_table_missing_altogether() -> None:
    with pytest.raises(PlanTextError, match="expected the table of measures"):
        parse_plan(replaced(ACT_1233, "Р/с", "Кесте"))
