"""The result, as a Markdown table."""

from collections.abc import Iterable

from bench.bulk_load import Loading
from bench.duty_watch import Watching
from bench.ingest import Feeding
from bench.measure import Row, latency, rate
from bench.pages import Seen
from bench.searching import Searched

LEAST_LOADING = 0.5
MOST_GROWTH = 1.3
MOST_SEARCHING = 3.0

HEAD = (
    "| | persons | hub req/s | other req/s | ratio | to reach | hub ms, median / p95 | other ms, median / p95 |\n"
    "|---|--:|--:|--:|--:|--:|--:|--:|"
)


def row_line(row: Row) -> str:
    """One case on one graph."""
    hub, floor = row.busy
    wanted = "" if row.case.least is None else _verdict(f"≥ {row.case.least}", row.ratio >= row.case.least)
    cells = [
        f"({row.case.name}) {row.case.title}",
        f"{row.persons:,}".replace(",", " "),
        f"{rate(hub):.0f}",
        f"{rate(floor):.0f}",
        f"**{row.ratio:.2f}**",
        wanted,
        *("{:.2f} / {:.2f}".format(*latency(turns)) for turns in row.alone),
    ]
    return "| " + " | ".join(cells) + " |"


def growth_line(name: str, persons: tuple[int, int], times: float) -> str:
    """How the hub's latency grows with the graph."""
    verdict = _verdict(f"at most {MOST_GROWTH}", times <= MOST_GROWTH)
    return (
        f"({name}) median latency at {persons[1]} persons: **{times:.2f}** times that at {persons[0]} ({verdict})."
    )


def loading_line(found: Loading) -> str:
    """The rate of loading beside the bare one."""
    verdict = _verdict(f"at least {LEAST_LOADING}", found.ratio >= LEAST_LOADING)
    return (
        f"Loading {found.records} records: hub {found.hub:.0f} a second, bare UNWIND … MERGE {found.bare:.0f}: "
        f"**{found.ratio:.2f}** ({verdict})."
    )


def feeding_line(found: Feeding) -> str:
    """The rate of taking a delivery in beside the bare one, and what of memory it took."""
    verdict = _verdict(f"at least {LEAST_LOADING}", found.ratio >= LEAST_LOADING)
    return (
        f"A delivery of {found.records} records: hub {found.hub:.0f} a second, bare UNWIND … MERGE of its rows "
        f"{found.bare:.0f}: **{found.ratio:.2f}** ({verdict}). "
        f"The hub's memory grew by {found.grown / 2**20:.0f} MB."
    )


def watching_line(found: Watching) -> str:
    """What was found on duties."""
    return (
        f"Duties of {found.cases} open cases ({found.duties} duties, those of all units among them): written in "
        f"{found.each(found.first):.2f} ms a case, looked at again unchanged in {found.each(found.again):.2f} ms, "
        f"a quarter later in {found.each(found.later):.2f} ms."
    )


def searching_lines(small: Searched, large: Searched) -> list[str]:
    """How long a search takes among few persons and among many, a line a role."""
    lines = []
    for role, few in small.milliseconds.items():
        many = large.milliseconds[role]
        verdict = _verdict(f"under {MOST_SEARCHING}", many < MOST_SEARCHING * few)
        lines.append(
            f"A search by {role}, p95: {few:.1f} ms among {small.persons} persons, {many:.1f} ms among "
            f"{large.persons}: **{many / few:.2f}** times as long ({verdict})."
        )
    return lines


def page_line(seen: Seen) -> str:
    """How long something on a page takes to be seen."""
    verdict = _verdict(f"under {seen.most:.0f}", seen.p95 < seen.most)
    return f"{seen.what}, p95: **{seen.p95:.0f} ms** ({verdict})."


def _verdict(wanted: str, reached: bool) -> str:
    return f"{wanted}: {'reached' if reached else 'MISSED'}"


def document(rows: Iterable[Row], notes: Iterable[str]) -> str:
    """The whole result."""
    table = "\n".join([HEAD, *(row_line(row) for row in rows)])
    return "\n\n".join(["# Hub and floor", table, *notes]) + "\n"
