"""The wordings of deadlines, and the last days they stand for."""

from datetime import date

import pytest

from adapters.plan_text.deadlines import parse_deadlines

_LAST_YEAR = 2026


def _half_years(first: int, last: int) -> list[date]:
    return [day for year in range(first, last + 1) for day in (date(year, 6, 30), date(year, 12, 31))]


def _year_ends(first: int, last: int) -> list[date]:
    return [date(year, 12, 31) for year in range(first, last + 1)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024 жылғы 1-тоқсан", [date(2024, 3, 31)]),
        ("2024 \nжылғы 3\n-тоқсан", [date(2024, 9, 30)]),
        ("2024 жылғы 2- жартыжылдық", [date(2024, 12, 31)]),
        ("2024 жылғы  ақпан", [date(2024, 2, 29)]),
        ("2024 жылдың қыркүйегі", [date(2024, 9, 30)]),
        ("2025 жыл", [date(2025, 12, 31)]),
        ("2024 – 2026 жылдар", _year_ends(2024, 2026)),
        ("2024-2025 жылдар, жыл сайын", _year_ends(2024, 2025)),
        ("2024 – 2025 жылдар жылына бір рет", _year_ends(2024, 2025)),
        ("2024 – 2025 жылдар,\n\nжарты жылда\n\nбір рет", _half_years(2024, 2025)),
        (
            "2024 – 2024 жылдар, тоқсан сайын",
            [date(2024, m, d) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))],
        ),
        ("2024 – 2025 жылдардың желтоқсаны", _year_ends(2024, 2025)),
        ("2024 – 2025 жылдар, жыл сайын маусым айында", [date(2024, 6, 30), date(2025, 6, 30)]),
        ("2024 жылғы 1-тоқсан, 3-тоқсан", [date(2024, 3, 31), date(2024, 9, 30)]),
        ("2024 жылғы 1-тоқсан\n\n2026 жылғы 1-тоқсан", [date(2024, 3, 31), date(2026, 3, 31)]),
        (
            "2024 жылғы 2-жартыжылдық, әрі қарай – жарты жыл сайын",
            [date(2024, 12, 31), *_half_years(2025, 2026)],
        ),
        (
            "2025 жылғы 2-жартыжылдық, әрі қарай – жартыжылдық негізінде",
            [date(2025, 12, 31), *_half_years(2026, 2026)],
        ),
        ("2025 жылғы қаңтар, әрі қарай – жыл сайын қаңтар айында", [date(2025, 1, 31), date(2026, 1, 31)]),
        ("2025 жылғы 1-жартыжылдық, әрі қарай – жыл сайын", [date(2025, 6, 30), date(2026, 6, 30)]),
        (
            "2024 жылғы қаңтар, әрі қарай – 2024 – 2026 жылдардың желтоқсаны",
            [date(2024, 1, 31), *_year_ends(2024, 2026)],
        ),
    ],
)
def test_last_day_of_each_period(text: str, days: list[date]) -> None:
    assert parse_deadlines(text, _LAST_YEAR) == tuple(days)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "жақында",
        "2024",
        "2024 жылғы 5-тоқсан",
        "2024 жылғы 3-жартыжылдық",
        "0000 жылғы қаңтар",
        "2026 – 2024 жылдар",
        "2024 – 2026 жылдарға",
        "2024 жылғы 1-тоқсан кейін",
        "2024 жылғы 1-тоқсан, әрі қарай – кейде",
        "әрі қарай – жыл сайын",
    ],
)
def test_not_a_deadline(text: str) -> None:
    assert parse_deadlines(text, _LAST_YEAR) is None
