"""How much the proofs try at a commit. ``make proofs`` tries all in full; a variable sets one of them."""

import os

_FULL: list[str] = []


def _size(name: str, at_a_commit: int) -> int:
    variable = f"ORTAQ_{name}"
    if variable in os.environ:
        _FULL.append(variable)
    return int(os.environ.get(variable, at_a_commit))


def in_full() -> bool:
    """Whether a proof is asked for at another size than that of a commit."""
    return bool(_FULL)


CASES = _size("CASES", 400)
"""Generated questions that are asked of the hub and of the oracle, on each engine."""

DECISIONS = _size("DECISIONS", 20_000)
"""Decisions of the hub that are compared with those of the reference."""

TWINS = _size("TWINS", 1_000)
"""Questions to two graphs that differ in what is hidden."""

OUTSIDE = _size("OUTSIDE", 60)
"""Questions to two served hubs that were told different closed facts."""

TIGHTENED = _size("TIGHTENED", 15)
"""Policies, each a little tighter than the hub's."""

FUZZ = _size("FUZZ", 1)
"""Rounds of malformed requests a role, and of noise instead of records."""

KILLS = _size("KILLS", 2)
"""Times that a hub or its graph is killed amid deliveries."""

ROTATIONS = _size("ROTATIONS", 2)
"""Times that all keys are made anew while others read and write."""
