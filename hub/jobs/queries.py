"""Cypher of rekeying, beside what changes the ids themselves (graph/rekey.py)."""

from schema.internal.feed_records import PERSON_KEY

ROWS_AT_ONCE = 2_000
"""Rows that are read or written with one statement."""

_KEYS_TOGETHER = 200

REGISTRATION_IDS = f"MATCH (n:Registration) WHERE n.id > $after RETURN n.id ORDER BY n.id LIMIT {ROWS_AT_ONCE}"

MATCHES_WITH_EVENTS = "MATCH (m:ProactiveMatch)-[:MADE_OF]->(e:RegisterEvent) RETURN [m.id, e.id]"

MATCH_IDS = "MATCH (m:ProactiveMatch) RETURN m.id"

SIGNATURES_WITH_ACTS = (
    "MATCH (s:ReconciliationSignature)-[:SIGNED_UNDER]->(a:ReconciliationAct) RETURN [s.id, a.id, s.place]"
)


def stored_ids(label: str) -> str:
    """Those of ``ids`` that are ids of records with that label."""
    return f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n.id"


PERSON_KEYS = (
    f"MATCH (s:SourceRecord) WHERE s.{PERSON_KEY} > $after "
    f"RETURN DISTINCT s.{PERSON_KEY} AS key ORDER BY key LIMIT {_KEYS_TOGETHER}"
)
"""The keys under which sources name persons, some at a time."""

PERSON_IDS = f"MATCH (p:Person) WHERE p.id > $after RETURN p.id ORDER BY p.id LIMIT {ROWS_AT_ONCE}"

SAVE_ID_CHANGES = "UNWIND $rows AS row MERGE (c:IdChange {id: row.id}) SET c.to = row.to"

ID_CHANGES = "MATCH (c:IdChange) RETURN [c.id, c.to]"

DELETE_ID_CHANGES = "MATCH (c:IdChange) DETACH DELETE c"

FORGET_RULES = "MATCH (w:DutyWatch) SET w.rules = null"
"""All duties are worked out anew, as with other rules."""
