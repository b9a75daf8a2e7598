"""Cypher of the server, before it serves."""

ANY_PERSON = "MATCH (n:Person) RETURN 1 LIMIT 1"
"""A row if there is a person at all."""
