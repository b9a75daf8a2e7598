"""The load generator: a process of its own that sends ready-made bytes over a few connections kept open.

It asks its targets in turns (A B B A …), the same requests in the same order, and says for every turn how many
answers came, in what time, and at what latencies. What it reads of an answer is its length and how it begins.
"""

import asyncio
import base64
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial

import orjson
import uvloop

from bench.wire import Connection, Tally


@dataclass(frozen=True)
class Turn:
    """What one target did in one turn."""

    requests: int
    seconds: float
    median: float
    p95: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


@dataclass(frozen=True)
class Target:
    """Where to ask, and what."""

    port: int
    requests: list[bytes]


@dataclass(frozen=True)
class Job:
    """Which targets to ask, for how long: seconds of warming up, then so many turns each of so many seconds."""

    targets: list[Target]
    connections: int
    warm: float
    turns: int
    seconds: float

    def text(self) -> bytes:
        """The job as it is handed to the process."""
        targets = [
            {"port": t.port, "requests": [base64.b64encode(r).decode() for r in t.requests]} for t in self.targets
        ]
        return orjson.dumps({**asdict(self), "targets": targets})


def job_of(text: bytes) -> Job:
    """The job that :meth:`Job.text` wrote."""
    given = orjson.loads(text)
    targets = [Target(t["port"], [base64.b64decode(r) for r in t["requests"]]) for t in given.pop("targets")]
    return Job(targets, **given)


async def run(job: Job) -> list[list[Turn]]:
    """The turns of every target."""
    loop = asyncio.get_running_loop()
    crews: list[list[Connection]] = []
    for target in job.targets:
        made = partial(Connection, target.requests)
        opened = [await loop.create_connection(made, "127.0.0.1", target.port) for _ in range(job.connections)]
        crews.append([connection for _, connection in opened])
    turns: list[list[Turn]] = [[] for _ in crews]
    starts = [0] * len(crews)
    if job.warm:
        for index, crew in enumerate(crews):
            await _turn(crew, job.warm, starts, index)
    for number in range(job.turns):
        order = range(len(crews)) if number % 2 == 0 else range(len(crews) - 1, -1, -1)
        for index in order:
            turns[index].append(await _turn(crews[index], job.seconds, starts, index))
    for crew in crews:
        for each in crew:
            each.close()
    return turns


async def _turn(crew: list[Connection], seconds: float, starts: list[int], index: int) -> Turn:
    began = time.perf_counter()
    tally = Tally(until=began + seconds, sent=starts[index])
    await asyncio.gather(*(each.run(tally) for each in crew))
    starts[index] = tally.sent
    took = time.perf_counter() - began
    ordered = sorted(tally.latencies)
    count = len(ordered)
    return Turn(count, took, ordered[count // 2], ordered[min(count - 1, count * 95 // 100)])


if __name__ == "__main__":
    done = uvloop.run(run(job_of(sys.stdin.buffer.read())))
    sys.stdout.buffer.write(orjson.dumps([[asdict(turn) for turn in each] for each in done]))
