"""Proactive queries (89-11a, 89-11b): whoever did not arrive and is met in a register makes a match, once.

``finding`` says which events make one, ``keeping`` lets the hub's own matches stand so. docs/matches.md tells more.
"""
