"""Closed mentions change nothing of what open ones come to, whatever number, key or link they share."""

import datetime as dt
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.clusters import (
    CONFIRMED,
    LINKED,
    PROPOSED,
    REJECTED,
    Component,
    KeyLink,
    clusters_of,
    golden_values,
)
from graph.ingest.number_holders import under_others_numbers, with_own_numbers
from graph.ingest.person_claim import ClaimValues

NUMBERS = ("900101300123", "850505400341")
COMPARTMENTS = ("", "VICTIM", "CRISIS:c", "CRISIS:d")
KEYS = ("per_a", "per_b", "per_c", "per_d")
WHEN = dt.datetime(2026, 1, 1)


def mention(number: int, key: str, system: str, closed: bool, iin: str | None, name: str) -> ClaimValues:
    values = {"iin": iin, "familyName": name, "statedRegion": f"reg_{name}"}
    at = WHEN + dt.timedelta(hours=number)
    compartment = "" if not closed else system if system.startswith("CRISIS") else "VICTIM"
    own = f"{key}_{compartment.lower()}" if compartment else key
    return ClaimValues(
        id=f"src_{number:03}",
        key=own,
        system=system,
        first_received=at,
        changed_at=at,
        values=values,
        open_key=key,
        owner=None,
        compartment=compartment,
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[ClaimValues], list[KeyLink]]:
    """Some open mentions and some closed ones, of keys that they may share, with links between the keys."""
    claims = []
    for number in range(draw(st.integers(2, 8))):
        system, closed = draw(
            st.sampled_from(
                [("MIA", False), ("KPSISU", False), ("MIA", True), ("CRISIS:c", True), ("CRISIS:d", True)]
            )
        )
        iin = draw(st.sampled_from([None, *NUMBERS]))
        claims.append(mention(number, draw(st.sampled_from(KEYS)), system, closed, iin, f"name{number}"))
    compartments = {m.key: m.compartment for m in claims}
    # The linker compares nobody of one compartment with anybody of another.
    may_be = [
        (one, other)
        for one, other in combinations(sorted(compartments), 2)
        if compartments[one] == compartments[other] or "" in (compartments[one], compartments[other])
    ]
    pairs = draw(st.lists(st.sampled_from(may_be), unique=True, max_size=5)) if may_be else []
    statuses = (LINKED, CONFIRMED, PROPOSED, REJECTED)
    return claims, [KeyLink(one, other, draw(st.sampled_from(statuses))) for one, other in pairs]


def told(found: list[Component], compartments: set[str]) -> set[tuple[str, frozenset[str], str | None, str]]:
    """What the mentions of compartments come to: the key of each person, mentions, number and values."""
    return {
        (
            person.key,
            frozenset(m.id for m in person.claims if m.compartment in compartments),
            person.iin,
            repr(sorted(golden_values(person.claims).items())),
        )
        for person in found
        if any(m.compartment in compartments for m in person.claims)
    }


@given(worlds())
def test_what_is_told_in_another_compartment_changes_nothing(
    world: tuple[list[ClaimValues], list[KeyLink]],
) -> None:
    claims, links = world
    whole = clusters_of(claims, links)
    for compartment in COMPARTMENTS:
        known = {"", compartment}
        alone = [m for m in claims if m.compartment in known]
        keys = {m.key for m in alone}
        between = [link for link in links if {link.one, link.other} <= keys]
        assert told(whole, known) == told(clusters_of(alone, between), known)


@given(worlds())
def test_every_mention_stands_on_one_person(world: tuple[list[ClaimValues], list[KeyLink]]) -> None:
    claims, links = world
    placed = [m.id for person in clusters_of(claims, links) for m in person.claims]
    assert sorted(placed) == sorted(m.id for m in claims)


def test_a_closed_mention_joins_nobody() -> None:
    shelter = mention(0, "per_s", "CRISIS:c", True, NUMBERS[0], "hidden")
    one = mention(1, "per_a", "MIA", False, NUMBERS[0], "one")
    other = mention(2, "per_b", "KPSISU", False, None, "other")
    persons = clusters_of([shelter, one, other], [KeyLink("per_b", shelter.key, CONFIRMED)])
    assert {person.key: {m.id for m in person.claims} for person in persons} == {
        "per_a": {one.id, shelter.id},
        "per_b": {other.id},
    }


def test_an_open_record_names_a_person_whom_a_shelter_knew_before() -> None:
    for first, second in product((0, 5), (0, 5)):
        shelter = mention(first, "per_s", "CRISIS:c", True, NUMBERS[0], "hidden")
        police = mention(second + 1, "per_a", "MIA", False, NUMBERS[0], "known")
        (person,) = clusters_of([shelter, police], [])
        assert person.key == "per_a"
        assert golden_values(person.claims)["familyName"] == "known"


def test_a_holder_whom_another_compartment_alone_knows_frees_no_card() -> None:
    """Sisters under the number of their mother, whom a shelter alone knows, and an order that protects one."""
    number = "850211450012"

    def card(place: int, compartment: str, **said: object) -> ClaimValues:
        values = {"iin": number, "familyName": "Сейітова", **said}
        key = f"per_{place}{compartment}"
        return ClaimValues(
            id=f"src_{place}",
            key=key,
            system="MIA",
            first_received=WHEN,
            changed_at=WHEN,
            values=values,
            open_key=f"per_{place}",
            owner=None,
            compartment=compartment,
        )

    others = [
        card(1, "", givenName="Айша", birthDate=dt.date(2016, 5, 4)),
        card(2, "", givenName="Меруерт", birthDate=dt.date(2014, 7, 1)),
        card(3, "VICTIM", givenName="Айша"),
    ]
    mother = card(4, "CRISIS:c", givenName="Гүлнар", birthDate=dt.date(1985, 2, 11))
    alone, beside = (
        [
            m.values["iin"]
            for m in with_own_numbers(cards, under_others_numbers(cards, {}))
            if m.compartment != mother.compartment
        ]
        for cards in (others, [*others, mother])
    )
    assert alone == beside == [None, None, number]
