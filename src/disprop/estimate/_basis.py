"""What a number rests on, in a fixed vocabulary, and mappings that nobody can change afterwards."""

import zlib
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from disprop import _data
from disprop._errors import unknown, worded

Value = TypeVar("Value")
# Every choice that defines a number beyond its method, in the order in which frames show them.
WORDS: dict[str, str] = _data.read("estimate", "basis.json")
GIVEN = "given"  # before numbers without a name
PRINTED = ("standard", "adjusted_for", "estimated", "prior")  # that a reader needs beside the number


class ReadOnly(dict[str, Value]):
    """A mapping that can be read, and not changed: what a result says of itself stays so."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise worded("basis is fixed", "what a result rests on")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = pop = popitem = clear = setdefault = _refuse

    def __missing__(self, name: str) -> NoReturn:
        raise unknown("part of this result", name, self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it as a whole: items cannot be set one by one."""
        return ReadOnly, (dict(self),)


NOTHING: ReadOnly[str] = ReadOnly()


def in_order(basis: Mapping[str, str]) -> ReadOnly[str]:
    """Return the words of a basis in the order of the vocabulary."""
    return ReadOnly({name: basis[name] for name in WORDS if name in basis}) if len(basis) > 1 else ReadOnly(basis)


def printed(basis: Mapping[str, str]) -> str:
    """Return what a reader needs beside the number; weights that have no name are for those who ask."""
    said = {name: basis[name] for name in PRINTED if name in basis}
    return "; ".join(f"{name.replace('_', ' ')} {text}" for name, text in said.items() if not text.startswith(GIVEN))


def numbers(values: Any) -> str:
    """Return unnamed weights in words: up to six of them, or a short hash by which two can be told apart."""
    texts = [f"{value:.12g}" for value in values]
    if len(texts) <= 6:
        return f"{GIVEN}: {', '.join(texts)}"
    return f"{GIVEN}: {len(texts)} weights, {zlib.crc32(' '.join(texts).encode()):08x}"
