"""From what a query speaks of to the facts, entries and passages that may be it."""
