"""From evidence to sentences, citations and tables in the reader's language."""
