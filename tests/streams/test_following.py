"""What is told to whom: what the policy releases, in order, at least once; and what is gone, if it was told."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hub.settings import Settings
from security.limits.declared import Limits
from tests.conftest import Graph
from tests.streams.doors import FOLLOW, Door, following, serving, told
from tests.streams.graphs import ASTANA, deleted, mention_of, person, put, registered, two_areas

Scene = Callable[[Door], Awaitable[None]]


@pytest.fixture
def play(cities: Graph, settings: Settings) -> Callable[[Scene], None]:
    """Plays a scene against a served hub."""

    def played(scene: Scene) -> None:
        async def work() -> None:
            async with serving(cities, settings) as door:
                await scene(door)

        cities.run(work())

    return played


Play = Callable[[Scene], None]
NAMES = "subscription { changes { kind id record { __typename id ... on Person { familyName } } } }"


def test_a_change_is_told_to_those_who_may_see_it(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token("75")) as ours, following(door, door.token("71")) as theirs:
            assert told(await ours.happened()) == told(await theirs.happened()) == [("CAUGHT_UP", None)]
            here = await person(cities, "Алиев", phone="+77015550101")
            there = await person(cities, "Омаров", ASTANA)
            (change,) = await ours.happened()
            assert told([change]) == [("CHANGED", here)]
            assert change["record"] == {
                "__typename": "Person",
                "id": here,
                "familyName": "Алиев",
                "phone": "+77015550101",
            }
            assert told(await theirs.happened()) == [("CHANGED", there)]

    play(scene)


def test_changes_come_in_order_and_those_missed_come_later(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        token = door.token()
        async with following(door, token) as events:
            (caught_up,) = await events.happened()
            first = await person(cities, "Первый")
            (change,) = await events.happened()
            assert change["id"] == first
        missed = [await person(cities, name) for name in ("Второй", "Третий", "Четвёртый")]
        async with following(door, token, change["position"]) as events:
            found = await events.until_caught_up()
            assert [each["id"] for each in found] == [*missed, None]
        async with following(door, token, caught_up["position"]) as events:
            assert [each["id"] for each in await events.until_caught_up()] == [first, *missed, None]

    play(scene)


def test_from_the_first_record_on(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        ids = [await person(cities, f"Н{number}") for number in range(5)]
        async with following(door, door.token(), "") as events:
            found = await events.until_caught_up()
        assert [each["id"] for each in found if each["id"] and each["id"].startswith("per_")] == ids

    play(scene)


def test_who_moves_away_is_gone_with_all_that_moved_along(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token()) as events:
            await events.happened()
            who = await person(cities, "Переезжая")
            await events.happened()
            what = await registered(cities, "р1", "Переезжая")
            assert ("CHANGED", what) in told(await events.happened())
            await person(cities, "Переезжая", ASTANA, version=2)
            assert set(told(await events.happened())) == {("GONE", who), ("GONE", what)}

    play(scene)


def test_what_was_never_told_is_never_gone(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        hidden = await person(cities, "Скрытый", ASTANA)
        async with following(door, door.token()) as events:
            await events.happened()
            await person(cities, "Скрытый", ASTANA, version=2)
            await deleted(cities, hidden)
            seen = await person(cities, "Видимый")
            assert told(await events.happened()) == [("CHANGED", seen)]
            await deleted(cities, seen)
            assert told(await events.happened()) == [("GONE", seen)]

    play(scene)


def test_what_went_while_nobody_listened_is_told_on_return(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        token = door.token()
        async with following(door, token) as events:
            await events.happened()
            gone, kept = await person(cities, "Уйдёт"), await person(cities, "Останется")
            found = await events.happened()
            while len(found) < 2:
                found += await events.happened()
        await deleted(cities, gone)
        async with following(door, token, found[-1]["position"]) as events:
            again = told(await events.until_caught_up())
        assert ("GONE", gone) in again and ("GONE", kept) not in again

    play(scene)


def test_gone_is_told_again_to_who_did_not_get_it(play: Play, cities: Graph) -> None:
    """The hub wrote down that it told; the message was lost on its way."""

    async def scene(door: Door) -> None:
        token = door.token()
        async with following(door, token) as events:
            await events.happened()
            who = await person(cities, "Пропадёт")
            (change,) = await events.happened()
            await deleted(cities, who)
            assert told(await events.happened()) == [("GONE", who)]
        for _ in range(2):
            async with following(door, token, change["position"]) as events:
                assert ("GONE", who) in told(await events.until_caught_up())

    play(scene)


def test_who_sees_less_than_before_is_told_what_is_gone(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        subject = {"subject": "the same"}
        async with following(door, door.token("", **subject)) as events:
            await events.happened()
            there = await person(cities, "Столичный", ASTANA)
            change, _ = await events.happened()
        async with following(door, door.token("75", **subject), change["position"]) as events:
            gone = [("GONE", there), ("GONE", mention_of(there))]
            assert told(await events.until_caught_up()) == [*gone, ("CAUGHT_UP", None)]

    play(scene)


def test_a_change_of_what_is_withheld_is_no_change(play: Play, cities: Graph) -> None:
    query = "subscription { changes { id kind record { id ... on Person { familyName } } } }"

    async def scene(door: Door) -> None:
        async with following(door, door.token(), query=query) as events:
            await events.happened()
            await person(cities, "Тот же")
            await events.happened()
            await person(cities, "Тот же", version=2, phone="+77015550102")
            other = await person(cities, "Другой")
            assert told(await events.happened()) == [("CHANGED", other)]

    play(scene)


def test_a_pointer_is_no_news(play: Play, cities: Graph) -> None:
    """That somebody elsewhere exists may be answered if asked; that something happens to them is not told."""

    async def scene(door: Door) -> None:
        async with following(door, door.token("71")) as events:
            await events.happened()
            await person(cities, "Вдалеке")
            near = await person(cities, "Вблизи", ASTANA)
            assert told(await events.happened()) == [("CHANGED", near)]

    play(scene)


def test_only_the_types_that_are_wanted(play: Play, cities: Graph) -> None:
    query = 'subscription { changes(types: ["Registration"]) { id kind } }'

    async def scene(door: Door) -> None:
        async with following(door, door.token(), query=query) as events:
            await events.happened()
            await person(cities, "Учётный")
            what = await registered(cities, "р2", "Учётный")
            assert told(await events.happened()) == [("CHANGED", what)]
            await person(cities, "Учётный", ASTANA, version=2)
            assert told(await events.happened()) == [("GONE", what)]

    play(scene)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('subscription { changes(types: ["Personn"]) { id } }', "BAD_VALUE"),
        ('subscription { changes(types: ["ShelterStay"]) { id } }', "BAD_VALUE"),
        ('subscription { changes(after: "x") { id } }', "BAD_CURSOR"),
        ("subscription { changes { ids } }", "UNKNOWN_FIELD"),
        ("subscription { changes { id } a: changes { id } }", "INVALID_OPERATION"),
        ("{ me { role } }", "UNSUPPORTED_OPERATION"),
    ],
)
def test_what_cannot_be_followed_is_said(play: Play, query: str, code: str) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token(role="precinct"), query=query) as events:
            assert await events.codes() == [code]

    play(scene)


def test_a_position_is_good_for_its_owner_alone_and_never_the_same(play: Play) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token()) as events:
            (first,) = await events.happened()
        async with following(door, door.token()) as events:
            (second,) = await events.happened()
        assert first["position"] != second["position"]
        assert len(first["position"]) == len(second["position"])
        async with following(door, door.token(subject="another"), first["position"]) as events:
            assert await events.codes() == ["BAD_CURSOR"]

    play(scene)


def test_who_sees_only_what_everybody_sees_follows_nothing(play: Play) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token(role="auditor"), query=FOLLOW) as events:
            assert await events.codes() == ["UNSUPPORTED_OPERATION"]

    play(scene)


def _logged(settings: Settings) -> list[dict[str, Any]]:
    """The entries of the access log."""
    files = sorted((settings.home / "access-log").rglob("entries.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_what_is_told_stands_in_the_access_log_and_nothing_else(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token()) as events:
            await events.happened()
            await person(cities, "Чужой", ASTANA)
            who = await person(cities, "Записанный")
            await events.happened()
            (entry,) = _logged(door.settings)
            assert (entry["persons"], entry["purpose"]) == ([who], "CASE_WORK")
            assert "Person.familyName" in entry["fields"]
            await deleted(cities, who)
            await events.happened()
            assert [each["persons"] for each in _logged(door.settings)] == [[who], [who]]

    play(scene)


def test_the_account_of_what_was_told_holds_no_value(play: Play, cities: Graph) -> None:
    async def scene(door: Door) -> None:
        async with following(door, door.token()) as events:
            await events.happened()
            await person(cities, "Секретов", phone="+77019998877")
            await events.happened()
        kept = b"".join(path.read_bytes() for path in (door.settings.home / "streams").iterdir())
        for value in ("Секретов", "+77019998877", "public_security"):
            assert value.encode() not in kept

    play(scene)


def test_an_account_that_is_forgotten_is_not_gone_on_with(play: Play) -> None:
    query = 'subscription ($after: String) {{ changes(after: $after, stream: "{}") {{ position kind id }} }}'

    async def scene(door: Door) -> None:
        async def opened(name: str, after: str | None = None) -> list[dict[str, Any]]:
            async with following(door, door.token(), after, query=query.format(name)) as events:
                return await events.happened()

        (first,) = await opened("first")
        assert told(await opened("first", first["position"])) == [("CAUGHT_UP", None)]
        for number in range(2 * Limits().streams):
            await opened(f"other {number}")
        async with following(door, door.token(), first["position"], query=query.format("first")) as events:
            assert await events.codes() == ["BAD_CURSOR"]

    play(scene)


@pytest.mark.parametrize("hidden", [1, 40, 130])
def test_hidden_changes_neither_cut_messages_nor_cost_anything(play: Play, cities: Graph, hidden: int) -> None:
    """Whoever goes on after an old position hears full messages, however much of what is hidden lay between."""
    told_of: list[list[tuple[int, int]]] = []

    async def scene(door: Door) -> None:
        await two_areas(cities)
        token = door.token(subject=f"subscriber-{len(told_of)}")
        async with following(door, token) as events:
            (begin,) = await events.happened()
        for place in range(70):
            await person(cities, f"Бірінші{place}")
            if place % 2:
                await registered(cities, f"Бірінші{place}", f"Бірінші{place}")
        for place in range(hidden if told_of else 0):
            await person(cities, f"Жасырын{place}", ASTANA)
            await registered(cities, f"Жасырын{place}", f"Жасырын{place}")
        for place in range(60):
            await person(cities, f"Екінші{place}")
        messages: list[tuple[int, int]] = []
        async with following(door, token, begin["position"]) as events:
            while not messages or messages[-1][1]:
                _, result = await events.next()
                cost = result.get("extensions", {}).get("cost", {}).get("requested", 0)
                messages.append((len(result["data"]["changes"]), cost))
        told_of.append(messages)

    play(scene)
    play(scene)
    assert [length for length, _ in told_of[0]] == [100, 65, 1]
    assert told_of[0] == told_of[1]


def test_a_stream_named_by_a_variable_goes_on_as_it_began(play: Play, cities: Graph) -> None:
    query = """subscription ($after: String, $stream: String) {
      changes(after: $after, stream: $stream) { position kind id record { __typename } } }"""

    async def scene(door: Door) -> None:
        async with following(door, door.token(), query=query, variables={"stream": "x"}) as events:
            (begin,) = await events.happened()
        there = await person(cities, "Алиев")
        async with following(door, door.token(), begin["position"], query, {"stream": "x"}) as events:
            assert told(await events.happened()) == [("CHANGED", there)]

    play(scene)


def test_a_subscription_asked_again_with_other_values_is_another(play: Play, cities: Graph) -> None:
    """Its plan is remembered; what the variables held the first time is no part of it."""
    query = """subscription ($types: [String!], $stream: String!) {
      changes(types: $types, stream: $stream) { kind id } }"""

    async def scene(door: Door) -> None:
        token = door.token()
        ours, theirs = {"types": ["Registration"], "stream": "a"}, {"types": ["Person"], "stream": "b"}
        async with (
            following(door, token, query=query, variables=ours) as registrations,
            following(door, token, query=query, variables=theirs) as persons,
        ):
            for events in (registrations, persons):
                assert told(await events.happened()) == [("CAUGHT_UP", None)]
            there = await person(cities, "Алиев")
            assert told(await persons.happened()) == [("CHANGED", there)]
            await registered(cities, "Алиев", "Алиев")
            ((kind, changed_id),) = told(await registrations.happened())
            assert kind == "CHANGED" and changed_id is not None and changed_id.startswith("reg_")

    play(scene)


@pytest.mark.parametrize("role", ["analytics", "mia_committee", "public_security"])
def test_an_order_brings_nobody_of_those_whom_it_protects(play: Play, cities: Graph, role: str) -> None:
    """Nobody was told of them before, and the order is news: whoever does not ask for them is not told of them."""

    async def scene(door: Door) -> None:
        offender, victim = await person(cities, "Обидчик"), await person(cities, "Пострадавшая")
        token = door.token("75" if role == "public_security" else "", role=role)
        async with following(door, token, query=NAMES) as events:
            await events.until_caught_up()
            order = await put(
                cities, "ProtectiveOrder", "о1", number="1", offender="T/Обидчик", protected=["T/Пострадавшая"]
            )
            told_of = {name for _, name in told(await events.happened())}
        assert order in told_of and told_of <= {order, offender}, victim

    play(scene)


def test_who_is_protected_is_told_to_whoever_asks_and_may_know(play: Play, cities: Graph) -> None:
    query = """subscription { changes { kind id record {
      __typename id ... on ProtectiveOrder { protected { nodes { id } } } } } }"""

    async def scene(door: Door) -> None:
        await person(cities, "Обидчик")
        victim = await person(cities, "Пострадавшая")
        async with following(door, door.token("75", role="public_security"), query=query) as events:
            await events.until_caught_up()
            await put(
                cities, "ProtectiveOrder", "о1", number="1", offender="T/Обидчик", protected=["T/Пострадавшая"]
            )
            assert victim in {name for _, name in told(await events.happened())}

    play(scene)
