"""Bringing the tables to the version of the code, by Alembic, without any file of settings."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from samehand.store import migrations

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7264336)")


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run what is pending, within the transaction of the connection."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def pending(connection: Connection) -> list[str]:
    """The migrations that have not run, in the order in which they will."""
    script = ScriptDirectory.from_config(_config())
    done = MigrationContext.configure(connection).get_current_heads()
    revisions = script.iterate_revisions("head", done or "base")
    return [f"{revision.revision}: {revision.doc}" for revision in reversed(list(revisions))]


def _config() -> Config:
    config = Config()
    folder = str(Path(migrations.__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config
