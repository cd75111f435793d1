"""What a story came to: conversations with owners and clocks, figures, and what was as told."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.conversation import Target
from samehand.sandbox.books import Account, Books
from samehand.sandbox.checks import Checked

COLOURS = {Verdict.MET: "green", Verdict.BREACHED: "red", Verdict.AT_RISK: "yellow"}


def show_summary(
    console: Console, books: Books, checked: Sequence[Checked], problems: Sequence[str]
) -> None:
    """Print it. `problems` are turns that could not be played."""
    console.print(_conversations(books))
    figures = ", ".join(f"{name} {count}" for name, count in books.figures().items() if count)
    console.print(Text(f"In all: {figures}"))
    for result in checked:
        mark = Text("✓ ", "green") if result.is_met else Text("✗ ", "bold red")
        console.print(mark + Text(result.that))
        for fault in result.faults:
            console.print(Text(f"    {fault}", "red"), soft_wrap=True)
    for problem in problems:
        console.print(Text("✗ ", "bold red") + Text(problem), soft_wrap=True)
    met = sum(result.is_met for result in checked)
    console.print(Text(f"{met} of {len(checked)} expectations are met."))


def _conversations(books: Books) -> Table:
    table = Table(title="Conversations", title_justify="left", expand=False)
    for name in ("", "subject", "customer", "owner", "state", "mails", "clocks"):
        table.add_column(name, overflow="fold")
    for account in books.accounts:
        conversation = account.conversation
        table.add_row(
            f"#{conversation.number}",
            Text(conversation.subject),
            Text(conversation.customer.address),
            conversation.owner,
            conversation.state.value,
            f"{len(account.messages)}",
            _clocks(account, books),
        )
    return table


def _clocks(account: Account, books: Books) -> Text:
    """The latest clock of each target, and a breach wherever there was one."""
    shown: dict[Target, Verdict] = {}
    for clock in account.clocks:
        if shown.get(clock.target) is not Verdict.BREACHED:
            shown[clock.target] = assess(clock, books.now)
    parts = (
        Text(f"{target.words} {verdict.value}", COLOURS.get(verdict, ""))
        for target, verdict in shown.items()
    )
    return Text(", ").join(parts)
