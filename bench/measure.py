"""Measuring: first that the answers are the same, then how fast they come, turn about."""

import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

import orjson

from bench.cases import Case
from bench.client import Job, Target, Turn
from bench.servers import Pair, Server, ask

THROUGHPUT_CONNECTIONS = 32
CHECKED = 60
"""Requests of a case whose answers are compared before it is timed."""

Turns = list[list[Turn]]


class DifferentAnswersError(Exception):
    """The hub and the other do not answer the same; nothing is timed."""


@dataclass(frozen=True)
class Pace:
    """How long to measure: ``warm`` seconds first, then ``turns`` for each server, of ``seconds`` each."""

    warm: float
    turns: int
    seconds: float


@dataclass(frozen=True)
class Row:
    """A case, measured on one graph."""

    case: Case
    persons: int
    busy: Turns
    """Turns of the hub and the other with several connections."""
    alone: Turns
    """Turns of the hub and the other with one connection, for latencies."""

    @property
    def ratio(self) -> float:
        """The hub's requests a second as a share of the other's: the median over neighbouring turns."""
        hub, floor = self.busy
        return median(h.rate / f.rate for h, f in zip(hub, floor, strict=True))


def rate(turns: list[Turn]) -> float:
    """Requests a second: the median turn's."""
    return median(turn.rate for turn in turns)


def latency(turns: list[Turn]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds: those of the median turn."""
    return median(t.median for t in turns) * 1000, median(t.p95 for t in turns) * 1000


def measured(both: Pair, case: Case, pace: Pace) -> Row:
    """The row of a case on one graph.

    Raises:
        DifferentAnswersError: the two servers do not answer the same.
    """
    check(both, case)
    servers = (both.hub, both.other(case))
    busy = _timed(case, servers, THROUGHPUT_CONNECTIONS, pace)
    alone = _timed(case, servers, 1, Pace(0.5, pace.turns, pace.seconds))
    return Row(case, both.country.persons, busy, alone)


def growth(small: tuple[Case, Server], large: tuple[Case, Server], pace: Pace) -> float:
    """The hub's median latency on the large graph as a multiple of that on the small one, turn about."""
    targets = [Target(server.port, server.requests(asked)) for asked, server in (small, large)]
    few, many = _run(Job(targets=targets, connections=1, warm=1.0, turns=pace.turns, seconds=pace.seconds))
    return median(m.median / f.median for f, m in zip(few, many, strict=True))


def check(both: Pair, case: Case) -> None:
    """Compare the answers to the first requests of a case.

    Raises:
        DifferentAnswersError: they differ.
    """
    requests = zip(both.hub.requests(case), both.other(case).requests(case), strict=True)
    for number, (ours, theirs) in enumerate(requests):
        if number == CHECKED:
            break
        hub, floor = (orjson.loads(ask(*each)) for each in ((both.hub, ours), (both.other(case), theirs)))
        if _settled(hub["data"]) != _settled(floor["data"]):
            raise DifferentAnswersError(
                f"({case.name}) on {both.country.persons} persons, {case.asked[number].body}:\n"
                + _first_difference(_settled(hub["data"]), _settled(floor["data"]))
            )


def _settled(answer: Any, within: str = "") -> Any:
    """An answer with its nested lists in one order: only a root's list has an order that was asked for."""
    if isinstance(answer, dict):
        return {key: _settled(value, f"{within}.{key}") for key, value in answer.items()}
    if isinstance(answer, list):
        inner = [_settled(each, within) for each in answer]
        asked = within in (".persons.nodes", ".lookup")
        return inner if asked else sorted(inner, key=lambda each: orjson.dumps(each, option=orjson.OPT_SORT_KEYS))
    return answer


def _first_difference(ours: Any, theirs: Any, path: str = "") -> str:
    """Where two answers part, and what each has there."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        key = next(key for key in ours if ours[key] != theirs[key])
        return _first_difference(ours[key], theirs[key], f"{path}.{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        number = next(number for number in range(len(ours)) if ours[number] != theirs[number])
        return _first_difference(ours[number], theirs[number], f"{path}[{number}]")
    return f"{path}\nhub   {ours!s:.300}\nother {theirs!s:.300}"


def _timed(case: Case, servers: tuple[Server, ...], connections: int, pace: Pace) -> Turns:
    targets = [Target(server.port, server.requests(case)) for server in servers]
    return _run(
        Job(targets=targets, connections=connections, warm=pace.warm, turns=pace.turns, seconds=pace.seconds)
    )


def _run(job: Job) -> Turns:
    command = [sys.executable, "-m", "bench.client"]
    done = subprocess.run(command, input=job.text(), stdout=subprocess.PIPE, check=True)
    return [[Turn(**turn) for turn in each] for each in orjson.loads(done.stdout)]
