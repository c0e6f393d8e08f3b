"""What is installed is whole, and runs however Python is started."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from disprop import datasets

ROOT = Path(__file__).parent.parent


def test_runs_without_docstrings_and_assertions(tmp_path: Path) -> None:
    command = [sys.executable, "-OO", str(ROOT / "examples/reproduce_reports.py"), "--output", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ledger.csv").exists()


def test_an_answer_is_read_to_bounded_ratios(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", str(ROOT / "examples/foi_answer.py"), "--output", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = "North: Black people were stopped between 0.00 and 0.11 times as often as White people (95% CI 0.00 to 0.27)"
    assert said in done.stdout.splitlines()
    assert {path.name for path in tmp_path.iterdir()} == {"ratios.csv", "ratios.svg"}


def test_the_wheel_ships_the_data_and_the_types(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    data = {f"disprop/data/{path.name}" for path in (ROOT / "src/disprop/data").iterdir()}
    assert "disprop/data/datapackage.json" in data
    assert {name for name in shipped if name.startswith("disprop/data/")} == data
    assert "disprop/py.typed" in shipped
    assert not [name for name in shipped if name.startswith(("tests", "docs"))]


KEPT = ("benchmarks", "docs", "examples", "src", "studies", "tests", "tools")  # folders whose files tests read


def test_the_source_distribution_can_test_itself(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        shipped = {name.partition("/")[2] for name in packed.getnames()}
    files = {path for folder in KEPT for path in (ROOT / folder).rglob("*") if path.is_file()}
    needed = {str(path.relative_to(ROOT)) for path in files if not {"__pycache__", "functions"} & {*path.parts}}
    beside = {
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "conftest.py",
        "pyproject.toml",
        "requirements.lock",
    }
    assert needed | beside <= shipped


def test_the_licence_of_the_wheel_names_those_of_its_tables_and_its_description_leads_nowhere_else(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        about = next(packed.read(name).decode() for name in packed.namelist() if name.endswith("dist-info/METADATA"))
    assert "a page (`docs/how-to/page.md`)" in about
    assert "[the methods](" not in about
    assert re.findall(r"\]\((?!https?://)[^)]*\)", about) == []
    (expression,) = (line.partition(": ")[2] for line in about.splitlines() if line.startswith("License-Expression"))
    terms = {each["name"] for name in datasets.names() for each in datasets.describe(name)["licenses"]}
    of_no_one = {"other-open", "US-PD"}  # facts, and works in the public domain
    assert set(expression.split(" AND ")) == terms - of_no_one


def test_no_file_of_words_or_facts_has_a_name_twice() -> None:
    """JSON keeps the last one without a word."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert max(Counter(name for name, _ in pairs).values(), default=1) == 1, pairs
        return dict(pairs)

    for path in (ROOT / "src").rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


def test_the_entry_for_bibtex_says_what_the_citation_says() -> None:
    entry = re.search(
        r"```bibtex\n@software{disprop(\d{4}),\n(.*?)\n}\n```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    assert entry
    said = dict(re.findall(r"(\w+) += \{+([^}]*)\}+,", entry[2]))
    cited = (ROOT / "CITATION.cff").read_text()
    (date,) = re.findall(r"^date-released: (\d{4})", cited, re.MULTILINE)
    assert said["year"] == entry[1] == date
    for name in ("title", "version"):
        assert re.search(rf'^{name}: "?{re.escape(said[name])}"?$', cited, re.MULTILINE)
    assert f'name: "{said["author"]}"' in cited
