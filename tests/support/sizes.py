"""How much the proofs try at a commit, and with what seed. ``make proofs`` tries all in full.

A variable of the name given here, with ``ORTAQ_`` before it, sets a size; ``ORTAQ_SEED`` sets the seed. Without it
the seed is the commit's, so that each commit tries other cases than the one before.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NO_COMMIT = "20260630"

_SIZES: dict[str, int] = {}
_FULL: list[str] = []


def _size(name: str, at_a_commit: int) -> int:
    variable = f"ORTAQ_{name}"
    if variable in os.environ:
        _FULL.append(variable)
    _SIZES[name] = int(os.environ.get(variable, at_a_commit))
    return _SIZES[name]


def in_full() -> bool:
    """Whether a proof is asked for at another size than that of a commit."""
    return bool(_FULL)


def asked_in_full() -> str:
    """The sizes that are not those of a commit, for instance ``TWINS=100000``."""
    return " ".join(f"{name}={size}" for name, size in _SIZES.items() if f"ORTAQ_{name}" in _FULL)


def git(*words: str) -> str:
    """What git says of the tree; nothing, where there is none."""
    if shutil.which("git") is None:
        return ""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout


@cache
def commit() -> str:
    """The hash of the commit that is tried; of a tree that is no clone, a fixed number."""
    return git("rev-parse", "HEAD").strip() or NO_COMMIT


def described() -> str:
    """The seed and the commit, for the head of a run: with the seed it can be repeated."""
    return f"proofs: ORTAQ_SEED={SEED}, commit {commit()[:12]}, {asked_in_full() or 'at the size of a commit'}"


SEED = int(os.environ.get("ORTAQ_SEED", int(commit()[:8], 16)))
"""The seed of whatever is drawn by lot."""

CASES = _size("CASES", 120)
"""Generated questions that are asked of the hub and of the oracle; of Neo4j a fifth of them."""

DECISIONS = _size("DECISIONS", 10_000)
"""Decisions of the hub that are compared with those of the reference."""

TWINS = _size("TWINS", 160)
"""Questions to two graphs that differ in what is hidden."""

OUTSIDE = _size("OUTSIDE", 30)
"""Questions to two served hubs that were told different closed facts."""

SEARCHED = _size("SEARCHED", 40)
"""Persons who are searched in every spelling; more than the small country has are of one of their own."""

TIGHTENED = _size("TIGHTENED", 12)
"""Policies, each a little tighter than the hub's."""

FUZZ = _size("FUZZ", 1)
"""Rounds of malformed requests a role, and of noise instead of records."""

RECORDS = _size("RECORDS", 12)
"""Made-up records of each feed, which are taken or refused as the feed declares."""

KILLS = _size("KILLS", 2)
"""Times that a hub or its graph is killed amid deliveries."""

ROTATIONS = _size("ROTATIONS", 1)
"""Times that all keys are made anew while others read and write."""

ORDERS = _size("ORDERS", 2)
"""Orders in which the fields of a card are corrected, of the six that there are."""
