"""Mails that somebody passes on: whose they were, and what they said."""
