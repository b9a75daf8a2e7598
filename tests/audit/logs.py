"""Logs to try things on: real files, written by the real writer."""

import asyncio
import datetime as dt
import importlib.util
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_public_key

from schema.identifiers import AreaCode
from security.audit.entry import AuditEntry, time_of
from security.audit.log import open_log

ROOT = Path(__file__).parents[2]


PLAIN = AuditEntry(
    kind="read",
    time="",
    caller="i/s",
    role="precinct",
    area=AreaCode("75"),
    unit=None,
    agency="MIA",
    purpose="CASE_WORK",
    fields=("Person.iin",),
    norms=("517-8.1",),
)


def entry(number: int = 0, **more: Any) -> AuditEntry:
    """An entry about one person."""
    given = {"time": f"2026-06-30T10:00:{number % 60:02}.000Z", "persons": (f"per_{number}",), **more}
    return replace(PLAIN, **given)


def written(home: Path, counts: tuple[int, ...], seconds: int = 1, role: str = PLAIN.role) -> None:
    """Write a log, an entry every so many seconds, with a head after each of ``counts`` entries."""
    start = dt.datetime(2026, 6, 30, 10, tzinfo=dt.UTC)

    async def work() -> None:
        async with open_log(home, home / "keys") as log:
            number = 0
            for count in counts:
                for _ in range(count):
                    time = time_of(start + dt.timedelta(seconds=seconds * number))
                    await log.append(entry(number, time=time, role=role))
                    number += 1
                await log.head()

    asyncio.run(work())


@cache
def verifier() -> ModuleType:
    """The stand-alone verifier, from its file."""
    spec = importlib.util.spec_from_file_location("verify_access_log", ROOT / "docs" / "verify_access_log.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def problems(home: Path, kept: list[Path] | None = None) -> list[str]:
    """What the stand-alone verifier says of the log under ``home``."""

    key = load_pem_public_key((home / "keys" / "access-log.pub").read_bytes())
    found: list[str] = verifier().verify(home / "access-log", key, kept)
    return found
