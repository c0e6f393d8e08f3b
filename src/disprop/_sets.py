"""Numbers that are not known exactly: counts known only in part, and populations that are estimates."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from disprop._calls import answers
from disprop._errors import DispropError, refused

FloatArray = NDArray[np.float64]
LARGE = 10_000  # a number that is written without decimals


class KnownInPartError(DispropError):
    """A count that is known only in part came where one number is needed.

    A registered statistic answers it by working out what the count allows.
    """


class Uncertain:
    """Arrays of one shape that stand for numbers nobody knows exactly, followed by words about them."""

    __slots__ = ()
    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # it holds arrays

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: what is not known exactly is no single number."""
        raise KnownInPartError(f"a count that is {self} is no single number", what="a count", got=self)

    def __eq__(self, other: object) -> bool:
        """Return whether the other says the same."""
        if type(other) is not type(self):
            return NotImplemented  # so Python asks the other side, and then says that they differ
        pairs = zip(self._parts(), other._parts(), strict=True)
        return self._words() == other._words() and all(np.array_equal(*pair, equal_nan=True) for pair in pairs)

    def __len__(self) -> int:
        """Return how many there are; a single one has no length."""
        first = self._parts()[0]
        if not first.ndim:
            raise DispropError(f"{self!r} is one count, which has no length and no parts", what="a count", got=self)
        return len(first)

    def __iter__(self) -> Iterator[Self]:
        """Yield those of the first axis."""
        return iter([self[i] for i in range(len(self))])

    def __getitem__(self, index: Any) -> Self:
        """Return the numbers at `index`."""
        parts = (np.asarray(element(part, index, "counts known in part")) for part in self._parts())
        return type(self)(*parts, *self._words())

    def of_shape(self, shape: tuple[int, ...]) -> Self:
        """Return the same numbers broadcast to a shape."""
        return type(self)(*frozen(*self._parts(), np.empty(shape))[:-1], *self._words())

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it so that its arrays come back read-only."""
        return _again, (type(self), self._parts(), self._words())

    def _parts(self) -> tuple[FloatArray, ...]:
        return tuple(each for each in self._all() if not isinstance(each, str))

    def _words(self) -> tuple[str, ...]:
        return tuple(each for each in self._all() if isinstance(each, str))

    def _all(self) -> list[Any]:
        return [getattr(self, field.name) for field in fields(self)]  # type: ignore[arg-type]  # a dataclass


def holds(values: Any, kind: type[Uncertain]) -> bool:
    """Return whether a list holds a number of this kind."""
    listed = isinstance(values, (list, tuple)) or str(getattr(values, "dtype", "")) == "object"
    return listed and any(isinstance(item, kind) or holds(item, kind) for item in values)


def stacked(name: str, *parts: list[FloatArray]) -> Iterator[FloatArray]:
    """Return the parts of several numbers as one array each."""
    try:
        return iter([np.stack(part) for part in parts])
    except ValueError:
        raise DispropError(f"{name} must be one array of numbers; got rows of unequal shapes", what=name) from None


def _again(kind: type[Uncertain], parts: tuple[FloatArray, ...], words: tuple[str, ...]) -> Uncertain:
    return kind(*frozen(*parts), *words)


def frozen(*parts: FloatArray) -> tuple[FloatArray, ...]:
    """Return arrays of one shape of our own, which nothing can change."""
    own = tuple(np.array(part, dtype=np.float64) for part in np.broadcast_arrays(*parts))
    for part in own:
        part.setflags(write=False)
    return own


@answers
@dataclass(frozen=True, slots=True, eq=False)
class Between(Uncertain):
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

    def __str__(self) -> str:
        """Write what is known: "0 to 4"."""
        return f"{span(self.low)} to {span(self.high)}"

    def __repr__(self) -> str:
        """Write it as it is made, without what was left out."""
        plain = np.array_equal(self.best, _known(self.low, self.high, np.nan), equal_nan=True)
        low, high, best = (span(part, "_") for part in self._parts())
        guess = "" if plain else f", best={best}"
        why = f", why={self.why!r}" if self.why else ""
        return f"between({low}, {high}{guess}{why})"


def element(array: FloatArray, index: Any, whose: str) -> Any:
    """Return what stands at an index, or say that nothing does."""
    try:
        return array[index]
    except (IndexError, TypeError, ValueError):
        raise refused(f"an index of {whose}", f"must lie within the shape {array.shape}", index) from None


def made(low: FloatArray, high: FloatArray, best: FloatArray, why: str = "") -> Between:
    """Return the set with arrays of its own, which nothing can change."""
    low, high, best = np.broadcast_arrays(low, high, best)
    low, high, best = frozen(low, high, _known(low, high, best))
    return Between(low, high, best, why)


def as_set(count: Any) -> Between:
    """Return a count as a set: one that is known is at all of its ends."""
    return count if isinstance(count, Between) else made(*(np.asarray(count),) * 3)


def _known(low: FloatArray, high: FloatArray, otherwise: FloatArray | float) -> FloatArray:
    """Return the count where it is known after all."""
    return np.where(low == high, low, otherwise)


def span(values: FloatArray, thousands: str = ",") -> str:
    """Write one number, or the first few of an array."""
    shown = [_plain(float(value)).replace(",", thousands) for value in values.flat[:3]]
    return shown[0] if values.ndim == 0 else f"[{', '.join(shown)}{', ...' if values.size > len(shown) else ''}]"


def _plain(value: float) -> str:
    """Write a number without a point where it has none to show, else with six digits."""
    return f"{value:,.0f}" if value.is_integer() or abs(value) >= LARGE else f"{value:.6g}"
