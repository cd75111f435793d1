"""Mail out: letters become bytes, bytes wait in the outbox, the outbox goes out by SMTP."""
