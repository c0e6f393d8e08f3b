"""Counts known only in part: every whole number from a lowest to a highest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

import numpy as np
from numpy.typing import NDArray

from disprop._errors import DispropError, refused

FloatArray = NDArray[np.float64]


class KnownInPartError(DispropError):
    """A count that is known only in part came where one number is needed.

    A registered statistic answers it by working out what the count allows.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """A count known only to lie between two whole numbers, both possible; `disprop.between` makes one.

    Attributes
    ----------
    low, high : the smallest and the largest number that it can be; arrays of one shape.
    best : the best guess, NaN where there is none.
    why : where it comes from, such as "printed as <5".
    """

    low: FloatArray
    high: FloatArray
    best: FloatArray
    why: str = ""

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: a count known only in part is no single number."""
        raise KnownInPartError(f"a count that is {self} is no single number", what="a count", got=self)

    def __eq__(self, other: object) -> bool:
        """Return whether the other is known to lie between the same numbers."""
        if not isinstance(other, Between):
            return NotImplemented
        pairs = zip(self._parts(), other._parts(), strict=True)
        return self.why == other.why and all(np.array_equal(one, two, equal_nan=True) for one, two in pairs)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # it holds arrays

    def __len__(self) -> int:
        """Return how many counts there are; a single one has no length."""
        if not self.low.ndim:
            raise DispropError(f"{self!r} is one count, which has no length and no parts", what="a count", got=self)
        return len(self.low)

    def __iter__(self) -> Iterator[Between]:
        """Yield the counts of the first axis."""
        return iter([self[i] for i in range(len(self))])

    def __getitem__(self, index: Any) -> Between:
        """Return the counts at `index`."""
        low, high, best = (np.asarray(element(part, index, "counts known in part")) for part in self._parts())
        return Between(low, high, best, self.why)

    def of_shape(self, shape: tuple[int, ...]) -> Between:
        """Return the same counts broadcast to a shape."""
        low, high, best = (np.broadcast_to(part, shape) for part in self._parts())
        return made(low, high, best, self.why)

    def __str__(self) -> str:
        """Write what is known: "0 to 4"."""
        return f"{_span(self.low)} to {_span(self.high)}"

    def __repr__(self) -> str:
        """Write it as it is made, without what was left out."""
        plain = np.array_equal(self.best, _known(self.low, self.high, np.nan), equal_nan=True)
        low, high, best = (_span(part, "_") for part in self._parts())
        guess = "" if plain else f", best={best}"
        why = f", why={self.why!r}" if self.why else ""
        return f"between({low}, {high}{guess}{why})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it so that its arrays come back read-only."""
        return made, (*self._parts(), self.why)

    def _parts(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        return self.low, self.high, self.best


def element(array: FloatArray, index: Any, whose: str) -> Any:
    """Return what stands at an index, or say that nothing does."""
    try:
        return array[index]
    except (IndexError, TypeError, ValueError):
        raise refused(f"an index of {whose}", f"must lie within the shape {array.shape}", index) from None


def made(low: FloatArray, high: FloatArray, best: FloatArray, why: str = "") -> Between:
    """Return the set with arrays of its own, which nothing can change."""
    low, high, best = (np.array(part, dtype=np.float64) for part in np.broadcast_arrays(low, high, best))
    best = _known(low, high, best)
    for part in (low, high, best):
        part.setflags(write=False)
    return Between(low, high, best, why)


def _known(low: FloatArray, high: FloatArray, otherwise: FloatArray | float) -> FloatArray:
    """Return the count where it is known after all."""
    return np.where(low == high, low, otherwise)


def _span(values: FloatArray, thousands: str = ",") -> str:
    """Write one number, or the first few of an array."""
    shown = [f"{value:,.0f}".replace(",", thousands) for value in values.flat[:3]]
    return shown[0] if values.ndim == 0 else f"[{', '.join(shown)}{', ...' if values.size > len(shown) else ''}]"
