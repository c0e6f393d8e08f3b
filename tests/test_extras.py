"""What is not installed is named with the command that installs it, wherever it is needed."""

from __future__ import annotations

import ast
import io
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from books import xlsx
from disprop import DispropError, cleaning, rate, report
from disprop._data import read
from disprop._errors import needed
from drawn import PICTURES

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "disprop"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, tuple[str, str, str]] = read("extras.json")
OF_PACKAGE = {
    "python_calamine": "python-calamine",
    "great_tables": "great-tables",
    "yaml": "pyyaml",
    "docx": "python-docx",
}


def package_of(requirement: str) -> str:
    return re.match(r"[\w-]+", requirement)[0]  # type: ignore[index]


@pytest.mark.parametrize("module", EXTRAS)
def test_a_module_that_not_everybody_has_is_in_the_extra_that_is_named(module: str, monkeypatch: Any) -> None:
    does, package, _ = EXTRAS[module]
    root = module.partition(".")[0]
    extra = re.fullmatch(r"disprop\[(\w+)\]", package)
    held = PROJECT["optional-dependencies"][extra[1]] if extra else [package]
    assert OF_PACKAGE.get(root, root) in map(package_of, held)
    monkeypatch.setitem(sys.modules, root, None)
    with pytest.raises(ImportError) as error:
        needed(module)
    assert isinstance(error.value, DispropError)
    said = str(error.value)
    assert said.startswith(f"{does} needs {root}, which is not installed (")
    assert f'try: python -m pip install "{package}"' in said


BOOK = xlsx({"Sheet1": [["area", "stops"], ["Kent", "3"]]})
CALLS: dict[str, Callable[[], Any]] = {
    "great_tables": lambda: report.table(rate(1, 10), to="great-tables"),
    "python_calamine": lambda: cleaning.read_table(io.BytesIO(BOOK)),
    "pyarrow": lambda: rate(1, 10).__arrow_c_stream__(),
}


@pytest.mark.parametrize("root", CALLS)
def test_a_call_that_needs_it_says_so(root: str, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, root, None)
    with pytest.raises(ImportError, match=r'python -m pip install "'):
        CALLS[root]()


@pytest.mark.parametrize("name", PICTURES)
def test_every_plot_says_so(name: str, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=re.escape('python -m pip install "disprop[plot]"')):
        PICTURES[name](None)


def imported() -> Iterator[tuple[str, str]]:
    """Yield each module that a file of the library imports by name, but for its own and those for types alone."""
    for file in SOURCE.rglob("*.py"):
        tree = ast.parse(file.read_text())
        typed = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
        passed = {id(each) for node in typed for each in ast.walk(node)}
        for node in (each for each in ast.walk(tree) if id(each) not in passed):
            if isinstance(node, ast.Import):
                yield from ((file.name, alias.name) for alias in node.names)
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield file.name, node.module


def test_no_other_module_is_imported_that_may_not_be_there() -> None:
    there = {package_of(each) for each in PROJECT["dependencies"]} | {*sys.stdlib_module_names, "disprop", "__future__"}
    others = {(file, module.partition(".")[0]) for file, module in imported()}
    after_the_figure = {module for _, module in others if module not in there}
    assert after_the_figure == {"matplotlib"}  # within plots, which all begin with a new figure, or were given one
