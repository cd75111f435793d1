"""Days and times in people's words: what is said, and what it means together."""
