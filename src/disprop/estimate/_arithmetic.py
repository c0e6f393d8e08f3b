"""What a result refuses to be: a truth value, a term of a sum, one number, and larger than another."""

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from disprop._errors import worded


def _refuses(sign: str, instead: str = "") -> Callable[..., Any]:
    """Return a method that says what to take instead of a sign, or that an interval has no order with others."""

    def refuse(*_: object) -> NoReturn:
        if instead:
            raise worded("no arithmetic", "Estimate", sign, instead=instead)
        raise worded("no order of intervals", "Estimate", sign)

    return refuse


class NoArithmetic:
    """Something with an interval, which a sign between two of them could not give."""

    def __bool__(self) -> bool:
        """Refuse: a result is neither true nor false."""
        raise TypeError("an Estimate is neither true nor false; ask .excludes(null), or compare .value")

    def __float__(self) -> float:
        """Refuse: a result is more than one number."""
        raise worded("estimate is no number", "Estimate", "float")

    __int__ = __float__
    __truediv__ = _refuses("/", 'take compare("rate ratio", group=, reference=), or .per(1_000) for a unit')
    __sub__ = _refuses("-", 'take compare("rate difference", group=, reference=)')
    __add__ = __radd__ = _refuses("+", "add up the counts first")  # `sum` begins with 0 +
    __mul__ = __rmul__ = _refuses("*", "take .per(1_000) for a unit, or .value for a plain number")
    __lt__, __le__, __gt__, __ge__ = map(_refuses, ("<", "<=", ">", ">="))
    __array_ufunc__: ClassVar[None] = None  # so that numbers of NumPy are refused too
