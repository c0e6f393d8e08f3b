"""The score of two risks under their ratio or difference, from the likelihood itself at fifty digits."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from equations.definitions import Equation, quantile


def likeliest(slope: Equation, high: mpf, low: mpf) -> mpf:
    """Return where a falling slope of a log-likelihood is 0 between two ends, or the end that it points to."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2


def binomial_slope(x: int, n: int, p: mpf) -> mpf:
    """Slope of the log-likelihood of a risk; a count of 0 contributes nothing, at 0 and 1 too."""
    return (x / p if x else mpf(0)) - ((n - x) / (1 - p) if x < n else mpf(0))


def fitted_ratio(x1: int, n1: int, x0: int, n0: int, r: mpf) -> tuple[mpf, mpf]:
    """Return the likeliest risks with p1 = r p0."""
    p = likeliest(lambda p: r * binomial_slope(x1, n1, r * p) + binomial_slope(x0, n0, p), min(mpf(1), 1 / r), mpf(0))
    return r * p, p


def fitted_difference(x1: int, n1: int, x0: int, n0: int, d: mpf) -> tuple[mpf, mpf]:
    """Return the likeliest risks with p1 = p0 + d."""
    p = likeliest(
        lambda p: binomial_slope(x1, n1, p + d) + binomial_slope(x0, n0, p), min(mpf(1), 1 - d), max(mpf(0), -d)
    )
    return p + d, p


def risk_score(
    group: tuple[int, int], reference: tuple[int, int], a: mpf, *, ratio: bool, unbiased: bool
) -> tuple[Equation, Equation]:
    """Return score = z and score = -z for the ratio of two risks or their difference.

    The score is (x1/n1 - x0 r/n0)/sqrt(V), or (x1/n1 - x0/n0 - d)/sqrt(V), with V at the likeliest risks.
    """
    (x1, n1), (x0, n0) = group, reference
    z = quantile(a)
    widened = mpf(n1 + n0) / (n1 + n0 - 1) if unbiased else mpf(1)

    def score(null: mpf) -> mpf:
        p1, p0 = (fitted_ratio if ratio else fitted_difference)(x1, n1, x0, n0, null)
        weight, shift = (null, mpf(0)) if ratio else (mpf(1), null)
        spread = widened * (p1 * (1 - p1) / n1 + weight**2 * p0 * (1 - p0) / n0)
        return (mpf(x1) / n1 - weight * mpf(x0) / n0 - shift) / mpmath.sqrt(spread)

    return lambda null: score(null) - z, lambda null: score(null) + z
