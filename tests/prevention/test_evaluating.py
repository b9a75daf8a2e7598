"""Norms that lose their force: what was owed by then stays, what was still to be done is owed no more."""

import datetime as dt
from collections.abc import Iterable

import pytest

from prevention.deadlines import DAY, begin_of, end_of
from prevention.duties.duty_facts import PersonFile
from prevention.duties.evaluate import evaluate
from prevention.duties.rules.posts import PSU
from prevention.duties.rules.rule import Rule, Trigger
from security.norms import NORMS

NORM = "912-P"
UNTIL = NORMS.provisions[NORM].until
assert UNTIL is not None
LAST = UNTIL


def status(arose: dt.date, due: dt.date | None, done: dt.date | None, today: dt.date) -> str | None:
    """Where the duty of a norm stands that has force up to ``LAST``."""

    def causes(file: PersonFile) -> Iterable[Trigger]:
        yield Trigger(key="one", at=begin_of(arose), due=None if due is None else end_of(due))

    rule = Rule(
        norm=NORM,
        owed_by=PSU,
        causes=causes,
        fulfilled=lambda file, trigger: None if done is None else begin_of(done),
    )
    found = evaluate((rule,), PersonFile(id="per"), lambda post, area: None, end_of(today)).duties
    return found[0].status if found else None


@pytest.mark.parametrize(
    ("arose", "due", "done", "expected"),
    [
        (LAST + DAY, LAST + 9 * DAY, None, None),
        (LAST - 9 * DAY, LAST, None, "OVERDUE"),
        (LAST, LAST + 9 * DAY, None, "CANCELLED"),
        (LAST, LAST + 9 * DAY, LAST, "DONE"),
        (LAST, LAST + 9 * DAY, LAST + DAY, "DONE"),
        (LAST, LAST + 9 * DAY, LAST + 2 * DAY, "CANCELLED"),
        (LAST - 9 * DAY, None, None, "CANCELLED"),
    ],
)
def test_a_repealed_norm_asks_no_more(
    arose: dt.date, due: dt.date | None, done: dt.date | None, expected: str | None
) -> None:
    assert status(arose, due, done, LAST + 30 * DAY) == expected


def test_as_of_a_day_on_which_it_had_force_it_asks() -> None:
    assert status(LAST, LAST + 9 * DAY, None, LAST) == "OPEN"
    assert status(LAST, LAST + 9 * DAY, None, LAST + DAY) == "CANCELLED"
    assert status(LAST - 9 * DAY, LAST - DAY, None, LAST) == "OVERDUE"
