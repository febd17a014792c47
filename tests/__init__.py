"""Tests of Octavo, from rules to the real window."""
