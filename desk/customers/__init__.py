"""What follows from mail from outside: customers', machines', and too much of it."""
