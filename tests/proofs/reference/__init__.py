"""The reference decision: what docs/source/access.md releases of a field, decided by itself, in plain Python.

It shares nothing with the hub and nothing with the oracle's view: the matrix is a table of its own (`matrix.csv`),
the sentences of docs/queries.md are functions of its own (`decide.py`). What exists, types with their fields, links
and classes, it takes from the tests' own tables (`tests/proofs/oracle/facts.py`).
"""
