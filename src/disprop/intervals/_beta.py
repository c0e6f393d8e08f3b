"""Quantiles of the beta distribution, checked by substitution.

`scipy.special.betaincinv` gives a wrong answer at some arguments: from about b = 7e7 on it fails for many b where
a is exactly 1000 (I_p is 1 at the "quantile" of 0.025). What does not satisfy its own equation is solved again.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import betainc, betaincc, betainccinv, betaincinv

from disprop._arrays import FloatArray
from disprop.intervals._roots import root

Function = Callable[..., FloatArray]
AGREES = 1e-6  # a right quantile satisfies its equation far better, a wrong one far worse


def lower_quantile(a: FloatArray, b: FloatArray, q: FloatArray) -> FloatArray:
    """Return p with I_p(a, b) = q."""
    return _checked(betaincinv, betainc, a, b, q)


def upper_quantile(a: FloatArray, b: FloatArray, q: FloatArray) -> FloatArray:
    """Return p with 1 - I_p(a, b) = q."""
    return _checked(betainccinv, betaincc, a, b, q)


def _checked(inverse: Function, tail: Function, a: FloatArray, b: FloatArray, q: FloatArray) -> FloatArray:
    p = inverse(a, b, q)
    wrong = np.abs(tail(a, b, p) - q) > AGREES * q
    if not wrong.any():
        return p
    a, b, q = (np.broadcast_to(part, p.shape)[wrong] for part in (a, b, q))
    solved = np.array(p)
    solved[wrong] = root(lambda p: tail(a, b, p) - q, np.zeros_like(a), np.ones_like(a))
    return solved
