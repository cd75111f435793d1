"""`samehand init` writes a config that loads, and keeps the password out of it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from samehand.commands.init import InitError, Written, init, local_zone
from samehand.config.interview import QUESTIONS
from samehand.config.load import load
from samehand.config.settings import Begin, Profile, Security, Span

NEEDED = {
    "address": "support@acme.example",
    "agent": "Ana Ruiz",
    "agent_address": "ana.ruiz@acme.example",
}
PASSWORD = "correct horse"


class Person:
    """Answers by the words of the question, and takes the default of every other."""

    def __init__(self, **answers: str) -> None:
        words = {question.name: question.words for question in QUESTIONS}
        self._answers = {words[name]: answer for name, answer in answers.items()}
        self.asked: list[str] = []
        self.refused: list[str] = []

    def __call__(
        self, words: str, *, default: str, hidden: bool, check: Callable[[str], object]
    ) -> str:
        self.asked.append(words)
        answer = PASSWORD if hidden else self._answers.get(words, default)
        try:
            check(answer)
        except ValueError as error:
            self.refused.append(str(error))
        return answer


def written(tmp_path: Path, given: dict[str, str], ask: Person | None = None) -> Written:
    return init(tmp_path / "samehand.toml", given, ask=ask, zone="Europe/Madrid")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_asked_is_what_is_written(tmp_path: Path) -> None:
    ask = Person(
        address="help@bakery.example",
        desk="Bäckerei “Zum Brot”",
        imap="mail.bakery.example:143",
        user="help",
        agent="Ana Ruiz",
        agent_address="ana.ruiz@bakery.example",
        timezone="Europe/Berlin",
        hours="06:00-12:00 13:00-15:30",
        alerts_to="olga@bakery.example",
        begin="all",
    )
    written(tmp_path, {}, ask)
    settings = load(tmp_path / "samehand.toml")
    (mailbox,), (ana,) = settings.mailboxes, settings.agents
    assert ask.refused == []
    assert settings.desk.name == "Bäckerei “Zum Brot”"
    assert settings.desk.fallback_owner == "ana"
    assert settings.desk.alerts_to == ("olga@bakery.example",)
    assert settings.policies[0].alert == ("owner", "olga@bakery.example")
    assert settings.desk.timezone.key == "Europe/Berlin"
    assert (mailbox.address, mailbox.begin) == ("help@bakery.example", Begin.ALL)
    assert (mailbox.imap.host, mailbox.imap.port) == ("mail.bakery.example", 143)
    assert mailbox.imap.security is Security.STARTTLS
    assert (mailbox.smtp.host, mailbox.smtp.port) == ("smtp.bakery.example", 465)
    assert mailbox.smtp.security is Security.TLS
    assert (mailbox.imap.user, mailbox.smtp.user) == ("help", "help")
    assert mailbox.imap.password.read() == mailbox.smtp.password.read() == PASSWORD
    assert (ana.id, ana.name) == ("ana", "Ana Ruiz")
    monday = (Span(6 * 60, 12 * 60), Span(13 * 60, 15 * 60 + 30))
    assert settings.calendars["office"].hours == (monday,) * 5 + ((),) * 2


def test_three_answers_are_enough(tmp_path: Path) -> None:
    result = written(tmp_path, NEEDED)
    settings = load(result.config)
    assert settings.desk.name == "Acme Support"
    assert settings.desk.alerts_to == ("ana.ruiz@acme.example",)
    assert settings.calendars["office"].timezone.key == "Europe/Madrid"
    assert settings.mailboxes[0].imap.host == "imap.acme.example"
    assert settings.mailboxes[0].begin is Begin.NEW


@pytest.mark.parametrize("ops", ["ana.ruiz@acme.example", "Ana.Ruiz@ACME.example"])
def test_an_agent_who_is_also_ops_hears_of_a_breach_as_the_owner(
    ops: str, tmp_path: Path
) -> None:
    result = written(tmp_path, NEEDED | {"alerts_to": ops})
    assert load(result.config).policies[0].alert == ("owner",)


def test_a_port_that_tells_nothing_of_its_protection_is_asked_about(tmp_path: Path) -> None:
    ask = Person(
        **NEEDED, imap="127.0.0.1:1143", imap_security="none", smtp="mail.acme.example:2525"
    )
    result = written(tmp_path, {"smtp_security": "starttls"}, ask)
    (mailbox,) = load(result.config).mailboxes
    assert ask.refused == []
    assert (mailbox.imap.security, mailbox.smtp.security) == ("none", "starttls")
    words = {question.name: question.words for question in QUESTIONS}
    assert words["imap_security"] in ask.asked
    assert words["smtp_security"] not in ask.asked


def test_a_port_that_tells_its_protection_is_not_asked_about(tmp_path: Path) -> None:
    ask = Person(**NEEDED, imap="mail.acme.example:143")
    written(tmp_path, {}, ask)
    assert not any("protected" in words for words in ask.asked)


def test_the_password_is_asked_for_right_after_its_file(tmp_path: Path) -> None:
    ask = Person(**NEEDED)
    written(tmp_path, {}, ask)
    at = ask.asked.index("File for the password")
    assert ask.asked[at + 1] == "Password of support@acme.example"


def test_a_known_provider_needs_no_servers(tmp_path: Path) -> None:
    result = written(tmp_path, NEEDED | {"address": "acme@gmail.com"})
    (mailbox,) = load(result.config).mailboxes
    assert (mailbox.imap.host, mailbox.smtp.host) == ("imap.gmail.com", "smtp.gmail.com")
    assert mailbox.trust.profile is Profile.GMAIL
    assert "app password" in result.next_steps[0]


def test_a_provider_can_serve_a_domain_of_ones_own(tmp_path: Path) -> None:
    result = written(tmp_path, NEEDED | {"provider": "microsoft365"})
    (mailbox,) = load(result.config).mailboxes
    assert mailbox.smtp.host == "smtp.office365.com"
    assert mailbox.smtp.security is Security.STARTTLS
    assert "OAuth" in result.next_steps[0]


def test_the_password_is_in_its_file_only_and_nobody_else_reads_it(tmp_path: Path) -> None:
    result = written(tmp_path, {}, Person(**NEEDED))
    secret = tmp_path / "secrets/support"
    assert result.secret == secret
    assert secret.read_text() == f"{PASSWORD}\n"
    assert (mode(secret), mode(secret.parent)) == (0o600, 0o700)
    assert PASSWORD not in result.config.read_text()
    assert PASSWORD not in repr(result)
    assert mode(result.config) & 0o133 == 0


def test_a_password_in_the_environment_is_not_asked_for(tmp_path: Path) -> None:
    ask = Person(**NEEDED, password_in="env", password_env="DESK_PASSWORD")
    result = written(tmp_path, {}, ask)
    assert not any(words.startswith("Password") for words in ask.asked)
    assert load(result.config).mailboxes[0].smtp.password.env == "DESK_PASSWORD"
    assert not (tmp_path / "secrets").exists()
    assert result.next_steps[0].endswith("export DESK_PASSWORD=…")


def test_a_password_file_that_is_there_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mail.secret").write_text("hunter2\n")
    ask = Person(**NEEDED)
    result = written(tmp_path, {"password_file": "mail.secret"}, ask)
    assert not any(words.startswith("Password") for words in ask.asked)
    assert (tmp_path / "mail.secret").read_text() == "hunter2\n"
    assert result.secret is None


def test_without_a_person_the_password_remains_to_be_written(tmp_path: Path) -> None:
    result = written(tmp_path, NEEDED)
    assert result.secret is None
    assert not (tmp_path / "secrets/support").exists()
    assert result.next_steps == (
        f"write the password into {tmp_path / 'secrets/support'}, with mode 0600",
        f"try every connection: samehand --config {tmp_path / 'samehand.toml'} check",
    )


def test_what_is_given_is_not_asked(tmp_path: Path) -> None:
    given = {question.name: question.words for question in QUESTIONS if question.name in NEEDED}
    ask = Person()
    written(tmp_path, NEEDED, ask)
    assert not set(given.values()) & set(ask.asked)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "samehand.toml"
    path.write_text("mine")
    with pytest.raises(InitError, match="exists and is left as it is"):
        written(tmp_path, NEEDED)
    assert path.read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("a file where a folder should be")
    with pytest.raises(InitError, match="secrets/support cannot be written"):
        written(tmp_path, {}, Person(**NEEDED))
    assert not (tmp_path / "samehand.toml").exists()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "more is needed: give --address, --agent, --agent-address"),
        (NEEDED | {"address": "support"}, '--address is no mail address: "support"; write'),
        (
            NEEDED | {"imap": "mail"},
            '--imap is no server: "mail"; write "imap.acme.example:993"',
        ),
        (NEEDED | {"imap": "mail:0"}, '--imap is no server: "mail:0"'),
        (NEEDED | {"imap_security": "ssl"}, '--imap-security is no choice: "ssl"; known are'),
        (NEEDED | {"smtp_security": "none"}, '--smtp-security cannot be "none" for another'),
        (NEEDED | {"desk": " "}, "--desk is empty; write something"),
        (NEEDED | {"password_file": "~nobody-here/x"}, "--password-file begins with a ~ that"),
        (NEEDED | {"smtp": "a b:25"}, "--smtp must be a bare host name"),
        (
            NEEDED | {"provider": "gmal"},
            '--provider is no choice: "gmal"; did you mean "gmail"?',
        ),
        (NEEDED | {"timezone": "Madrid"}, '--timezone is no time zone: "Madrid"; did you mean'),
        (NEEDED | {"hours": "9-5"}, '--hours is no span of hours: "9-5"'),
        (
            NEEDED | {"hours": "09:00-12:00 11:00-13:00"},
            "--hours has a span that begins before another has ended",
        ),
        (
            NEEDED | {"agent_address": "support+ana@acme.example"},
            "--agent-address is the support address itself",
        ),
        (
            NEEDED | {"password_env": "A", "password_file": "b"},
            "the password is in one place: give --password-env or --password-file",
        ),
        (
            NEEDED | {"password_env": "hunter 2"},
            "--password-env must be the name of an environ",
        ),
    ],
)
def test_a_wrong_answer_is_named_by_its_option(
    given: dict[str, str], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(InitError) as caught:
        written(tmp_path, given)
    assert problem in str(caught.value)
    assert not (tmp_path / "samehand.toml").exists()


@pytest.mark.parametrize(
    ("address", "agent_id"),
    [
        ("ana@acme.example", "ana"),
        ("Ana.Ruiz@acme.example", "ana"),
        ("o'neil@acme.example", "o-neil"),
        ("owner@acme.example", "first"),
        ("_@acme.example", "first"),
    ],
)
def test_the_agent_gets_an_id_that_fits_into_a_command(
    address: str, agent_id: str, tmp_path: Path
) -> None:
    result = written(tmp_path, NEEDED | {"agent_address": address})
    settings = load(result.config)
    assert settings.agents[0].id == settings.desk.fallback_owner == agent_id


@pytest.mark.parametrize(
    ("tz", "target", "zone"),
    [
        ("Europe/Madrid", None, "Europe/Madrid"),
        (":America/New_York", "Europe/Berlin", "America/New_York"),
        ("", "Europe/Berlin", "Europe/Berlin"),
        ("", None, "UTC"),
        ("nonsense", None, "UTC"),
    ],
)
def test_the_time_zone_of_the_machine_is_a_good_guess(
    tz: str, target: str | None, zone: str, tmp_path: Path
) -> None:
    link = tmp_path / "localtime"
    if target:
        (tmp_path / "zoneinfo" / target).parent.mkdir(parents=True)
        (tmp_path / "zoneinfo" / target).touch()
        link.symlink_to(tmp_path / "zoneinfo" / target)
    assert local_zone(tz, link) == zone
