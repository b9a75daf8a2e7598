"""Tests of the reader of official plan texts."""
