"""The tree of the project as the guards see it: its places, files, imports and calls."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# A file may import from its own place and from any place to its left.
PLACES = (
    *("config", "ingest", "threading", "desk", "notify", "store"),
    *("channels", "house", "fetching", "deciding", "filing", "sending", "absences"),
    *("pipeline", "app", "sandbox", "commands", "cli", "__main__"),
)
OUTSIDE = ("tests", "bench")  # they may import what they like, and are not in the wheel


def place(path: Path) -> str:
    """The station to which a file of code belongs."""
    return path.parts[0].removesuffix(".py")


@cache
def tracked() -> tuple[Path, ...]:
    """All files of the project, new ones included, relative to the root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files = (Path(name) for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in files if (ROOT / path).is_file())


def code() -> list[Path]:
    """The modules that are installed."""
    python = [path for path in tracked() if path.suffix == ".py"]
    return [path for path in python if path.parts[0] not in OUTSIDE]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


@cache
def imports(path: Path) -> frozenset[str]:
    """Every dotted name that a file imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the name as it is written: `datetime.now`, `client.login`, `text`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def is_in(path: Path, homes: tuple[str, ...]) -> bool:
    """Whether a file is one of these files or in one of these folders (`store/`)."""
    return any(
        path.as_posix().startswith(home) if home.endswith("/") else path.as_posix() == home
        for home in homes
    )


@cache
def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads(text(Path("pyproject.toml")))
