"""Requests become calls, facts become words."""
