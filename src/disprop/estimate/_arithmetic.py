"""What a result refuses to be: a truth value, and a term of a sum."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NoReturn

from disprop._errors import DispropError, Said, advised, worded


def _no_order(sign: str) -> Callable[[object, object], bool]:
    """Return a comparison that is refused: an interval may lie on both sides."""

    def compared(_: object, __: object) -> bool:
        raise worded("no order of intervals", "Estimate", sign)

    return compared


class NoArithmetic:
    """Something with an interval, which a sign between two of them could not give."""

    def __bool__(self) -> bool:
        """Refuse: a result is neither true nor false."""
        raise TypeError("an Estimate is neither true nor false; ask .excludes(null), or compare .value")

    def __truediv__(self, other: object) -> NoReturn:
        """Refuse: a ratio has an interval of its own, which comes from the counts."""
        raise _no_arithmetic("/", 'take compare("rate ratio", group=, reference=), or .per(1_000) for a unit')

    def __sub__(self, other: object) -> NoReturn:
        """Refuse: a difference has an interval of its own, which comes from the counts."""
        raise _no_arithmetic("-", 'take compare("rate difference", group=, reference=)')

    def __add__(self, other: object) -> NoReturn:
        """Refuse: counts are added up, not results."""
        raise _no_arithmetic("+", "add up the counts first")

    def __mul__(self, other: object) -> NoReturn:
        """Refuse: value and limits change their unit together."""
        raise _no_arithmetic("*", "take .per(1_000) for a unit, or .value for a plain number")

    def __float__(self) -> float:
        """Refuse: a result is more than one number."""
        raise worded("estimate is no number", "Estimate", "float")

    # `sum` begins with 0 +; a number by an Estimate has no meaning to suggest.
    __radd__: Callable[[NoArithmetic, object], NoReturn] = __add__
    __rmul__: Callable[[NoArithmetic, object], NoReturn] = __mul__
    __int__: Callable[[NoArithmetic], int] = __float__  # type: ignore[assignment]
    __lt__, __le__, __gt__, __ge__ = map(_no_order, ("<", "<=", ">", ">="))
    __array_ufunc__: ClassVar[None] = None  # so that numbers of NumPy are refused too


def _no_arithmetic(sign: str, instead: str) -> DispropError:
    return advised(f"an Estimate has an interval, which {sign} cannot give", f": {instead}", what="Estimate", got=sign)


def has_no_parts(measure: str) -> DispropError:
    """Return what is said where a single number is unpacked, or indexed."""
    hint = "take .value, .low and .high of it; tables.to_frame makes a frame of one, or of a list"
    return DispropError(f"an Estimate of one {measure} has no parts: {hint}", what=measure, hint=hint)


def has_no_test(measure: str) -> DispropError:
    """Return what is said where an interval comes from no test."""
    return advised(f"the interval of this {measure} comes with no test", "; ask .excludes(null)", what=measure)


def has_no_unit(measure: str, size: str) -> DispropError:
    """Return what is said where a ratio is to be per so many."""
    return DispropError(f"a {measure} has no unit, so it cannot be given per {size}", what=measure, got=Said(size))
