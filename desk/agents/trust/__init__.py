"""Whether an agent's mail is theirs, and may do what it says."""
