"""Measurements: each prints a table and tests nothing that depends on the machine."""
