"""Order and position: ORDER BY, and where a page begins and ends.

Records without a value, and records whose value the caller may not see, come last in either direction, so an
order on such a key has two parts. A cursor holds the values of all keys of one record.
"""

from graph.query.cypher import Parameters, predicate
from graph.query.plan import AuthorizedRead, SortKey
from graph.query.predicates import TRUE, CursorValue, FromCaller, Value


def key_text(variable: str, key: SortKey, parameters: Parameters) -> str:
    """The value of an order's key for a record; null where it must not be looked at."""
    text = f"{variable}.{key.property}"
    if key.computed:
        text = f"({text} > {parameters.add(FromCaller('today'))})"
    if key.when != TRUE:
        return f"CASE WHEN {predicate(key.when, parameters)} THEN {text} END"
    return text


def order_by(read: AuthorizedRead, parameters: Parameters) -> str:
    """The ORDER BY of a page, turned round where the page is read from its end."""
    backward = read.page is not None and read.page.backward
    parts = []
    for key in read.order:
        text = key_text(read.variable, key, parameters)
        if key.nullable:
            parts.append(f"({text}) IS NULL{' DESC' if backward else ''}")
        parts.append(text if key.ascending != backward else f"{text} DESC")
    return "ORDER BY " + ", ".join(parts)


def bounds(read: AuthorizedRead, parameters: Parameters) -> list[str]:
    """The conditions that ``after`` and ``before`` put on a record."""
    page = read.page
    parts = []
    if page is not None and page.after is not None:
        parts.append(_beyond(read, page.after, True, parameters))
    if page is not None and page.before is not None:
        parts.append(_beyond(read, page.before, False, parameters))
    return parts


def _beyond(read: AuthorizedRead, cursor: Value, later: bool, parameters: Parameters) -> str:
    """Whether a record stands later (or earlier) in the order than the cursor's."""
    cursor_values = [
        parameters.add(CursorValue(cursor, index, read.order_name, key.scalar))
        for index, key in enumerate(read.order)
    ]
    text = ""
    for key, value in reversed(list(zip(read.order, cursor_values, strict=True))):
        subject = key_text(read.variable, key, parameters)
        past = _past(key, subject, value, later)
        text = past if not text else f"({past} OR ({_same(key, subject, value)} AND {text}))"
    return text


def _past(key: SortKey, subject: str, value: str, later: bool) -> str:
    sign = ">" if key.ascending == later else "<"
    if not key.nullable:
        return f"{subject} {sign} {value}"
    if later:
        return f"({value} IS NOT NULL AND (({subject}) IS NULL OR {subject} {sign} {value}))"
    return f"(({value} IS NULL AND ({subject}) IS NOT NULL) OR {subject} {sign} {value})"


def _same(key: SortKey, subject: str, value: str) -> str:
    if not key.nullable:
        return f"{subject} = {value}"
    return f"(({subject}) IS NULL AND {value} IS NULL OR {subject} = {value})"
