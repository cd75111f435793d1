"""Reads the config file of a desk into settings, or says everything that is wrong with it.

No half-read settings ever leave this module, and nothing is assumed that is not in the file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from samehand.config import rules
from samehand.config.document import Names, Place
from samehand.config.reader import Reader
from samehand.config.settings import Settings
from samehand.config.values import Values


class ConfigError(Exception):
    """The config cannot be used; `problems` names each key and its remedy."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.path = path
        self.problems = tuple(problems)
        count = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        super().__init__("\n".join([f"{path} has {count}:", *(f"- {p}" for p in problems)]))


def load(path: Path) -> Settings:
    """The settings of a config file; raises ConfigError with all problems at once."""
    return parse(_text(path), path)


def problems(path: Path) -> tuple[str, ...]:
    """What is wrong with a config file; nothing when it can be used."""
    try:
        load(path)
    except ConfigError as error:
        return error.problems
    return ()


def parse(text: str, path: Path) -> Settings:
    """The settings of a config text that stands, or will stand, at this path.

    Relative paths in it start at the folder of `path`. Raises ConfigError.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, [f"is no TOML: {error}; correct that line"]) from None
    reader = Reader(Values(path.absolute().parent, Names.of(document)))
    settings: Settings = reader.table(Settings, document, Place())
    found = [*reader.problems, *rules.broken(document)]
    if found:
        raise ConfigError(path, found)
    return settings


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problem = "does not exist; write it with: samehand init"
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = f"is not UTF-8 in line {line}; save it as UTF-8"
    except OSError as error:
        problem = f"cannot be read ({error.strerror}); correct its path or its rights"
    raise ConfigError(path, [problem])
