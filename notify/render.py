"""The words of outgoing mail: templates of the house, or a team's own of the same name.

A team's templates run in a sandbox, and each is tried with sample values when it is loaded, so
that a slip shows in `samehand check` and not in a customer's mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import DictLoader, StrictUndefined, TemplateError, select_autoescape
from jinja2.sandbox import SandboxedEnvironment

from samehand.notify.samples import SAMPLES

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


class TextError(Exception):
    """A template does not give a text; the message names the file and what is wrong."""


class Render:
    """The templates in use. `problems` says what is wrong with them, if anything."""

    def __init__(self, sources: Mapping[str, str], problems: tuple[str, ...] = ()) -> None:
        self._environment = SandboxedEnvironment(
            loader=DictLoader(dict(sources)),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html.j2",), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            words=in_words,
            time=time_of_day,
            exact_time=exact_time,
            lasting=lasting,
            size=size_in_words,
        )
        self._problems = problems

    @classmethod
    def load(cls, folder: Path | None) -> Render:
        """The house's templates, with those of `folder` in the place of the same names."""
        sources = _house()
        if folder is None:
            return cls(sources)
        problems: list[str] = []
        try:
            found = sorted(path for path in folder.iterdir() if path.suffix == ".j2")
        except OSError as error:
            return cls(sources, (f"{folder}: {error.strerror}; texts.folder names no folder",))
        for path in found:
            if path.name not in sources:
                known = ", ".join(sorted(sources))
                problems.append(f"{path} replaces nothing; the templates are {known}")
                continue
            try:
                sources[path.name] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{path} cannot be read: {error}")
        return cls(sources, tuple(problems))

    def letter(self, name: str, values: Mapping[str, object]) -> tuple[str, str]:
        """Subject and text by the template `name`. Raises TextError, which names the line."""
        file = f"{name}.txt.j2"
        first, _, text = self._filled(file, values).strip().partition("\n")
        if not first.startswith("Subject: "):
            raise TextError(f"{file}: the first line has to be the subject, `Subject: …`")
        return first.removeprefix("Subject: "), text.strip("\n")

    def _filled(self, file: str, values: Mapping[str, object]) -> str:
        try:
            return self._environment.get_template(file).render(values)
        except TemplateError as error:
            line = getattr(error, "lineno", None)
            where = f"{file}, line {line}" if line else file
            raise TextError(f"{where}: {error.message}") from error
        except Exception as error:  # a template is a program: it may raise anything
            raise TextError(f"{file}: {error}") from error

    def problems(self) -> list[str]:
        """What is wrong with the templates, one line each; empty when all is well."""
        found = list(self._problems)
        for name, samples in SAMPLES.items():
            for values in samples:
                try:
                    self.letter(name, values)
                except TextError as error:
                    found.append(str(error))
                    break
        return found


def in_words(instant: datetime, zone: ZoneInfo) -> str:
    """`Tuesday 24 November, 14:00 (Europe/Madrid)`."""
    local = instant.astimezone(zone)
    day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    return f"{day}, {local:%H:%M} ({zone.key})"


def time_of_day(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`14:00`, or `Tuesday 14:00` where that is not the day of `now`."""
    local = instant.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{_DAYS[local.weekday()]} {local:%H:%M}"


def exact_time(instant: datetime, zone: ZoneInfo) -> str:
    """`14:03:20`, for what happens within a minute or two."""
    return f"{instant.astimezone(zone):%H:%M:%S}"


def lasting(length: timedelta) -> str:
    """`40 min`, `2 h 5 min`, `3 days`: what a reader needs, never more than two units."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")
    return f"{minutes // (24 * 60)} days"


def size_in_words(size: int) -> str:
    """`840 bytes`, `12 kB`, `3.4 MB`."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def _house() -> dict[str, str]:
    folder = resources.files("samehand.config") / "texts"
    return {
        file.name: file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".j2")
    }
