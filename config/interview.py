"""The questions whose answers make the config of a new desk, and the config they make.

Each question has a default wherever the answers before it allow a good guess, so that very
few answers are needed. The password itself is not among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from samehand.config import notation
from samehand.config.example import Value, filled
from samehand.config.providers import PROVIDERS, Provider, own_servers, provider_of
from samehand.config.rules import is_loopback
from samehand.config.settings import Security, lands_at
from samehand.config.values import instead_of, seen_from, text, variable

Answers = Mapping[str, str]
Check = Callable[[str, Answers], object]

_WORKDAYS = notation.WEEKDAYS[:5]
_USUAL_SECURITY = {
    **dict.fromkeys((465, 993), Security.TLS),
    **dict.fromkeys((25, 143, 587), Security.STARTTLS),
}
_OTHER = "other"


@dataclass(frozen=True)
class Question:
    """One question. `name` is that of its answer, and of the option that gives it."""

    name: str
    words: str
    check: Check
    """Raises ValueError when the answer will not do."""
    default: Callable[[Answers], str] | None = None
    """Guesses the answer from those before it; None: it has to be given."""
    concerns: Callable[[Answers], bool] = lambda before: True
    """Whether it is asked at all, after the answers before it."""

    @property
    def option(self) -> str:
        return f"--{self.name.replace('_', '-')}"


def config_of(answers: Answers) -> str:
    """The example config with these answers in it."""
    agent_id = _agent_id(answers["agent_address"])
    provider = _provider(answers)
    return filled(
        {
            "desk.name": answers["desk"],
            "desk.timezone": answers["timezone"],
            "desk.fallback_owner": agent_id,
            "desk.alerts_to": (answers["alerts_to"],),
            "policy.alert": _alert(answers),
            "mailbox.address": answers["address"],
            "mailbox.plus_addressing": provider.plus_addressing,
            "mailbox.begin": answers["begin"],
            **_server("imap", answers),
            **_server("smtp", answers),
            **({"mailbox.trust.profile": provider.profile.value} if provider.profile else {}),
            "agent.id": agent_id,
            "agent.name": answers["agent"],
            "agent.address": answers["agent_address"],
            "calendar.office.timezone": answers["timezone"],
            **{f"calendar.office.hours.{day}": answers["hours"] for day in _WORKDAYS},
        }
    )


def _server(kind: str, answers: Answers) -> dict[str, Value | None]:
    host, port = _host_and_port(answers[kind])
    values: dict[str, Value | None] = {
        "host": host,
        "port": port,
        "security": answers.get(f"{kind}_security") or _USUAL_SECURITY.get(port, Security.TLS),
        "user": answers["user"],
        "password_env": answers.get("password_env"),
        "password_file": answers.get("password_file"),
    }
    return {f"mailbox.{kind}.{key}": value for key, value in values.items()}


def _alert(answers: Answers) -> tuple[str, ...]:
    """Who hears of a breach: the owner, and ops where that is somebody else."""
    ops = answers["alerts_to"]
    is_agent = ops.lower() == answers["agent_address"].lower()
    return ("owner",) if is_agent else ("owner", ops)


def _agent_id(address: str) -> str:
    """The local part up to a dot: short, and easy to write in a command."""
    local = re.split(r"[.+@]", address.lower())[0]
    word = re.sub(r"[^a-z0-9]+", "-", local).strip("-")
    return word if word not in ("", "owner") else "first"


def _provider(answers: Answers) -> Provider:
    return PROVIDERS.get(answers["provider"]) or own_servers(answers["address"])


def _host_and_port(written: str) -> tuple[str, int]:
    host, _, port = written.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f'is no server: "{written}"; write "imap.acme.example:993"')
    return notation.host(host.strip("[]")), int(port)


def _is(check: Callable[[str], object]) -> Check:
    return lambda written, before: check(written)


def _one_of(*known: str) -> Check:
    def check(written: str, before: Answers) -> None:
        if written not in known:
            raise ValueError(f'is no choice: "{written}"; {instead_of(written, known)}')

    return check


def _line(written: str) -> str:
    """A text of one line; in an interview there is no key to leave out."""
    if not written.strip():
        raise ValueError("is empty; write something")
    return text(written)


def _path(written: str) -> Path:
    return seen_from(Path(), _line(written))


def _has_unusual_port(kind: str) -> Callable[[Answers], bool]:
    return lambda before: _host_and_port(before[kind])[1] not in _USUAL_SECURITY


def _security_of(kind: str) -> Check:
    is_known = _one_of(*Security)

    def check(written: str, before: Answers) -> None:
        is_known(written, before)
        host, _ = _host_and_port(before[kind])
        if written == Security.NONE and not is_loopback(host):
            raise ValueError(
                f'cannot be "none" for another machine; {host} needs tls or starttls'
            )

    return check


def _security_question(kind: str) -> Question:
    return Question(
        f"{kind}_security",
        f"How the {kind.upper()} port is protected (tls, starttls, or none on this machine)",
        _security_of(kind),
        lambda before: Security.TLS,
        _has_unusual_port(kind),
    )


def _outside(written: str, before: Answers) -> None:
    if lands_at(before["address"], notation.address(written), plus=True):
        raise ValueError("is the support address itself; write a person's own")


def _hours(written: str, before: Answers) -> None:
    hours = notation.spans(_line(written))
    if notation.overlaps((hours,) * len(_WORKDAYS) + ((), ())):
        raise ValueError("has a span that begins before another has ended; shorten one")


def _company(before: Answers) -> str:
    return before["address"].partition("@")[2].partition(".")[0].capitalize() + " Support"


QUESTIONS = (
    Question("address", "Support address that customers write to", _is(notation.address)),
    Question("desk", "Name of the desk, as customers see it", _is(_line), _company),
    Question(
        "provider",
        f"Mail provider ({', '.join(PROVIDERS)} or {_OTHER})",
        _one_of(*PROVIDERS, _OTHER),
        lambda before: provider_of(before["address"]) or _OTHER,
    ),
    Question(
        "imap",
        "IMAP server, where mail is fetched",
        _is(_host_and_port),
        lambda before: _provider(before).imap,
    ),
    _security_question("imap"),
    Question(
        "smtp",
        "SMTP server, where mail is sent",
        _is(_host_and_port),
        lambda before: _provider(before).smtp,
    ),
    _security_question("smtp"),
    Question("user", "User to log in as", _is(_line), lambda before: before["address"]),
    Question(
        "password_in",
        "Where the password is kept (file or env)",
        _one_of("file", "env"),
        lambda before: "file",
        lambda before: not {"password_env", "password_file"} & before.keys(),
    ),
    Question(
        "password_file",
        "File for the password",
        _is(_path),
        lambda before: "secrets/support",
        lambda before: before.get("password_in") == "file",
    ),
    Question(
        "password_env",
        "Environment variable with the password",
        _is(variable),
        lambda before: "SUPPORT_PASSWORD",
        lambda before: before.get("password_in") == "env",
    ),
    Question("agent", "Name of the first agent, as customers see it", _is(_line)),
    Question("agent_address", "The agent's own address", _outside),
    Question("timezone", "Time zone", _is(notation.zone), lambda before: before["here"]),
    Question("hours", "Support hours from Monday to Friday", _hours, lambda _: "09:00-18:00"),
    Question(
        "alerts_to",
        "Address that hears when something is wrong",
        _outside,
        lambda before: before["agent_address"],
    ),
    Question(
        "begin",
        "Mails that are there already: leave them alone (new) or handle them (all)",
        _one_of("new", "all"),
        lambda before: "new",
    ),
)
