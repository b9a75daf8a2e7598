"""What happened to a person and in a case, in the order in which it happened."""

from typing import Any

import pytest

from graph.engine.store import Store
from resolvers.execute import DOCUMENTS_TOGETHER
from tests.work.conftest import DISTRICT, FAR, Office, id_of

TIMELINE = """query (
  $of: [ID!]!, $sources: [TimelineSource!], $from: Date, $until: Date, $first: Int, $after: String
) {
  timeline(of: $of, sources: $sources, from: $from, until: $until, first: $first, after: $after) {
    items { at day isDay kind of record { __typename id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def page(office: Office, of: list[str], role: str = "public_security", **more: Any) -> Any:
    caller, hub = more.pop("caller", {}), more.pop("hub", None)
    answer = office.ask(TIMELINE, role, {"of": of, **more}, hub=hub, **caller)
    return answer.get("timeline", answer)


def kinds(answer: Any) -> list[tuple[str, str]]:
    return [(item["day"], item["kind"]) for item in answer["items"]]


@pytest.fixture
def aida(office: Office) -> str:
    """A person who was released, came and was put on a register, with a case."""
    person = office.person("aida")
    office.bring("court_decisions", _row("d", persons=["T/aida"], kind="PAROLE", decidedOn="2026-02-20"))
    office.release("r", "aida", "2026-03-10", "PAROLE", notifiedOn="2026-03-02", arrivedOn="2026-03-12")
    office.register("g", "aida", "PROBATIONER", "2026-03-12")
    case = _row("c", subject="T/aida", number="7/1", kind="PAROLE_CONTROL", status="OPEN", openedOn="2026-03-12")
    office.bring("cases", {**case, "leadUnit": f"T/PSU-{DISTRICT}"})
    office.bring("case_events", _row("e", case="T/c", kind="CHECK_VISIT", at="2026-03-13T07:30:00Z"))
    return person


def _row(record: str, /, **values: Any) -> dict[str, Any]:
    return {"system": "T", "recordId": record, "version": 1, **values}


RECORDS = ["COURT_DECISION", "RELEASE", "REGISTRATION", "CASE", "CASE_EVENT"]
STORY = [
    ("2026-02-20", "DECIDED"),
    ("2026-03-02", "RELEASE_NOTIFIED"),
    ("2026-03-10", "RELEASED"),
    ("2026-03-12", "ARRIVED"),
    ("2026-03-12", "CASE_OPENED"),
    ("2026-03-12", "REGISTERED"),
    ("2026-03-13", "CASE_EVENT"),
]


def test_a_persons_records_stand_in_their_order(office: Office, aida: str) -> None:
    seen = page(office, [aida], sources=RECORDS)
    assert sorted(kinds(seen)) == STORY and [day for day, _ in kinds(seen)] == [day for day, _ in STORY]
    order = [(item["at"], item["record"]["id"], item["kind"]) for item in seen["items"]]
    assert order == sorted(order) and all(item["of"] == [aida] for item in seen["items"])
    event, decision = seen["items"][-1], seen["items"][0]
    assert event["at"] == "2026-03-13T07:30:00Z" and not event["isDay"]
    # A day begins at midnight in Almaty.
    assert decision["at"] == "2026-02-19T19:00:00Z" and decision["isDay"]
    assert decision["record"] == {"__typename": "CourtDecision", "id": id_of("CourtDecision", "d")}
    assert not seen["pageInfo"]["hasNextPage"] and not seen["pageInfo"]["hasPreviousPage"]


def test_pages_follow_one_another(office: Office, aida: str) -> None:
    hub = office.hub()
    whole, after, items = page(office, [aida], hub=hub), None, []
    assert len(whole["items"]) >= len(STORY)
    for _ in whole["items"]:
        part = page(office, [aida], hub=hub, first=1, after=after)
        items += part["items"]
        after = part["pageInfo"]["endCursor"]
        assert part["pageInfo"]["hasPreviousPage"] is (len(items) > 1)
    assert items == whole["items"] and not part["pageInfo"]["hasNextPage"]
    last = page(office, [aida], hub=hub, after=after)
    assert last["items"] == [] and last["pageInfo"]["endCursor"] is None
    assert page(office, [aida], after="nonsense") == {"code": "BAD_CURSOR"}
    assert page(office, [aida], "prosecutor", hub=hub, after=after) == {"code": "BAD_CURSOR"}


def test_days_and_sources_choose(office: Office, aida: str) -> None:
    def within(**more: Any) -> list[tuple[str, str]]:
        return sorted(kinds(page(office, [aida], **{"sources": RECORDS, **more})))

    assert within(**{"from": "2026-03-12"}) == STORY[3:]
    assert within(until="2026-03-10") == STORY[:3]
    assert within(**{"from": "2026-03-13", "until": "2026-03-13"}) == STORY[-1:]
    assert within(**{"from": "2026-03-14"}) == within(**{"from": "2026-03-13", "until": "2026-03-12"}) == []
    assert within(**{"from": "0001-01-01", "until": "9999-12-31"}) == STORY
    assert within(sources=["RELEASE"]) == [one for one in STORY if "RELEASE" in one[1] or one[1] == "ARRIVED"]
    assert within(sources=[]) == []


def test_a_case_has_a_timeline_of_its_own(office: Office, aida: str) -> None:
    case = id_of("Case", "c")
    assert kinds(page(office, [case])) == [("2026-03-12", "CASE_OPENED"), ("2026-03-13", "CASE_EVENT")]
    both = page(office, [case, aida], sources=["CASE_EVENT", "COURT_DECISION"])
    assert [item["of"] for item in both["items"]] == [[aida], [case, aida]]


def test_a_decision_on_several_is_one_item(office: Office, aida: str) -> None:
    berik = office.person("berik")
    office.bring(
        "court_decisions", _row("t", persons=["T/aida", "T/berik"], kind="SENTENCE", decidedOn="2026-01-10")
    )
    both = page(office, [berik, aida], sources=["COURT_DECISION"])
    assert [(item["day"], item["of"]) for item in both["items"]] == [
        ("2026-01-10", [berik, aida]),
        ("2026-02-20", [aida]),
    ]


def test_whoever_is_hidden_is_as_whoever_is_not_there(office: Office, aida: str) -> None:
    far = office.person("far", FAR)
    office.register("h", "far", "PROBATIONER", "2026-03-01")
    # Every source for every role is asked in tests/resolvers/test_composed_roots.py.
    hub, some = office.hub(), {"sources": ["REGISTRATION", "COURT_DECISION"]}

    def seen(of: list[str], role: str = "public_security", **more: Any) -> Any:
        return page(office, of, role, hub=hub, **some, **more)

    nobody, empty = seen(["per_aaaaaaaaaaaaaaaaaaaaaaaaaa"]), seen([])
    assert nobody == empty == seen([far], "juvenile") and nobody["items"] == []
    # A date that is masked is not known to the year either.
    assert seen([aida], "mia_committee", caller={"area": "", "unit": None}) == nobody
    assert seen([aida] * 51)["items"] and seen([f"per_{n}" for n in range(51)])["code"]
    assert seen(["per_" + "a" * 26, far, aida], "juvenile")["items"] == []
    assert seen(["per_" + "a" * 26, aida]) == seen([aida]) == seen([far, aida])


def test_few_statements_are_asked_at_a_time(office: Office, aida: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read, asked_now, most = Store.read, 0, 0

    async def counted(store: Store, *what: Any, **how: Any) -> list[Any]:
        nonlocal asked_now, most
        asked_now += 1
        most = max(most, asked_now)
        try:
            return await read(store, *what, **how)
        finally:
            asked_now -= 1

    monkeypatch.setattr(Store, "read", counted)
    # Sources of which one document is one statement.
    sources = ["COURT_DECISION", "RELEASE", "REGISTRATION", "NOTICE", "MATCH", "DUTY"]
    assert page(office, [aida], sources=sources)["items"]
    assert 1 < most <= DOCUMENTS_TOGETHER


def test_of_whom_a_timeline_tells_stands_in_the_access_log(office: Office, aida: str) -> None:
    berik = office.person("berik")
    office.logged.clear()
    office.ask(
        "query ($of: [ID!]!) { timeline(of: $of) { items { at kind } } }", "public_security", {"of": [aida, berik]}
    )
    office.ask(
        "query ($of: [ID!]!) { timeline(of: $of) { pageInfo { hasNextPage } } }", "public_security", {"of": [aida]}
    )
    assert [event.trace.persons for event in office.logged] == [{aida}, set()]
    fields = office.logged[0].disclosures.fields
    assert {"CourtDecision.decidedOn", "TimelineItem.at"} <= set(fields) and "ShelterStay.from" not in fields
