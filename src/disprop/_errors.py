"""What is said when something is refused: a sentence, and beside it the fields that it is made of."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any


class DispropError(ValueError):
    """An input that disprop refuses; the message says what, got, where and what to try.

    Attributes
    ----------
    what : str
        The name of the argument, count or column that is refused; empty where there is no single one.
    got : object
        The value that was given.
    where : object
        Where it stood: the position in an array, the row of a table, the line of a file; None for a single value.
    hint : str
        What to try instead; empty where the sentence needs none.
    """

    __module__ = "disprop"  # where users import it from

    def __init__(self, message: str, *, what: str = "", got: Any = None, where: Any = None, hint: str = "") -> None:
        super().__init__(message)
        self.what, self.got, self.where, self.hint = what, got, where, hint


def unknown(what: str, got: object, known: Iterable[object]) -> DispropError:
    """Return the error for a name that is not known, with the nearest known one."""
    names = [str(name) for name in known]
    hint = f"{near(got, names)} Known: {', '.join(names)}".strip()
    return DispropError(f"no {what} is called {got!r}. {hint}", what=what, got=got, hint=hint)


def one_of(what: str, got: object, known: Iterable[object]) -> str:
    """Return `got` where it is a known name, and refuse whatever else it is."""
    if isinstance(got, str) and got in known:
        return got
    raise unknown(what, got, known)


def near(got: object, known: Iterable[object]) -> str:
    """Return the sentence that suggests the known name nearest to `got`, or nothing."""
    matches = difflib.get_close_matches(str(got), [str(name) for name in known], n=1)
    return f" Did you mean {matches[0]!r}?" if matches else ""
