"""An id tells nothing: of no record, of any type, can the id be worked out from its system and number."""

import base64
import hashlib
import itertools
import re
from collections.abc import Iterator
from random import Random

import pytest

from tests.proofs.attacks.closed_doors import DOORS, open_person
from tests.support.outside.bodies import AGENCIES, CENTRES, FAR, HOME, HOME_TWO, NGOS, UNITS
from tests.support.outside.hubs import Hub
from tests.support.outside.issuing import Caller
from tests.support.outside.records import FEEDS, Delivered, card, closed, head, registered

ID = re.compile(r'"([a-z]{3})_([a-z2-7]{16}|[a-z2-7]{26}|[0-9a-f]{20,40})"')
LISTS = """{
  persons(first: 200) {
    nodes { id sources { nodes { id } } registrations { nodes { id } } addresses { nodes { id } } }
  }
  units(first: 60) { nodes { id region { id } agency { id } duties(first: 50) { nodes { id norm { id } } } } }
  crisisCenters { nodes { id } } ngos { nodes { id } } inspectors { nodes { id } } precincts { nodes { id } }
}"""
LATER = "{ protectiveOrders { nodes { id offender { id } } } }"
SYSTEMS = ("MIA", "PROB", "PENAL", "KPSISU", "COURT", "HEALTH", "EDU", "LABOUR", "CRISIS", "NGO", "HUB", "KATO")


def harvested(hub: Hub) -> set[str]:
    """Every id that somebody is shown."""
    found: set[str] = set()
    for role in ("public_security", "analytics", "prosecutor", "statistics", "precinct"):
        for query in (LISTS, LATER):
            answer = str(hub.ask(Caller(role, "", subject=f"{role}-ids"), query)).replace("'", '"')
            found |= {f"{prefix}_{rest}" for prefix, rest in ID.findall(answer)}
    return found


def numbers() -> Iterator[str]:
    """Record numbers and codes that an attacker knows or counts through."""
    places = (HOME, HOME_TWO, FAR, "750000000", "710000000")
    yield from (*places, *AGENCIES, *CENTRES, *NGOS)
    yield from (f"{kind}-{place}" for kind, place in itertools.product((*UNITS, "officer", "precinct"), places))
    plain = [f"C-{place}" for place in range(len(DOORS))] + [f"loaded-{place}" for place in range(len(DOORS))]
    plain += ["ord-1", "ids-1", "ids-2", "ids-3"]
    yield from plain
    ends = ("", "/0", "/1", "/offender", "/protected/0", "/person", "/address", "/home")
    yield from (f"{feed}/{number}{end}" for feed, number, end in itertools.product(FEEDS, plain, ends))
    yield from (f"{number}{end}" for number, end in itertools.product(plain, ends))
    yield from (f"norm-{place}" for place in range(10))


def guesses(hub: Hub) -> set[str]:
    """What an unkeyed digest of any of them under any system would be."""
    own = [f"CRISIS:{hub.bodies[name]}" for name in CENTRES] + [f"NGO:{hub.bodies[name]}" for name in NGOS]
    found = set()
    for system, number in itertools.product((*SYSTEMS, *own), numbers()):
        text = f"{system}/{number}".encode()
        for size in (10, 16):
            digest = hashlib.blake2b(text, digest_size=size).digest()
            found |= {base64.b32encode(digest).decode().lower().rstrip("="), digest.hex()}
        found.add(base64.b32encode(hashlib.sha256(text).digest()[:10]).decode().lower())
    return found


@pytest.fixture(scope="module")
def ids(hub: Hub) -> set[str]:
    hub.brought(registered("ids-1", open_person("Танымал")), "ids-1")
    return harvested(hub)


def test_no_id_is_a_digest_of_what_can_be_guessed(hub: Hub, ids: set[str]) -> None:
    known = guesses(hub)
    told = {one.partition("_")[0] for one in ids if one.partition("_")[2] in known}
    assert told == set(), f"ids of these types can be worked out: {sorted(told)}"


def test_ids_of_many_types_were_looked_at(ids: set[str]) -> None:
    assert len({one.partition("_")[0] for one in ids}) >= 8
    assert len(ids) >= 50


def test_the_id_of_who_was_in_a_shelter_first_names_no_centre(hub: Hub) -> None:
    """Of a person whom the police have delivered since: whoever sees the person guesses centre and number."""
    person = card(Random("first"), familyName="Алдымен")
    hub.brought(closed("crisis-centre-stays", "ids-3", person), "ids-3")
    hub.brought(registered("ids-4", person), "ids-4")
    said = hub.told(
        Caller("analytics", "", subject="ids-first"),
        "query ($iin: IIN!) { personByIin(iin: $iin) { id } }",
        {"iin": person["iin"]},
    )
    text = f"CRISIS:{hub.bodies['shelter-1']}/crisis-centre-stays/ids-3"
    digest = base64.b32encode(hashlib.blake2b(text.encode(), digest_size=10).digest()).decode().lower()
    assert said["personByIin"]["id"].partition("_")[2] != digest


DUTY = "query ($code: String!) { duties(first: 500, where: { norm: { code: { eq: $code } } }) { nodes { id } } }"


def test_no_duty_can_be_named_by_its_norm_and_what_it_stands_on(hub: Hub) -> None:
    """Of somebody whose release was announced: whoever counts through the notices' numbers finds the duty."""
    person = card(Random("duty"), sex="MALE")
    said = {
        "institution": "prison-1",
        "ground": "TERM_SERVED",
        "notifiedOn": "2026-05-01",
        "releasedOn": "2026-06-01",
    }
    chosen = {"plannedArrivalOn": "2026-06-03", "chosen": {"kato": HOME, "address": "Абай көшесі, 2-2"}}
    hub.brought(Delivered("penal-releases", ({**head("ids-5"), "person": person, **said, **chosen},)), "ids-5")
    hub.rest()
    hub.rest()
    who = Caller("public_security", HOME[:2], subject="ids-duties")
    query = "{ persons(first: 200) { nodes { releaseNotices { nodes { id } } } } }"
    persons = hub.told(who, query)["persons"]["nodes"]
    releases = [node["id"] for each in persons for node in each["releaseNotices"]["nodes"]]
    codes = ("89-6.1", "89-8a", "89-8b", "622-7", "89-3")
    shown = {node["id"] for code in codes for node in hub.told(who, DUTY, {"code": code})["duties"]["nodes"]}
    guessed = {
        base64.b32encode(hashlib.blake2b(f"HUB/{code}/{one}".encode(), digest_size=10).digest()).decode().lower()
        for code, one in itertools.product(codes, releases)
    }
    assert releases and shown
    assert not {one for one in shown if one.partition("_")[2] in guessed}


def test_a_delivery_cannot_be_named_by_guessing_its_key(hub: Hub) -> None:
    made = Delivered("crisis-centre-beds", ({**head("beds"), "beds": 9, "freeBeds": 3},))
    said = hub.brought(made, "beds-1")
    sender = f"{'https://id.tests.example.kz'}/sender-crisis-centre-beds-shelter-1"
    for parts in ((sender, made.feed, "beds-1"), (f"CRISIS:{hub.bodies['shelter-1']}", made.feed, "beds-1")):
        digest = hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
        assert said["delivery"] != f"bat_{digest}"
