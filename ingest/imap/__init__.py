"""The mailbox's side: connecting, walking a folder, fetching, and what a refusal means."""
