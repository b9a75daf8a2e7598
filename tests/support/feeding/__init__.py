"""Deliveries, and the graphs they come into."""
