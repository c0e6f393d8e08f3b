"""Write what is generated from the package: public signatures, the index of questions, the table of lists of groups.

`python -m tools.public` writes tests/public_surface.txt, the index in README.md and the table in
docs/how-to/classifications.md; `--check` changes nothing, and fails where one of them is not what the package says.
`--since TAG` lists what is public now and was not at the tag, and what was; it fails where something is gone.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import disprop
from disprop._registry import STATISTICS
from disprop._statistic import Statistic

ROOT = Path(__file__).resolve().parents[1]
WITHIN = [name for name in dir(disprop) if inspect.ismodule(getattr(disprop, name))]
ROOMS = ("", *(f".{name}" for name in WITHIN), ".alerts.scores", ".schemas.column")
START, END = "<!-- statistics: written by python -m tools.public -->\n", "<!-- end of statistics -->\n"
LISTS, LISTS_END = "<!-- lists: written by python -m tools.public -->\n", "<!-- end of lists -->\n"
HEAD = "| question | function |\n|---|---|\n"


def rooms() -> Iterator[ModuleType]:
    """Yield every public module; with them all statistics are filed."""
    for room in ROOMS:
        yield importlib.import_module(f"disprop{room}")


def public(module: ModuleType) -> dict[str, Any]:
    """Return what a module offers that is its own: functions and classes by name."""
    every = {**vars(module), **{name: getattr(module, name) for name in dir(module)}}
    return {
        name: value
        for name, value in sorted(every.items())
        if name[0] != "_" and callable(value) and str(getattr(value, "__module__", "")).startswith("disprop")
    }


def signature(function: Any) -> str:
    """Return the arguments of a function with their defaults, without types."""
    called = inspect.signature(function)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in called.parameters.values()]
    return re.sub(
        r" at 0x[0-9a-f]+", "", str(called.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    )


def lines_of(module: ModuleType) -> Iterator[str]:
    """Yield the public names of a module with their signatures, and the public methods of its classes."""
    for name, value in public(module).items():
        listed = "" if name in getattr(module, "__all__", [name]) else "  # only returned"
        kind = "class " if inspect.isclass(value) else ""
        yield f"{kind}{module.__name__}.{name}{signature(value)}{listed}"
        if kind:
            yield from (f"    .{each}" for each in sorted(vars(value)) if each[0] != "_")


def surface() -> str:
    """Return the public surface, a line for each name."""
    return "".join(f"{line}\n" for module in rooms() for line in lines_of(module))


def statistics() -> list[Statistic]:
    """Return the statistics of the package, by the room that they are in."""
    list(rooms())
    return sorted(filter(_of_the_package, STATISTICS.values()), key=_place)


def _place(own: Statistic) -> tuple[str, bool, str, int]:
    """Return where a statistic stands: its room, and there its file, rates first, and its line."""
    module, code = own.call.__module__, inspect.unwrap(own.call).__code__
    return own.name.rpartition(".")[0], module != "disprop.rates", module, code.co_firstlineno


def _of_the_package(own: Statistic) -> bool:
    """Whether it stands in a file of the package; one that an example files, as users do, stands in none."""
    module = own.call.__module__
    return module.startswith("disprop.") and hasattr(sys.modules[module], own.call.__name__)


def call_of(own: Statistic) -> str:
    """Return how a statistic is called, with what it needs."""
    known = inspect.signature(own.call).parameters.values()
    needed = [each for each in known if each.default is inspect.Parameter.empty]
    arguments = [each.name if each.kind is each.POSITIONAL_OR_KEYWORD else f"{each.name}=" for each in needed]
    return f"`{own.name}({', '.join(arguments)})`"


def table(*, alerts: bool) -> str:
    """Return the questions with the functions that answer them; those of alerts too, for the documentation."""
    chosen = [each for each in statistics() if alerts or not each.name.startswith("alerts.")]
    return HEAD + "".join(f"| {each.asks} | {call_of(each)} |\n" for each in chosen)


def lists() -> str:
    """Return the known lists of groups, those of one question together."""
    every = [disprop.classifications.load(name) for name in disprop.classifications.names()]
    found = []
    for question in dict.fromkeys(one.question for one in every):
        rows = [
            f"| `{one.name}` | {one.title}, {one.basis} | {one.note} |" for one in every if one.question == question
        ]
        head = f"**{question[0].upper()}{question[1:]}**\n\n| name | what it is | what to know |\n|---|---|---|\n"
        found.append(head + "\n".join(rows) + "\n\n")
    return "\n" + "".join(found)


def between(path: Path, start: str, end: str, text: str) -> str:
    """Return a page with a text between two marks."""
    before, _, rest = path.read_text(encoding="utf-8").partition(start)
    return before + start + text + end + rest.partition(end)[2]


def written() -> dict[Path, str]:
    """Return what each file should hold."""
    readme, page = ROOT / "README.md", ROOT / "docs" / "how-to" / "classifications.md"
    return {
        ROOT / "tests" / "public_surface.txt": surface(),
        readme: between(readme, START, END, table(alerts=False)),
        page: between(page, LISTS, LISTS_END, lists()),
    }


def entries(text: str) -> set[str]:
    """Return the lines of a surface, those of a class with its name."""
    found, owner = set(), ""
    for line in text.splitlines():
        owner = owner if line.startswith(" ") else line.partition("(")[0]
        found.add(owner + line.strip() if line.startswith(" ") else line)
    return found


def since(tag: str) -> int:
    """Print what is new and what is gone since a tag; return 1 where something is gone."""
    show = ["git", "show", f"{tag}:tests/public_surface.txt"]
    then = subprocess.run(show, cwd=ROOT, capture_output=True, text=True, check=False)
    if then.returncode:
        sys.stdout.write(f"no public surface is known at {tag!r}: {then.stderr.strip()}\n")
        return 2
    was, now = entries(then.stdout), entries(surface())
    sys.stdout.writelines(f"- {line}\n" for line in sorted(was - now))
    sys.stdout.writelines(f"+ {line}\n" for line in sorted(now - was))
    return int(bool(was - now))


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on a difference")
    parser.add_argument("--since", metavar="TAG", help="what is new and gone since a tag of git")
    options = parser.parse_args()
    if options.since:
        return since(options.since)
    check = options.check
    wrong = [path for path, text in written().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in wrong:
        sys.stdout.write(f"{path.relative_to(ROOT)}: {'run python -m tools.public' if check else 'written anew'}\n")
        if not check:
            path.write_text(written()[path], encoding="utf-8")
    if not wrong:
        sys.stdout.write("what is generated from the public functions is as they say\n")
    return int(check and bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
