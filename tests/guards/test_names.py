"""The umbrella package and the standard library keep out of each other's way."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from samehand.tests.guards.house import OUTSIDE, ROOT, code, place, project, tracked


def test_the_threading_folder_stays_a_namespace() -> None:
    """A namespace portion always loses to the standard library; a package would win."""
    assert (ROOT / "threading").is_dir()
    assert not (ROOT / "threading" / "__init__.py").exists()


def test_a_fresh_python_in_the_root_finds_the_standard_library() -> None:
    """-S, since what site loads at the start could hide that our folder is found first."""
    probe = [sys.executable, "-S", "-c", "import threading; print(threading.__file__)"]
    ran = subprocess.run(probe, cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    assert not Path(ran.stdout.strip()).is_relative_to(ROOT / "threading")


def test_no_other_name_in_the_root_is_one_of_the_standard_library() -> None:
    ours = {place(path) for path in tracked() if path.suffix == ".py"}
    assert ours & sys.stdlib_module_names == {"threading"}


def test_every_folder_of_code_is_listed_for_the_wheel() -> None:
    """An editable install finds a folder that is not listed; the wheel leaves it out."""
    folders = {".".join(["samehand", *path.parent.parts]) for path in code()}
    assert folders == set(project()["tool"]["setuptools"]["packages"])


def test_no_folder_of_tests_is_a_package() -> None:
    """pytest imports them by path; two packages of one name would hide each other."""
    tests = [path for path in tracked() if path.parts[0] in OUTSIDE]
    assert [path for path in tests if path.name == "__init__.py"] == []


def test_a_file_is_named_for_what_it_is_about() -> None:
    says_nothing = re.compile(r"utils?|helpers?|common|managers?|base|misc|tools")
    parts = [(path, part) for path in code() for part in path.with_suffix("").parts]
    assert [path for path, part in parts if says_nothing.fullmatch(part)] == []
