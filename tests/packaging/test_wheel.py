"""The wheel, built from the tree and installed where nothing else of the tree can be seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from samehand.tests.guards.house import OUTSIDE, ROOT, project, tracked

AT_FULL_SPEED = (
    "import sys; from samehand.commands.demo import demo; sys.exit(demo(None, minutes=0.01))"
)
SCRIPT = (
    "from importlib.metadata import entry_points;"
    "[main] = entry_points(group='console_scripts', name='samehand');"
    "main.load()()"
)


@dataclass(frozen=True)
class Installed:
    """An environment that has the wheel and what it needs, and nothing of this checkout."""

    home: Path
    site_packages: Path

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.home / "bin" / "python"), *words],
            cwd=self.home,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    def samehand(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What the console script does."""
        return self.python("-c", SCRIPT, *words)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    for path in tracked():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, tree / path)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist"]
    built = subprocess.run(build, cwd=tree, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    [wheel] = (tree / "dist").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    [site_packages] = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site_packages)
    # What it needs is taken from here. This only lengthens the path: the .pth files over there,
    # and with them the editable install of this checkout, are not read.
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return Installed(home, site_packages)


def test_the_wheel_holds_the_code_with_its_data_and_nothing_else(wheel: Path) -> None:
    packages = project()["tool"]["setuptools"]["packages"]
    roots = {package.split(".")[1] for package in packages if "." in package}
    top = {path for path in tracked() if path.suffix == ".py" and len(path.parts) == 1}
    inside = {path for path in tracked() if path.parts[0] in roots}
    expected = {f"samehand/{path.as_posix()}" for path in top | inside | {Path("py.typed")}}
    assert not roots & set(OUTSIDE)
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected


def test_the_licence_comes_with_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]


def test_an_installed_samehand_comes_from_the_wheel(installed: Installed) -> None:
    where = installed.python("-c", "import samehand.threading.match as m; print(m.__file__)")
    assert where.stderr == ""
    assert Path(where.stdout.strip()).is_relative_to(installed.site_packages)


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["demo", "--help"]])
def test_the_command_answers(installed: Installed, words: list[str]) -> None:
    ran = installed.samehand(*words)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


def test_the_demo_plays_its_day_and_all_comes_out_as_told(installed: Installed) -> None:
    """As `samehand demo` does, without the pauses that let a person read along."""
    played = installed.python("-c", AT_FULL_SPEED)
    assert (played.returncode, played.stderr) == (0, ""), played.stdout
