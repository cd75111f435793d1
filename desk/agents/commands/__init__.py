"""How the commands in an agent's mail are read."""
