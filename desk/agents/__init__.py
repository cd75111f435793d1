"""What follows from an agent's mail: who speaks, what they ask for, and what goes out."""
