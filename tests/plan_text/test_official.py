"""What must hold for any act, on the invented acts and on the official ones wherever their texts are.

The repository holds no copy of the official texts. They are looked for in ``../shared/seeds`` beside it; the
cases below are made of what is there.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.plan_text import ExecutorRole, IndicatorText, MeasureText, PlanText, load_bodies, parse_plan
from adapters.plan_text.act_text import PlanTextError
from adapters.plan_text.heading import parse_heading
from adapters.plan_text.lined import numbered_lines
from tests.plan_text.made_up import ACT_912, ACT_1233

_SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
_HEADING_LENGTH = 4000


def _official_text(act_number: str) -> str | None:
    """The official text of an act, found by its heading, or None if it is not there."""
    for file in sorted(_SEEDS.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        try:
            heading = parse_heading(numbered_lines(text[:_HEADING_LENGTH]))
        except PlanTextError:
            continue
        if heading.act_number == act_number:
            return text
    return None


_TEXTS = {
    name: text
    for name, text in (
        ("invented 912", ACT_912),
        ("invented 1233", ACT_1233),
        ("official 912", _official_text("912")),
        ("official 1233", _official_text("1233")),
    )
    if text is not None
}


@lru_cache
def _plan(name: str) -> PlanText:
    return parse_plan(_TEXTS[name])


_every_act = pytest.mark.parametrize("name", _TEXTS)


@dataclass(frozen=True)
class _Spot:
    """A measure checked by eye against its text.

    Attributes:
        act: a name in ``_TEXTS``.
        number: the measure's number.
        line: the line of the number.
        compiler: the compiler's code.
        executors: codes in order, "~" after those by agreement.
        deadlines: the days, in order.
        digest: stands for title and form of completion, since the repository holds no copy of them.
    """

    act: str
    number: str
    line: int
    compiler: str
    executors: str
    deadlines: str
    digest: str


@dataclass(frozen=True)
class _Targets:
    """An indicator checked by eye: its line, unit, direction, base year and targets (">" for "at least")."""

    act: str
    number: int
    line: int
    unit: str
    direction: str
    base_year: int | None
    targets: str


_YEAR_ENDS = "2024-12-31 2025-12-31 2026-12-31 2027-12-31 2028-12-31"
_LATER_HALF_YEARS = (
    "2024-12-31 2025-06-30 2025-12-31 2026-06-30 2026-12-31 2027-06-30 2027-12-31 2028-06-30 2028-12-31"
)
_HALF_YEARS = f"2024-06-30 {_LATER_HALF_YEARS}"
_THREE_YEAR_ENDS = "2017-12-31 2018-12-31 2019-12-31"
_RATE = "100 мың тұрғынға шаққанда"

_SPOTS = [
    _Spot("invented 912", "2", 42, "MIA", "MIA", "2018-06-30", "09cf4fb5f54d"),
    _Spot("official 912", "1", 69, "MIA", "MIA MNE AKIMAT NGO~", "2017-03-31", "28dd2bd5a8c7"),
    _Spot("official 912", "5", 169, "MIA", "MIA MLSP", "2017-06-30", "82272c82b638"),
    _Spot("official 912", "9", 249, "GP", "GP~", "2017-06-30", "46d4bb62ce64"),
    _Spot("official 912", "11", 296, "MLSP", "MLSP MIA MNE GP~ AKIMAT NGO~", "2017-09-30", "19e77819ac25"),
    _Spot("official 912", "12", 335, "MIA", "MIA", "2017-09-30", "92e013666c2d"),
    _Spot("official 912", "17", 440, "MIA", "MIA", "2018-03-31", "fc427a426788"),
    _Spot("official 912", "21", 510, "MIA", "MIA MLSP AKIMAT", _THREE_YEAR_ENDS, "8a0bf76aed07"),
    _Spot("official 912", "26", 638, "MIA", "MIA", _THREE_YEAR_ENDS, "dd9697c5a802"),
    _Spot("official 912", "28", 686, "MIA", "MIA MLSP", _THREE_YEAR_ENDS, "d2874c02bc6b"),
    _Spot("official 1233", "1.6", 1116, "AKIMAT", "AKIMAT MIA", _HALF_YEARS, "857e95ef8b04"),
    _Spot("official 1233", "2.3", 1200, "MDDIAI", "MDDIAI SRC", "2024-12-31", "398153fa7b10"),
    _Spot(
        "official 1233",
        "3.2",
        1239,
        "MIA",
        "MIA MDDIAI MCI GP~ NSC~ FMA~ ARDFM~ NB~ STB~ TELECOM~",
        "2024-06-30",
        "80da8dcb4e8f",
    ),
    _Spot("official 1233", "3.4", 1286, "KPSISU", "KPSISU~ ARDFM~ MDDIAI", "2027-12-31 2028-12-31", "5e2c7966a511"),
    _Spot("official 1233", "4.4", 1408, "MIA", "MIA MLSP AKIMAT", "2024-12-31 2025-06-30", "d1910ec8be08"),
    _Spot("official 1233", "5.2", 1493, "MIA", "MIA GP~ NCE~", _HALF_YEARS, "45fbc6c071b4"),
    _Spot("official 1233", "6.3", 1567, "MH", "MH MIA", "2024-12-31", "45022248943a"),
    _Spot("official 1233", "7.2", 1623, "AKIMAT", "AKIMAT MIA MT KAZAVTOZHOL~", _YEAR_ENDS, "9295858f4341"),
    _Spot(
        "official 1233",
        "7.14",
        1789,
        "MIA",
        "MIA",
        "2024-12-31 2025-01-31 2026-01-31 2027-01-31 2028-01-31",
        "ed4b217804ba",
    ),
    _Spot(
        "official 1233",
        "9.2",
        1884,
        "MIA",
        "MIA AKIMAT",
        "2025-06-30 2026-06-30 2027-06-30 2028-06-30",
        "aaf9d1b9c375",
    ),
    _Spot("official 1233", "10.1", 1903, "MIA", "MIA MCI AKIMAT", f"2024-01-31 {_YEAR_ENDS}", "7dd115f2c243"),
    _Spot("official 1233", "11.3", 2003, "MIA", "MIA", _LATER_HALF_YEARS, "e33ba293e98e"),
    _Spot("official 1233", "12.2", 2091, "ACA", "ACA~ GP~ NSC~ FMA~ MIA", "2025-12-31", "74bc6cf6e7eb"),
    _Spot("official 1233", "12.4", 2115, "MIA", "MIA", "2024-03-31 2026-03-31 2028-03-31", "c189d2db61eb"),
    _Spot("official 1233", "13.2", 2154, "GP", "GP~ MIA MF", "2024-12-31", "f7c967b72dba"),
    _Spot("official 1233", "14.6", 2270, "MIA", "MIA AKIMAT MDDIAI", _YEAR_ENDS, "163faf9a9482"),
    _Spot("official 1233", "14.7", 2281, "MIA", "MIA MF AKIMAT", _YEAR_ENDS, "53c2257e0b86"),
    _Spot(
        "official 1233",
        "16.8",
        2627,
        "MIA",
        "MIA MF MNE",
        "2025-12-31 2026-12-31 2027-12-31 2028-12-31",
        "6fc5d519220c",
    ),
]

_TARGETS = [
    _Targets("invented 1233", 1, 9, "%", "REDUCE", 2022, "2 4.5 6 8 10"),
    _Targets("official 1233", 1, 933, "%", "REDUCE", 2022, "3 5 7 9 10"),
    _Targets("official 1233", 2, 935, "%", "REDUCE", 2022, "3 6 9 12 15"),
    _Targets("official 1233", 3, 937, "%", "INCREASE", 2022, "4 6 10 12 15"),
    _Targets("official 1233", 4, 939, "%", "REDUCE", 2022, "2 4 6 8 10"),
    _Targets("official 1233", 5, 941, "%", "INCREASE", None, "59 60 61.2 62.4 63.6"),
    _Targets("official 1233", 6, 943, "%", "REDUCE", 2022, "3 5 8 10 12"),
    _Targets("official 1233", 7, 945, _RATE, "REDUCE", None, "11.8 11.7 11.6 11.5 11.4"),
    _Targets("official 1233", 8, 947, "%", "REDUCE", 2022, "2 4 6 8 10"),
    _Targets("official 1233", 9, 949, "балл", "INCREASE", None, "82 83 84 85 86"),
    _Targets("official 1233", 10, 951, "%", "INCREASE", None, "60 62 64 66 68"),
    _Targets("official 1233", 11, 953, "%", "INCREASE", None, "56.5 57 58 59 60"),
    _Targets("official 1233", 12, 955, "%", "INCREASE", None, "65 65 >77 >77 >77"),
]


@_every_act
def test_numbers_of_measures_and_indicators(name: str) -> None:
    expected = {
        "invented 912": (4, 0),
        "invented 1233": (3, 3),
        "official 912": (30, 0),
        "official 1233": (95, 12),
    }
    plan = _plan(name)
    assert (len(plan.measures), len(plan.indicators)) == expected[name]


@_every_act
def test_every_measure_is_complete(name: str) -> None:
    plan = _plan(name)
    for measure in plan.measures:
        assert measure.title
        assert measure.executors
        assert measure.deadlines
        assert all(stage.completion_form and stage.deadline_text for stage in measure.stages)
        years = {day.year for day in measure.deadlines}
        assert years <= set(range(plan.first_year, plan.last_year + 1))


@_every_act
def test_every_measure_has_one_compiler_and_known_bodies(name: str) -> None:
    table = load_bodies()
    for measure in _plan(name).measures:
        assert [body.role for body in measure.executors].count(ExecutorRole.COMPILER) == 1
        for body in measure.executors:
            assert table.by_code(body.code) == table.find(body.name)


@_every_act
def test_marked_compilers_are_those_of_912_with_several_executors(name: str) -> None:
    plan = _plan(name)
    for measure in plan.measures:
        is_mark_due = plan.act_number == "912" and len(measure.executors) > 1
        assert measure.compiler.is_role_marked == is_mark_due


@_every_act
def test_numbers_are_consecutive(name: str) -> None:
    plan = _plan(name)
    if plan.act_number == "912":
        assert [m.number for m in plan.measures] == [str(n) for n in range(1, len(plan.measures) + 1)]
        return
    sizes: dict[int, int] = {}
    for measure in plan.measures:
        task, place = (int(part) for part in measure.number.split("."))
        sizes[task] = sizes.get(task, 0) + 1
        assert place == sizes[task]
    assert list(sizes) == list(range(1, len({m.task for m in plan.measures}) + 1))


@_every_act
def test_lines_rise_and_no_print_marks_remain(name: str) -> None:
    plan = _plan(name)
    lines = [measure.line for measure in plan.measures]
    assert lines == sorted(set(lines))
    for measure in plan.measures:
        for text in (measure.title, measure.completion_form, measure.deadline_text):
            assert text == " ".join(text.split())
            assert "( " not in text
            assert " )" not in text


@_every_act
def test_indicators_have_a_target_for_each_year(name: str) -> None:
    plan = _plan(name)
    for indicator in plan.indicators:
        assert [t.year for t in indicator.targets] == list(range(plan.first_year, plan.last_year + 1))
        assert all(t.is_relative_to_base == (indicator.base_year is not None) for t in indicator.targets)


def _measure(spot: _Spot) -> MeasureText:
    return next(m for m in _plan(spot.act).measures if m.number == spot.number)


@pytest.mark.parametrize(
    "spot", [spot for spot in _SPOTS if spot.act in _TEXTS], ids=lambda s: f"{s.act}-{s.number}"
)
def test_measure_checked_by_eye(spot: _Spot) -> None:
    measure = _measure(spot)
    executors = " ".join(body.code + "~" * body.is_by_agreement for body in measure.executors)
    deadlines = " ".join(day.isoformat() for day in measure.deadlines)
    digest = sha256(f"{measure.title}|{measure.completion_form}".encode()).hexdigest()
    assert (measure.line, measure.compiler.code, executors) == (spot.line, spot.compiler, spot.executors)
    assert deadlines == spot.deadlines
    assert digest.startswith(spot.digest)


def _target_list(indicator: IndicatorText) -> str:
    return " ".join(f"{'>' * target.is_minimum}{target.value:g}" for target in indicator.targets)


@pytest.mark.parametrize("due", [due for due in _TARGETS if due.act in _TEXTS], ids=lambda d: f"{d.act}-{d.number}")
def test_indicator_checked_by_eye(due: _Targets) -> None:
    indicator = _plan(due.act).indicators[due.number - 1]
    assert (indicator.number, indicator.line, indicator.unit) == (due.number, due.line, due.unit)
    assert (indicator.direction, indicator.base_year) == (due.direction, due.base_year)
    assert _target_list(indicator) == due.targets
    assert indicator.base_value is None
