"""What the hub keeps of the work entered in it: stored, and never a type of the API.

A ``WorkEntry`` stands for every key under which a caller entered something, with a keyed digest of what it was and
with the answer that was given: a repeat is answered with the same, and does nothing.
"""

WORK_ENTRY = "WorkEntry"

ENTRY_PREFIX = "wke"
"""Begins the ids of what is kept of an order."""

TURN = "turn"
"""Of a record: how often somebody did something about it. Written first, so that of two at once one waits."""

WRITE_INTENT = "WriteIntent"
"""An intent of the access log under which something was written; ``at`` is when, in milliseconds."""

INDEXES: dict[str, tuple[str, ...]] = {WORK_ENTRY: (), WRITE_INTENT: ()}
"""Properties by which these nodes are found, by label, beside their unique ``id``."""
