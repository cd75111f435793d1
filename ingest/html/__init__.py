"""HTML to the text that a reader saw."""
