"""Numbers, units and years in a text."""
