"""Cypher of reports."""

UNIT_CODES = "MATCH (u:Unit) RETURN [u.id, u.code]"
"""Of every unit: id, code."""
