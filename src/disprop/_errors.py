"""What is said when something is refused: a sentence, and beside it the fields that it is made of.

Also what sentences say of labels: those that look alike and are not, where an engine makes two groups; the nearest one.
"""

import difflib
import pickle
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from disprop import _data

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


class MissingError(DispropError, ImportError):
    """A package that something needs and that is not installed; the message says how to install it."""


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


def of_kind(kind: Any, what: str, rule: str, got: Any, hint: str = "") -> Any:
    """Return what was given, or refuse it where it is not of this kind."""
    if not isinstance(got, kind):
        raise refused(what, rule, got, hint=hint)
    return got


def advised(sentence: str, hint: str, *, what: str = "", got: Any = None, where: Any = None) -> DispropError:
    """Return the error of a sentence and of the hint at its end, which brings the mark before it: "; try another"."""
    return DispropError(sentence + hint, what=what, got=got, where=place(where), hint=hint.lstrip(";:,. "))


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = _data.read("refused.json")
    return found


def worded(name: str, what: str, got: Any = None, where: Any = None, /, **more: Any) -> DispropError:
    """Return the error of this name in refused.json: a sentence and its hint, with the fields written into both."""
    fields = {"what": what, "got": got, "shown": shown(got), "where": place(where), **more}
    sentence, hint = (text.format(**fields) for text in _words()[name])
    return advised(sentence, hint, what=what, got=got, where=where)


def contents(path: Path) -> bytes:
    """Return the bytes of a file, or say that there is none, or why it cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, ValueError):
        raise worded("no file there", str(path)[:200], "") from None
    except OSError as error:
        raise worded("no claims file", str(path)[:200], error.strerror) from None


def needed(module: str) -> Any:
    """Return a module that not everybody has, or say what needs it, and the command that installs it."""
    try:
        import_module(root := module.partition(".")[0])
        return import_module(module)
    except ImportError as error:
        does, package, instead = _data.read("extras.json")[module]
        hint = f'python -m pip install "{package}"{instead}'
        said = f"{does} needs {root}, which is not installed ({error}); try: {hint}"
        raise MissingError(said, what=root, hint=hint) from None


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
    hint = f"{did_you_mean(got, names)} Known: {', '.join(names)}"
    return advised(f"no {what} is called {shown(got)}.", hint, what=what, got=got)


def one_of(what: str, got: object, known: Iterable[object]) -> str:
    """Return `got` where it is a known name, and refuse whatever else it is."""
    if isinstance(got, str) and got in known:
        return got
    raise unknown(what, got, known)


SHOWN = 20
NEAR = 0.75  # of names that begin differently: "froce" is near "force", "age" is not near "charges"
_ALIKE = _data.read("alike.json")
# Cyrillic and Greek letters, dashes and quotes, and the ASCII that they are printed like; what no font draws
# (Default_Ignorable_Code_Point of Unicode 15), and the marks of direction.
LIKE, UNSEEN = str.maketrans(*_ALIKE["printed like"]), re.compile(_ALIKE["unseen"])


def plain(label: object) -> str:
    """Return what the eye makes of a label: no capitals, no spaces around it, one dash, one quote, nothing unseen."""
    seen = label.decode(errors="replace") if isinstance(label, bytes) else str(label)
    if not seen.isascii():
        seen = unicodedata.normalize("NFKC", UNSEEN.sub("", seen).translate(LIKE))
    return " ".join(seen.split()).casefold()


def refuse_alike(name: str, labels: Iterable[Any]) -> None:
    """Refuse a column with two labels that look alike, such as 1 beside "1", or a Latin A beside a Cyrillic one."""
    different = list(dict.fromkeys(labels))
    if _cannot_mislead(different):
        return
    first: dict[str, Any] = {}
    for label in different:
        other = first.setdefault(plain(label), label)
        if other is not label:
            both = Said(f"{other!a} and {label!a}")
            said = f"column {name!r} has labels that look alike and would be two groups: {both}"
            raise advised(said, "; make them one", what=name, got=both)


def refuse_alike_across(
    name: str, ours: Iterable[Any], theirs: Iterable[Any], advice: Callable[[], str] = lambda: ""
) -> None:
    """Refuse labels of the counts that look like labels of the population, and would not meet them, with advice."""
    here, there = dict.fromkeys(ours), dict.fromkeys(theirs)
    seen = {plain(label): label for label in there if label not in here}
    pairs = [(label, seen[plain(label)]) for label in here if label not in there and plain(label) in seen]
    if pairs:
        said = Said(in_line(f"{one!a} and {other!a}" for one, other in pairs))
        which = f"column {name!r} has labels in the counts and in the population that look alike and do not meet"
        raise advised(f"{which}: {said}", f"; make them one{advice()}", what=name, got=said)


def _cannot_mislead(labels: list[Any]) -> bool:
    """Return whether labels are text without foreign letters, or no text: most are, and need no second look."""
    text = {isinstance(label, str) for label in labels}
    return len(text) < 2 and (text != {True} or all(map(str.isascii, labels)))


def nearest(got: object, known: Iterable[Any]) -> Any:
    """Return the known name or label nearest to `got`, None where none is near; capitals make no distance."""
    own, seen = plain(got), {plain(name): name for name in reversed([*known])}
    alike = [name for name in seen if len(own) > 2 and (name[:1] == own[:1] or own in name)]
    near = difflib.get_close_matches(own, seen, n=1, cutoff=NEAR) or difflib.get_close_matches(own, alike, n=1)
    return seen[near[0]] if near else None


def did_you_mean(got: object, known: Iterable[Any], mark: str = "") -> str:
    """Return the sentence that suggests the nearest known name, behind a mark, or nothing."""
    other = nearest(got, known)
    return "" if other is None else f"{mark} Did you mean {other!r}?"


def listed_labels(labels: Sequence[Any]) -> str:
    """Return labels as a list, and how many more there are than fit."""
    more = f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
    return f"{list(labels[:SHOWN])}{more}"


def in_line(names: Iterable[str], most: int = SHOWN, mark: str = ",") -> str:
    """Return names in a line, and how many more there are than fit; sentences with another mark between them."""
    every = list(names)
    more = f"{mark.strip(',')} and {len(every) - most} more" if len(every) > most else ""
    return f"{mark} ".join(every[:most]) + more
