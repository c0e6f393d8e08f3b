"""Score intervals of a ratio, or difference, that is the same in all strata.

Under a hypothesis each stratum has its likeliest risks p1 and p0 (rates are risks of any size), a contrast S of what
was observed with what the hypothesis says, and a variance V of S at those risks. The score is the sum of w S over the
root of the sum of w^2 V. A stratum without one of its sides has no contrast.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._roots import root
from disprop.intervals._strata_fit import (
    Four,
    rate_of_ratio,
    rates_of_difference,
    risk_of_ratio,
    risks_of_difference,
    risks_of_odds,
)

Score = tuple[FloatArray, FloatArray]  # w S and w^2 V
WIDEST = {
    "rate ratio": 200.0,
    "risk ratio": 60.0,
    "odds ratio": 40.0,
}  # logarithms of the ratios that are told from infinity


def of_rate_ratio(c: Four, r: FloatArray) -> Score:
    """Return w S and w^2 V of the ratio of rates."""
    (x1, t1, x0, t0), p0 = c, rate_of_ratio(c, r)
    weight = t1 * (t0 / (t1 + t0))
    return weight * (x1 / t1 - r * x0 / t0), weight**2 * (r * p0 / t1 + r**2 * p0 / t0)


def of_rate_difference(c: Four, d: FloatArray) -> Score:
    """Return w S and w^2 V of the difference of rates."""
    (x1, t1, x0, t0), (p1, p0) = c, rates_of_difference(c, d)
    weight = t1 * (t0 / (t1 + t0))
    return weight * (x1 / t1 - x0 / t0 - d), weight**2 * (p1 / t1 + p0 / t0)


def of_risk_ratio(c: Four, r: FloatArray) -> Score:
    """Return w S and w^2 V of the ratio of risks."""
    (x1, n1, x0, n0), p0, n = c, risk_of_ratio(c, r), c[1] + c[3]
    p1 = r * p0
    weight, variance = n1 * n0 / n, p1 * (1 - p1) / n1 + r**2 * p0 * (1 - p0) / n0
    return weight * (x1 / n1 - r * x0 / n0), weight**2 * variance * (n / (n - 1))


def of_risk_difference(c: Four, d: FloatArray) -> Score:
    """Return w S and w^2 V of the difference of risks."""
    (distance, variance, _), n = risks_of_difference(c, d), c[1] + c[3]
    weight = c[1] * c[3] / n
    return weight * distance, weight**2 * variance * (n / (n - 1))


def of_odds_ratio(c: Four, r: FloatArray) -> Score:
    """Return x1 - n1 p1, the score of the likelihood, and its variance."""
    x1, n1, x0, n0 = c
    n, ((p1, q1), (p0, q0)) = n1 + n0, risks_of_odds(c, r)
    up, down, other_up, other_down = x1 * q1, (n1 - x1) * p1, (n0 - x0) * p0, x0 * q0
    nearer = np.maximum(other_up, other_down) < np.maximum(up, down)  # x1 - n1 p1 = n0 p0 - x0: what rounds the less
    score = np.where(nearer, other_up - other_down, up - down)
    return score, n / (n - 1) / (1 / (n1 * p1 * q1) + 1 / (n0 * p0 * q0))


SCORES: dict[str, Callable[[Four, FloatArray], Score]] = {
    "rate ratio": of_rate_ratio,
    "rate difference": of_rate_difference,
    "risk ratio": of_risk_ratio,
    "risk difference": of_risk_difference,
    "odds ratio": of_odds_ratio,
}


def total(measure: str, c: Four, theta: FloatArray) -> FloatArray:
    """Return the score of all strata in standard deviations; it falls as `theta` grows."""
    part, variance = (each.sum(axis=-1) for each in by_stratum(measure, c, theta))
    return np.where((part == 0) & (variance == 0), 0.0, part / np.sqrt(variance))


def by_stratum(measure: str, c: Four, theta: FloatArray) -> Score:
    """Return w S and w^2 V of each stratum, both 0 where a side has nobody or the stratum says nothing."""
    part, variance = SCORES[measure](c, theta[..., np.newaxis])
    used = (c[1] > 0) & (c[3] > 0) & ~np.isnan(variance)
    return np.where(used, part, 0.0), np.where(used, variance, 0.0)


@np.errstate(all="ignore")
def limit(measure: str, c: Four, z: FloatArray) -> FloatArray:
    """Return where the score is z standard deviations: below the value for z > 0. NaN where nothing is compared."""
    compared = ((c[1] > 0) & (c[3] > 0)).any(axis=-1)
    if not measure.endswith("ratio"):
        span = _reach(c, z) if measure == "rate difference" else np.ones_like(z)
        return np.where(compared, root(lambda u: total(measure, c, u) - z, -span, span), np.nan)
    events, others = c[0] + c[2], (c[1] + c[3]) - (c[0] + c[2])
    silent = (events == 0) | ((measure == "odds ratio") & (others == 0)) | (c[1] == 0) | (c[3] == 0)
    span = np.full_like(z, WIDEST[measure])
    log = root(lambda u: total(measure, c, np.exp(u)) - z, -span, span)
    found = np.where(log <= -span, 0.0, np.where(log >= span, np.inf, np.exp(log)))
    unknown = np.where(compared & (z != 0), np.where(z > 0, 0.0, np.inf), np.nan)
    return np.where(silent.all(axis=-1), unknown, found)


def _reach(c: Four, z: FloatArray) -> FloatArray:
    """Return a difference of rates further out than any limit: where a single stratum is z away, twice over."""
    x1, t1, x0, t0 = c
    both = (t1 > 0) & (t0 > 0)
    highest = np.where(both, np.maximum((x1 + 1) / t1, (x0 + 1) / t0), 0.0).max(axis=-1)
    reach: FloatArray = 2 * (highest + z**2 / np.where(both, np.minimum(t1, t0), np.inf).min(axis=-1))
    return reach
