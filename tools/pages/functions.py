"""A page for each public function and class, and the lists of them, written when the documentation is built."""

from __future__ import annotations

import inspect
import re
from functools import cache
from importlib import import_module

from tools.pages import gallery
from tools.pages.find import words_of
from tools.pages.names import BASES, DOCS, Named, meant, names
from tools.public import statistics

FOLDER = DOCS / "functions"
MOST, PICTURES = 12, 2  # neighbours and pictures that a page has
ORDER = ("how-to", "start", "explanation")


def write_pages() -> None:
    """Write the page of each name, leave those alone that would not change, and take away what is no longer there."""
    FOLDER.mkdir(exist_ok=True)
    pages = {DOCS / f"{one.page}.rst": page_of(one) for one in names().values()}
    for path in set(FOLDER.glob("*.rst")) - set(pages):
        path.unlink()
    for path, text in pages.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def page_of(one: Named) -> str:
    """Return the page of one name: the question, its docstring, where it is used, what stands beside it."""
    parts = [
        "".join(f".. index:: single: {word}\n" for word in words_of(one.short)),
        f"{one.short}\n{'=' * len(one.short)}\n",
        f"*{questions()[one.full]}*\n" if one.full in questions() else "",
        f".. {one.directive}:: {one.full}\n{members(one)}",
        "".join(picture(name) for name in pictures_with(one)),
        listed("On real data", [f":doc:`/{page}`" for page in pages_with(one)]),
        listed("See also", [f":py:obj:`{each.short} <{each.full}>`: {each.said}" for each in neighbours(one)]),
        f"People also say: {', '.join(words_of(one.short))}.\n" if words_of(one.short) else "",
    ]
    return "\n".join(part for part in parts if part)


def members(one: Named) -> str:
    """Return the options of autodoc: a class shows what is its own, the two that every result is what they inherit."""
    inherited = "   :inherited-members:\n" if one.full in BASES else ""
    return f"   :members:\n   :exclude-members: Config\n{inherited}" if inspect.isclass(one.what) else ""


def listed(title: str, lines: list[str]) -> str:
    """Return a part of a page, or nothing where it would be empty."""
    return f"{title}\n{'-' * len(title)}\n\n" + "".join(f"- {line}\n" for line in lines) if lines else ""


@cache
def questions() -> dict[str, str]:
    """Return the question that each statistic answers."""
    return {f"disprop.{each.name}": each.asks for each in statistics()}


@cache
def texts() -> dict[str, str]:
    """Return the pages that people wrote with examples in them, how-to pages first."""
    pages = [path for folder in ORDER for path in sorted((DOCS / folder).glob("*.md")) if path.stem != "index"]
    return {path.relative_to(DOCS).with_suffix("").as_posix(): path.read_text(encoding="utf-8") for path in pages}


def pages_with(one: Named) -> list[str]:
    """Return the pages whose examples call a function, or whose text speaks of it."""
    name = re.escape(one.short)
    called = re.compile(rf"^(?:>>>|\.\.\.).*(?<![\w.]){name}\(|`{name}[(`]", re.MULTILINE)
    return [name for name, text in texts().items() if called.search(text)]


def pictures_with(one: Named) -> list[str]:
    """Return the first pictures whose script calls a function."""
    called = re.compile(rf"(?<![\w.]){re.escape(one.short)}\(")
    return [name for name, script in scripts().items() if called.search(script)][:PICTURES]


@cache
def scripts() -> dict[str, str]:
    """Return the script of each picture of the gallery."""
    return {name: gallery.code(name) for name in gallery.drawn()}


def picture(name: str) -> str:
    """Return a picture that leads to its place in the gallery."""
    target, alt = f"../gallery.html#{gallery.anchor(name)}", gallery.shown()[name].alt
    return f".. image:: /{name}\n   :alt: {alt}\n   :class: of-function\n   :target: {target}\n\n"


@cache
def mentions() -> dict[str, list[str]]:
    """Return the names that each docstring names in its text."""
    found: dict[str, list[str]] = {}
    for one in names().values():
        text = (inspect.getdoc(one.what) or "").partition("\nExamples\n")[0]
        said = (meant(code.strip("`"), one.room) for code in re.findall(r"``?[^`\n]+``?", text))
        others = (other.owner or other.full for other in said if other)
        found[one.full] = [other for other in dict.fromkeys(others) if other != one.full]
    return found


def neighbours(one: Named) -> list[Named]:
    """Return what a docstring names, then what names it; results are the same object under whatever name."""
    backwards = (full for full, said in mentions().items() if one.full in said)
    return [names()[full] for full in dict.fromkeys([*mentions()[one.full], *backwards])][:MOST]


def functions_of(room: str) -> str:
    """Return what a module offers, as Markdown: functions, then what only they return, each with a link."""
    own = [one for one in names().values() if one.room == room]
    offered = getattr(import_module(room), "__all__", [one.last for one in own])
    shown = [one for one in own if one.last in offered]
    returned = [one for one in own if one.last not in offered]
    pages = "\n".join(f"{one.last} </{one.page}>" for one in [*shown, *returned])
    return "\n\n".join(
        [
            f"```{{eval-rst}}\n.. automodule:: {room}\n```",
            table_of("function", shown),
            table_of("what they return", returned) if returned else "",
            f"```{{toctree}}\n:hidden:\n\n{pages}\n```",
        ]
    )


def table_of(title: str, rows: list[Named]) -> str:
    """Return a table of names with what each says of itself."""
    lines = (f"| {{py:obj}}`{one.last} <{one.full}>` | {one.said} |" for one in rows)
    return "\n".join([f"| {title} | |\n|---|---|", *lines])
