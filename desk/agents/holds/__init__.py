"""Mails of agents that wait for a word from them."""
