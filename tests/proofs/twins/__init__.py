"""Twins: two graphs that differ only in what one caller may not know of, and must answer that caller alike."""
