"""Octavo without its window: rules, storage, search, rendering and the local server."""
