"""The command line: what each command is called and takes. The doing is in `commands/`.

Heavy imports stay inside the commands, so that `--help` is instant.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from samehand import __version__
from samehand.config.interview import QUESTIONS

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


class _Commands(click.Group):
    """Turns what a user can mend into one clear sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from samehand.commands.errors import explain

        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            sentence = explain(error)
            if sentence is None:
                raise
            click.echo(f"samehand: {sentence}", err=True)
            ctx.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order in which one needs them


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="samehand")
@click.option(
    "--config",
    type=_FILE,
    envvar="SAMEHAND_CONFIG",
    default="samehand.toml",
    show_default=True,
    help="The desk's settings; also by the variable SAMEHAND_CONFIG.",
)
@click.pass_context
def main(ctx: click.Context, config: Path) -> None:
    """A support desk that nobody has to sit at.

    Customers write to a support address; each conversation gets one owner, who answers from
    their own mail client. Try `samehand demo`, or set it up: init, check, run.
    """
    ctx.obj = config


def _questions(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each question that `init` asks."""
    for question in reversed(QUESTIONS):
        command = click.option(question.option, question.name, help=question.words)(command)
    return command


@main.command()
@_questions
@click.option("--yes", is_flag=True, help="Ask nothing; take the defaults for what is left.")
@click.pass_obj
def init(config: Path, /, yes: bool, **answers: str | None) -> None:
    """Ask a few questions and write the config of a new desk."""
    from samehand.commands.init import init as write_config
    from samehand.commands.init import local_zone
    from samehand.commands.terminal import ask

    given = {name: answer for name, answer in answers.items() if answer is not None}
    zone = local_zone(os.environ.get("TZ", ""))
    written = write_config(config, given, ask=None if yes else ask, zone=zone)
    click.echo(f"{written.config} is written.")
    if written.secret:
        click.echo(f"{written.secret} has the password; only you can read it.")
    for step in written.next_steps:
        click.echo(step)


@main.command()
@click.option(
    "--probe", is_flag=True, help="Try the server by mails from the mailbox to itself."
)
@click.option("--pin", is_flag=True, help="With --probe: write what follows into the config.")
@click.option(
    "--from-agent",
    "agents",
    multiple=True,
    metavar="ID",
    help="Ask this agent by mail to press Reply; a later check tells of it.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0, min_open=True),
    default=2.0,
    show_default=True,
    help="How many minutes to wait for those mails.",
)
@click.option("--yes", is_flag=True, help="Send without asking.")
@click.pass_obj
def check(
    config: Path, probe: bool, pin: bool, agents: tuple[str, ...], wait: float, yes: bool
) -> None:
    """Try every connection, and say what is wrong and how to mend it.

    Nothing is sent, but for --probe and --from-agent.
    """
    if pin and not probe:
        raise click.UsageError("--pin writes down what --probe finds out; give both.")
    from samehand.commands.check import check as try_everything
    from samehand.commands.findings import exit_status

    findings = []
    for finding in try_everything(config):
        findings.append(finding)
        click.echo(str(finding))
    if probe or agents:
        from samehand.commands.by_mail import by_mail, warning

        if exit_status(findings):
            click.echo("Nothing was sent; mend what is wrong first.", err=True)
            sys.exit(1)
        _confirm(warning(config, agents, probe=probe), yes=yes)
        for finding in by_mail(config, agents, probe=probe, pin=pin, minutes=wait):
            findings.append(finding)
            click.echo(str(finding))
    sys.exit(exit_status(findings))


def _confirm(question: str, *, yes: bool) -> None:
    """Go on only with a yes."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody is there to answer; give --yes to send.")
    click.confirm(question, abort=True)


@main.command()
@click.option("--story", type=_FILE, help="Play this story (TOML or JSON) instead.")
@click.option("--keep", type=_FOLDER, help="Leave mailboxes, outbox and events in this folder.")
@click.option("--stay", is_flag=True, help="Keep running, to answer with a mail client.")
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="How long the waiting in the story takes.",
)
def demo(story: Path | None, keep: Path | None, stay: bool, minutes: float) -> None:
    """Play a working day on a mail sandbox of its own."""
    from samehand.commands.demo import demo as play

    sys.exit(play(story, keep, stay, minutes))


@main.command()
@click.pass_obj
def run(config: Path) -> None:
    """Run the desk until it is told to stop (Ctrl-C or SIGTERM)."""
    from samehand.commands.run import run as run_desk

    sys.exit(run_desk(config))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_obj
def status(config: Path, as_json: bool) -> None:
    """How the desk stands: what is open, late, waiting or stuck."""
    from samehand.commands.show import status as show_status

    show_status(config, as_json=as_json)


@main.command()
@click.argument("number", type=int)
@click.pass_obj
def show(config: Path, number: int) -> None:
    """The story of conversation NUMBER: its mails, decisions and their reasons."""
    from samehand.commands.show import story

    story(config, number)


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
@click.pass_context
def agents(ctx: click.Context, as_json: bool) -> None:
    """Who is there, who is away until when, and who carries how much."""
    if ctx.invoked_subcommand is None:
        from samehand.commands.agents import show_all

        show_all(ctx.obj, as_json=as_json)


@agents.command("away")
@click.argument("agent")
@click.option("--until", help="When they are back: monday, 2 weeks, 24 Dec.")
@click.pass_obj
def agents_away(config: Path, agent: str, until: str | None) -> None:
    """AGENT is not there: what falls due meanwhile goes to others."""
    from samehand.commands.agents import away

    away(config, agent, until)


@agents.command("back")
@click.argument("agent")
@click.pass_obj
def agents_back(config: Path, agent: str) -> None:
    """AGENT is there again."""
    from samehand.commands.agents import back

    back(config, agent)


@main.command()
@click.argument("number", type=int)
@click.pass_obj
def unmerge(config: Path, number: int) -> None:
    """Take the last merger into, or of, conversation NUMBER apart again."""
    from samehand.commands.unmerge import unmerge as take_apart

    take_apart(config, number)


@main.command()
@click.argument("files", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a mail.")
@click.option("--threads", is_flag=True, help="Which mails belong together, in this order.")
@click.option(
    "--strangers",
    type=click.Choice(["separate", "join"]),
    help="With --threads: whether anybody who answers may join.  [default: separate]",
)
@click.option(
    "--files-from",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file with a file name a line.",
)
def inspect(
    files: tuple[str, ...],
    as_json: bool,
    threads: bool,
    strangers: str | None,
    files_from: Path | None,
) -> None:
    """How mails would be read, and why; writes and sends nothing.

    FILES are .eml or mbox files, - is standard input.
    """
    if not files and files_from is None:
        raise click.UsageError("Name the files to inspect; - is standard input.")
    if strangers and not threads:
        raise click.UsageError("--strangers means something only with --threads.")
    from samehand.commands.inspect import inspect as read_mails
    from samehand.config.settings import Strangers

    named = os.fsdecode(files_from.read_bytes()).splitlines() if files_from else []
    status = read_mails(
        [*files, *filter(None, named)],
        as_json=as_json,
        threads=threads,
        strangers=Strangers(strangers or Strangers.SEPARATE),
    )
    sys.exit(status)


@main.group()
def quarantine() -> None:
    """Mails that could not be handled."""


@quarantine.command("list")
@click.pass_obj
def quarantine_list(config: Path) -> None:
    """All of them, with the reason."""
    from samehand.commands.quarantine import show_all

    show_all(config)


@quarantine.command("show")
@click.argument("entry", type=int)
@click.pass_obj
def quarantine_show(config: Path, entry: int) -> None:
    """The mail ENTRY as it came, on standard output."""
    from samehand.commands.quarantine import show_one

    show_one(config, entry)


@quarantine.command("retry")
@click.argument("entry", type=int)
@click.pass_obj
def quarantine_retry(config: Path, entry: int) -> None:
    """Handle the mail ENTRY again, at the next pass."""
    from samehand.commands.quarantine import retry

    retry(config, entry)


@main.group()
def held() -> None:
    """Agents' mails that wait for a word."""


@held.command("list")
@click.pass_obj
def held_list(config: Path) -> None:
    """All of them, with the reason."""
    from samehand.commands.held import show_all

    show_all(config)


@held.command("show")
@click.argument("entry", type=int)
@click.pass_obj
def held_show(config: Path, entry: int) -> None:
    """Why the mail ENTRY is held, and its words."""
    from samehand.commands.held import show_one

    show_one(config, entry)


@held.command("release")
@click.argument("entry", type=int)
@click.option("--take", is_flag=True, help="Its agent becomes the owner.")
@click.pass_obj
def held_release(config: Path, entry: int, take: bool) -> None:
    """Send the mail ENTRY as it is, at the next pass."""
    from samehand.commands.held import release

    release(config, entry, take=take)


@held.command("drop")
@click.argument("entry", type=int)
@click.pass_obj
def held_drop(config: Path, entry: int) -> None:
    """Give the mail ENTRY up. It is kept, and never sent."""
    from samehand.commands.held import drop

    drop(config, entry)


@main.group()
def db() -> None:
    """The database."""


@db.command()
@click.pass_obj
def upgrade(config: Path) -> None:
    """Bring the database to the form that this version needs."""
    from samehand.commands.database import upgrade as upgrade_database

    upgrade_database(config)
