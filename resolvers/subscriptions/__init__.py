"""Streams: what happens to records, told as far as the policy lets it."""
