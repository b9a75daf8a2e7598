"""Cypher of the demonstration's officials: where they serve."""

BUSIEST_DISTRICT_UNIT = """MATCH (u:Unit) WHERE u.level = 'DISTRICT' AND u.code STARTS WITH $prefix
  OPTIONAL MATCH (u)<-[link]-()
  WITH u.code AS code, count(link) AS links
  RETURN code ORDER BY links DESC, code LIMIT 1"""
"""The code of the unit, of those whose codes begin with ``prefix``, to which most records of its district lead."""

UNIT_IDS = "MATCH (u:Unit) WHERE u.code IN $codes RETURN [u.code, u.id]"
"""The ids of units by code."""

BUSIEST_CRISIS_CENTRE = """MATCH (c:CrisisCenter)-[:LOCATED_IN]->(r:Region) WHERE r.kato STARTS WITH $area
  OPTIONAL MATCH (c)<-[link]-()
  WITH c.id AS id, count(link) AS links
  RETURN id ORDER BY links DESC, id LIMIT 1"""
"""The crisis centre of an area to which most records lead."""
