"""Reading doubtful mail in a process that can do no harm."""
