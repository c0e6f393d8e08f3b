"""What a number rests on, in a fixed vocabulary, and mappings that nobody can change afterwards."""

import zlib
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from disprop._errors import advised

Value = TypeVar("Value")
# Every choice that defines a number beyond its method, in the order in which frames show them.
WORDS = {
    "counted": "what the numerator counts",
    "over": "what the denominator counts",
    "estimated": "which populations are estimates themselves, and their coefficients of variation",
    "reference": "the group, or the period, that it is compared with",
    "standard": "the population that rates are standardised to",
    "weights": "how strata, areas or deployments are weighted",
    "tau2": "the estimator of how much areas or deployments differ",
    "clusters": "what is taken to vary together",
    "adjusted_for": "what a model holds equal",
    "model": "what a model takes counts to be",
    "period": "the time that the events come from",
    "person": "how often one person counts",
    "classification": "the list of groups, and the way to it",
    "adjudicated_by": "who established which alerts were true",
    "unverified": "what became of alerts that nobody verified",
    "assumed": "what the number takes to be so",
}
GIVEN = "given"  # before numbers without a name
PRINTED = ("standard", "adjusted_for", "estimated")  # that a reader needs beside the number


class ReadOnly(dict[str, Value]):
    """A mapping that can be read, and not changed: what a result says of itself stays so."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        hint = "; dict(...) of it is a copy that can"
        raise advised("what a result rests on cannot be changed", hint, what="what a result rests on")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = pop = popitem = clear = setdefault = _refuse

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
