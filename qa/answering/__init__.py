"""From a query and what was found to the evidence of an answer."""
