"""Counts with strata on their last axis, checked at the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from disprop import _gaps, _pairs
from disprop._arrays import FloatArray
from disprop._errors import DispropError, one_of
from disprop._gaps import Empty

MEASURES = ("rate ratio", "risk ratio", "odds ratio", "rate difference", "risk difference")
CELLS = 16_384  # counts of each kind taken at a time, so that what is worked out of them fits in a processor's cache


class Counts(NamedTuple):
    """Numerator and denominator of both sides, strata on the last axis."""

    x1: FloatArray
    n1: FloatArray
    x0: FloatArray
    n0: FloatArray

    @property
    def total(self) -> FloatArray:
        """Return the people of a stratum, 1 where it has none: whatever is divided by it there is 0."""
        everyone = self.n1 + self.n0
        return np.where(everyone == 0, 1.0, everyone)

    @property
    def weight(self) -> FloatArray:
        """Return the weight of Mantel and Haenszel, 0 where a side has nobody."""
        return self.n1 * (self.n0 / self.total)

    def of_each(self) -> Iterator[FloatArray]:
        """Return the four counts of the first stratum, of the second..."""
        return chain.from_iterable(zip(*(np.moveaxis(count, -1, 0) for count in self), strict=True))


def read(measure: str, group: Any, reference: Any) -> tuple[dict[str, FloatArray], Empty]:
    """Return the four counts under their names, as rates or as risks, and what is to be said of empty strata."""
    one_of("stratified measure", measure, MEASURES)
    rates = measure.startswith("rate")
    inputs = _pairs.two_sides(group, reference, _pairs.EVENTS if rates else _pairs.PARTS)
    given, missing = _gaps.filled(inputs)
    data = (_pairs.of_rates if rates else _pairs.of_proportions)(given)
    shape = next(iter(data.values())).shape
    if not shape or shape[-1] == 0:
        found = "an empty axis" if shape else "single numbers"
        raise DispropError(f"strata are the last axis of the counts; got {found}: one table has {measure}s of its own")
    return data, _gaps.empty(inputs, data, missing)


def over_strata(sums: Callable[[Counts], tuple[FloatArray, ...]], counts: Counts) -> list[FloatArray]:
    """Return what `sums` gives for each row of strata, of which it is shown a few at a time."""
    *shape, strata = counts.x1.shape
    rows = [count.reshape(-1, strata) for count in counts]
    found: list[FloatArray] = []
    step = max(CELLS // strata, 1)
    for start in range(0, max(len(rows[0]), 1), step):
        some = slice(start, start + step)
        parts = sums(Counts(*(count[some] for count in rows)))
        found = found or [np.empty(len(rows[0])) for _ in parts]
        for whole, part in zip(found, parts, strict=True):
            whole[some] = part
    return [whole.reshape(shape) for whole in found]


def unit_of(measure: str) -> str:
    """Return the unit of a measure: a ratio has none."""
    return "per 1" if measure.endswith("difference") else ""
