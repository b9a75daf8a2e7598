"""Tests of the reading of payloads."""
