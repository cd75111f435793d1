"""What a team decides: its mailboxes, agents, calendars, policies and texts."""
