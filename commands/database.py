"""`samehand db upgrade`."""

from __future__ import annotations

from pathlib import Path

import click

from samehand.config.load import load
from samehand.store.store import Store


def upgrade(config: Path) -> None:
    """Run the migrations that are pending, and name them."""
    with Store.open(load(config).desk.store) as store:
        pending = store.pending_migrations()
        store.upgrade()
    for name in pending:
        click.echo(f"upgraded to {name}")
    if not pending:
        click.echo("the database is up to date")
