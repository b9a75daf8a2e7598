"""Who tells whom: a notice to a body that the norm does not name, or of one that does not owe it, does no duty."""

import datetime as dt
from typing import Any

import pytest

from prevention.deadlines import begin_of, end_of
from prevention.duties.duty_facts import Deed, DeedUnit, PersonFile, PrisonRelease
from prevention.duties.evaluate import evaluate
from prevention.duties.rules.all_rules import OF_PERSONS
from prevention.duties.rules.notice_parties import is_done_by
from prevention.duties.rules.posts import MIGRATION
from schema.identifiers import AreaCode
from tests.prevention.test_by_every_door import Row, Told, by_door
from tests.prevention.test_held import FOREIGN, TOLD, Held

REGION, FAR = "100000000", "710000000"
UNITS: dict[str, tuple[str, str, str, str]] = {
    "MS-10": ("MIGRATION", "REGION", REGION, "MIA"),
    "MS-71": ("MIGRATION", "REGION", FAR, "MIA"),
    "MS-KZ": ("MIGRATION", "COUNTRY", REGION, "MIA"),
    "PD-10": ("POLICE", "REGION", REGION, "MIA"),
    "PD-71": ("POLICE", "REGION", FAR, "MIA"),
    "CDP": ("POLICE", "DISTRICT", "101000000", "MIA"),
    "CP": ("CRIMINAL", "DISTRICT", "101000000", "MIA"),
    "POLICE": ("PUBLIC_SECURITY", "DISTRICT", "101000000", "MIA"),
    "SI-10": ("SPECIAL_INSTITUTION", "REGION", REGION, "MIA"),
    "PROS-10": ("OTHER", "REGION", REGION, "PROSECUTOR"),
}
SENT = "2026-03-26T05:00:00Z"


@pytest.fixture
def told(bare: Any) -> Told:
    return Told(bare)


def held(told: Told, door: str) -> Held:
    """Somebody in the twenty-fifth of the thirty days, and the units of two regions."""
    regions = [{"system": "KATO", "recordId": each, "kato": each, "name": {"kk": each}} for each in (REGION, FAR)]
    assert not told.load("regions", *regions)
    agencies = [{"system": "HUB", "recordId": code, "code": code} for code in ("MIA", "PROSECUTOR")]
    assert not told.load("agencies", *agencies)
    units = [
        {"system": "MIGRATION", "recordId": code, "code": code, "kind": kind, "level": level}
        | {"region": f"KATO/{area}", "agency": f"HUB/{agency}"}
        for code, (kind, level, area, agency) in UNITS.items()
    ]
    assert not told.load("units", *units)
    somebody = Held(told, door)
    somebody.ruling()
    assert somebody.stay("2026-03-02") == ""
    assert somebody.on("2026-03-26")[TOLD] == "OPEN"
    return somebody


def notice(told: Told, sender: str | None, recipient: str | None) -> None:
    """A notice under 89-22.2b about whoever is held."""
    names = {"sender": sender, "recipient": recipient}
    row: Row = {name: f"MIGRATION/{code}" for name, code in names.items() if code is not None}
    row |= {"recordId": "n", "sentAt": SENT, "person": "T/p", "norm": "HUB/89-22.2b", "text": "прокурорға"}
    assert not told.load("notices", row)


PARTIES = [
    ("MS-10", None, "DONE"),
    ("MS-10", "PROS-10", "DONE"),
    ("PD-10", "PROS-10", "DONE"),
    ("MS-KZ", None, "DONE"),
    ("MS-10", "POLICE", "OPEN"),
    ("MS-10", "PD-10", "OPEN"),
    ("MS-10", "MS-71", "OPEN"),
    ("MS-71", "PROS-10", "OPEN"),
    ("PD-71", None, "OPEN"),
    ("CDP", "PROS-10", "OPEN"),
    ("CP", None, "OPEN"),
    ("SI-10", "PROS-10", "OPEN"),
    ("PROS-10", "PROS-10", "OPEN"),
    (None, "PROS-10", "OPEN"),
    (None, None, "OPEN"),
]


@pytest.mark.parametrize(("sender", "recipient", "expected"), PARTIES)
def test_the_migration_service_tells_the_prosecutor_and_nobody_else_does(
    told: Told, sender: str | None, recipient: str | None, expected: str
) -> None:
    somebody = held(told, "load")
    notice(told, sender, recipient)
    assert somebody.on("2026-03-26")[TOLD] == expected
    if expected == "OPEN":
        assert somebody.on("2026-03-27")[TOLD] == "OVERDUE"


@pytest.mark.parametrize(("unit", "expected"), [("MS-10", "DONE"), ("CP", "OPEN"), ("SI-10", "OPEN")])
@by_door
def test_an_event_by_which_the_prosecutor_is_told_is_of_the_migration_service(
    told: Told, door: str, unit: str, expected: str
) -> None:
    somebody = held(told, door)
    values: Row = {"number": "1", "kind": "FOREIGNER_RELEASE", "status": "OPEN", "openedOn": "2026-03-02"}
    event: Row = {"kind": "NOTICE", "at": SENT, "text": "x"}
    if door == "feed":
        told.feed("migration-cases", "c", person=FOREIGN, leadUnit="MS-10", **values)
        came = told.feed("migration-case-events", "e", case="c", unit=unit, norm="89-22.2b", **event)
        assert came.counts.quarantined == 0
    else:
        assert not told.load("cases", {"recordId": "c", "subject": "T/p", **values})
        row = {"recordId": "e", "case": "T/c", "norm": "HUB/89-22.2b", "unit": f"MIGRATION/{unit}", **event}
        assert not told.load("case_events", row)
    assert somebody.on("2026-03-26")[TOLD] == expected


@pytest.mark.parametrize(("kind", "level", "area", "expected"), [(*UNITS[code][:3], code) for code in UNITS])
def test_whose_duty_it_is(kind: str, level: str, area: str, expected: str) -> None:
    deed = Deed(
        id="d",
        norm="89-22.2b",
        at=dt.datetime(2026, 3, 26),
        sender=DeedUnit(kind=kind, level=level, area=AreaCode(area)),
    )
    assert is_done_by(deed, MIGRATION, AreaCode("101000000")) == (expected in ("MS-10", "MS-KZ", "PD-10"))


WRONG = DeedUnit(kind="JUVENILE", level="DISTRICT", area=AreaCode("101000000"), agency="MIA")
RIGHT = DeedUnit(kind="POLICE", level="DISTRICT", area=AreaCode("101000000"), agency="MIA")
RELEASE = PrisonRelease(
    id="r",
    kind="PAROLE",
    released=dt.date(2026, 3, 2),
    notified=dt.date(2026, 3, 2),
    planned=dt.date(2026, 3, 2),
    arrived=dt.date(2026, 3, 3),
)


@pytest.mark.parametrize("norm", ["89-3", "89-6.2", "89-6.3", "622-7", "622-9.1"])
def test_a_notice_to_a_body_that_the_norm_does_not_name_does_not_do_it(norm: str) -> None:
    def status(recipient: DeedUnit | None) -> str:
        deed = Deed(id="n", norm=norm, at=begin_of(dt.date(2026, 3, 3)), is_notice=True, recipient=recipient)
        file = PersonFile(id="per", releases=(RELEASE,), deeds=(deed,))
        duties = evaluate(OF_PERSONS, file, lambda post, area: None, end_of(dt.date(2026, 3, 20))).duties
        (duty,) = [each for each in duties if each.norm == norm]
        return duty.status.partition("_")[0]

    assert status(WRONG) == "OVERDUE"
    assert status(RIGHT) == status(None) == "DONE"
