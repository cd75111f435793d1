"""Alembic migrations, run by `samehand.store`."""
