"""From a file of any format to numbered lines and blocks."""
