"""Proofs of what must hold whatever is asked, in which no case is written by hand."""
