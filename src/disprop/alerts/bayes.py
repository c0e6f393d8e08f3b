"""Predictive values at published rates, for which no counts are known and so no interval can be had."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import one_of
from disprop.estimate import Estimate, without_test
from disprop.intervals import Family

NO_COUNTS = "rates without their counts give no interval"


def rates_alone(mated: Any, non_mated: Any) -> bool:
    """Return whether both were given as rates, in place of pairs of counts."""
    return all(isinstance(given, (int, float)) or hasattr(given, "__array__") for given in (mated, non_mated))


def at_rates(
    family: Family, rates: tuple[Any, Any], chance: dict[str, Any], method: str, level: ArrayLike, sides: str
) -> Estimate:
    """Return the value that follows from two published rates, and a chance beside them, without an interval."""
    measure = family.parameter
    one_of(f"{measure} interval", method, family.methods)
    ((name, alone),) = chance.items()
    of_sides = {side: (rate, _arrays.probability) for side, rate in zip(("mated", "non_mated"), rates, strict=True)}
    beside = {name: (alone, _arrays.inner), "level": (level, lambda _, given: _arrays.level(given, sides))}
    tpr, fpr, p, levels = _arrays.together(**of_sides, **beside).values()
    value = VALUES[measure](tpr, fpr, p)
    none = np.full(value.shape, np.nan)
    return without_test(
        *(value, (none, none), levels),
        data={"true_positive_rate": tpr, "false_positive_rate": fpr, name: p},
        method="rates alone",
        measure=measure,
        unit="" if measure == "break-even prevalence" else "per 1",
        basis={"assumed": "the published rates without sampling error"},
        sides=sides,
        remark=NO_COUNTS,
    )


def _share(part: FloatArray, rest: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore"):
        return np.asarray(part / (part + rest))


def _positive(tpr: FloatArray, fpr: FloatArray, p: FloatArray) -> FloatArray:
    return _share(tpr * p, fpr * (1 - p))


def _negative(tpr: FloatArray, fpr: FloatArray, p: FloatArray) -> FloatArray:
    return _share((1 - fpr) * (1 - p), (1 - tpr) * p)


def _break_even(tpr: FloatArray, fpr: FloatArray, share: FloatArray) -> FloatArray:
    return _share(share * fpr, (1 - share) * tpr)


VALUES = {
    "positive predictive value": _positive,
    "negative predictive value": _negative,
    "break-even prevalence": _break_even,
}
