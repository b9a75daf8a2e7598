"""Tests of the mutations of the work."""
