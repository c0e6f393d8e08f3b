"""What must agree across the files of the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from disprop.intervals import FAMILIES

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TEXTS = [
    path
    for folder in ("src", "tests", "docs", "examples", "tools", ".ci")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {"", ".py", ".md", ".toml", ".json", ".csv"}
    and path.is_file()
    and "__pycache__" not in path.parts
] + [path for path in sorted(ROOT.iterdir()) if path.is_file() and path.name != ".git"]
ABSOLUTE = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|work|Users|mnt)/\w")
HOSTS = re.compile(r"pypi\.org|pythonhosted|index-url\s+\S+//", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def cited(field: str) -> str:
    found = re.search(rf'^{field}: "?([^"\n]+)"?$', (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"CITATION.cff has no {field}"
    return found[1]


def test_one_version_everywhere() -> None:
    stated = PROJECT["project"]["version"]
    assert version("disprop") == stated
    assert cited("version") == stated
    assert f"## {stated}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_one_licence_everywhere() -> None:
    assert PROJECT["project"]["license"] == cited("license") == "BSD-3-Clause"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("BSD 3-Clause License")


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_source_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 300


@pytest.mark.parametrize("path", [path for path in TEXTS if path != Path(__file__)], ids=name_of)
def test_nothing_unfinished_or_of_one_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    found = [pattern.search(text) for pattern in (ABSOLUTE, HOSTS, UNFINISHED)]
    assert [match[0] for match in found if match] == []


def test_every_pin_has_a_hash() -> None:
    pins = re.split(r"^(?=[a-z0-9])", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    unhashed = [pin.split()[0] for pin in pins if re.match(r"[a-z0-9]", pin) and "--hash=sha256:" not in pin]
    assert len(pins) > 50
    assert unhashed == []


def test_every_dependency_is_pinned() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9-]+)(?:\[.*?\])?==", lock, re.MULTILINE))
    groups = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    groups += PROJECT["dependency-groups"].values()
    wanted = {re.split(r"[\[<>=]", item)[0] for group in groups for item in group if isinstance(item, str)}
    assert wanted <= pinned


def test_what_installs_the_pins_is_pinned_itself() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("$(READY): ")[1]
    commands = re.findall(r"pip install .*", recipe)
    assert len(commands) == 4
    assert [line for line in commands if "--require-hashes" not in line and "--no-deps" not in line] == []


def called(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {getattr(n.func, "attr", getattr(n.func, "id", "")) for n in nodes if isinstance(n, ast.Call)}


def test_imports_by_name_stand_in_one_place() -> None:
    """An import by string escapes the contract of layers; the package itself loads its public modules so."""
    by_string = {"import_module", "__import__", "exec", "eval"}
    assert [name_of(path) for path in SOURCES if called(path) & by_string] == ["src/disprop/__init__.py"]


def test_runs_without_docstrings_and_assertions(tmp_path: Path) -> None:
    command = [sys.executable, "-OO", str(ROOT / "examples/reproduce_reports.py"), "--output", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ledger.csv").exists()


def test_the_wheel_ships_the_data_and_the_types(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    data = {f"disprop/data/{path.name}" for path in (ROOT / "src/disprop/data").iterdir()}
    assert "disprop/data/datapackage.json" in data
    assert data | {"disprop/py.typed"} <= shipped
    assert not [name for name in shipped if name.startswith(("tests", "docs"))]


def test_every_source_of_a_method_is_in_the_bibliography() -> None:
    bibliography = (ROOT / "docs/bibliography.md").read_text(encoding="utf-8")
    references = {m.reference for family in FAMILIES.values() for m in family.methods.values()}
    works = {
        work for reference in references for work in re.findall(r"(?:^|; |: )([A-Z][\w-]*)[^;]*? (\d{4})", reference)
    }
    assert len(works) > 10
    assert [
        work for work in works if not re.search(rf"^- {work[0]}, .*\({work[1]}\)", bibliography, re.MULTILINE)
    ] == []
