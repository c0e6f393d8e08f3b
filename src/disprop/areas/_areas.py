"""The areas of one estimate, what chance makes of their counts at a target, and what is said of each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._cells import is_number
from disprop._errors import Said, in_line, of_kind, refused
from disprop._pairs import MANY
from disprop._sentences import WORDS
from disprop._tabled import Row
from disprop.estimate import Estimate, Record, corners_of, family_of, held, labels_of, rows_of
from disprop.intervals import PROPORTION, RATE, Limits

VERDICTS = WORDS["verdicts"]
TAKEN = "rates, shares, share ratios, rate ratios, or observed over expected, from counts"
UNRECORDED = "0 where many are expected, perhaps not recorded there"
PARAMETERS = ("rate", "proportion", "share ratio", "rate ratio")


class ByArea(Record):
    """What is said of each area of an estimate.

    Attributes
    ----------
    areas : the estimate.
    levels : of the limits, or of the interval, that are said of each.
    """

    areas: Estimate
    levels: tuple[float, ...]

    @property
    def names(self) -> list[str]:
        """What the areas are called: one that has a number alone is "area 10", so that it reads as no figure."""
        (labels,) = labels_of(self.areas)
        return [f"area {label}" if is_number(label) else str(label) for label in labels]

    def _rows(self) -> list[Row]:
        """Return the rows of its table: the areas in their order, with what is said of each beside its name."""
        tables = [rows_of({"": each}) for _, each in held(self) if isinstance(each, Estimate)]
        return [rows[i]._replace(labels=own) for rows in tables for i, own in self._beside().items()]

    def _beside(self) -> dict[int, dict[str, str]]:
        """Return what names each area, and what is said of it in columns, by its place, in the order of the table."""
        (labels,) = labels_of(self.areas)
        return {i: {"area": str(label)} for i, label in enumerate(labels)}

    @property
    def silent(self) -> list[str]:
        """Remarks on areas with 0 where many are expected at what all have together, and on those without a value."""
        counts = counts_of(self.areas)
        expected, seen = counts.spread(np.stack([counts.mean(counts.common), counts.x]))
        gone, many = np.flatnonzero(~counts.there), np.flatnonzero((seen == 0) & (expected >= MANY))
        none = [f"{self.names[i]} ({expected[i]:,.0f} expected)" for i in many]
        remarks = {UNRECORDED: none, "without a value": [self.names[i] for i in gone]}
        return [f"{what}: {in_line(which)}" for what, which in remarks.items() if which]

    def by_area(self) -> dict[str, list[object]]:
        """Return what is said of each area as columns; of several levels each has one, with its per cent behind."""
        found: dict[str, Any] = {}
        for name, value in held(self):
            if isinstance(value, Estimate) and name != "areas":
                found |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
            elif np.ndim(value) > 1:
                found |= {f"{name}_{100 * level:g}": row for level, row in zip(self.levels, value, strict=True)}
            elif isinstance(value, np.ndarray):
                found[name] = value
        return {name: column.tolist() for name, column in found.items()}

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, a row for each area."""
        return {**self.areas.to_dict(), **self.by_area()}


class Counts(NamedTuple):
    """The counts of areas that have a value; the ends of those known only in part on a first axis.

    Attributes
    ----------
    x : what was counted.
    weight : the value is x over this; where counts have a reference, the odds of x are.
    trials : of how many x is a part; infinite where there may be any number.
    odds : whether counts have a reference.
    there : which of the areas that were given these are.
    known : which of these have counts that are known.
    """

    x: FloatArray
    weight: FloatArray
    trials: FloatArray
    odds: bool
    there: NDArray[np.bool_]
    known: NDArray[np.bool_]

    def value(self, x: FloatArray) -> FloatArray:
        """Return the value of each area if this were its count."""
        return (x / (self.trials - x) if self.odds else x) / self.weight

    def mean(self, target: Any) -> FloatArray:
        """Return what the count of each is on average, if it has the target."""
        times = target * self.weight
        return self.trials * np.where(np.isinf(times), 1.0, times / (1 + times)) if self.odds else times

    def law(self, target: Any) -> Any:
        """Return how the count of each is then distributed."""
        from scipy.stats import binom, poisson

        mean = self.mean(target)
        return poisson(mean) if np.isinf(self.trials).any() else binom(self.trials, np.minimum(mean / self.trials, 1.0))

    def exact(self, x: FloatArray, a: Any) -> Limits:
        """Return the exact limits of the mean of each count, if it were this."""
        if np.isinf(self.trials).any():
            return RATE.limits("garwood", (x, np.ones_like(x)), a)
        low, high = PROPORTION.limits("clopper-pearson", (x, self.trials), a)
        return self.trials * low, self.trials * high

    @property
    def common(self) -> float:
        """The value of all areas together; of ratios that within areas (Mantel and Haenszel)."""
        x, weight = self.x[0, self.known], self.weight[0, self.known]
        if not self.odds:
            return float(x.sum() / weight.sum())
        others = self.trials[0, self.known] - x
        return float((x / (1 + weight)).sum() / (others * weight / (1 + weight)).sum())

    def spread(self, numbers: FloatArray) -> FloatArray:
        """Return numbers in the places of all areas that were given; NaN for others, and where two ends differ."""
        same = (numbers == numbers[..., :1, :]).all(axis=-2)
        placed = np.full((*numbers.shape[:-2], self.there.size), np.nan)
        placed[..., self.there] = np.where(same, numbers[..., 0, :], np.nan)
        return placed


def counts_of(areas: Any, parameters: Sequence[str] = PARAMETERS, taken: str = TAKEN) -> Counts:
    """Return the counts of an estimate with one axis, its areas, and how they make a value."""
    hint = "; of a frame tables.compare_by(frame, rate_ratio, ..., among=areas.ranks)"
    got, hint = (Said("a frame"), hint) if hasattr(areas, "columns") else (areas, "")
    of_kind(Estimate, "areas", "must be one Estimate, such as rate_ratio(group=..., reference=...)", got, hint)
    family, corners = family_of(areas), corners_of(areas)
    if family is None or family.parameter not in parameters:
        raise refused("areas", f"must be {taken}", Said(family.parameter if family else areas.measure))
    there = ~np.isnan(areas.least)
    if there.ndim != 1 or not there.any():
        got = Said("no value" if there.ndim == 1 else f"shape {there.shape}")
        raise refused("areas", "must be one axis of them, with a value", got, hint="; call once for each set of areas")
    data = [*(areas if corners is None else corners).data.values()][: len(family.data)]
    columns = np.stack(np.broadcast_arrays(*map(np.atleast_2d, data)))[..., there]
    known = (columns == columns[:, :1]).all(axis=(0, 1))
    x, t, *others = columns
    if odds := family.parameter == "rate ratio":
        return Counts(x, t / others[1], x + others[0], odds, there, known)
    share = others[0] / others[1] if others else 1.0
    return Counts(x, t * share, np.inf * t if family.parameter == "rate" else t, odds, there, known)
