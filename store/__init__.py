"""What is remembered. The only folder that knows SQLAlchemy."""
