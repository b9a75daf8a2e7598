"""The layout of No. 912 on an invented act with the quirks of text copied from printed pages."""

from datetime import date

import pytest

from adapters.plan_text import ExecutorRole, PlanTextError, parse_plan
from tests.plan_text.made_up import ACT_912, line_of, replaced


def test_heading_and_note() -> None:
    plan = parse_plan(ACT_912)
    assert (plan.act_number, plan.adopted_on) == ("912", date(2016, 12, 29))
    assert (plan.first_year, plan.last_year) == (2017, 2019)
    assert plan.title.endswith("2017 – 2019 жылдарға арналған жоспарын бекіту туралы")
    assert plan.indicators == ()
    assert plan.bodies == (
        ("БП", "Бас прокуратура"),
        ("ДСМ", "Денсаулық сақтау министрлігі"),
        ("Еңбекмині", "Еңбек министрлігі"),
        ("ККО", "кеңесші орган"),
    )


def test_titles_and_forms_survive_broken_lines_and_letter_spacing() -> None:
    measures = parse_plan(ACT_912).measures
    assert [(m.number, m.title, m.completion_form) for m in measures] == [
        ("1", "2017 – 2019 жылдарға арналған көшет тізімін жасау", "бірлескен тізім"),
        ("2", 'Гүл суару "жасыл бақ" аясында', "бұйрық"),
        ("3", "Көлеңкелі ағаштарды аулада бірге өсіру", "жаңа көшет түрлері"),
        ("4", "Саябақ қызметкерлерін оқыту", "көгалдандыру шаралары жеке бағдарламалары"),
    ]
    assert all(m.task is None for m in measures)
    assert [m.line for m in measures] == [line_of(ACT_912, mark) for mark in ("1.\n", "2. Гүл", "3\n.\n", "4.\n")]


def test_deadlines() -> None:
    measures = parse_plan(ACT_912).measures
    assert [m.deadline_text for m in measures[:2]] == ["2017 жылғы 1-тоқсан", "2018 жылғы 2-тоқсан"]
    assert [m.deadlines for m in measures] == [
        (date(2017, 3, 31),),
        (date(2018, 6, 30),),
        (date(2017, 12, 31), date(2018, 12, 31), date(2019, 12, 31)),
        (date(2017, 12, 31), date(2018, 12, 31), date(2019, 12, 31)),
    ]


def test_compiler_is_the_marked_one_or_the_only_one() -> None:
    measures = parse_plan(ACT_912).measures
    assert [(e.code, e.role, e.is_by_agreement) for e in measures[0].executors] == [
        ("MIA", ExecutorRole.COMPILER, False),
        ("MNE", ExecutorRole.EXECUTOR, False),
        ("AKIMAT", ExecutorRole.EXECUTOR, False),
        ("NGO", ExecutorRole.EXECUTOR, True),
    ]
    assert [m.compiler.is_role_marked for m in measures] == [True, False, False, True]
    assert [(e.code, e.is_by_agreement) for e in measures[3].executors] == [
        ("MLSP", False),
        ("GP", True),
        ("AKIMAT", False),
    ]


def test_mark_before_a_body_that_is_not_first() -> None:
    text = replaced(ACT_912, "ІІМ (жинақтау\n) ,  ҰЭМ,", "ІІМ,  ҰЭМ (жинақтау, келісім бойынша),")
    measure = parse_plan(text).measures[0]
    assert measure.compiler.code == "MNE"
    assert [e.is_by_agreement for e in measure.executors] == [False, True, False, True]


_UNKNOWN_BODY = "an executor named in the table of bodies"


@pytest.mark.parametrize(
    ("old", "new", "place", "lines_below", "expected"),
    [
        ("2. Гүл", "1. Гүл", "1. Гүл", 0, "measure 2"),
        ("\n3\n.\n", "\n5\n.\n", "5\n.\n", 0, "measure 3"),
        ("\n1.\n", "\n", "2. Гүл", 0, "measure 1"),
        ("\n1.\n", "\nкіріспе\n\n1.\n", "кіріспе", 0, "measure 1"),
        ("2018 \nжылғы 2\n-тоқсан\n", "", "бұйрық ІІМ", 2, "a deadline"),
        ("2018 \nжылғы 2\n-тоқсан", "жақында", "жақында", 2, "a deadline"),
        ("бұйрық ІІМ", "ІІМ", "ІІМ\n2018", 0, "a form of completion"),
        ("бұйрық ІІМ", "бұйрық Бағбандар", "бұйрық Бағбандар", 0, _UNKNOWN_BODY),
        ("бұйрық ІІМ", "бұйрық Бағбандар, ІІМ", "бұйрық Бағбандар", 0, _UNKNOWN_BODY),
        ("бұйрық ІІМ", "бұйрық ІІМ, Бағбандар,\nДСМ", "бұйрық ІІМ", 0, _UNKNOWN_BODY),
        ("ҰЭМ,  ", "Бағбандар одағы,", "Бағбандар", 0, _UNKNOWN_BODY),
        ("ҰЭМ,  ", ",", ") ,  ,", 0, _UNKNOWN_BODY),
        ("бұйрық ІІМ", "бұйрық , ІІМ", "бұйрық , ІІМ", 0, _UNKNOWN_BODY),
        ("Еңбекмині (\nжинақтау)", "Еңбекмині", "Еңбекмині, БП", 0, "an executor marked as the compiler"),
        (
            "ҮЕҰ (келісім \n",
            "ҮЕҰ (жинақтау, келісім \n",
            "ҮЕҰ (",
            0,
            "only one executor marked as the compiler",
        ),
        (
            "көшет \nтізімін",
            "көшет \n\nтізімін",
            "б ірлескен",
            1,
            "a form of completion without blank lines inside",
        ),
    ],
)
def test_error_names_the_line_and_what_was_expected(
    old: str, new: str, place: str, lines_below: int, expected: str
) -> None:
    text = replaced(ACT_912, old, new)
    with pytest.raises(PlanTextError) as raised:
        parse_plan(text)
    assert (raised.value.line, raised.value.expected) == (line_of(text, place) + lines_below, expected)


def test_measure_without_its_cost_cell() -> None:
    text = replaced(ACT_912, "жылдар\n\nталап \nетілмейді\n\n4.", "жылдар\n\n4.")
    with pytest.raises(PlanTextError, match="expected the cost cell") as raised:
        parse_plan(text)
    assert raised.value.line == line_of(text, "4.\n") - 2


def test_measure_with_a_title_only() -> None:
    start, stop = ACT_912.index("бұйрық ІІМ"), ACT_912.index("талап \nетілмейді\n\nКөлеңкелі")
    text = ACT_912[:start] + ACT_912[stop:]
    with pytest.raises(PlanTextError, match="expected a form of completion"):
        parse_plan(text)


def test_page_remainder_without_all_its_parts() -> None:
    text = replaced(ACT_912, "ж е к е  \nбағдарламалары\n\n", "")
    with pytest.raises(PlanTextError, match="expected an executor named") as raised:
        parse_plan(text)
    assert raised.value.line == line_of(text, "келіс ім") + 2


def test_page_that_ends_between_two_executors() -> None:
    text = replaced(ACT_912, "облыстардың, \nАстана және 2017", "ДСМ, 2017")
    text = replaced(text, "бағдарламалары\n\nАлматы \nқалаларының \nәкімдіктері", "бағдарламалары\n\nҰЭМ")
    measure = parse_plan(text).measures[3]
    assert measure.title == "Саябақ қызметкерлерін оқыту"
    assert [e.code for e in measure.executors] == ["MLSP", "GP", "MH", "MNE"]


def test_more_before_a_number_than_the_beginning_of_a_title() -> None:
    text = replaced(ACT_912, "Көлеңкелі ағаштарды \n", "Көлеңкелі\n\nағаштарды \n")
    with pytest.raises(PlanTextError, match="expected the number of a measure") as raised:
        parse_plan(text)
    assert raised.value.line == line_of(text, "ағаштарды \n")


def test_words_after_the_last_measure() -> None:
    text = replaced(ACT_912, "      Ескертпе:", "қосымша сөз\n\n      Ескертпе:")
    with pytest.raises(PlanTextError):
        parse_plan(text)


def test_text_cut_off_names_its_last_line() -> None:
    text = ACT_912[: ACT_912.index("келіс ім")]
    with pytest.raises(PlanTextError, match="expected the note with the abbreviations") as raised:
        parse_plan(text)
    assert raised.value.line == text.count("\n") + 1


def test_table_missing_altogether() -> None:
    with pytest.raises(PlanTextError, match="expected the row of column numbers"):
        parse_plan(replaced(ACT_912, "1 2 3 4 5 6", ""))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Еңбек министрлігі\n", "", "one full name for each abbreviation"),
        ("кеңесші\nорган\n", "", "the full name of an abbreviation"),
        ("БП – Бас прокуратура", "Бас прокуратура", "an abbreviation with its full name"),
    ],
)
def test_unreadable_note(old: str, new: str, expected: str) -> None:
    with pytest.raises(PlanTextError, match=expected):
        parse_plan(replaced(ACT_912, old, new))
