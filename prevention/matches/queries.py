"""Cypher of matches of proactive queries."""

from schema.catalogue import MATCH
from schema.internal.duty_watch import MADE_FOR
from schema.internal.feed_records import VIA

_MATCH_ROW = f"""OPTIONAL MATCH (m)-[l:MATCHES]->(p:Person) OPTIONAL MATCH (m)-[:MADE_OF]->(e:RegisterEvent)
  RETURN m.id AS id, m.decision AS decision, m.foundAt AS found, m.register AS register, m.{MADE_FOR} AS file,
    p.id AS person, l.{VIA} AS via, e.id AS event"""

MATCHES_OF_FILES = f"UNWIND $ids AS id MATCH (m:{MATCH} {{{MADE_FOR}: id}}) {_MATCH_ROW}"

MATCHES_BY_ID = f"UNWIND $ids AS id MATCH (m:{MATCH} {{id: id}}) {_MATCH_ROW}"

LOCK_MATCHES = f"UNWIND $ids AS id MATCH (m:{MATCH} {{id: id}}) SET m.{MADE_FOR} = m.{MADE_FOR}"
"""Writes what is there already: whoever decides one meanwhile waits."""

LINK_MATCHES_TO_CLAIMS = (
    f"UNWIND $pairs AS pair MATCH (m:{MATCH} {{id: pair[0]}})-[l:MATCHES]->(:Person) SET l.{VIA} = pair[1]"
)
"""``pairs``: the id of a match, and the mention by which it means the person."""
