"""What the docstring of every public function says: what it takes, what it gives, and an example."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from tools.lint.faults import Fault

BEGINS = ("Return ", "Draw ", "Write ", "Recompute ")
Function = Callable[..., Any]


def public_functions_are_described(root: Path) -> Iterator[Fault]:
    """Look at each function that a module of the package shows."""
    for function in public_functions():
        code = inspect.unwrap(function).__code__
        for what in missing(function):
            yield Fault(root / Path(code.co_filename), code.co_firstlineno, f"{function.__name__}: {what}")


def public_functions() -> list[Function]:
    """Return them, each once; declarations of columns are described by the schemas that use them."""
    import disprop

    names = ["disprop", *(f"disprop.{name}" for name in disprop.MODULES), "disprop.alerts.scores"]
    held = {value: None for name in names for value in shown(import_module(name)) if inspect.isfunction(value)}
    return [function for function in held if not (function.__doc__ or "").startswith("Declare ")]


def shown(module: ModuleType) -> list[Any]:
    """Return what a module lists, or else what it defines without an underscore."""
    if hasattr(module, "__all__"):
        return [getattr(module, name) for name in module.__all__]
    named = (value for name, value in vars(module).items() if name[0] != "_")
    return [value for value in named if getattr(value, "__module__", "") == module.__name__]


def missing(function: Function) -> Iterator[str]:
    """Yield what a docstring does not say."""
    text, parameters = inspect.getdoc(function) or "", set(inspect.signature(function).parameters)
    sections = dict(re.findall(r"^(\w[\w ]*)\n-+\n(.*?)(?=\n\w[\w ]*\n-+\n|\Z)", text, re.MULTILINE | re.DOTALL))
    if not text.startswith(BEGINS):
        yield f"begins with none of: {', '.join(BEGINS)}"
    yield from (f"has no section {name}" for name in ("Returns", "Examples") if name not in sections)
    if "Examples" in sections and not re.search("^>>> ", sections["Examples"], re.MULTILINE):
        yield "has no example that runs"
    described = set(described_in(sections.get("Parameters", "")))
    yield from (f"{name} is not described" for name in sorted(parameters - described))
    yield from (f"describes {name}, which it does not take" for name in sorted(described - parameters))


def described_in(section: str) -> Iterator[str]:
    """Yield the parameters of a section: names at the start of a line, with or without a type."""
    for line in re.findall(r"^(\S.*)$", section, re.MULTILINE):
        yield from (name.strip().lstrip("*") for name in line.split(" : ")[0].split(","))
