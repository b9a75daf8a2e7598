"""Cypher of commands that print what the graph has."""

from schema.internal.feed_records import PERSON_KEY, STANDS

PERSON_OF_KEY = f"MATCH (s:SourceRecord {{{PERSON_KEY}: $id}})-[:{STANDS}]->(p:Person) RETURN DISTINCT p.id"
"""The person to whom what sources claim under the key ``id`` leads by now."""


def bodies_of(label: str) -> str:
    """All bodies of a type: id, code, name in Kazakh."""
    return f"MATCH (n:{label}) RETURN [n.id, n.code, n.nameKk] ORDER BY n.nameKk, n.id"


NOTICES = """MATCH (n:Notice) WHERE NOT $unconfirmed OR n.confirmedAt IS NULL
  OPTIONAL MATCH (n)-[:SENT_BY]->(s:Unit) OPTIONAL MATCH (n)-[:SENT_TO]->(r:Unit)
  OPTIONAL MATCH (n)-[:ASKED_BY]->(a:Norm)
  WITH n, s, r, a WHERE ($unit IS NULL OR r.code = $unit) AND ($norm IS NULL OR a.code = $norm)
  RETURN [n.id, a.code, toString(n.sentAt), s.code, r.code, toString(n.confirmedAt)]
  ORDER BY n.sentAt, n.id LIMIT $limit"""
"""As ``ortaq notices`` prints them; ``unit`` and ``norm`` are codes, null: all."""

DUTIES = """MATCH (d:Duty) WHERE ($status IS NULL OR d.status = $status)
  OPTIONAL MATCH (d)-[:BINDS]->(u:Unit) OPTIONAL MATCH (d)-[:REQUIRED_BY]->(n:Norm)
  WITH d, u, n WHERE ($norm IS NULL OR n.code = $norm) AND ($unit IS NULL OR u.code = $unit)
  RETURN [d.id, n.code, d.status, toString(d.arisesOn), toString(d.dueOn), u.code]
  ORDER BY d.dueOn, d.id LIMIT $limit"""
"""As ``ortaq duties list`` prints them; ``status``, ``norm`` and ``unit`` may be null: all."""
