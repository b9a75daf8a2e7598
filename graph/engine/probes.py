"""What an engine must get right before the hub trusts it with an access rule.

Older engines left parameters inside ``EXISTS {}`` unbound: a negated check then let everything through, without
an error. So the hub asks, at every start, questions whose answers it knows. They need no data and leave none.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Reader = Callable[[str, Mapping[str, Any]], Awaitable[list[Any]]]

PROBES: tuple[tuple[str, str, Mapping[str, Any], list[Any]], ...] = (
    (
        "a parameter inside EXISTS",
        "UNWIND [1, 2] AS x RETURN EXISTS { UNWIND [1, 2, 3] AS y WITH y WHERE y = x AND y = $p RETURN y }",
        {"p": 2},
        [False, True],
    ),
    (
        "a parameter inside NOT EXISTS",
        "UNWIND [1, 2] AS x RETURN NOT EXISTS { UNWIND [1, 2, 3] AS y WITH y WHERE y = x AND y = $p RETURN y }",
        {"p": 2},
        [True, False],
    ),
    (
        "a parameter inside COUNT",
        "UNWIND [1, 2] AS x RETURN COUNT { UNWIND [1, 2, 3] AS y WITH y WHERE y >= x AND y <= $p RETURN y }",
        {"p": 2},
        [2, 1],
    ),
    (
        "a parameter inside COLLECT",
        "UNWIND [1, 2] AS x RETURN COLLECT { UNWIND [1, 2, 3] AS y WITH y WHERE y >= x AND y <= $p RETURN y }",
        {"p": 2},
        [[1, 2], [2]],
    ),
    (
        "a test on null",
        "UNWIND [1] AS x RETURN CASE WHEN $p = x THEN 1 WHEN NOT ($p = x) THEN 2 ELSE 3 END",
        {"p": None},
        [3],
    ),
    (
        "a choice without an else",
        "UNWIND ['75', '71'] AS x RETURN CASE WHEN $p STARTS WITH x THEN 'shown' END",
        {"p": "7110"},
        [None, "shown"],
    ),
    ("an empty list", "UNWIND [1] AS x RETURN x IN $p", {"p": []}, [False]),
    ("text by code points", "RETURN $p STARTS WITH 'Қа'", {"p": "Қайрат"}, [True]),
)
"""Name, statement, parameters, and the right answer."""


class UnfitEngineError(Exception):
    """The engine answers wrongly where access control stands on the answer."""


async def probe(read: Reader) -> None:
    """Ask every probe.

    Raises:
        UnfitEngineError: an answer is wrong; the message names the construct.
    """
    for name, statement, parameters, expected in PROBES:
        if await read(statement, parameters) != expected:
            raise UnfitEngineError(f"this graph engine gets {name} wrong; the hub will not run on it")
