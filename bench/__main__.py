"""``python -m bench``: hub beside floor, on graphs of several sizes, and loading."""

import argparse
import asyncio
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.bulk_load import loading
from bench.cases import OFFICER, PRECINCT, Case, cases
from bench.country import country, say, settle
from bench.duty_watch import watching
from bench.ingest import feeding
from bench.measure import DifferentAnswersError, Pace, Row, growth, measured
from bench.pages import pages
from bench.report import (
    HEAD,
    document,
    feeding_line,
    growth_line,
    loading_line,
    page_line,
    row_line,
    searching_lines,
    watching_line,
)
from bench.searching import searching
from bench.servers import Pair, ServerError, pair
from security.vault.private_folder import close_new_files

GROWING = ("a", "b")
"""Cases whose latency must not grow with the graph."""


@dataclass(frozen=True)
class Setting:
    """The servers on one graph, and the cases with that graph's records."""

    both: Pair
    cases: dict[str, Case]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--persons", type=int, nargs="+", default=[10_000, 100_000], help="sizes of the graph")
    parser.add_argument(
        "--seconds", type=int, default=8, help="seconds for each server, a case and mode, in turns of half a second"
    )
    parser.add_argument("--warm", type=float, default=4.0, help="seconds of warming up each server, a case")
    parser.add_argument("--loading", type=int, default=10_000, help="persons to load; 0 leaves loading out")
    parser.add_argument("--feeding", type=int, default=10_000, help="records to deliver; 0 leaves that out")
    parser.add_argument("--duties", type=int, default=10_000, help="open cases to look at; 0 leaves that out")
    parser.add_argument(
        "--searching",
        type=int,
        nargs="*",
        default=[10_000, 100_000],
        help="persons to search; none leaves that out",
    )
    parser.add_argument("--pages", type=int, default=50, help="times that each page is opened; 0 leaves that out")
    parser.add_argument("--only", nargs="+", help="names of cases, for example: a b 'e, a'")
    parser.add_argument("--out", type=Path, help="file for the table, in Markdown")
    return parser.parse_args()


def _opened(stack: ExitStack, persons: int) -> Setting:
    place = stack.enter_context(country(persons))
    sample = asyncio.run(settle(place))
    both = stack.enter_context(pair(place, (OFFICER, PRECINCT)))
    return Setting(both, {case.name: case for case in cases(sample)})


def _questions(settings: list[Setting], only: list[str] | None, pace: Pace) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    notes: list[str] = []
    for name in settings[0].cases:
        if only and name not in only:
            continue
        for setting in settings:
            rows.append(measured(setting.both, setting.cases[name], pace))
            print(row_line(rows[-1]), flush=True)
        if name in GROWING and len(settings) > 1:
            small, large = settings[0], settings[-1]
            times = growth((small.cases[name], small.both.hub), (large.cases[name], large.both.hub), pace)
            notes.append(growth_line(name, (small.both.country.persons, large.both.country.persons), times))
    return rows, notes


def main() -> None:
    """Measure, print, and write the table down if a file is named."""
    wanted = _arguments()
    close_new_files()
    pace = Pace(wanted.warm, 2 * wanted.seconds, 0.5)
    with ExitStack() as stack:
        settings = [_opened(stack, persons) for persons in sorted(wanted.persons)]
        print(HEAD, flush=True)
        rows, notes = _questions(settings, wanted.only, pace)
    if wanted.loading:
        say(f"loading {wanted.loading} persons twice")
        notes.append(loading_line(asyncio.run(loading(wanted.loading))))
    if wanted.feeding:
        say(f"a delivery of {wanted.feeding} records")
        notes.append(feeding_line(asyncio.run(feeding(wanted.feeding))))
    if wanted.duties:
        say(f"the duties of {wanted.duties} open cases")
        notes.append(watching_line(asyncio.run(watching(wanted.duties))))
    if wanted.searching:
        searched = [asyncio.run(searching(persons)) for persons in sorted(wanted.searching)]
        notes += searching_lines(searched[0], searched[-1])
    if wanted.pages:
        notes += [page_line(page) for page in pages(wanted.pages)]
    print("\n" + "\n\n".join(notes))
    if wanted.out:
        wanted.out.write_text(document(rows, notes))


if __name__ == "__main__":
    try:
        main()
    except (DifferentAnswersError, ServerError) as error:
        sys.exit(f"bench: {error}")
