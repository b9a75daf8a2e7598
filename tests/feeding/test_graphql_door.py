"""The doors for senders over GraphQL: the same deliveries as over HTTP, and nothing to see for anybody else."""

import datetime as dt
from typing import Any

import pytest

from adapters.bulk.load_files import load_contents
from adapters.delivery.receipts import read_receipt
from hub.http.ingest_context import signer_of
from resolvers.visibility.reachable import reach_of
from resolvers.visibility.schema_views import sdl_of
from schema.api.deliveries import MOST_RECORDS
from schema.identifiers import AreaCode
from security.audit.query import entries
from security.authorization.caller import Caller, Grants, grants_of
from security.limits.declared import Limits
from tests.audit.test_recording import full_disk
from tests.feeding.conftest import Play
from tests.support.feeding.doors import SENDER, SHARED, TABLES, Door, Who, lines
from tests.support.feeding.kit import REGISTER, SECOND, registered
from tests.support.policy_files import agreed_policy

TODAY = dt.date(2026, 6, 30)
SECRET = "Құпияев-900101350012"
SUBMIT = """mutation ($feed: String!, $key: String!, $records: [JSON!]!) {
  submitRecords(feed: $feed, key: $key, records: $records) {
    id feed key state received applied unchanged quarantined begunAt doneAt receipt
  }
}"""
DELIVERIES = "{ deliveries { id key received } }"
QUARANTINE = """query ($feed: String, $delivery: ID, $first: Int) {
  quarantine(feed: $feed, delivery: $delivery, first: $first) { id delivery feed position code field receivedAt }
}"""
ORIGINALS = "{ quarantine { id original } }"
RETRY = "mutation ($id: ID!) { retryQuarantined(id: $id) { key applied quarantined } }"
DROP = "mutation ($id: ID!) { dropQuarantined(id: $id) }"
OTHER = Who("other")
BOTH = Who("both", (REGISTER.name, SECOND.name))


def records(*given: Any, key: str = "k", feed: str = REGISTER.name) -> dict[str, Any]:
    """The variables of a delivery."""
    return {"feed": feed, "key": key, "records": list(given)}


def nested(depth: int) -> Any:
    """Lists in lists."""
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


def kato(number: str) -> dict[str, Any]:
    """A record that names a region which the hub does not know yet."""
    return registered(number, person={"kato": "990000000", "familyName": SECRET})


async def refused_ids(door: Door, who: Who = SENDER) -> list[str]:
    held = (await door.told("{ quarantine { id } }", who=who))["quarantine"]
    return [each["id"] for each in held]


def test_a_delivery_over_graphql_is_the_same_over_http(play: Play) -> None:
    good = [registered("1"), registered("2")]

    async def scene(door: Door) -> None:
        sent = (await door.told(SUBMIT, records(*good)))["submitRecords"]
        again = (await door.told(SUBMIT, records(*good)))["submitRecords"]
        over_http = (await door.send(lines(good))).json()
        looked = await door.told('{ delivery(feed: "test-register", key: "k") { id receipt state } }')
        listed = await door.told(DELIVERIES)
        assert sent == again and sent["state"] == "DONE" and sent["applied"] == 2
        assert over_http["receipt"] == sent["receipt"] == looked["delivery"]["receipt"]
        assert listed["deliveries"] == [{"id": sent["id"], "key": "k", "received": 2}]
        said = read_receipt(sent["receipt"], signer_of(door.settings).key.public_key())
        assert (said["batch"], said["idempotencyKey"]) == (sent["id"], "k")

    play(scene)


def test_deliveries_are_told_newest_first_and_by_feed(play: Play) -> None:
    async def scene(door: Door) -> None:
        for number, feed in enumerate((REGISTER, SECOND, REGISTER)):
            await door.told(SUBMIT, records(registered("1"), key=str(number), feed=feed.name), BOTH)
        listed = "query ($feed: String, $first: Int) { deliveries(feed: $feed, first: $first) { key } }"

        async def keys(**variables: Any) -> list[str]:
            return [each["key"] for each in (await door.told(listed, variables, BOTH))["deliveries"]]

        assert await keys() == ["2", "1", "0"] and await keys(first=2) == ["2", "1"]
        assert await keys(feed=REGISTER.name) == ["2", "0"]
        narrower = (await door.told(listed, who=Who("both", (SECOND.name,))))["deliveries"]
        assert narrower == [{"key": "1"}]
        assert await door.code(listed, {"first": 501}, BOTH) == "BAD_PAGE"

    play(scene)


REFUSALS: dict[str, tuple[str, dict[str, Any], Who]] = {
    "another feed": ("FEED_REFUSED", records(registered("1"), feed=SECOND.name), SENDER),
    "no such feed": ("FEED_REFUSED", records(registered("1"), feed=SECRET), SENDER),
    "a shared feed without a unit": ("FEED_REFUSED", records(feed=SHARED.name), Who(feeds=(SHARED.name,))),
    "a feed of tables": ("FEED_FORMAT", records(feed=TABLES.name), Who(feeds=(TABLES.name,))),
    "no key": ("KEY_MISSING", records(registered("1"), key=""), SENDER),
    "key with a blank": ("KEY_MISSING", records(registered("1"), key=f"k {SECRET}"), SENDER),
    "too many": ("DELIVERY_TOO_LARGE", records(*[1] * (MOST_RECORDS + 1)), SENDER),
    "nothing for a record": ("BAD_VARIABLE", records(None), SENDER),
    "no records": ("BAD_VARIABLE", {"feed": REGISTER.name, "key": "k"}, SENDER),
    "too deep": ("BAD_VALUE", records(nested(300)), SENDER),
    "far too deep": ("BAD_VARIABLE", records(nested(800)), SENDER),
    "another purpose": (
        "PURPOSE_REFUSED",
        records(registered("1")),
        Who(purposes=("FEED", "CASE_WORK"), stated="CASE_WORK"),
    ),
    "no feed in the token": ("INVALID_OPERATION", records(registered("1")), Who(feeds=())),
    "no purpose for it": ("INVALID_OPERATION", records(registered("1")), Who(purposes=("CASE_WORK",))),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_not_allowed_is_refused_and_nothing_comes_in(play: Play, name: str) -> None:
    code, variables, who = REFUSALS[name]

    async def scene(door: Door) -> None:
        body = await door.post(SUBMIT, variables, who)
        assert (body["errors"][0]["extensions"]["code"], "data" in body) == (code, False)
        assert SECRET not in str(body)
        assert await play.graph.store.read("MATCH (n:FeedBatch) RETURN n.id", {}) == []

    play(scene)


def test_another_payload_under_the_key_is_refused(play: Play) -> None:
    async def scene(door: Door) -> None:
        await door.told(SUBMIT, records(registered("1")))
        assert await door.code(SUBMIT, records(registered("2"))) == "KEY_REUSED"

    play(scene)


def test_as_many_as_are_allowed_come_in(play: Play) -> None:
    async def scene(door: Door) -> None:
        sent = (await door.told(SUBMIT, records(*[1] * MOST_RECORDS)))["submitRecords"]
        assert (sent["received"], sent["quarantined"]) == (MOST_RECORDS, MOST_RECORDS)

    play(scene)


LITERALS = {
    "written out": ('{recordId: "1", version: 1, changedAt: "2026-02-01T00:00:00Z", deleted: true}', None),
    "with a list, a number and null": ("[1, -2, 1.5, null, {a: [true]}]", None),
    "with a variable inside": ("{recordId: $key}", "BAD_VALUE"),
    "with a number beyond 64 bits": ("{version: 18446744073709551616}", "BAD_VALUE"),
    "with a number beyond floats": ("{version: 1e999}", "BAD_VALUE"),
    "with a word": ("{status: OPEN}", "BAD_VALUE"),
    "with a name twice": ("{a: 1, a: 2}", "INVALID_OPERATION"),
}


@pytest.mark.parametrize("name", LITERALS)
def test_a_record_in_the_document_itself_loses_nothing(play: Play, name: str) -> None:
    literal, code = LITERALS[name]
    query = f'mutation ($key: String!) {{ submitRecords(feed: "test-register", key: $key, records: [{literal}]) '

    async def scene(door: Door) -> None:
        body = await door.post(query + "{ received } }", {"key": "k"})
        if code is None:
            assert body["data"]["submitRecords"]["received"] == 1
        else:
            assert [error["extensions"]["code"] for error in body["errors"]] == [code]

    play(scene)


def test_quarantine_tells_why_and_where_and_reading_the_record_is_written_down(play: Play) -> None:
    wrong = registered("2", status=SECRET)

    async def scene(door: Door) -> None:
        sent = (await door.told(SUBMIT, records(registered("1"), wrong, kato("3"), 7)))["submitRecords"]
        body = await door.post(QUARANTINE, {"delivery": sent["id"]})
        assert SECRET not in str(body)
        held = body["data"]["quarantine"]
        assert [(each["position"], each["field"]) for each in held] == [
            (2, "status"),
            (3, "person.kato"),
            (4, None),
        ]
        assert held[1]["code"] == "UNKNOWN_BODY" and held[2]["code"] == "NOT_AN_OBJECT"
        assert {(each["delivery"], each["feed"]) for each in held} == {(sent["id"], REGISTER.name)}
        assert len((await door.told(QUARANTINE, {"first": 1}))["quarantine"]) == 1
        assert (await door.told(QUARANTINE, {"delivery": "bat_none"}))["quarantine"] == []
        assert await door.code(QUARANTINE, {"first": 0}) == "BAD_PAGE"
        assert [each.entry["kind"] for each in entries(play.home)] == ["intent", "done"]
        opened = (await door.told(ORIGINALS))["quarantine"]
        assert SECRET in opened[0]["original"] and opened[2]["original"] == "7"

    play(scene)
    _, _, entry = (each.entry for each in entries(play.home))
    assert (entry["kind"], entry["purpose"], entry["caller"]) == ("read", "FEED", "ortaq-local/sender")
    assert (entry["fields"], entry["norms"], entry["persons"]) == (["Quarantined.original"], ["517-8.1"], [])


def test_a_record_that_cannot_be_written_down_as_read_is_not_shown(play: Play) -> None:
    async def scene(door: Door) -> None:
        await door.told(SUBMIT, records(registered("2", status=SECRET)))
        with full_disk():
            body = await door.post(ORIGINALS)
            assert body["errors"][0]["extensions"]["code"] == "LOG_DOWN" and SECRET not in str(body)
            assert len(await refused_ids(door)) == 1

    play(scene)


def test_a_record_comes_in_when_it_is_tried_again_and_what_was_missing_is_there(play: Play) -> None:
    region = b'{"system":"KATO","recordId":"990000000","version":1,"kato":"990000000"}'

    async def scene(door: Door) -> None:
        await door.told(SUBMIT, records(kato("1"), "unreadable"))
        missing, unreadable = await refused_ids(door)
        assert (await door.told(RETRY, {"id": missing}))["retryQuarantined"]["quarantined"] == 1
        (anew,) = (each for each in await refused_ids(door) if each != unreadable)
        await load_contents(play.graph.store, {"regions": region}, lambda *_: None)
        done = (await door.told(RETRY, {"id": anew}))["retryQuarantined"]
        assert done == {"key": f"retry {anew}", "applied": 1, "quarantined": 0}
        assert await refused_ids(door) == [unreadable]
        assert await door.code(RETRY, {"id": unreadable}) == "RECORD_UNREADABLE"
        assert [each["key"] for each in (await door.told(DELIVERIES))["deliveries"]][-1] == "k"

    play(scene)


def test_a_record_is_dropped_once(play: Play) -> None:
    async def scene(door: Door) -> None:
        await door.told(SUBMIT, records(kato("1")))
        (held,) = await refused_ids(door)
        assert [(await door.told(DROP, {"id": held}))["dropQuarantined"] for _ in range(2)] == [True, False]
        assert await refused_ids(door) == []

    play(scene)


def test_what_somebody_else_sent_is_as_if_it_were_not_there(play: Play) -> None:
    """Another sender; the same one without the feed; the same one for another body."""
    shared = Who(feeds=(SHARED.name,), unit="ngo_1")
    strangers = (
        (SENDER, REGISTER.name, OTHER),
        (SENDER, REGISTER.name, Who(feeds=(SECOND.name,))),
        (shared, SHARED.name, Who(feeds=(SHARED.name,), unit="ngo_2")),
        (shared, SHARED.name, Who(feeds=(SHARED.name,))),
    )

    async def scene(door: Door) -> None:
        for number, (owner, feed, stranger) in enumerate(strangers):
            await door.told(SUBMIT, records(kato(str(number)), feed=feed, key=str(number)), owner)
            (held, *_) = await refused_ids(door, owner)
            assert await door.told("{ deliveries { id } quarantine { id original } }", who=stranger) == {
                "deliveries": [],
                "quarantine": [],
            }
            for asked in (RETRY, DROP):
                theirs, none = [await door.post(asked, {"id": each}, stranger) for each in (held, "qua_none")]
                assert _without_cost(theirs) == _without_cost(none)
            assert held in await refused_ids(door, owner)
        asked = '{ delivery(feed: "test-register", key: "0") { id } }'
        assert (await door.told(asked, who=OTHER))["delivery"] is None
        assert await door.code(asked, who=Who(feeds=(SECOND.name,))) == "FEED_REFUSED"

    play(scene)


def _without_cost(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "extensions"}


def test_roots_are_done_in_order_and_a_failure_names_its_place(play: Play) -> None:
    query = """mutation ($a: [JSON!]!, $b: [JSON!]!) {
      one: submitRecords(feed: "test-register", key: "1", records: $a) { received }
      __typename
      two: submitRecords(feed: "test-register", key: "1", records: $b) { received }
      three: submitRecords(feed: "test-register", key: "3", records: $b) { received }
    }"""
    both = {"a": [registered("1")], "b": [registered("2")]}

    async def scene(door: Door) -> None:
        body = await door.post(query, both)
        assert "data" not in body
        assert (body["errors"][0]["extensions"]["code"], body["errors"][0]["path"]) == ("KEY_REUSED", ["two"])
        assert [each["key"] for each in (await door.told(DELIVERIES))["deliveries"]] == ["1"]
        mended = await door.told(query.replace('"1", records: $b', '"2", records: $b'), both)
        assert list(mended) == ["one", "__typename", "two", "three"] and mended["__typename"] == "Mutation"
        assert [each["key"] for each in (await door.told(DELIVERIES))["deliveries"]] == ["3", "2", "1"]

    play(scene)


def test_nothing_is_changed_by_get(play: Play) -> None:
    query = 'mutation { submitRecords(feed: "test-register", key: "k", records: []) { id } }'

    async def scene(door: Door) -> None:
        response = await door.client.get("/graphql", params={"query": query}, headers=door.headers(SENDER))
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
            405,
            "METHOD_NOT_ALLOWED",
        )
        assert (await door.told(DELIVERIES))["deliveries"] == []

    play(scene)


def test_a_mutation_is_measured_and_charged_like_a_question(play: Play) -> None:
    one = 'submitRecords(feed: "test-register", key: "k", records: [{}])'
    many = "mutation { " + " ".join(f"a{number}: {one} {{ id }}" for number in range(51)) + " }"

    async def scene(door: Door) -> None:
        assert await door.code(many) == "TOO_MANY_ROOTS"
        assert await door.code("mutation { a }") == "UNKNOWN_FIELD"
        assert await door.code(SUBMIT, records(*[{}] * 60)) == "OPERATION_TOO_COSTLY"
        assert await door.code("{ quarantine(first: 500) { id } }") == "OPERATION_TOO_COSTLY"
        assert (await door.told(DELIVERIES))["deliveries"] == []
        body = await door.post(SUBMIT, records({}, {}))
        assert body["extensions"]["cost"]["requested"] == 10 + 2 + 2 * 10

    play(scene, Limits(cost_per_minute=500))


@pytest.mark.parametrize("role", ["probation", "auditor", "operator"])
def test_who_delivers_nothing_sees_no_door(role: str) -> None:
    known = agreed_policy().roles[role]

    def granted(feeds: tuple[str, ...], purposes: tuple[str, ...]) -> Grants:
        return grants_of(
            Caller(
                subject="s",
                role=role,
                area=AreaCode(""),
                unit=None,
                agency=None,
                purposes=purposes,
                expires=0,
                feeds=feeds,
            ),
            known,
            TODAY,
        )

    bare, without = granted((), ("FEED",)), granted(("test-register",), ("CASE_WORK",))
    sender = granted(("test-register",), ("FEED", "CASE_WORK"))
    assert bare == without and bare.shape == without.shape != sender.shape
    assert reach_of(bare).digest == reach_of(without).digest != reach_of(sender).digest
    assert sdl_of(bare) == sdl_of(without)
    names = ("Mutation", "submitRecords", "Quarantined", "Delivery", "deliveries", "JSON", "DeliveryState")
    assert not any(f" {name}" in sdl_of(bare) for name in names)
    assert all(f" {name}" in sdl_of(sender) for name in names)
    assert bare.digest == sender.digest


def test_hidden_doors_are_answered_as_ones_that_are_not_there(play: Play) -> None:
    async def scene(door: Door) -> None:
        bare = Who(feeds=())
        hidden = await door.post('{ quarantine { id } __type(name: "Quarantined") { name } }', who=bare)
        absent = await door.post('{ quarantime { id } __type(name: "Quarantimed") { name } }', who=bare)
        assert hidden == absent and hidden["errors"][0]["extensions"]["code"] == "UNKNOWN_FIELD"
        roots = '{ __type(name: "Mutation") { fields { name } } }'
        seen = [
            {each["name"] for each in (await door.told(roots, who=who))["__type"]["fields"]}
            for who in (bare, Who())
        ]
        assert seen[0] == {"decideLink"} and seen[1] > {"submitRecords", "decideLink"}

    play(scene)


@pytest.mark.parametrize("query", [DELIVERIES, "{ quarantine { id } }", '{ delivery(feed: "x", key: "k") { id } }'])
def test_another_purpose_opens_none_of_it(play: Play, query: str) -> None:
    async def scene(door: Door) -> None:
        who = Who(purposes=("FEED", "CASE_WORK"), stated="CASE_WORK")
        assert await door.code(query, who=who) == "PURPOSE_REFUSED"
        assert (await door.told("{ me { role } }", who=who))["me"] == {"role": "probation"}

    play(scene)
