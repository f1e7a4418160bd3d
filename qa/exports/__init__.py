"""Observations as files that other programs read: CSV, Parquet, SDMX-CSV, with what describes them."""
