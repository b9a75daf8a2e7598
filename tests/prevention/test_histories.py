"""Histories made at random: whatever the facts, duties keep to what holds of all of them."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from prevention.deadlines import day_of
from prevention.duties.duty_facts import (
    Case,
    CourtDecision,
    Deed,
    Home,
    Match,
    PersonFile,
    Placement,
    PrisonRelease,
    Registration,
    UnitFile,
    UnitWork,
)
from prevention.duties.evaluate import evaluate
from prevention.duties.rules.all_rules import OF_PERSONS, OF_UNITS
from prevention.duties.rules.rule import Duty, ResponsibleUnit, Status
from schema.identifiers import AreaCode, UnitId, unit_id
from security.norms import NORMS
from security.working_days import is_working_day

IN_WORKING_DAYS = {"89-8a", "89-8b", "89-11c/forward", "1098-23.16/units"}
NORMS_OF_DEEDS = [
    "89-3",
    "89-6.2",
    "89-8a",
    "89-8b",
    "89-8c",
    "89-8d",
    "89-16a",
    "89-22.2",
    "89-22.2b",
    "622-9.1",
    "622-42.2",
    "517-7",
    "1098-23.16",
]
DECISIONS = [
    "SENTENCE",
    "PAROLE",
    "EXPULSION",
    "SEARCH_AND_RESTRAINT",
    "ADMINISTRATIVE_SUPERVISION",
    "CONVICTION_EXPUNGED",
]
KINDS = ["NOTICE", "SEARCH_STEP", "INTERVIEW", "MONITORING_ALERT", "VIOLATION", "DECISION", "TRANSFER"]
KINDS += ["PRETRIAL_INVESTIGATION", "RESTRAINT", "WANTED_NOTICE", "COURT_MOTION"]
CATEGORIES = ["PROBATIONER", "PAROLEE", "SUPERVISED", "DID_NOT_ARRIVE", "FALLS_UNDER_SUPERVISION_LAW"]

days = st.dates(dt.date(2025, 9, 1), dt.date(2028, 3, 1))
some_day = st.none() | days
moments = st.datetimes(dt.datetime(2025, 9, 1), dt.datetime(2028, 3, 1)).map(lambda m: m.replace(microsecond=0))
own_case = st.sampled_from([None, "Case0", "Case1"])
areas = st.sampled_from(["751410000", "751510000", "110000000", ""])


def listed(of: Any, /, *, least: int = 0, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Up to three facts of a kind, with ids of their own."""

    def numbered(rows: list[dict[str, Any]]) -> tuple[Any, ...]:
        return tuple(of(id=f"{of.__name__}{number}", **row) for number, row in enumerate(rows))

    return st.lists(st.fixed_dictionaries(parts), min_size=least, max_size=3).map(numbered)


@st.composite
def people(draw: st.DrawFn) -> PersonFile:
    """Somebody, with facts that may contradict each other."""
    return PersonFile(
        id="per_1",
        area=AreaCode(draw(areas)),
        today=dt.date(2028, 3, 1),
        citizenship=draw(st.sampled_from([None, "KAZ", "UZB"])),
        homes=draw(listed(Home, kind=st.just("PERMANENT"), area=areas, since=some_day)),
        registrations=draw(
            listed(
                Registration,
                category=st.sampled_from(CATEGORIES),
                since=days,
                closed=some_day,
                until=some_day,
            )
        ),
        cases=draw(listed(Case, kind=st.sampled_from(["PAROLE_CONTROL", "RELEASE_TRACKING"]), opened=days)),
        releases=draw(
            listed(
                PrisonRelease,
                least=1,
                kind=st.sampled_from(["PAROLE", "TERM_SERVED"]),
                released=days,
                notified=some_day,
                planned=some_day,
                arrived=some_day,
                area=areas,
                homeless=st.booleans(),
            )
        ),
        decisions=draw(
            listed(
                CourtDecision,
                kind=st.sampled_from(DECISIONS),
                decided=days,
                until=some_day,
                is_life=st.booleans(),
                is_refusal=st.booleans(),
                in_force=some_day,
            )
        ),
        matches=draw(
            listed(
                Match,
                found_at=moments,
                decision=st.sampled_from(["PENDING", "NOTIFY", "IGNORE"]),
                decided=st.none() | moments,
                acknowledged=st.none() | moments,
                forwarded=st.none() | moments,
            )
        ),
        deeds=draw(
            listed(
                Deed,
                norm=st.sampled_from(NORMS_OF_DEEDS),
                at=moments,
                kind=st.sampled_from(KINDS),
                case=own_case,
            )
        ),
        reading=draw(st.sampled_from(["", "NOT_ARRIVED", "SEARCH"])),
        placements=draw(listed(Placement, since=days, until=some_day, ended=some_day)),
    )


@st.composite
def bodies(draw: st.DrawFn) -> UnitFile:
    """A unit, and what it did."""
    kind, level = draw(st.sampled_from([(rule.owed_by.kind, rule.owed_by.level) for rule in OF_UNITS]))
    norms = st.sampled_from([rule.norm for rule in OF_UNITS])
    work = draw(
        listed(UnitWork, norm=norms, done_on=days, period=some_day.map(lambda day: day and day.replace(day=1)))
    )
    return UnitFile(id="unt_1", kind=kind, level=level, since=draw(days), today=dt.date(2028, 3, 1), work=work)


def unit_of(post: ResponsibleUnit, area: AreaCode) -> UnitId | None:
    return unit_id(f"{post.kind}/{post.level}/{area}") if area else None


def at(file: PersonFile | UnitFile, now: dt.datetime) -> tuple[Duty, ...]:
    if isinstance(file, UnitFile):
        return evaluate(OF_UNITS, file, unit_of, now).duties
    return evaluate(OF_PERSONS, file, unit_of, now).duties


files = st.one_of(people(), bodies())


@settings(max_examples=300, deadline=None)
@given(files, moments)
def test_every_duty_is_there_once_and_stands_on_a_norm_in_force(
    file: PersonFile | UnitFile, now: dt.datetime
) -> None:
    duties = at(file, now)
    assert len({duty.key for duty in duties}) == len(duties)
    for duty in duties:
        assert duty.arises <= day_of(now) and NORMS.provisions[duty.norm].in_force(duty.arises)
        assert (duty.fulfilled_at is not None) == (duty.status in (Status.DONE, Status.DONE_LATE))
        if duty.status == Status.OVERDUE:
            assert duty.due is not None and duty.due < now


@settings(max_examples=300, deadline=None)
@given(files, moments, moments)
def test_no_duty_is_lost_as_time_goes_on(file: PersonFile | UnitFile, one: dt.datetime, other: dt.datetime) -> None:
    before, after = at(file, min(one, other)), at(file, max(one, other))
    later = {duty.key: duty for duty in after}
    for duty in before:
        assert duty.key in later and later[duty.key].due == duty.due
        if duty.status in (Status.DONE, Status.DONE_LATE, Status.CANCELLED):
            assert later[duty.key] == duty


@settings(max_examples=300, deadline=None)
@given(people(), moments, st.floats(0, 1))
def test_nothing_changes_before_the_clock_wakes_a_file(file: PersonFile, now: dt.datetime, part: float) -> None:
    found = evaluate(OF_PERSONS, file, unit_of, now)
    end = found.wakes or dt.datetime(2030, 1, 1)
    assert end > now
    between = (now + (end - now) * part).replace(microsecond=0)
    if between < end:
        assert at(file, between) == found.duties


@settings(max_examples=300, deadline=None)
@given(people(), moments)
def test_terms_in_working_days_never_end_on_a_day_of_rest(file: PersonFile, now: dt.datetime) -> None:
    for duty in at(file, now):
        if duty.rule in IN_WORKING_DAYS:
            assert duty.due is not None and is_working_day(day_of(duty.due))
