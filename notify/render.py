"""The words of outgoing mail: templates of the house, or a team's own of the same name.

A team's templates run in a sandbox, and each is tried with sample values when it is loaded, so
that a slip shows in `samehand check` and not in a customer's mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from jinja2 import DictLoader, StrictUndefined, TemplateError, select_autoescape
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import escape

from samehand.notify import words
from samehand.notify.samples import SAMPLES, TWIN

_TWINS = ("answer", "relay", "receipt")  # mails that have a second form, HTML


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
            auto_reload=False,  # the sources are in memory, and never change
        )
        self._environment.filters.update(
            words=words.in_words,
            day=words.by_day,
            time=words.time_of_day,
            exact_time=words.exact_time,
            lasting=words.lasting,
            hours=words.in_hours,
            files=words.files_in_words,
            lines=words.as_html,
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

    def twin(self, name: str, values: Mapping[str, object]) -> str:
        """The same mail as HTML, by the template `name`. Raises TextError.

        By its first line and its mark an answer is told from it, so that neither may be left
        out.
        """
        file = f"{name}.html.j2"
        html = self._filled(file, values)
        for needed in ("first_line", "mark") if "mark" in values else ():
            if str(escape(values[needed])) not in html:
                raise TextError(f"{file}: it has to show {{{{ {needed} }}}}")
        return html.strip()

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
                    if name in _TWINS:
                        self.twin(name, {**values, **TWIN})
                except TextError as error:
                    found.append(str(error))
                    break
        return found


def _house() -> dict[str, str]:
    folder = resources.files("samehand.config") / "texts"
    return {
        file.name: file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".j2")
    }
