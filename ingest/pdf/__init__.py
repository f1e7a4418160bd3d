"""From a PDF to numbered lines with pages and boxes."""
