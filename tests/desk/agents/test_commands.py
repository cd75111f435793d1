"""What an agent's mail says: orders, words, or a slip that must stop it."""
# ruff: noqa: RUF001 - the signs and quotation marks of phones are the point

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.desk.agents.commands.spoken import CARD, Command, Order, listen
from samehand.desk.agents.commands.vocabulary import EXAMPLES, Takes

CLOSE, TAKE = Order(Command.CLOSE), Order(Command.TAKE)
NAMES = ("Ana Ruiz", "Ana")

BARE = [command for command in Command if command.takes in {Takes.NOTHING, Takes.PERHAPS}]
# How people and phones write a command without an argument.
SPELLINGS = (
    *("#{0}", "/{0}", "＃{0}", "／{0}", "﹟{0}"),
    *(" #{0}", "\t#{0}  ", "#{0}\u00a0", "\u200b#{0}", "#\u2060{0}", "\ufeff#{0}\u200e"),
    *("#{0}.", "#{0}!", "#{0} .", "#{0}…", "#{0},", "#{0}:"),
    *("*#{0}*", "**#{0}**", "_#{0}_", "`#{0}`", '"#{0}"', "“#{0}”", "‘#{0}’", "«#{0}»"),
)


@pytest.mark.parametrize("command", BARE)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_command_is_known_however_it_is_written(command: Command, spelling: str) -> None:
    for word in (command.value, command.value.upper(), command.value.title()):
        spoken = listen(spelling.format(word))
        assert spoken.problem is None
        assert (spoken.orders, spoken.text) == ((Order(command),), "")


@pytest.mark.parametrize("command", [c for c in Command if c.takes is not Takes.NOTHING])
@pytest.mark.parametrize(
    "written",
    [
        "#{0} {1}",
        "/{0} {1}",
        "#{0}: {1}",
        "#{0}\u00a0{1}",
        "#{0} – {1}",
        "*#{0} {1}*",
        "#{0}={1}",
    ],
)
def test_an_argument_is_had_however_it_follows(command: Command, written: str) -> None:
    argument = EXAMPLES.get(command, "#x tomorrow 9:00").partition(" ")[2]
    spoken = listen(written.format(command.value.title(), argument))
    assert spoken.problem is None
    assert spoken.orders == (Order(command, argument),)


@pytest.mark.parametrize(
    ("reply", "orders", "text"),
    [
        ("Done.\n\n#close", (CLOSE,), "Done."),
        ("#take\n\nI am on it.", (TAKE,), "I am on it."),
        ("#take\n#close\n\nI am on it.", (TAKE, CLOSE), "I am on it."),
        ("#take\n\nI am on it.\n\n#close\n", (TAKE, CLOSE), "I am on it."),
        ("#close\r\n\r\nBye", (CLOSE,), "Bye"),
        ("Bye\u2028#close", (CLOSE,), "Bye"),
        ("#take #close", (TAKE, CLOSE), ""),
        ("#take, #close", (TAKE, CLOSE), ""),
        ("#take & #close", (TAKE, CLOSE), ""),
        ("#take and #close.", (TAKE, CLOSE), ""),
        ("#take /close", (TAKE, CLOSE), ""),
        ("#close\n#close", (CLOSE,), ""),
        ("#assign ben #close", (Order(Command.ASSIGN, "ben"), CLOSE), ""),
        ("#Snooze 2 Days", (Order(Command.SNOOZE, "2 Days"),), ""),
        ("#snooze2d", (Order(Command.SNOOZE, "2d"),), ""),
        ("#merge #1038", (Order(Command.MERGE, "#1038"),), ""),
        ("#merge#1038", (Order(Command.MERGE, "#1038"),), ""),
        ("#assign @ana", (Order(Command.ASSIGN, "@ana"),), ""),
        ("#assign@ana", (Order(Command.ASSIGN, "@ana"),), ""),
        ("#priority !", (Order(Command.PRIORITY, "!"),), ""),
        ("#note she is upset", (Order(Command.NOTE, "she is upset"),), ""),
        ("#note\nWho knows her?", (Order(Command.NOTE),), "Who knows her?"),
        ("#call she will pay\nby Friday", (Order(Command.CALL, "she will pay"),), "by Friday"),
        ("#note 50% #1 issue", (Order(Command.NOTE, "50% #1 issue"),), ""),
        ("#escalate why\n\nDear Carla", (Order(Command.ESCALATE, "why"),), "Dear Carla"),
    ],
)
def test_orders_and_words_are_told_apart(
    reply: str, orders: tuple[Order, ...], text: str
) -> None:
    spoken = listen(reply)
    assert spoken.problem is None
    assert (spoken.orders, spoken.text) == (orders, text)


@pytest.mark.parametrize(
    "text",
    [
        "Look into\n/usr/share/doc\nplease",
        "/usr/share/doc",
        "/srv/acme/x is where it lies",
        "We use\n#teamwork\nhere",
        "It is #1 on the list",
        "#1",
        "#1038 is yours",
        "#team-work",
        "# Title\n\nBelow it stands more.",
        "# Note\n\nBelow it stands more.",
        "# Close to you\n\nBelow it stands more.",
        "## close\n\nBelow it stands more.",
        "#!/bin/sh",
        "#",
        "# ",
        "//close",
        "The command is #close.",
        "Please write #close on a line.",
        "C# close",
        "",
    ],
)
def test_what_is_no_command_goes_out_as_it_was_written(text: str) -> None:
    spoken = listen(text)
    assert spoken.problem is None
    assert not spoken.orders
    assert spoken.text == text.strip()


@pytest.mark.parametrize(
    ("reply", "part_of_the_problem"),
    [
        ("Thank you!\n#clsoe", "did you mean #close?"),
        ("Thank you!\n/clsoe", "did you mean /close?"),
        ("#done", "did you mean #close?"),
        ("#reassign ben", "did you mean #assign?"),
        ("#remind tomorrow", "did you mean #snooze?"),
        ("#internal\nShe is upset", "did you mean #note?"),
        ("#duplicate 1038", "did you mean #merge?"),
        ("#bcc dora@x.example", "did you mean #cc?"),
        ("#unsend", "did you mean #undo?"),
        ("#xyzzy\nHello", "#help lists the commands"),
        ("#take #clsoe", "did you mean #close?"),
        ("Hello\n#close\nGoodbye", "in the middle of the text"),
        ("Hello\n＃Close.\nGoodbye", "in the middle of the text"),
        ("Hello\n#snooze 2d\nGoodbye", "in the middle of the text"),
        ("#assign", "#assign needs to know more"),
        ("#promise", "#promise fri 17:00"),
        ("#cc\nHello", "#cc dora@customer.example"),
        ("#close please", 'and "please" follows'),
        ("#take it", 'and "it" follows'),
        ("#note call her, then #close", "give it a line of its own"),
        ("#escalate she waits\nDear Carla", "leave a blank line"),
        ("#amends a voucher\nDear Carla", "leave a blank line"),
        ("# close", "write it without the blank"),
        ("Dear Carla\n\n# Close", "write it without the blank"),
        ("# close\n\nDear Carla", "write it without the blank"),
        ("# snooze 2d", "write it without the blank"),
    ],
)
def test_a_slip_stops_the_mail_with_a_remedy(reply: str, part_of_the_problem: str) -> None:
    spoken = listen(reply)
    assert spoken.problem is not None
    assert part_of_the_problem in spoken.problem
    assert not spoken.orders


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("It is fixed.\n\n#close\n\nKind regards,\nAna", "It is fixed.\n\nKind regards,\nAna"),
        ("It is fixed.\n\nKind regards,\nAna\n\n#close", "It is fixed.\n\nKind regards,\nAna"),
        ("#close\n\nIt is fixed.\n\nAna Ruiz", "It is fixed.\n\nAna Ruiz"),
        ("It is fixed.\n\n#close\n\nAna Ruiz\nAcme Support", None),
        ("It is fixed.\n\n#close\n\n— Ana", "It is fixed.\n\n— Ana"),
        ("It is fixed.\n\n#close\n\nMit freundlichen Grüßen\nAna", None),
    ],
)
def test_a_command_stands_before_the_signature_or_after_it(
    reply: str, text: str | None
) -> None:
    spoken = listen(reply, names=NAMES)
    assert spoken.problem is None
    assert spoken.orders == (CLOSE,)
    assert spoken.text == (text or reply.replace("#close\n\n", ""))


def test_under_the_mark_of_a_signature_only_commands_count() -> None:
    spoken = listen("It is fixed.", below="Ana Ruiz\n#TeamAcme #loveyourkettle\n#close")
    assert (spoken.problem, spoken.orders, spoken.text) == (None, (CLOSE,), "It is fixed.")
    assert listen("It is fixed.", below="Ana\n#clsoe").problem is not None


def test_the_card_names_every_command_that_exists() -> None:
    assert {line.split()[0].lstrip("#") for line, _ in CARD} == {c.value for c in Command}


@pytest.mark.parametrize("line", [line for line, _ in CARD])
def test_what_the_card_shows_can_be_written(line: str) -> None:
    spoken = listen(line)
    assert spoken.problem is None
    assert [f"#{order.command}" for order in spoken.orders] == [line.split()[0]]


@pytest.mark.parametrize("order", list(permutations(("#take", "#priority high", "#close"))))
def test_the_order_of_the_lines_does_not_matter(order: tuple[str, ...]) -> None:
    first, *others = order
    spoken = listen(f"{first}\n\nIt is fixed.\n\n" + "\n".join(others))
    assert set(spoken.orders) == {TAKE, CLOSE, Order(Command.PRIORITY, "high")}
    assert spoken.text == "It is fixed."


LINES = st.one_of(
    st.sampled_from(["", "#close", "/note x", "# close", "Hello", "Ana", "Regards,", "#clsoe"]),
    st.text(max_size=60),
)


@settings(max_examples=150)
@given(st.lists(LINES, max_size=12).map("\n".join), st.text(max_size=80))
def test_listening_never_fails(reply: str, below: str) -> None:
    spoken = listen(reply, names=NAMES, below=below)
    assert spoken.problem is None or not (spoken.orders or spoken.text)


@settings(max_examples=150)
@given(st.text(max_size=400))
def test_words_are_never_changed_where_nothing_is_ordered(reply: str) -> None:
    spoken = listen(reply)
    if spoken.problem is None and not spoken.orders:
        assert spoken.text == reply.strip()
