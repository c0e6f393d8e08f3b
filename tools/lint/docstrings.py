"""What the docstring of every public function says: what it takes, what it gives, and an example."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from tools.lint.faults import Fault

BEGINS = ("Return ", "Draw ", "Write ", "Recompute ")
METHODS = ("method", "face_method", "interval")
BEFORE = r"before\s[\w\s]*?methods?\sof\s`[\w.]+`"
COMPOSED = rf'"(mover-|dobson-)"[^`]*?{BEFORE}'
ELSEWHERE = r"(?:[Aa]s\s(?:for|in)|[Oo]f|see)\s+`"
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

    rooms = [disprop, *filter(inspect.ismodule, shown(disprop)), import_module("disprop.alerts.scores")]
    held = {value: None for room in rooms for value in shown(room) if inspect.isfunction(value)}
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
    for name in parameters & set(METHODS):
        unnamed = unnamed_methods(function, name, sections.get("Parameters", ""))
        yield from (f'{name} "{method}" is not named' for method in unnamed)


def described_in(section: str) -> Iterator[str]:
    """Yield the parameters of a section: names at the start of a line, with or without a type."""
    for line in re.findall(r"^(\S.*)$", section, re.MULTILINE):
        yield from (name.strip().lstrip("*") for name in line.split(" : ")[0].split(","))


def unnamed_methods(function: Function, name: str, section: str) -> Iterator[str]:
    """Yield the methods that a parameter takes and its description neither names nor leaves to another function."""
    found = re.search(rf"^(?:\w+, )*{name}\b.*\n((?: +.*\n?|\n)*)", section, re.MULTILINE)
    text = found[1] if found else ""
    prefixes = tuple(re.findall(COMPOSED, text))
    if not re.search(ELSEWHERE, re.sub(BEFORE, "", text)):
        named = (method for method in methods_of(function, name) if f'"{method}"' not in text)
        yield from (method for method in named if not method.startswith(prefixes))


def methods_of(function: Function, name: str) -> list[str]:
    """Return the words that the type of a parameter allows, by itself or as one of `**options: Unpack[...]`."""
    own = inspect.unwrap(function)
    if name in own.__annotations__:
        annotated = SimpleNamespace(__annotations__={name: own.__annotations__[name]})
        hint = get_type_hints(annotated, own.__globals__)[name]
    else:
        (options,) = get_args(get_type_hints(own)["options"])
        hint = get_type_hints(get_origin(options) or options)[name]
        if any(isinstance(part, TypeVar) for part in get_args(hint)):
            (hint,) = get_args(options)  # of a list of options for several types the one that it is of
    return [word for part in (hint, *get_args(hint)) if get_origin(part) is Literal for word in get_args(part)]
