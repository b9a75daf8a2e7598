"""``python -m bench.hidden_deliveries``: whether a receipt takes longer where closed records know the person.

Every delivery brings the first open record about somebody: of each pair one is of a person of whom a closed
record tells, the other of nobody. Turn about in random order; the samples are compared as in
:mod:`bench.hidden_persons`, and a difference of medians above its limit ends the command with 1.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.hidden_persons import ALLOWANCE, CLOSED, HEAD, Case, Row, ended, line, say
from tests.support.outside.bodies import FAR
from tests.support.outside.hubs import Hub, prepare, serving
from tests.support.outside.records import Delivered, Record, card, closed, registered

SIZES = (1, 20, 200)
"""Records of a delivery."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.hidden_deliveries", description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=300, help="pairs of deliveries of one record a class")
    parser.add_argument("--large", type=int, default=20, help="pairs of larger deliveries")
    parser.add_argument("--seed", type=int, default=1, help="seed of people and of the order of deliveries")
    parser.add_argument("--out", type=Path, help="file for the table, in Markdown")
    return parser.parse_args()


def _delivery(hub: Hub, people: list[Record], key: str) -> float:
    """The seconds that the receipt of one delivery about people takes."""
    records = [registered(f"{key}-{place}", person, kato=FAR) for place, person in enumerate(people)]
    made = Delivered(records[0].feed, tuple(record for one in records for record in one.records))
    began = time.perf_counter()
    hub.brought(made, key)
    return time.perf_counter() - began


def _measured(hub: Hub, feed: str, size: int, pairs: int, rng: Random) -> Row:
    times: tuple[list[float], list[float]] = ([], [])
    hidden = [[card(rng) for _ in range(size)] for _ in range(pairs)]
    say(f"{feed}: {pairs} times {size} hidden people")
    for number, people in enumerate(hidden):
        records = tuple(
            record
            for place, person in enumerate(people)
            for record in closed(feed, f"H{size}-{number}-{place}", person).records
        )
        first = closed(feed, "H", people[0])
        hub.brought(replace(first, records=records), f"hidden-{feed}-{size}-{number}")
    hub.rest()
    for number, people in enumerate(hidden):
        for is_absent in rng.sample((False, True), 2):
            whom = [card(rng) for _ in range(size)] if is_absent else people
            key = f"{feed}-{size}-{number}-{'absent' if is_absent else 'hidden'}"
            times[is_absent].append(_delivery(hub, whom, key))
    return Row(Case(f"{size} known by {feed}", "", (), ()), "police", *times)


def main() -> int:
    """Measure, print, and write the table down if a file is named."""
    wanted = _arguments()
    rng, rows = Random(wanted.seed), []
    with TemporaryDirectory(prefix="ortaq-hiding-") as folder, serving(prepare(Path(folder)), ALLOWANCE) as hub:
        print(HEAD, flush=True)
        for feed in CLOSED:
            for size in SIZES:
                pairs = wanted.pairs if size == 1 else wanted.large
                rows.append(_measured(hub, feed, size, pairs, rng))
                print(line(rows[-1]), flush=True)
    return ended(rows, wanted.out)


if __name__ == "__main__":
    sys.exit(main())
