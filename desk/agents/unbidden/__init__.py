"""Mails of agents that answer none of ours: forwards, and what they write by themselves."""
