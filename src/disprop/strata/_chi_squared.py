"""The result of a chi-squared test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from disprop._arrays import FloatArray
from disprop.estimate import Number, Result


@dataclass(frozen=True, slots=True, eq=False)
class ChiSquared(Result):
    """A chi-squared test, or an array of them.

    Attributes
    ----------
    statistic : the chi-squared statistic; NaN where nothing can be tested.
    degrees_of_freedom : its degrees of freedom.
    p_value : the chance of a statistic at least as large if the hypothesis holds.
    hypothesis : what is tested, such as "one odds ratio in all strata".
    method : name of the test.
    """

    statistic: Number
    degrees_of_freedom: Number
    p_value: Number
    hypothesis: str
    method: str

    def __str__(self) -> str:
        """Write the test in words, a line for each."""
        columns = np.broadcast_arrays(self.statistic, self.degrees_of_freedom, self.p_value)
        return "\n".join(self._line(*map(float, row)) for row in zip(*map(np.ravel, columns), strict=True))

    def _line(self, statistic: float, degrees: float, p: float) -> str:
        if np.isnan(statistic):
            return f"{self.hypothesis}: not tested, too few strata say anything"
        said = f"p = {p:.2g}" if p > 0 else "p below 1e-300"
        return f"{self.hypothesis}: chi-squared {statistic:.2f} on {degrees:g} df, {said}"


def chi_squared(statistic: FloatArray, degrees: FloatArray, hypothesis: str, method: str) -> ChiSquared:
    """Return the test of a statistic; without a degree of freedom there is none."""
    degrees = np.asarray(degrees, dtype=np.float64)
    statistic = np.where(degrees > 0, statistic, np.nan)
    with np.errstate(invalid="ignore"):
        p = np.where(np.isnan(statistic), np.nan, chdtrc(np.maximum(degrees, 1), statistic))
    return ChiSquared(np.asarray(statistic)[()], degrees[()], np.asarray(p)[()], hypothesis, method)
