"""`samehand init`: asks a few questions and writes the config of a new desk.

The password goes into a file of its own that only its owner can read, or stays in an
environment variable; the config only says which. Nothing that exists is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from samehand.config import notation
from samehand.config.interview import QUESTIONS, Question, config_of
from samehand.config.load import ConfigError, parse
from samehand.config.providers import note_for
from samehand.config.settings import Server
from samehand.config.values import seen_from, text


class InitError(Exception):
    """The config is not written; the text says why and what to do."""


class Ask(Protocol):
    """Asks a person, again and again while `check` raises ValueError, whose text is shown."""

    def __call__(
        self, words: str, *, default: str, hidden: bool, check: Callable[[str], object]
    ) -> str:
        """The answer; Enter alone stands for `default`, unless that is empty."""


@dataclass(frozen=True)
class Written:
    """What is on the disk now, and what a person does next."""

    config: Path
    secret: Path | None
    next_steps: tuple[str, ...]


def init(path: Path, given: Mapping[str, str], *, ask: Ask | None, zone: str) -> Written:
    """Write the config of a new desk to `path`, and its password to the file that it names.

    `given` are answers by the names of QUESTIONS; without `ask` the others take their
    defaults, and no password is written. `zone` is this machine's. Raises InitError.
    """
    if path.exists():
        raise InitError(f"{path} exists and is left as it is; name another file or move it")
    answers, password = _interview(given, ask, zone, path.absolute().parent)
    config = config_of(answers)
    try:
        server = parse(config, path).mailboxes[0].imap
    except ConfigError as error:
        raise InitError("\n".join(error.problems)) from None
    secret = server.password.file if password else None
    if secret is not None:
        _write(secret, f"{password}\n", mode=0o600)
    _write(path, config, mode=0o644)
    return Written(path, secret, tuple(_next_steps(path, server)))


def local_zone(tz: str, link: Path = Path("/etc/localtime")) -> str:
    """This machine's time zone by name: what TZ says, or where the link leads, or UTC."""
    try:
        return notation.zone(
            tz.lstrip(":") or str(link.resolve()).partition("zoneinfo/")[2]
        ).key
    except ValueError:
        return "UTC"


def _interview(
    given: Mapping[str, str], ask: Ask | None, zone: str, folder: Path
) -> tuple[Mapping[str, str], str]:
    """The answers; and the password apart from them, empty where none was asked for."""
    if {"password_env", "password_file"} <= given.keys():
        raise InitError("the password is in one place: give --password-env or --password-file")
    missing = [q.option for q in QUESTIONS if q.default is None and q.name not in given]
    if missing and ask is None:
        raise InitError(f"more is needed: give {', '.join(missing)}")
    answers, password = {"here": zone, **given}, ""
    for question in QUESTIONS:
        if question.name in given:
            _check(question, answers)
        elif question.concerns(answers):
            answers[question.name] = _answer(question, answers, ask)
        if question.name == "password_file" and ask is not None:
            password = _password(answers, folder, ask)
    return answers, password


def _answer(question: Question, before: Mapping[str, str], ask: Ask | None) -> str:
    default = question.default(before) if question.default else ""
    if ask is None:
        return default
    return ask(
        question.words,
        default=default,
        hidden=False,
        check=lambda written: question.check(written, before),
    )


def _check(question: Question, answers: Mapping[str, str]) -> None:
    try:
        question.check(answers[question.name], answers)
    except ValueError as error:
        raise InitError(f"{question.option} {error}") from None


def _password(answers: Mapping[str, str], folder: Path, ask: Ask) -> str:
    """Ask for the password if it belongs into a file that is not there yet."""
    written = answers.get("password_file")
    if written is None or seen_from(folder, written).exists():
        return ""
    return ask(f"Password of {answers['user']}", default="", hidden=True, check=text)


def _write(path: Path, content: str, *, mode: int) -> None:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        # Born with its mode, so that a password is never readable for others, not even briefly.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
    except OSError as error:
        raise InitError(
            f"{path} cannot be written ({error.strerror}); mend that or name another"
        ) from None


def _next_steps(path: Path, server: Server) -> Iterator[str]:
    note = note_for(server.host)
    if note:
        yield note
    if server.password.env:
        yield f"put the password into the environment: export {server.password.env}=…"
    elif server.password.file and not server.password.file.exists():
        yield f"write the password into {server.password.file}, with mode 0600"
    yield f"try every connection: samehand --config {path} check"
