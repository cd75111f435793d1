"""What the team sends to customers by themselves, beside the desk: recorded, and not sent."""
