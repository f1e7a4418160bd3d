"""Contradictions a text contains, and links between what two texts measure."""
