"""Tests of the feeds that agencies send."""
