"""How it is stored: plans, Cypher, the store, the embedded server, constraints, writes."""
