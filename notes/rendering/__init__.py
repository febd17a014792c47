"""Markdown in, safe HTML out: no disk, no web."""
