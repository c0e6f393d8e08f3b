"""What `make lint` says of a repository that does not agree with itself: each fault in its file, at its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import disprop
from disprop import alerts, disparity, plot
from disprop._methods import RateDifferenceMethod
from tools.lint import docstrings, project, sources
from tools.lint.__main__ import ROOT
from tools.lint.faults import Fault

HOME = "/" + "home/anna"
LICENSE = "BSD-3-Clause"
FILES = ("pyproject.toml", "CITATION.cff", "CHANGELOG.md", "LICENSE", "Makefile", "requirements.lock")
Check = Callable[[Path], Iterator[Fault]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a repository of the files at the root, the bibliography, and nothing else."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    works = "docs/reference/bibliography.md"
    write(tmp_path / works, (ROOT / works).read_text(encoding="utf-8"))
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def told(check: Check, root: Path) -> list[str]:
    return [fault.told(root) for fault in check(root)]


def line_of(path: Path, text: str) -> int:
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    ("check", "name", "text", "instead", "what"),
    [
        (project.version_is_one, "CITATION.cff", "0.1.0", "0.2.0", "no version 0.1.0"),
        (project.version_is_one, "CHANGELOG.md", "## 0.1.0", "## 0.1.00", "no heading for version 0.1.0"),
        (project.licence_is_one, "CITATION.cff", LICENSE, "MIT", "the licence is not BSD-3-Clause"),
        (project.licence_is_one, "pyproject.toml", LICENSE, "MIT", "the licence is not BSD-3-Clause"),
        (project.licence_is_one, "LICENSE", "BSD 3", "MIT", "the licence is not BSD 3-Clause"),
        (project.dependencies_are_pinned, "requirements.lock", "\nscipy==", "\nscypi==", "scipy is not pinned; "),
    ],
)
def test_a_fact_that_differs_in_one_file(
    check: Check, name: str, text: str, instead: str, what: str, copy: Path
) -> None:
    assert told(check, copy) == []
    path = copy / name
    write(path, path.read_text(encoding="utf-8").replace(text, instead))
    (fault,) = told(check, copy)
    assert fault.startswith(f"{name}:1: {what}")


def test_a_pin_without_its_hashes(copy: Path) -> None:
    assert told(project.pins_have_hashes, copy) == []
    path = copy / "requirements.lock"
    line = line_of(path, "scipy==")
    lines = path.read_text(encoding="utf-8").splitlines()
    after = next(n for n in range(line, len(lines)) if not lines[n].startswith(" "))
    write(path, "\n".join([*lines[:line], *lines[after:]]))
    assert told(project.pins_have_hashes, copy) == [
        f"requirements.lock:{line}: {lines[line - 1].split()[0]} has no hash"
    ]


def test_an_installer_without_hashes(copy: Path) -> None:
    assert told(project.installers_are_pinned, copy) == []
    path = copy / "Makefile"
    text = path.read_text(encoding="utf-8")
    write(path, text.replace("--require-hashes -r requirements.lock; }", "-r requirements.lock; }"))
    (fault,) = told(project.installers_are_pinned, copy)
    line = line_of(path, "--quiet --python $(BIN)")
    assert fault.startswith(f"Makefile:{line}: installs what has no hash: pip install")


def test_a_source_that_is_not_listed(copy: Path) -> None:
    assert told(project.sources_of_methods_are_listed, copy) == []
    path = copy / "docs/reference/bibliography.md"
    write(path, path.read_text(encoding="utf-8").replace("- Wilson, E", "- Welson, E"))
    assert told(project.sources_of_methods_are_listed, copy) == [
        "docs/reference/bibliography.md:1: Wilson (1927), source of a method, is not listed"
    ]


@pytest.mark.parametrize("name", ["src/one.py", "docs/a/page.md", "studies/one.csv", ".ci/run", "README.md"])
@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"see {HOME}", f"a path of one machine: {HOME[:7]}"),
        ("from PyPI" + ".org", "the host of a registry: PyPI" + ".org"),
        ("# TO" + "DO later", "something unfinished: TO" + "DO"),
    ],
)
def test_what_is_not_meant_for_others(name: str, text: str, what: str, copy: Path) -> None:
    assert told(sources.files_are_finished_and_of_no_machine, copy) == []
    write(copy / name, f"one\n\n{text}\n")
    assert told(sources.files_are_finished_and_of_no_machine, copy) == [f"{name}:3: {what}"]


def test_a_long_file(copy: Path) -> None:
    write(copy / "src/one.py", "x = 1\n" * 299)
    assert told(sources.files_are_short, copy) == []
    write(copy / "src/one.py", "x = 1\n" * 300)
    assert told(sources.files_are_short, copy) == [
        "src/one.py:300: 300 lines, and fewer than 300 are meant: divide the file"
    ]


@pytest.mark.parametrize(
    "call", ["import_module('os')", "importlib.import_module('os')", "eval('1')", "__import__('os')"]
)
def test_an_import_by_string(call: str, copy: Path) -> None:
    write(copy / "src/disprop/__init__.py", call)
    assert told(sources.imports_by_string_stand_in_one_place, copy) == []
    write(copy / "src/disprop/alerts/__init__.py", f"\n{call}")
    (fault,) = told(sources.imports_by_string_stand_in_one_place, copy)
    assert fault.startswith("src/disprop/alerts/__init__.py:2: ")


def test_an_import_that_hides_a_circle(copy: Path) -> None:
    write(copy / "src/disprop/alerts/__init__.py", "from disprop import rate\ndef f():\n    import pandas")
    assert told(sources.no_function_imports_a_room, copy) == []
    write(copy / "src/disprop/alerts/__init__.py", "class A:\n  def f(self):\n    from disprop.tables import to_frame")
    (fault,) = told(sources.no_function_imports_a_room, copy)
    assert fault.startswith("src/disprop/alerts/__init__.py:3: import it at the top")


@pytest.mark.parametrize("name", ["DispropError", "advised"])
def test_an_error_without_fields(name: str, copy: Path) -> None:
    write(copy / "src/disprop/alerts/__init__.py", f"raise {name}('no', 'try', what='x')")
    assert told(sources.errors_carry_fields, copy) == []
    write(copy / "src/disprop/alerts/__init__.py", f"\nraise {name}('no', 'try', got=3)")
    said = f"src/disprop/alerts/__init__.py:2: {name} without what=: programs read fields, no sentences"
    assert told(sources.errors_carry_fields, copy) == [said]


@pytest.mark.parametrize("line", ["import disprop", "from disprop.intervals import RATE", "import disprop.alerts as a"])
@pytest.mark.parametrize("name", ["twins/plain.py", "equations/single.py", "oracles/reference.py"])
def test_a_twin_that_borrows(name: str, line: str, copy: Path) -> None:
    write(copy / "tests/equations/test_single.py", line)
    assert told(sources.twins_stand_alone, copy) == []
    write(copy / "tests" / name, f"import numpy\n{line}")
    assert told(sources.twins_stand_alone, copy) == [f"tests/{name}:2: a twin shares no code with what it checks"]


def described(a: int, *, b: int) -> int:
    """Return a sum.

    Parameters
    ----------
    a, b : int
        What is added.

    Returns
    -------
    int
        The sum.

    Examples
    --------
    >>> 1 + 1
    2
    """
    return a + b


def test_a_docstring_that_says_everything() -> None:
    assert list(docstrings.missing(described)) == []


@pytest.mark.parametrize(
    ("text", "instead", "what"),
    [
        ("Return a", "Adds a", "begins with none of: Return , Draw , Write , Recompute "),
        ("Returns\n    -------", "Gives\n    -----", "has no section Returns"),
        ("Examples\n    --------", "Example\n    -------", "has no section Examples"),
        (">>> ", "", "has no example that runs"),
        ("a, b :", "a :", "b is not described"),
        ("a, b :", "a, b, c :", "describes c, which it does not take"),
    ],
)
def test_a_docstring_that_does_not(text: str, instead: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(described, "__doc__", (described.__doc__ or "").replace(text, instead))
    assert list(docstrings.missing(described)) == [what]


def chooses(*, method: RateDifferenceMethod = "score") -> None:
    """Return nothing.

    Parameters
    ----------
    method : str
        "score" (default), "scas", "wald", or "mover-" before a
        method of `rate`.
    """


def test_every_method_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [fault for fault in docstrings.missing(chooses) if "method" in fault]
    assert known == []
    monkeypatch.setattr(chooses, "__doc__", (chooses.__doc__ or "").replace('"scas", ', ""))
    assert 'method "scas" is not named' in list(docstrings.missing(chooses))
    monkeypatch.setattr(chooses, "__doc__", (chooses.__doc__ or "").replace("mover-", "wald-"))
    assert 'method "mover-byar" is not named' in list(docstrings.missing(chooses))
    assert 'method "scas" is not named' not in list(docstrings.missing(disprop.alerts.precision))


def test_every_public_function_is_looked_at() -> None:
    looked_at = docstrings.public_functions()
    assert {disprop.rate, disparity.share_ratio, plot.forest, alerts.scores.det} <= set(looked_at)
    assert len(looked_at) == len(set(looked_at)) > 100
