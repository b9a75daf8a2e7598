"""Duties as of a past day: a file cut to that day has the duties that the story tells of it."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from prevention.deadlines import DAY, end_of
from prevention.duties.as_of import meeting_on, person_on, unit_on
from prevention.duties.duty_facts import (
    Complaint,
    Deed,
    Home,
    Match,
    Meeting,
    PersonFile,
    Precinct,
    PrisonRelease,
    Registration,
    UnitFile,
    UnitWork,
)
from schema.identifiers import AreaCode, HubId, UnitId
from tests.prevention.test_histories import days, files
from tests.prevention.test_stories import STORIES, File, duties_on, file_of, in_turn

LAST = dt.date(2040, 1, 1)
BY = dt.date(2026, 6, 1)
LATER = BY + DAY


def cut(file: File, day: dt.date) -> File:
    if isinstance(file, Meeting):
        return meeting_on(file, day)
    return unit_on(file, day) if isinstance(file, UnitFile) else person_on(file, day)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_whole_story_cut_to_a_day_has_that_day_s_duties(path: Path) -> None:
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    whole = file_of(story, LAST)
    for text, expected in story["days"].items():
        day, found = dt.date.fromisoformat(text), dict[str, list[str]]()
        for duty in sorted(duties_on(cut(whole, day), day), key=in_turn):
            if duty.rule in story["norms"]:
                found.setdefault(duty.rule, []).append(duty.status)
        assert {rule: " ".join(statuses) for rule, statuses in found.items()} == expected, text


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_of_a_whole_story_every_day_is_as_it_was_lived(path: Path) -> None:
    """Day by day, between the days of which the story tells too: what was known later changes nothing."""
    story = tomllib.loads(path.read_text(encoding="utf-8"))
    told = sorted(dt.date.fromisoformat(text) for text in story["days"])
    whole, day = file_of(story, LAST), told[0]
    while day <= min(told[-1], told[0] + 400 * DAY):
        assert duties_on(cut(whole, day), day) == duties_on(file_of(story, day), day), day
        day += DAY


def told_late(release: PrisonRelease) -> bool:
    return release.notified is not None and release.notified > release.released


@settings(max_examples=300, deadline=None)
@given(files, days, days)
def test_what_is_cut_twice_is_cut_at_the_earlier_day(file: File, one: dt.date, other: dt.date) -> None:
    # Once cut between a release and a later notice, nobody can tell it from one whose notice bears no day.
    assume(not isinstance(file, PersonFile) or not any(map(told_late, file.releases)))
    assert cut(cut(file, max(one, other)), min(one, other)) == cut(file, min(one, other))


def test_what_ended_later_was_going_on() -> None:
    release = PrisonRelease(id="rel", kind="PAROLE", released=BY, notified=BY, planned=LATER, arrived=LATER)
    match = Match(
        id="mat",
        found_at=end_of(BY),
        decision="NOTIFY",
        decided=end_of(LATER),
        acknowledged=end_of(LATER),
        forwarded=end_of(LATER),
    )
    stood = person_on(
        PersonFile(
            id="per",
            today=LAST,
            homes=(Home("old", "PERMANENT", AreaCode("75"), None), Home("new", "PERMANENT", AreaCode("71"), LATER)),
            registrations=(
                Registration(id="reg", category="PAROLEE", since=BY, closed=LATER),
                Registration(id="next", category="SUPERVISED", since=LATER),
            ),
            releases=(release,),
            matches=(match,),
            deeds=(
                Deed(id="one", norm="89-3", at=end_of(BY)),
                Deed(id="two", norm="89-3", at=end_of(BY) + dt.timedelta(seconds=1)),
            ),
        ),
        BY,
    )
    assert stood.today == BY
    assert [each.id for each in stood.homes] == ["old"]
    assert stood.registrations == (Registration(id="reg", category="PAROLEE", since=BY),)
    assert stood.releases == (PrisonRelease(id="rel", kind="PAROLE", released=BY, notified=BY, planned=LATER),)
    assert stood.matches == (Match(id="mat", found_at=end_of(BY)),)
    assert [each.id for each in stood.deeds] == ["one"]


@pytest.mark.parametrize(
    ("notified", "known"), [(BY, True), (LATER, False), (None, True)], ids=["told", "told later", "no day"]
)
def test_a_release_to_come_is_known_by_its_notice(notified: dt.date | None, known: bool) -> None:
    release = PrisonRelease(id="rel", kind="TERM_SERVED", released=LATER + DAY, notified=notified)
    assert bool(person_on(PersonFile(id="per", releases=(release,)), BY).releases) == known


def test_of_a_unit_what_was_done_and_held_by_the_day() -> None:
    work = (UnitWork("one", "1095-18", BY), UnitWork("two", "1095-18", LATER, BY.replace(day=1)))
    unit = UnitFile(
        id="upp",
        kind="PRECINCT_POINT",
        level="POINT",
        since=BY,
        today=LAST,
        work=work,
        precincts=(Precinct("pre", (BY, LATER)),),
    )
    expected = UnitFile(
        id="upp",
        kind="PRECINCT_POINT",
        level="POINT",
        since=BY,
        today=BY,
        work=work[:1],
        precincts=(Precinct("pre", (BY,)),),
    )
    assert unit_on(unit, BY) == expected


def test_of_a_meeting_that_was_held_later_there_is_no_protocol() -> None:
    heard = (
        Complaint(id="one", received=BY, within_competence=True, answered=LATER),
        Complaint(id="two", received=LATER, within_competence=True),
    )
    meeting = Meeting(
        id="mtg",
        point=UnitId(HubId("upp")),
        planned=end_of(LATER),
        announced=BY,
        held_on=LATER,
        has_protocol=True,
        complaints=heard,
    )
    assert meeting_on(meeting, BY) == Meeting(
        id="mtg",
        point=UnitId(HubId("upp")),
        planned=end_of(LATER),
        announced=BY,
        complaints=(Complaint(id="one", received=BY, within_competence=True),),
    )
    assert meeting_on(meeting, LATER).has_protocol
