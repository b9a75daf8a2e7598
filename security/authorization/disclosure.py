"""The four levels of release (docs/source/access.md, "Words")."""

from enum import IntEnum


class Disclosure(IntEnum):
    """How much of a field of a record a caller gets. A higher number is more."""

    HIDDEN = 0
    """No sign that it exists."""
    POINTER = 1
    """The fact that a record exists, and nothing else."""
    MASKED = 2
    """What the field's mask leaves."""
    FULL = 3
    """The value."""


SCOPES = ("all", "area", "own", "client", "minor", "student", "foreign", "brought", "handed_over")
"""The row scopes of docs/source/access.md. ``resolvers/access/row_scopes.py`` says what each means in the graph."""
