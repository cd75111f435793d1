"""Carrying out the orders in an agent's mail: a small file for each family of commands."""
