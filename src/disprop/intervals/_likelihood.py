"""Limits from the likelihood ratio: where the deviance of the count is z^2."""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Limits
from disprop.intervals._roots import root


def shifts(x: FloatArray, most: FloatArray | float, rest: Callable[[FloatArray], FloatArray], a: FloatArray) -> Limits:
    """Return s of both limits, of which the expected count is x e^s: x s + rest(x e^s - x) = -z^2/2, for x above 0.

    `rest` is the log-likelihood but for x s, as a function of the expected count less x, and `most` the largest
    expected count. Every term is 0 at s = 0, so their sum is right however large the counts are.

    The rest is at most x below, and nowhere more than that of a Poisson count, of which the upper limit lies
    below the score limit: these are the brackets.
    """
    z = -ndtri(a)

    def excess(s: FloatArray) -> FloatArray:
        return x * s + rest(x * np.expm1(s)) + z**2 / 2

    top = x + z**2 / 2 + z * np.sqrt(x + z**2 / 4)
    inner = -(z**2) / (2 * x)
    return root(excess, inner - 1, inner), root(excess, np.zeros_like(x + z), np.log(np.minimum(top, most) / x))
