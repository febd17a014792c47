"""The rules of a notebook, as functions that people would say."""
