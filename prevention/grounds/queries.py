"""Cypher about records just written: what shows whether they have their ground."""

from graph.write.stays import STAY
from prevention.duties.stays import EXECUTED

WANTED_DECLARATIONS = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id}) OPTIONAL MATCH (e)-[:UNDER]->(n:Norm)
  WITH e, n WHERE n.code = '89-8c' OR (n IS NULL AND e.kind = 'WANTED_NOTICE')
  RETURN e.id AS id"""
"""Those of the events ``ids`` by which somebody is declared wanted."""

WANTED_AFTER_SEARCH = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id})-[:HAPPENED_IN]->(:Case)-[:ABOUT]->(p:Person)
  MATCH (p)<-[:ABOUT]-(:Case)<-[:HAPPENED_IN]-(s:CaseEvent)
  MATCH (s)-[:UNDER]->(n:Norm)
  WHERE n.code = '89-8b' AND s.kind IN $steps AND s.at <= e.at
  RETURN DISTINCT e.id AS id"""
"""Those of the events ``ids`` before which a step of the search is on record."""

STAYS_WITH_UNITS = f"""UNWIND $ids AS id MATCH (s:{STAY.name} {{id: id}})
  OPTIONAL MATCH (s)-[:HELD_IN]->(u:Unit)
  RETURN s.id AS id, s.from AS since, s.endedOn AS ended, u.id AS unit, u.kind AS kind"""

EXECUTIONS_TO_COME = f"""UNWIND $ids AS id MATCH (e:CaseEvent {{id: id}})-[:UNDER]->(n:Norm)
  WHERE n.code = '{EXECUTED}' AND e.at > $now RETURN e.id AS id"""
"""Those of the events ``ids`` that say of an expulsion that it was executed after ``now``."""

REGISTRATIONS_WITH_DECISIONS = """UNWIND $ids AS id MATCH (r:Registration {id: id})
  MATCH (r)-[:BASED_ON]->(d:CourtDecision) MATCH (r)-[:REGISTERS]->(p:Person)<-[:CONCERNS]-(d)
  WHERE coalesce(d.isRefusal, false) = false
  RETURN r.id AS id, r.registeredOn AS since, d.kind AS kind, d.decidedOn AS decided, d.inForceOn AS force,
    d.until AS until, d.termMonths AS months"""
"""The decisions of the same person on which registrations stand; none that the court refused."""

EVENTS_WITH_PERSONS = """UNWIND $ids AS id MATCH (e:CaseEvent {id: id})
  OPTIONAL MATCH (e)-[:HAPPENED_IN]->(:Case)-[:ABOUT]->(p:Person) RETURN e.id AS id, e.at AS at, p.id AS person"""
