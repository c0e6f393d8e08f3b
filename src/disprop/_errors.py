"""What is said when something is refused: a sentence, and beside it the fields that it is made of."""

import difflib
import pickle
from collections.abc import Iterable
from typing import Any

READABLE = 60  # characters


class DispropError(ValueError):
    """An input that disprop refuses; the message says what, got, where and what to try.

    Attributes
    ----------
    what : str
        What is refused, by the name that the sentence or the call has for it: an argument, a count, a column, a claim;
        "one and other" where two do not fit.
    got : object
        The value that was given there, or what the sentence says of it.
    where : object
        Where it stood: the position in an array (a number, or one for each axis), the row of a table, the label of a
        cell, the line of a file. None for a value that stands alone.
    hint : str
        What to try instead; empty where the sentence needs none.
    """

    __module__ = "disprop"  # where users import it from
    what: str
    got: Any
    where: Any
    hint: str

    def __init__(self, message: str, *, what: str = "", got: Any = None, where: Any = None, hint: str = "") -> None:
        super().__init__(message)
        self.what, self.got, self.where, self.hint = what, got, where, hint

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what makes the error again elsewhere; of what was given and cannot go there, how it is shown."""
        return type(self), self.args, {**self.__dict__, "got": _sent(self.got)}


def _sent(got: Any) -> Any:
    try:
        pickle.dumps(got)
    except Exception:  # noqa: BLE001 (whatever it is that does not let itself be pickled)
        return Said(shown(got))
    return got


class Said(str):
    """Words for what was given, which a sentence shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def refused(what: str, rule: str, got: Any, where: Any = None, hint: str = "", *, of: str = "") -> DispropError:
    """Return the error "what rule; got 5 of 3 at position 7; hint"; a hint brings the mark before it."""
    where = place(where)
    return advised(f"{what} {rule}; got {shown(got)}{of}{position(where)}", hint, what=what, got=got, where=where)


def advised(sentence: str, hint: str, *, what: str = "", got: Any = None, where: Any = None) -> DispropError:
    """Return the error of a sentence and of the hint at its end, which brings the mark before it: "; try another"."""
    return DispropError(sentence + hint, what=what, got=got, where=place(where), hint=hint.lstrip(";:,. "))


def shown(got: object) -> str:
    """Return what was given, short enough to be read; an integer may have more digits than Python will write."""
    try:
        text = repr(got)
    except ValueError:
        return "a number of thousands of digits"
    return text if isinstance(got, Said) or len(text) <= READABLE else f"{text[:READABLE]}..."


def place(where: Any) -> Any:
    """Return a position as it is written: a number for an array of one axis, nothing for a value that stands alone."""
    if not isinstance(where, tuple) or len(where) > 1:
        return where
    return where[0] if where else None


def position(where: Any) -> str:
    """Say at which position something stands, if it stands at one."""
    return "" if where is None else f" at position {where}"


def within(error: DispropError, key: tuple[Any, ...]) -> DispropError:
    """Return the error about one cell of a table with the labels of the cell, in front and where it is."""
    inside = error.where if isinstance(error.where, tuple) else () if error.where is None else (error.where,)
    said = f"{', '.join(map(str, key))}: {error}"
    return DispropError(said, what=error.what, got=error.got, where=place((*key, *inside)), hint=error.hint)


def placed(error: DispropError, words: str) -> DispropError:
    """Return the error about an element of an array with other words for where that is."""
    said = str(error).replace(position(error.where), words, 1)
    return DispropError(said, what=error.what, got=error.got, where=error.where, hint=error.hint)


def lacking(whole: str, name: str, has: Iterable[str]) -> DispropError:
    """Return the error for a part that is needed and not there: "a claim needs 'id'; got kind, inputs"."""
    got = Said(", ".join(has) or "nothing")
    return DispropError(f"{whole} needs {name!r}; got {got}", what=name, got=got)


def unknown(what: str, got: object, known: Iterable[object]) -> DispropError:
    """Return the error for a name that is not known, with the nearest known one."""
    names = [str(name) for name in known]
    hint = f"{near(got, names)} Known: {', '.join(names)}"
    return advised(f"no {what} is called {shown(got)}.", hint, what=what, got=got)


def one_of(what: str, got: object, known: Iterable[object]) -> str:
    """Return `got` where it is a known name, and refuse whatever else it is."""
    if isinstance(got, str) and got in known:
        return got
    raise unknown(what, got, known)


def near(got: object, known: Iterable[object]) -> str:
    """Return the sentence that suggests the known name nearest to `got`, or nothing."""
    matches = difflib.get_close_matches(str(got), [str(name) for name in known], n=1)
    return f" Did you mean {matches[0]!r}?" if matches else ""
