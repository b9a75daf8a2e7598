"""The type of values that come from feeds, variables and answers."""

from typing import Any

Json = Any
"""A JSON value. What it is at a given place, the tables of types and the schema say; Python is not told."""
