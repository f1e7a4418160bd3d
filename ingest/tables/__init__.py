"""From a grid of cells to cells that know all of their headings."""
