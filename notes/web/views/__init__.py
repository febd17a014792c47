"""The pages and fragments that people see."""
