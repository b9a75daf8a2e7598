"""Cypher that finds what the hub once wrote wrongly, and mends it."""

from graph.ingest.facts import FEED_RECORD_OF
from prevention.duties.list_membership import LIST

CLOSED_FOR_A_REASON = "UNWIND $ids AS id MATCH (r:Registration {id: id, closedBecause: $because}) RETURN r.id AS id"
"""Those of the registrations ``ids`` that were closed for the reason ``because``."""

REOPEN_OWN_REGISTRATIONS = f"""UNWIND $ids AS id MATCH (r:Registration {{id: id}}) WHERE r.{FEED_RECORD_OF} IS NULL
  SET r.status = 'OPEN', r.closedOn = null, r.closedBecause = null RETURN r.id AS id"""
"""Opens those that the hub keeps itself."""

REOPEN_OWN_CASES = f"""UNWIND $ids AS id MATCH (c:Case {{id: id}}) WHERE c.{FEED_RECORD_OF} IS NULL
  SET c.status = 'OPEN', c.closedOn = null RETURN c.id AS id"""
"""Opens those that the hub keeps itself."""

MOVE_TEXT = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id}) WHERE e.text IS NOT NULL AND e.victimText IS NULL
  SET e.victimText = e.text, e.text = null RETURN e.id AS id"""
"""Moves what events say in ``text`` to ``victimText``, where that is empty."""

SUPERVISED_AFTER_PAROLE = f"""UNWIND $ids AS id MATCH (r:Registration {{id: id}})-[:REGISTERS]->(p:Person)
  MATCH (p)<-[:REGISTERS]-(q:Registration {{category: 'PAROLEE', closedBecause: $because}})
  WHERE r.category = 'SUPERVISED' AND r.{FEED_RECORD_OF} IS NULL
  OPTIONAL MATCH (r)-[:BASED_ON]->(d:CourtDecision)
  RETURN r.id AS id, p.id AS person, r.registeredOn AS since, r.closedOn AS closed, r.closedBecause AS because,
    q.closedOn AS moved, d.kind AS kind"""
"""The hub's own registrations as supervised, with those as parolee that ended for the reason ``because``."""

PUT_ON_LIST = f"UNWIND $ids AS id MATCH (r:Registration {{id: id}}) SET r.category = '{LIST}'"

LINKS_TO_BASES = "UNWIND $ids AS id MATCH (n:Registration {id: id})-[r:BASED_ON]->()"
"""For :meth:`graph.engine.unit_of_work.UnitOfWork.delete_links`."""

REOPEN_REGISTRATIONS = """UNWIND $ids AS id MATCH (r:Registration {id: id})
  SET r.status = 'OPEN', r.closedOn = null, r.closedBecause = null"""

OPEN_SUPERVISIONS = f"""MATCH (r:Registration) WHERE r.category = 'SUPERVISED' AND r.closedOn IS NULL
  OPTIONAL MATCH (r)-[:BASED_ON]->(d:CourtDecision)
  RETURN [r.id, r.{FEED_RECORD_OF}, d.kind, d.decidedOn, d.inForceOn, d.until, d.termMonths,
    d.isRefusal] ORDER BY r.id"""
"""Everybody who is registered as supervised, with the decision on which that stands."""
