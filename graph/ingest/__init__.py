"""How records of feeds are written: what they say of persons put together, and everything in one transaction.

``step.py`` tells the story of a step; the other modules are its parts.
"""
