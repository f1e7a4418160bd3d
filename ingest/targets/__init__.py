"""Targets, paired with their results; verdicts, official status and agencies."""
