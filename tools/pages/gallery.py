"""The gallery: every picture of the documentation beside the code that drew it."""

from __future__ import annotations

import ast
import dis
import inspect
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from disprop import plot
from tools.pages.names import DOCS
from tools.pictures import PICTURES

ROOT = DOCS.parent
DRAWN = ROOT / "tools" / "pictures.py"


class Shown(NamedTuple):
    """Where a picture stands, and what is seen on it."""

    page: str
    alt: str


@cache
def shown() -> dict[str, Shown]:
    """Return the pictures of the pages, by their path."""
    found = {}
    for path in sorted(DOCS.rglob("*.md")):
        for alt, name in re.findall(r"!\[([^\]]*)\]\(([^)]+\.svg)\)", path.read_text(encoding="utf-8")):
            picture = (path.parent / name).resolve().relative_to(DOCS).as_posix()
            found[picture] = Shown(path.relative_to(DOCS).with_suffix("").as_posix(), alt)
    return found


def drawn() -> list[str]:
    """Return the pictures that a function of its own draws and a page shows."""
    return [name for name, draws in PICTURES.items() if isinstance(draws, FunctionType) and name in shown()]


def thumbnails() -> str:
    """Return small pictures that lead to the large ones, as Markdown."""
    small = (f"[![{title(name)}]({name})](#{anchor(name)})" for name in drawn())
    return "\n".join([":::{container} thumbnails", *small, ":::"])


def page() -> str:
    """Return all pictures as Markdown, each beside its code."""
    return "\n\n".join(map(entry, drawn()))


def anchor(name: str) -> str:
    """Return the anchor of a picture."""
    return f"picture-{Path(name).stem}"


def title(name: str) -> str:
    """Return what a picture shows, from the docstring of what draws it, or else as its page says."""
    said = (inspect.getdoc(PICTURES[name]) or f"Return {shown()[name].alt}.").partition("\n")[0]
    text = said.removeprefix("Return ").rstrip(".")
    return text[0].upper() + text[1:]


def entry(name: str) -> str:
    """Return one picture, its code, and the page that it stands on."""
    return f"""({anchor(name)})=
## {title(name)}

:::::{{container}} picture
::::{{container}} drawn
![{shown()[name].alt}]({name})

How, and what it says: {{doc}}`/{shown()[name].page}`
::::

```python
{code(name)}
```
:::::"""


def code(name: str) -> str:
    """Return a script that draws a picture: what it imports, the functions that it calls, and its own lines."""
    draws = PICTURES[name]
    used = {**dict(needs(draws)), "plot": plot}
    constants = [f'{key} = Path("{path_of(value)}")' for key, value in used.items() if isinstance(value, Path)]
    helpers = [source(value) for value in used.values() if is_ours(value)]
    return "\n\n".join(["\n".join([*imports(used), *constants]), *helpers, body(draws, Path(name).name)])


def imports(used: dict[str, Any]) -> list[str]:
    """Return the lines that import what is used, one for each module."""
    whole, parts = set(), defaultdict(set)
    for name, value in used.items():
        if isinstance(value, Path):
            parts["pathlib"].add("Path")
        elif isinstance(value, ModuleType) and "." not in value.__name__:
            whole.add(f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else ""))
        elif home := home_of(name, value):
            parts[home].add(name)
    lines = (f"from {home} import {', '.join(sorted(names))}" for home, names in sorted(parts.items()))
    return [*sorted(whole), *lines]


def needs(function: Any) -> Iterator[tuple[str, Any]]:
    """Yield the names of a module that a function uses, those of its helpers first."""
    for name in dict.fromkeys(names_in(function.__code__)):
        if name in function.__globals__:
            value = function.__globals__[name]
            if is_ours(value):
                yield from needs(value)
            yield name, value


def names_in(code: CodeType) -> Iterator[str]:
    """Yield the names that a piece of code, and those within it, takes from its module."""
    yield from (each.argval for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names_in(inner)


def is_ours(value: Any) -> bool:
    """Whether it is a function that only draws pictures."""
    return isinstance(value, FunctionType) and value.__module__.startswith("tools.")


def home_of(name: str, value: Any) -> str:
    """Return the first module on the way to where a value is defined that offers it; nothing for our own."""
    if is_ours(value) or not isinstance(value, ModuleType | FunctionType | type):
        return ""
    parts = (value.__name__ if isinstance(value, ModuleType) else value.__module__).split(".")
    homes = [".".join(parts[: at + 1]) for at in range(len(parts))]
    return next(home for home in homes if hasattr(import_module(home), name))


def path_of(value: Path) -> str:
    """Return a path from the root of the repository."""
    return value.relative_to(ROOT).as_posix()


def source(function: Any) -> str:
    """Return a helper without its types and without what it says of itself."""
    text = textwrap.dedent(inspect.getsource(function))
    tree: Any = ast.parse(text).body[0]
    for argument in [*tree.args.posonlyargs, *tree.args.args, *tree.args.kwonlyargs]:
        argument.annotation = None
    first = 1 if ast.get_docstring(tree) else 0
    lines = text.splitlines()[tree.body[first].lineno - 1 :]
    return "\n".join([f"def {tree.name}({ast.unparse(tree.args)}):", *lines])


def body(draws: Any, name: str) -> str:
    """Return the lines of a function by themselves; what it returns is saved."""
    text = textwrap.dedent(inspect.getsource(draws))
    if draws.__name__ == "<lambda>":
        return f'plot.save_svg({text.partition("lambda: ")[2].rstrip().rstrip(",")}, "{name}")'
    tree: Any = ast.parse(text).body[0]
    first, last = tree.body[1], tree.body[-1]
    lines = text.splitlines()
    before = textwrap.dedent("\n".join(lines[first.lineno - 1 : last.lineno - 1]))
    returned = ast.get_source_segment(text, last.value)
    saved = f"axes = {textwrap.dedent(' ' * 4 + str(returned))}" if returned != "axes" else ""
    parts = [before, saved, f'plot.save_svg(axes, "{name}")']
    return "\n".join(part for part in parts if part)
