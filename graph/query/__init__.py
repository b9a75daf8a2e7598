"""The plan of a question, and the Cypher that is made of it."""
