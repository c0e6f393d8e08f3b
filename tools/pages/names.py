"""The public names of the package: where each has its page, and what a word in the text means by it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Container
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

from tools.public import ROOT, public, rooms

DOCS = ROOT / "docs"
BASES = ("disprop.Estimate", "disprop.Record")


class Named(NamedTuple):
    """A function or a class that users see."""

    full: str
    what: Any
    owner: str = ""  # the class of a method

    @property
    def short(self) -> str:
        """Return the name as it is written after `import disprop` or `from disprop import room`."""
        return self.full.removeprefix("disprop.")

    @property
    def last(self) -> str:
        """Return the name itself."""
        return self.full.rpartition(".")[2]

    @property
    def room(self) -> str:
        """Return the module that it is imported from."""
        return self.full.rpartition(".")[0]

    @property
    def page(self) -> str:
        """Return its page; small and capital letters are one where files do not tell them apart."""
        whole = (self.owner or self.full).removeprefix("disprop.")
        return f"functions/{whole}{'-class' if self.owner or inspect.isclass(self.what) else ''}"

    @property
    def said(self) -> str:
        """Return the first sentence of its docstring."""
        return re.split(r"(?<=[.?])\s", (inspect.getdoc(self.what) or "").partition("\n\n")[0].replace("\n", " "))[0]

    @property
    def directive(self) -> str:
        """Return what autodoc calls it."""
        if not inspect.isclass(self.what):
            return "autofunction"
        return "autoexception" if issubclass(self.what, Exception) else "autoclass"


@cache
def names() -> dict[str, Named]:
    """Return every public name by where it is imported from."""
    every = ((f"{room.__name__}.{name}", value) for room in rooms() for name, value in public(room).items())
    return {full: Named(full, value) for full, value in every}


def meant(text: str, room: str = "", passed_over: Container[str] = ()) -> Named | None:
    """Return what a piece of code names, such as `alerts.pool(a, b)`; on the pages of a room also plain words."""
    called = re.fullmatch(r"(?:disprop\.)?((?:\w+\.)*\w+)(\(.*\))?", text, re.DOTALL)
    if not called or text in passed_over:
        return None
    plain = called[1] == text and "." not in text and "_" not in text
    candidates = [f"{room}.{called[1]}"] * bool(room) + [f"disprop.{called[1]}"] * (bool(room) or not plain)
    return next(filter(None, map(named, candidates)), None)


def named(full: str) -> Named | None:
    """Return a public name, or a method or property that the class before it describes."""
    owner, _, last = full.rpartition(".")
    if full in names() or owner not in names() or not inspect.isclass(names()[owner].what):
        return names().get(full)
    own = members_of(names()[owner]).get(last)
    described = isinstance(own, FunctionType | property) and own.__doc__ and last[0] != "_"
    return Named(full, own, owner) if described else None


def members_of(one: Named) -> dict[str, Any]:
    """Return what a class has of its own; the two that every result is show what they inherit as well."""
    classes = reversed(one.what.__mro__[:-1]) if one.full in BASES else [one.what]
    return {name: value for each in classes for name, value in vars(each).items()}
