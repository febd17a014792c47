"""Octavo is made to lose something: a module for each fault, which counts what it did and saw."""
