"""plancite for other programs: over HTTP and over the Model Context Protocol; nothing else needs it."""
