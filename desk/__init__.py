"""What happens to a conversation: whose it is, which clocks run, what has to be said.

Everything here decides and nothing here acts; the time is an argument.
"""
