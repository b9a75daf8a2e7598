"""Sources: what answers a root field that asks something other than the graph's records."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.delivery.deliver import IngestContext
from graph.engine.store import Store
from graph.query.plan import CypherStatement
from graph.query.predicates import Value
from resolvers.access.bind_parameters import Context
from resolvers.access.concealed_entries import Conceals
from security.authorization.caller import Grants


@dataclass(frozen=True)
class Log:
    """Where the access log lies, the key of its reasons, and for how long one question may read it."""

    home: Path
    reasons: bytes
    seconds: float


VisibleIds = Callable[[Context, Iterable[str]], Awaitable[frozenset[str]]]
"""Of ids of persons, those in the scope within which the caller reads the log."""


Seen = Callable[[Grants, Context, Iterable[str]], Awaitable[frozenset[str]]]
"""Of ids of records, those that whoever has these grants may know of: by the same door."""


AskDocument = Callable[[Context, str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""The data of an ordinary document, asked with the caller's grants. Variables hold values as they are coerced.

Whom it is about is not noted: of what it says, the access log holds what the answer shows.

Raises:
    RequestErrors: it names what the caller can never be given.
"""


ReadRows = Callable[[CypherStatement, Context], Awaitable[list[Any]]]
"""The rows of a statement of the compiler, with the values of the context."""


@dataclass(frozen=True, kw_only=True)
class ComputedSources:
    """What a computed root may ask. None for what an engine that serves nobody does not have."""

    store: Store
    log: Log | None
    home: Path | None
    ingest: IngestContext | None
    visible_subjects: VisibleIds
    visible_ids: Seen
    conceals: Callable[[Grants], Conceals]
    ask_document: AskDocument
    read_rows: ReadRows


@dataclass(frozen=True)
class Computed:
    """What makes the answer of a root field that is not made of rows.

    ``purpose`` is the one for which alone it is answered, if there is one. ``recorded``: of its answer the access
    log must hold an entry. ``reads_log``: it is read from the access log, which takes the longer the more entries
    it passes over (resolvers/engine/hold_answer.py). ``statements`` read the records that stand in it, and
    ``named_ids`` are the arguments that name records. ``seconds`` is by how much longer than others it is held;
    the seconds of several roots add up. ``seeks_sealed``: something may be found by a blind index.
    """

    answer: Callable[[ComputedSources, Context], Awaitable[Any]]
    purpose: str | None = None
    recorded: bool = True
    reads_log: bool = False
    statements: tuple[CypherStatement, ...] = ()
    named_ids: tuple[Value, ...] = ()
    seconds: float = 0.0
    seeks_sealed: bool = False
