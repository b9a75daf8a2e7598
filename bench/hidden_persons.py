"""``python -m bench.hidden_persons``: whether a hidden person takes another time than one who is not there.

A served hub gets people of whom closed records alone tell. Each role asks after one of them and after somebody who
is not there, in random order, and the two samples of times are compared by rank (Mann-Whitney). A difference of
medians above the limit ends the command with 1.

The questions: ``lookup`` of one number and of a hundred, ``personByIin``, ``node``, and two mutations that are done
to people at whom a caller may only be pointed. An id of a hidden person is found by whoever is shown it; where
nobody is, ``node`` and the mutations take an id of the right form that the hub never gave, and the table says so.
"""

import argparse
import gc
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from tests.support.outside.bodies import FAR, HOME
from tests.support.outside.hubs import Hub, prepare, serving
from tests.support.outside.issuing import Caller, token
from tests.support.outside.records import card, closed, number, registered

LIMIT = 0.02
"""Largest difference of medians, as a share of the median."""

ROLES = (
    "precinct",
    "public_security",
    "criminal",
    "analytics",
    "statistics",
    "probation",
    "prosecutor",
    "migration",
)
CLOSED = ("crisis-centre-stays", "health-register", "police-operative-files", "police-risk-assessments")
WARM = 50
TOLD_EVERY = 500
ALLOWANCE = {"ORTAQ_LIMITS_COST_PER_MINUTE": "100000000", "ORTAQ_LIMITS_REQUESTS_PER_MINUTE": "10000000"}

LOOKUP = "query ($v: IIN!) { lookup(iins: [$v]) { found holders { code } } }"
LOOKUP_MANY = "query ($v: [IIN!]!) { lookup(iins: $v) { found } }"
MANY, LISTS = 100, 50
BY_NUMBER = "query ($v: IIN!) { personByIin(iin: $v) { id } }"
NODE = "query ($v: ID!) { node(id: $v) { id } }"
MARK = 'mutation ($v: ID!, $key: String!) { markRouteSheet(person: $v, key: $key, text: "x") { norm } }'
FOUND = 'mutation ($v: ID!, $key: String!) { recordFoundElsewhere(person: $v, key: $key, reason: "x") { norm } }'


@dataclass(frozen=True)
class Case:
    """A question, and what it is asked with: somebody hidden and somebody who is not there."""

    name: str
    query: str
    hidden: Sequence[Any]
    absent: Sequence[Any]
    roles: tuple[str, ...] = ROLES
    known: bool = True
    """Whether the hidden values are those of people, and not made up for want of an id."""


@dataclass(frozen=True)
class Row:
    """What was measured of a case and a role. Times are in seconds."""

    case: Case
    role: str
    hidden: Sequence[float]
    absent: Sequence[float]

    @property
    def difference(self) -> float:
        """The difference of medians as a share of the median of those who are not there."""
        return (median(self.hidden) - median(self.absent)) / median(self.absent)

    @property
    def chance(self) -> float:
        """How likely ranks so far apart are if there is no difference."""
        return mann_whitney(self.hidden, self.absent)


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """Two-sided p of the Mann-Whitney U test: normal approximation, corrected for ties and continuity.

    Good from some twenty values a side on; ties have the mean of their ranks.
    """
    n, m = len(one), len(other)
    total, ranks, ties = n + m, 0.0, 0.0
    ordered = sorted([(value, True) for value in one] + [(value, False) for value in other])
    start = 0
    while start < total:
        end = start
        while end < total and ordered[end][0] == ordered[start][0]:
            end += 1
        alike = end - start
        ranks += (start + end + 1) / 2 * sum(first for _, first in ordered[start:end])
        ties += alike**3 - alike
        start = end
    u = ranks - n * (n + 1) / 2
    spread = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if spread <= 0:
        return 1.0
    z = max(0.0, abs(u - n * m / 2) - 0.5) / math.sqrt(spread)
    return math.erfc(z / math.sqrt(2))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.hidden_persons", description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5_000, help="pairs of questions, a role and case")
    parser.add_argument("--people", type=int, default=400, help="hidden people, and as many open ones")
    parser.add_argument("--seed", type=int, default=1, help="seed of people and of the order of questions")
    parser.add_argument("--roles", nargs="+", default=list(ROLES), choices=ROLES, help="who asks")
    parser.add_argument("--only", nargs="+", help="names of cases, for example: lookup node")
    parser.add_argument("--out", type=Path, help="file for the table, in Markdown")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell whoever waits how far it is."""
    print(text, file=sys.stderr, flush=True)


def cases(hub: Hub, people: int, rng: Random) -> list[Case]:
    """Bring the people in, and make the cases."""
    hidden = [card(rng, familyName=f"Жасырын-{place}") for place in range(people)]
    absent = [number(f"90010140{place:03}") for place in range(0, 999, max(1, 999 // people))]
    for place, person in enumerate(hidden):
        hub.brought(closed(CLOSED[place % len(CLOSED)], f"H-{place}", person), f"hidden-{place}")
    for place in range(people):
        hub.brought(registered(f"O-{place}", card(rng)), f"open-{place}")
    hub.rest()
    numbers = [person["iin"] for person in hidden]
    gone = [f"per_{''.join(rng.choices('abcdefghijklmnopqrstuvwxyz234567', k=16))}" for _ in absent]
    ids = list(_ids(hub, numbers))
    made_up = [f"per_{''.join(rng.choices('abcdefghijklmnopqrstuvwxyz234567', k=16))}" for _ in numbers]
    known = bool(ids)
    ids = ids or made_up
    return [
        Case("lookup", LOOKUP, numbers, absent),
        Case("lookupMany", LOOKUP_MANY, _lists(rng, numbers), _lists(rng, absent)),
        Case("personByIin", BY_NUMBER, numbers, absent),
        Case("node", NODE, ids, gone, known=known),
        Case(
            name="markRouteSheet",
            query=MARK,
            hidden=ids,
            absent=gone,
            roles=("precinct", "public_security"),
            known=known,
        ),
        Case(
            name="recordFoundElsewhere",
            query=FOUND,
            hidden=ids,
            absent=gone,
            roles=("public_security",),
            known=known,
        ),
    ]


def _lists(rng: Random, numbers: Sequence[str]) -> list[list[str]]:
    return [rng.sample(numbers, MANY) for _ in range(LISTS)]


def _ids(hub: Hub, numbers: Sequence[str]) -> Iterator[str]:
    """The ids of hidden people, as far as any role is told them."""
    for role, area in (("analytics", ""), ("prosecutor", HOME[:2]), ("public_security", HOME[:2])):
        for one in numbers:
            who = Caller(role, area, subject=f"{role}-ids")
            said = hub.ask(who, "query ($v: IIN!) { personByIin(iin: $v) { id } }", {"v": one})
            if person := (said.get("data") or {}).get("personByIin"):
                yield person["id"]


def caller(hub: Hub, role: str) -> Caller:
    """An officer of the other city: nothing of the hidden people is released to the role there."""
    units = {"precinct": f"UPP-{FAR}", "public_security": f"PSU-{FAR}", "criminal": f"CP-{FAR}"}
    unit = hub.bodies[units[role]] if role in units else None
    return Caller(
        role, "" if role in ("analytics", "statistics") else FAR[:2], unit, "MIA", subject=f"{role}-times"
    )


def measured(hub: Hub, case: Case, role: str, pairs: int, rng: Random) -> Row:
    """Times of so many pairs, turn about in random order."""
    headers = {"Authorization": f"Bearer {token(caller(hub, role))}", "Content-Type": "application/json"}
    times: tuple[list[float], list[float]] = ([], [])
    with httpx.Client(base_url=hub.url, headers=headers, timeout=60) as client:
        ask = _asking(client, case, rng)
        for _ in range(WARM):
            ask(rng.random() < 0.5)
        gc.disable()
        for done in range(pairs):
            for is_absent in rng.sample((False, True), 2):
                times[is_absent].append(ask(is_absent))
            if (done + 1) % TOLD_EVERY == 0:
                say(f"{case.name}, {role}: {done + 1} of {pairs} pairs")
        gc.enable()
    return Row(case, role, *times)


def _asking(client: httpx.Client, case: Case, rng: Random) -> Callable[[bool], float]:
    def ask(is_absent: bool) -> float:
        variables: dict[str, Any] = {"v": rng.choice(case.absent if is_absent else case.hidden)}
        if "$key" in case.query:
            variables["key"] = f"{rng.randrange(10**15):015}"
        body = json.dumps({"query": case.query, "variables": variables}).encode()
        began = time.perf_counter()
        response = client.post("/graphql", content=body)
        took = time.perf_counter() - began
        assert response.status_code < 500, response.text
        return took

    return ask


HEAD = """| question | role | pairs | hidden, ms | absent, ms | difference | p | within the limit |
|---|---|--:|--:|--:|--:|--:|---|"""


def line(row: Row) -> str:
    """A row of the table."""
    name = row.case.name if row.case.known else f"{row.case.name} (id made up)"
    hidden, absent = (f"{median(each) * 1000:.3f}" for each in (row.hidden, row.absent))
    within = "yes" if abs(row.difference) <= LIMIT else "**no**"
    difference = f"{row.difference * 100:+.2f} %"
    cells = (name, row.role, len(row.hidden), hidden, absent, difference, f"{row.chance:.3g}", within)
    return f"| {' | '.join(map(str, cells))} |"


def ended(rows: Sequence[Row], out: Path | None) -> int:
    """Write the table down if a file is named. Returns the code with which the command ends."""
    if out:
        out.write_text("\n".join([HEAD, *map(line, rows)]) + "\n", encoding="utf-8")
    return 0 if all(abs(row.difference) <= LIMIT for row in rows) else 1


def main() -> int:
    """Measure, print, and write the table down if a file is named."""
    wanted = _arguments()
    rng, rows = Random(wanted.seed), []
    with TemporaryDirectory(prefix="ortaq-hiding-") as folder:
        say("a hub with bodies and nobody")
        with serving(prepare(Path(folder)), ALLOWANCE) as hub:
            say(f"{wanted.people} hidden people, and {wanted.people} others")
            made = cases(hub, wanted.people, rng)
            print(HEAD, flush=True)
            for case in made:
                if wanted.only and case.name not in wanted.only:
                    continue
                for role in (role for role in case.roles if role in wanted.roles):
                    rows.append(measured(hub, case, role, wanted.pairs, rng))
                    print(line(rows[-1]), flush=True)
    return ended(rows, wanted.out)


if __name__ == "__main__":
    sys.exit(main())
