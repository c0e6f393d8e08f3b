"""Making numbers that are not known exactly: counts known only in part, and estimates by the Census Bureau's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from disprop import _arrays
from disprop._calls import answers
from disprop._errors import DispropError, of_kind, refused
from disprop._sets import Between, FloatArray, Uncertain, as_set, frozen, holds, made, span, stacked


@answers
def between(low: ArrayLike, high: ArrayLike, *, best: ArrayLike | None = None, why: str = "") -> Between:
    """Return a count that is known only to lie between two whole numbers, both of which are possible.

    Use it for a suppressed cell ("<5"), a rounded count or a share never verified, wherever a function takes a count.
    The estimate then has `least` and `most`, what the counts allow, and its interval adds sampling error to both.
    Not for sampling error itself: that is what the interval is for.

    Parameters
    ----------
    low, high : array_like of int
        The smallest and the largest number that it can be; arrays that broadcast.
    best : array_like of int, optional
        The best guess, between the two. With one for every count an estimate has a value; without, only what is
        possible.
    why : str, optional
        Where it comes from, such as "printed as <5".

    Returns
    -------
    Between
        It compares equal to another of the same numbers, and can be indexed.

    Raises
    ------
    DispropError
        For what is no count, for a low above its high, and for a best guess outside of them.

    Notes
    -----
    Every combination of the counts that the function itself allows is taken to be possible, so that a part never
    exceeds its whole. Where the method's limits rise with a count the two ends are enough; else all combinations are
    tried, up to 400,000 (10,000 of records), or the call is refused by name.

    Examples
    --------
    A cell printed as "<5" beside 900 residents, against 10 of 5,000:

    >>> from disprop import between, rate_ratio
    >>> print(rate_ratio(group=(between(0, 4), 900), reference=(10, 5_000)))
    between 0.00 and 2.22 (95% CI 0.00 to 6.92)
    """
    ends = {"low": _arrays.counts("low", low), "high": _arrays.counts("high", high)}
    guess = np.array(np.nan) if best is None else _arrays.counts("best", best)
    _arrays.common_shape({**ends, "best": guess})
    _arrays.at_most("low", ends["low"], "high", ends["high"])
    if best is not None:
        _arrays.at_most("low", ends["low"], "best", guess)
        _arrays.at_most("best", guess, "high", ends["high"])
    of_kind(str, "why", "must be text, such as 'printed as <5'", why)
    return made(ends["low"], ends["high"], guess, why)


def gathered(name: str, values: Any) -> Any:
    """Return a list of counts of which some are known only in part as one set; anything else as it is."""
    if not holds(values, Between):
        return values
    sets = [
        each if isinstance(each, Between) else as_set(_arrays.real(name, each))
        for each in (gathered(name, v) for v in values)
    ]
    low, high, best = stacked(name, [one.low for one in sets], [one.high for one in sets], [one.best for one in sets])
    return made(low, high, best, "; ".join(dict.fromkeys(one.why for one in sets if one.why)))


def need_known(what: str, *values: Any) -> None:
    """Refuse counts known only in part where they cannot be taken."""
    if any(isinstance(given, Between) or holds(given, Between) for given in values):
        raise DispropError(f"{what} are not taken where their number is known only in part", what=what)


NORMAL, LOGNORMAL = "normal", "lognormal"
ERROR = re.compile(r"_(se|cv|moe_?(\d\d(?:\.\d+)?)?)")  # behind the name of a population, that of its error
LARGEST_NORMAL = 0.3  # relative error: with a larger one a normal population would too often be near 0


@dataclass(frozen=True, slots=True, eq=False)
class Estimated(Uncertain):
    """A population that is itself an estimate; `imperfect.estimated` makes one.

    What is made of several, as `a + b` or by a method, is an estimate too, by the rules of the US Census Bureau [1]_.
    Their errors are independent, unless two share one: then they move together.

    Attributes
    ----------
    value, se : what was estimated, and its standard error; arrays of one shape.
    kind : how the error is distributed about the truth: "normal", or "lognormal" where its logarithm is normal.
    shared : the name of an error that others have too, such as "undercount 2021"; empty where it is its own.

    References
    ----------
    .. [1] US Census Bureau 2018, Understanding and Using American Community Survey Data, chapter 8.

    Examples
    --------
    Women who never married in three counties, with margins of error at 90% (table 8.1 of [1]_):

    >>> from disprop.imperfect import estimated
    >>> women = estimated([135_173, 43_104, 24_842], moe=[3_860, 2_642, 1_957], level=0.90).sum()
    >>> print(f"{women.value:,.0f}, margin {women.moe(0.90):,.0f}")
    203,119, margin 5,070
    """

    value: FloatArray
    se: FloatArray
    kind: str = LOGNORMAL
    shared: str = ""
    __array_ufunc__: ClassVar[None] = None  # so that numbers of NumPy leave the sum to it

    @property
    def cv(self) -> FloatArray:
        """The standard error as a part of the value; infinite of a value of 0 that has one."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.se == 0, 0.0, self.se / np.abs(self.value))

    @property
    def normal(self) -> FloatArray:
        """1 where the error is said to be normal, 0 elsewhere."""
        return np.full(self.value.shape, float(self.kind == NORMAL))

    def moe(self, level: float) -> FloatArray:
        """Return the margin of error at a level such as 0.90: how far a normal interval goes to either side."""
        return self.se * quantile(_arrays.one_level(level))

    def sum(self) -> Estimated:
        """Return the sum over the last axis: root of the sum of squares, with the largest error alone of all zeros."""
        none = self.value == 0
        squares, zeros = (np.where(which, self.se, 0.0) for which in (~none, none))
        apart = np.hypot(np.sqrt((squares**2).sum(axis=-1)), zeros.max(axis=-1, initial=0.0))
        return self._made(self.value.sum(axis=-1), self.se.sum(axis=-1) if self.shared else apart, self)

    def __add__(self, other: Any) -> Estimated:
        """Return the sum, or the same estimate where 0 is added, as `sum` begins."""
        other = self._beside(other)
        return self._made(self.value + other.value, self._joined(self.se, other.se, other, 1), other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Estimated:
        """Return the difference."""
        other = self._beside(other)
        return self._made(self.value - other.value, self._joined(self.se, other.se, other, -1), other)

    def __mul__(self, other: Any) -> Estimated:
        """Return the product, as with a factor for those whom a census missed."""
        other = self._beside(other)
        se = self._joined(self.se * other.value, self.value * other.se, other, 1)
        return self._made(self.value * other.value, se, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Estimated:
        """Return the ratio; of a part and its whole `share_of` has the smaller error."""
        other = self._beside(other)
        if (other.value == 0).any():
            raise refused("an estimate", "must not be 0 where it is divided by", 0)
        ratio = self.value / other.value
        return self._made(ratio, self._joined(self.se, ratio * other.se, other, -1) / other.value, other)

    def share_of(self, whole: Any) -> Estimated:
        """Return the share that a part makes up of its whole; by the rule of ratios where that of shares gives none."""
        plain, whole = self / whole, self._beside(whole)
        square = self.se**2 - (plain.value * whole.se) ** 2
        alone = np.sqrt(np.maximum(square, 0.0)) / whole.value
        se = plain.se if self.moves_with(whole) else np.where(square < 0, plain.se, alone)
        return self._made(plain.value, se, whole)

    def change_from(self, before: Any) -> Estimated:
        """Return by what part of an earlier estimate this one is higher."""
        ratio = self / before
        return self._made(ratio.value - 1, ratio.se, self._beside(before))

    def __str__(self) -> str:
        """Write the value and its error."""
        return f"{span(self.value)} (standard error {span(self.se)})"

    def __repr__(self) -> str:
        """Write it as it is made."""
        error = f"se={span(self.se, '_')}" if self.kind == NORMAL else f"cv={span(self.cv, '_')}"
        shared = f", shared={self.shared!r}" if self.shared else ""
        return f"estimated({span(self.value, '_')}, {error}{shared})"

    def _beside(self, other: Any) -> Estimated:
        """Return what stands on the other side of a sign; a number is one without error."""
        if not isinstance(other, Estimated):
            other = estimate_of(_arrays.finite("the other number", other), 0.0, self.kind, self.shared)
        _arrays.common_shape({"an estimate": self.value, "the other": other.value})
        return other

    def moves_with(self, other: Estimated) -> bool:
        """Return whether both have one and the same error."""
        return bool(self.shared) and self.shared == other.shared

    def _joined(self, one: FloatArray, two: FloatArray, other: Estimated, sign: int) -> FloatArray:
        """Return the error of a sum of two terms with these errors: they add up where they move together."""
        return np.abs(one + sign * two) if self.moves_with(other) else np.hypot(one, two)

    def _made(self, value: FloatArray, se: FloatArray, other: Estimated) -> Estimated:
        kind = NORMAL if NORMAL == self.kind == other.kind else LOGNORMAL
        return estimate_of(value, se, kind, self.shared if self.moves_with(other) else "")


def quantile(level: float) -> float:
    """Return how many standard errors a margin of error has."""
    return float(-ndtri((1 - level) / 2))


def estimate_of(value: ArrayLike, se: ArrayLike, kind: str = LOGNORMAL, shared: str = "") -> Estimated:
    """Return the estimate with arrays of its own."""
    value, se = frozen(np.asarray(value, dtype=np.float64), np.asarray(se, dtype=np.float64))
    return Estimated(value, se, kind, shared)


def together(name: str, values: Any) -> Any:
    """Return a list of populations of which some are estimates as one; anything else as it is."""
    if not holds(values, Estimated):
        return values
    given = (together(name, value) for value in values)
    each = [one if isinstance(one, Estimated) else estimate_of(_arrays.people(name, one), 0.0) for one in given]
    words = {(one.kind, one.shared) for one in each if one.se.any()}
    if len(words) > 1:
        raise refused(name, "must have errors of one kind, and share them all or none", values)
    value, se = stacked(name, [one.value for one in each], [one.se for one in each])
    return estimate_of(value, se, *(words.pop() if words else ()))
