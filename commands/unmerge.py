"""`samehand unmerge`: two conversations that were merged by mistake, taken apart again."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import click

from samehand.app import RandomMint
from samehand.commands.findings import counted
from samehand.config.load import load
from samehand.desk.agents.holds.hold import name_of
from samehand.desk.decision import Decision
from samehand.desk.parting import part
from samehand.house import House, save_alone
from samehand.notify.render import Render
from samehand.store import lookup
from samehand.store.raw import RawStore
from samehand.store.store import Store


def unmerge(config: Path, number: int) -> None:
    """Undo the merger in which a conversation ended, or the last one into it."""
    settings = load(config)
    with Store.open(settings.desk.store, lock=False) as store:
        house = House(
            settings=settings,
            store=store,
            raw=RawStore.open(settings.desk.raw),
            texts=Render.load(settings.texts.folder),
            mint=RandomMint(),
            spread=random.random,
            holder="unmerge",
        )
        decision = _undo(house, number, datetime.now(UTC))
    remaining, leaving = decision.conversations
    moved = len(decision.parting.messages) if decision.parting else 0
    click.echo(
        f"#{leaving.number} is taken out of #{remaining.number}, with"
        f" {counted(moved, 'mail')}; it belongs to"
        f" {name_of(leaving.owner, settings)}, who gets the last one again."
        " No mail joins the two any more."
    )


def _undo(house: House, number: int, now: datetime) -> Decision:
    with house.store.filing() as work:
        try:
            found = lookup.parting(work, number)
        except KeyError:
            raise click.ClickException(f"there is no conversation {number}") from None
        if found is None:
            raise click.ClickException(
                f"#{number} has not been merged with another; `samehand show {number}` tells"
                " its story"
            )
        decision = part(*found, house.settings, now, house.mint)
        save_alone(house, work, decision, now)
    return decision
