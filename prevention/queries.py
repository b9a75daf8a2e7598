"""Cypher of the engine, of past duties and of statistics."""

from schema.internal.duty_watch import DUTY_FILE, DUTY_WATCH, SEARCH_READING, WAKES_AT

WATCH_STATE = (
    f"MATCH (w:{DUTY_WATCH} {{id: $id}}) "
    "RETURN {position: w.position, since: w.since, rules: w.rules, units: w.units}"
)

BEGIN_WATCH = f"MERGE (w:{DUTY_WATCH} {{id: $id}}) ON CREATE SET w.position = $position, w.since = $since"

ADVANCE_WATCH = (
    f"MATCH (w:{DUTY_WATCH} {{id: $id}}) "
    "SET w.turn = coalesce(w.turn, 0) + 1, w.position = coalesce($position, w.position)"
)
"""Written by every transaction that works duties out: two of them never stand on facts read side by side.

``position`` is that of the log of changes; null leaves it as it is.
"""

SAVE_RULES_AND_UNITS = f"MATCH (w:{DUTY_WATCH} {{id: $id}}) SET w.rules = $rules, w.units = $units"
"""The digests of the rules and of the units by which all was worked out."""

SAVE_UNITS = f"MATCH (w:{DUTY_WATCH} {{id: $id}}) SET w.units = $units"
"""The digest of the units alone."""

FILES_TO_WAKE = f"MATCH (f:{DUTY_FILE}) WHERE f.{WAKES_AT} <= $now RETURN f.id LIMIT $limit"

WAKE_ALL_FILES = f"MATCH (f:{DUTY_FILE}) SET f.{WAKES_AT} = $now"

SAVE_SEARCH_READING = (
    f"MATCH (w:{DUTY_WATCH} {{id: $id}}) "
    f"SET w.{SEARCH_READING} = $reading, w.readBy = $by, w.readOn = $on, w.rules = null"
)
"""With another reading all is worked out anew, as with other rules."""


def ids_after(label: str) -> str:
    """The ids of records with that label, in their order: at most ``limit`` after the id ``after``."""
    return f"MATCH (n:{label}) WHERE n.id > $after RETURN n.id ORDER BY n.id LIMIT $limit"


REGISTERED_PERSONS = """MATCH (r:Registration)-[:REGISTERS]->(p:Person)
  WHERE r.registeredOn <= $day AND (r.closedOn > $day OR (r.closedOn IS NULL AND r.status = 'OPEN'))
  WITH r.area AS area, r.category AS category, count(DISTINCT p) AS persons
  RETURN [area, category, persons]"""
"""How many persons stood on the registers at the end of ``day``: area, category, persons."""

ANY_REGISTRATION = "MATCH (r:Registration) RETURN 1 LIMIT 1"
"""A row if there is a registration at all."""
