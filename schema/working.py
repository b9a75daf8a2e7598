"""What the hub keeps of the work entered in it: stored, and never a type of the API.

A ``WorkEntry`` stands for every key under which a caller entered something, with a keyed digest of what it was and
with the answer that was given: a repeat is answered with the same, and does nothing.
"""

WORK_ENTRY = "WorkEntry"

TURN = "turn"
"""Of a record: how often somebody did something about it. Written first, so that of two at once one waits."""

INDEXES: dict[str, tuple[str, ...]] = {WORK_ENTRY: ()}
"""Properties by which these nodes are found, by label, beside their unique ``id``."""
