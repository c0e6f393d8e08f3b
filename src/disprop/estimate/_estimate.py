"""The one result type: a value with its interval, what the counts allow, its unit, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays, _labels, _text
from disprop._arrays import FloatArray
from disprop._calls import answers
from disprop._errors import Said as Shown, worded
from disprop._sentences import Names, Said, said_of
from disprop._sets import element
from disprop._tabled import Row
from disprop.estimate._arithmetic import NoArithmetic
from disprop.estimate._basis import NOTHING, ReadOnly, in_order, printed
from disprop.estimate._limits import Number, asked_for, missed, scalar, smallest_excluding, tails
from disprop.estimate._result import KINDS, Result
from disprop.estimate._rows import in_whole, notes_of, rows_of
from disprop.intervals import FAMILIES, Limits

HALF = 0.5
SHOWN = 10  # elements that str() writes out
NUMBERS = ("value", "low", "high", "least", "most")


@dataclass(slots=True)  # as fast to make as can be, and never changed
class Made:
    """How an estimate was made: what its methods need, and no reader."""

    family: str = ""  # whose kernel made the interval; none for a reference row
    scale: float = 1.0
    phrase: str = ""
    axes: _labels.Axes = ()  # the labels that the counts came with
    corners: Estimate | None = None  # of counts known in part: the estimates that they allow, on a first axis
    apart: Number | None = None  # how many standard errors the outermost lie apart, where only the value is covered


KINDS[Made.__name__] = Made


@answers
class Estimate(NoArithmetic, Result):
    """A value with its interval, or an array of them.

    Attributes
    ----------
    value : the plain estimate, such as events / population; NaN where it is undefined, never a stand-in. Of counts
        known only in part that of the best guesses, NaN without them.
    low, high : the limits of the interval: sampling error, on top of what the counts allow.
    least, most : the smallest and the largest value that the counts allow; the value itself where these are known.
    level : confidence level, such as 0.95, or an array of them.
    method : name of the interval method.
    measure : what is estimated, such as "rate ratio".
    unit : "per 10,000" after `.per(10_000)`; empty where a unit makes no sense.
    data : the counts under their names: numerator and denominator of each side; of a count known only in part the best
        guess, and what it may be at least and at most beside it.
    basis : what the number rests on, such as {"standard": "european-2013"}; frames have a column for each word.
    sides : "two" for an interval; "lower" or "upper" for one limit, the other being the end of the range.
    remark : what a reader has to know beside the number, such as a stratum that was passed over; a text, or an array of
        them. Of an element without value or interval it says why.

    Examples
    --------
    >>> from disprop import rate
    >>> print(rate(7, 8600).per(10_000))
    8.1 per 10,000 (95% CI 3.3 to 16.8)
    """

    value: Number
    low: Number
    high: Number
    level: float | FloatArray
    method: str
    measure: str
    unit: str = ""
    data: Mapping[str, Number] = field(default_factory=dict)
    basis: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    sides: str = "two"
    remark: str | NDArray[np.object_] = ""
    _made: Made = field(default_factory=Made)

    def __post_init__(self) -> None:
        """Make what was found read-only, arrays and mappings alike."""
        if type(self.data) is not ReadOnly:
            object.__setattr__(self, "data", ReadOnly(self.data))
        if type(self.basis) is not ReadOnly:
            object.__setattr__(self, "basis", in_order(self.basis))
        for array in (self.value, self.low, self.high, self.level, self.remark, self._made.apart, *self.data.values()):
            if type(array) is np.ndarray and array.flags.writeable:
                array.setflags(write=False)

    @property
    def least(self) -> Number:
        """The smallest value that the counts allow, the value itself where they are known."""
        return self._end(np.fmin)

    @property
    def most(self) -> Number:
        """The largest value that the counts allow, the value itself where they are known."""
        return self._end(np.fmax)

    def _end(self, of: np.ufunc) -> Number:
        """Return the smallest, or the largest, of the values that the counts allow; read-only like the value."""
        if self._made.corners is None:
            return self.value
        end = np.asarray(of.reduce(self._made.corners.value, axis=0))
        end.setflags(write=False)
        return scalar(end)

    def per(self, number: float) -> Estimate:
        """Return the same estimate per `number` people (or whatever the denominator counts).

        Value and limits are scaled together. A ratio has no unit and is refused.
        """
        size = _arrays.size("per()", number)
        if not self.unit:
            raise worded("no unit", self.measure, Shown(f"{size:,.15g}"))
        value, low, high = (limit / self._made.scale * size for limit in (self.value, self.low, self.high))
        corners = None if self._made.corners is None else self._made.corners.per(number)
        made = replace(self._made, scale=size, corners=corners)
        unit = " ".join(("per", f"{size:,.15g}", *self.unit.split()[2:]))  # "per 10,000 a year" keeps its year
        return replace(self, value=value, low=low, high=high, unit=unit, _made=made)

    def percent(self) -> Estimate:
        """Return the same share in per cent, the difference of two in percentage points; `f"{share:.0%}"` writes it.

        A rate, which counts no part of its people, and a ratio are refused.

        Examples
        --------
        >>> from disprop import proportion
        >>> print(proportion(12, 14).percent(), f"{proportion(12, 14):.0%}", sep="; ")
        85.7% (95% CI 60.3 to 97.5); 86% (95% CI 60 to 98)
        """
        least, most = FAMILIES[self._made.family].support if self._made.family else (0.0, 1.0)
        if not self.unit or most > 1 or "population" in self.data:
            raise worded("no share", "per cent", Shown(f"a {self.measure}"))
        return replace(self.per(100), unit="%" if least == 0 else "percentage points")

    def excludes(self, null: ArrayLike) -> NDArray[np.bool_] | np.bool_:
        """Return whether `null`, in the unit of the estimate, lies outside the interval."""
        null = self._beside(null)
        return (null < self.low) | (null > self.high)

    def p_value(self, null: ArrayLike) -> Number:
        """Return the smallest `1 - level` whose interval leaves `null` out.

        It comes from the kernel that made the interval, so test and interval cannot disagree:
        `excludes(null)` is true when `p_value(null) < 1 - level`. NaN where there is no interval. Refused where the
        interval comes with no test, as that of a mean of ratios.
        """
        null = self._beside(null)
        if self._made.corners is not None:
            return self._largest_p(self._made.corners, null)
        if not self._made.family and not np.isnan(self.low).all():
            raise worded("no test", self.measure)
        if not self._made.family:
            return scalar(np.full(null.shape, np.nan))
        p = tails(self.sides) * self._smallest_tail(null / self._made.scale)
        return scalar(np.where(np.isnan(self.low), np.nan, np.minimum(p, 1.0)))

    def _largest_p(self, corners: Estimate, null: FloatArray) -> Number:
        """Return the largest p value of what the counts allow; 1 between the smallest and the largest value."""
        with np.errstate(invalid="ignore"):
            inside = (null >= self.least) & (null <= self.most)
        beside = corners[(slice(None), *(np.newaxis,) * (null.ndim - np.ndim(self.value)))]
        p = np.fmax.reduce(beside.p_value(null), axis=0)
        return scalar(np.where(inside, 1.0, p if self._made.apart is None else missed(p / 2, self._made.apart)))

    def _smallest_tail(self, null: FloatArray) -> FloatArray:
        """Return the smallest tail probability whose limits leave `null` out, 1 where none up to 1/2 does."""
        family = FAMILIES[self._made.family]
        direct = family[self.method].tail
        if direct is None:
            return smallest_excluding(self._limits_at, null)
        with np.errstate(all="ignore"):
            a = direct(*map(np.asarray, tuple(self.data.values())[: len(family.data)]), null)
        value, (least, most) = self.value / self._made.scale, family.support
        unasked = (null >= value) if self.sides == "lower" else (null <= value) & (self.sides == "upper")
        return np.where((null < least) | (null > most), 0.0, np.where(unasked | (a >= HALF), 1.0, a))

    def _limits_at(self, a: FloatArray | float) -> Limits:
        """Return the limits, in the unit of the counts, with the probability `a` in each tail."""
        family = FAMILIES[self._made.family]
        data = tuple(map(np.asarray, tuple(self.data.values())[: len(family.data)]))
        return asked_for(family.limits(self.method, data, a), family, self.sides)

    def _beside(self, null: ArrayLike) -> FloatArray:
        nulls = _arrays.finite("null", null)
        _labels.same_labels({"the estimate": self._made.axes, "null": _labels.axes_of(null)})
        return np.broadcast_to(nulls, _arrays.common_shape({"null": nulls, "value": np.asarray(self.value)}))

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, counts first, one row an element; pandas and Polars make a frame of these.

        Counts of strata, or of deployments, are added up: an element has one row.
        """
        size = int(np.size(self.value))
        counts = {name: in_whole(np.ravel(count).tolist()) for name, count in self._totals().items()}
        numbers = {name: np.ravel(getattr(self, name)).tolist() for name in NUMBERS}
        levels: list[object] = np.broadcast_to(self.level, np.shape(self.value)).ravel().tolist()
        words = {name: [getattr(self, name)] * size for name in ("sides", "method", "measure", "unit")}
        basis = {name: [text] * size for name, text in self.basis.items()}
        return {**counts, **numbers, "level": levels, **words, **basis, "note": list[object](notes_of(self))}

    def _rows(self) -> list[Row]:
        """Return the rows of its table: its elements."""
        return rows_of({"": self})

    def _said(self, style: str, names: Names) -> list[Said]:
        return [said_of(row, style, names) for row in self._rows()]

    def _has_core(self, count: Number) -> bool:
        """Return whether a count has an axis more than the value: the strata, or the deployments."""
        return np.ndim(count) > np.ndim(self.value)

    def _totals(self) -> dict[str, Number]:
        """Return the counts, added up where they are of strata or deployments."""
        return {name: scalar(count.sum(-1)) if self._has_core(count) else count for name, count in self.data.items()}

    def why(self) -> list[str]:
        """Return why each element has no value, or no interval, such as a count of 0. Empty text where it has both."""
        remarked = np.broadcast_to(np.asarray(self.remark, dtype=object), np.shape(self.value)).astype(bool)
        undefined = np.isnan(self.value) | (np.isnan(self.low) & remarked)
        return [self._line(at).why() if undefined[at] else "" for at in np.ndindex(np.shape(self.value))]

    def __len__(self) -> int:
        """Return the length of the first axis; a single number has none."""
        if not np.ndim(self.value):
            raise worded("no parts", self.measure)
        return len(np.asarray(self.value))

    def __getitem__(self, index: Any) -> Estimate:
        """Return the elements at `index` as an Estimate of their own."""
        if not np.ndim(self.value) and index != ():
            raise worded("no parts", self.measure)
        limits, of = (self.value, self.low, self.high), f"this {self.measure}"
        value, low, high = (scalar(element(np.asarray(limit), index, of)) for limit in limits)
        at = index if isinstance(index, tuple) else (index,)
        data = {
            # the core is what it was
            name: scalar(np.asarray(count)[(*at, slice(None)) if self._has_core(count) else index])
            for name, count in self.data.items()
        }
        level = np.broadcast_to(self.level, np.shape(self.value))[index] if np.ndim(self.level) else self.level
        remark = np.broadcast_to(self.remark, np.shape(self.value))[index] if np.ndim(self.remark) else self.remark
        corners = None if self._made.corners is None else self._made.corners[:, *at]
        apart = None if self._made.apart is None else scalar(np.asarray(self._made.apart)[index])
        made = replace(self._made, axes=self._axes_at(index), corners=corners, apart=apart)
        return replace(self, value=value, low=low, high=high, level=level, data=data, remark=remark, _made=made)

    def _axes_at(self, index: Any) -> _labels.Axes:
        """Return the labels of the elements at `index` of a single axis."""
        if len(self._made.axes) != 1 or isinstance(index, (int, np.integer, tuple)):
            return ()
        ((name, labels),) = self._made.axes
        return ((name, None if labels is None else labels[index]),)

    def __iter__(self) -> Iterator[Estimate]:
        """Yield the elements of the first axis; a single number has none, and is no triple either."""
        return iter([self[i] for i in range(len(self))])

    def __format__(self, spec: str) -> str:
        """Write the estimate; '.2f' fixes the decimals, '.0%' also says a share in per cent."""
        if spec.endswith("%"):
            return format(self.percent(), spec.removesuffix("%"))
        decimals = _text.decimals_from(spec)
        lines = [self._line(at).text(decimals) for at in islice(np.ndindex(np.shape(self.value)), SHOWN)]
        more = np.size(self.value) - SHOWN
        return "\n".join(lines + ([f"and {more:,} more"] if more > 0 else []))

    def __repr__(self) -> str:
        """Write what it is, by which method, and the estimate in words."""
        return f"<{self.measure} by {self.method}: {self}>"

    def __str__(self) -> str:
        """Write the estimate in words."""
        return format(self, "")

    def _line(self, at: tuple[int, ...]) -> _text.Line:
        value, low, high, least, most = (float(np.asarray(getattr(self, name))[at]) for name in NUMBERS)
        counts = {name: float(np.asarray(count)[at]) for name, count in self._totals().items()}
        level = float(np.broadcast_to(self.level, np.shape(self.value))[at])
        remark = str(np.broadcast_to(np.asarray(self.remark, dtype=object), np.shape(self.value))[at])
        rests = printed(self.basis)
        words = self.sides, self.unit, self._made.scale, self._made.phrase
        return _text.Line(value, low, high, level, *words, counts, remark, (least, most), rests)
