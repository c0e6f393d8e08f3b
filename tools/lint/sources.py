"""How files are written: short, finished, of no one's machine, imported by name in one place, twins by themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.lint.faults import Fault, read, texts

LINES = 300
NOT_MEANT = {
    "a path of one machine": re.compile(r"(?<![\w.:/])/(?:home|root|tmp|work|Users|mnt)/\w"),
    "the host of a registry": re.compile(r"pypi\.org|python" r"hosted|index-url\s+\S+//", re.IGNORECASE),
    "something unfinished": re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b"),
}
BY_STRING = {"import_module", "__import__", "exec", "eval"}
TWINS = ("twins/*.py", "equations/*.py", "oracles/*.py")
ASK_WHERE_TO_LOOK = {"filed.py"}  # for a root at fifty digits, beside the limit of the package
ERRORS = {"DispropError", "KnownInPartError", "advised"}
# The package itself loads its public modules so, and what may not be installed is loaded so where that is said.
LOADS_BY_STRING = ("src/disprop/__init__.py", "src/disprop/_errors.py")


def files_are_short(root: Path) -> Iterator[Fault]:
    """Look at how many lines a file of the package has."""
    for path in sorted((root / "src").rglob("*.py")):
        lines = len(read(path).splitlines())
        if lines >= LINES:
            yield Fault(path, LINES, f"{lines} lines, and fewer than {LINES} are meant: divide the file")


def files_are_finished_and_of_no_machine(root: Path) -> Iterator[Fault]:
    """Look at every line of every file."""
    for path in texts(root):
        text = read(path)
        for what, pattern in NOT_MEANT.items():
            for match in pattern.finditer(text):
                yield Fault(path, text.count("\n", 0, match.start()) + 1, f"{what}: {match[0]}")


def imports_by_string_stand_in_one_place(root: Path) -> Iterator[Fault]:
    """Look for what would escape the contract of layers."""
    for path in sorted((root / "src").rglob("*.py")):
        if str(path.relative_to(root)) not in LOADS_BY_STRING:
            for node in ast.walk(ast.parse(read(path))):
                if isinstance(node, ast.Call) and name_of(node.func) in BY_STRING:
                    yield Fault(path, node.lineno, f"{name_of(node.func)} escapes the layers; import by name")


def no_function_imports_a_room(root: Path) -> Iterator[Fault]:
    """Look for what works around a circle: an import of the package that waits until a function is called."""
    for path in sorted((root / "src").rglob("*.py")):
        functions = (node for node in ast.walk(ast.parse(read(path))) if isinstance(node, ast.FunctionDef))
        for node in {inner for function in functions for inner in ast.walk(function)}:
            if any(module.split(".")[0] == "disprop" for module in imported(node)):
                yield Fault(path, getattr(node, "lineno", 1), "import it at the top: a circle is mended, not hidden")


def errors_carry_fields(root: Path) -> Iterator[Fault]:
    """Look at every error that is made: a program reads its fields, and not the sentence."""
    for path in sorted((root / "src").rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(read(path))) if isinstance(node, ast.Call))
        for call in (call for call in calls if name_of(call.func) in ERRORS):
            if "what" not in {keyword.arg for keyword in call.keywords}:
                yield Fault(
                    path, call.lineno, f"{name_of(call.func)} without what=: programs read fields, no sentences"
                )


def name_of(called: ast.expr) -> str:
    """Return the last name of what is called."""
    return str(getattr(called, "attr", getattr(called, "id", "")))


def twins_stand_alone(root: Path) -> Iterator[Fault]:
    """Look at whether twins and definitions take from the package what they are there to check."""
    for path in (path for place in TWINS for path in sorted((root / "tests").glob(place))):
        if not path.name.startswith("test_") and path.name not in ASK_WHERE_TO_LOOK:
            for node in ast.walk(ast.parse(read(path))):
                if any(module.split(".")[0] == "disprop" for module in imported(node)):
                    yield Fault(path, getattr(node, "lineno", 1), "a twin shares no code with what it checks")


def imported(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
