"""Duties: what the norms oblige which unit to do, by when, and whether it was done; worked out from facts alone."""
