"""From headed rows, cards and headed paragraphs to entries and their observations."""
