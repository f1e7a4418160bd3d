"""Reading plan texts: a file becomes located lines, cells, records, figures and verdicts."""
