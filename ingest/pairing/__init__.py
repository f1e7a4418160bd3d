"""Which figure of the prose answers which target: named features, learned weights, one choice a measure."""
