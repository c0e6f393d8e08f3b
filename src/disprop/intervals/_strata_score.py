"""Score intervals of a ratio, or difference, that is the same in all strata.

Under a hypothesis each stratum has its likeliest risks p1 and p0 (rates are risks of any size), a contrast S of what
was observed with what the hypothesis says, a variance V and a third moment M of S at those risks. The score is the sum
of w S over the root of the sum of w^2 V, and its bend a sixth of the sum of w^3 M over the sum of w^2 V to the power
3/2. A stratum without one of its sides has no contrast. The contrast of a ratio r is x1/(n1 r) - x0/n0.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.special import ndtr

from disprop._arrays import FloatArray
from disprop.intervals import _strata_fit
from disprop.intervals._roots import root
from disprop.intervals._strata_fit import Four, Risks

Parts = tuple[FloatArray, FloatArray, FloatArray]  # S, V and M
Fitted = tuple[Parts, Risks]
ALMOST = 1 - 1e-13  # of the end of the support, where nothing varies
# Logarithms of the ratios that are told from infinity.
WIDEST = {"rate ratio": 200.0, "risk ratio": 60.0, "odds ratio": 40.0}


def of_rate_ratio(c: Four, r: FloatArray) -> Fitted:
    """Return the contrast of two rates by their ratio."""
    (x1, t1, x0, t0), p0 = c, _strata_fit.rate_of_ratio(c, r)
    v1, v0 = p0 / (t1 * r), p0 / t0
    return (x1 / t1 / r - x0 / t0, v1 + v0, v1 / (t1 * r) - v0 / t0), (r * p0, p0)


def of_rate_difference(c: Four, d: FloatArray) -> Fitted:
    """Return the contrast of two rates by their difference."""
    (x1, t1, x0, t0), (p1, p0) = c, _strata_fit.rates_of_difference(c, d)
    return (x1 / t1 - x0 / t0 - d, p1 / t1 + p0 / t0, p1 / t1**2 - p0 / t0**2), (p1, p0)


def of_risk_ratio(c: Four, r: FloatArray) -> Fitted:
    """Return the contrast of two risks by their ratio, with what the risks leave to 1."""
    (x1, n1, x0, n0), ((q1, q0), p0), n = c, _strata_fit.rests_of_ratio(c, r), c[1] + c[3]
    v1, v0 = p0 * q1 / (n1 * r), p0 * q0 / n0
    third = v1 * (2 * q1 - 1) / (n1 * r) - v0 * (2 * q0 - 1) / n0
    return (x1 / n1 / r - x0 / n0, (v1 + v0) * (n / (n - 1)), third), (q1, q0)


def of_risk_difference(c: Four, d: FloatArray) -> Fitted:
    """Return the contrast of two risks by their difference."""
    (distance, variance, (p1, p0)), n = _strata_fit.risks_of_difference(c, d), c[1] + c[3]
    third = p1 * (1 - p1) * (1 - 2 * p1) / c[1] ** 2 - p0 * (1 - p0) * (1 - 2 * p0) / c[3] ** 2
    return (distance, variance * (n / (n - 1)), third), (p1, p0)


def of_odds_ratio(c: Four, r: FloatArray, *, less_bias: bool = False) -> Fitted:
    """Return x1 - n1 p1, the slope of the likelihood.

    Its bias is v1 v0 (p1 - p0)/(v1 + v0)^2 (Gart 1985; Laud 2018).
    """
    (x1, n1, x0, n0), ((p1, q1), (p0, q0)) = c, _strata_fit.risks_of_odds(c, r)
    n = n1 + n0
    up, down, other_up, other_down = x1 * q1, (n1 - x1) * p1, (n0 - x0) * p0, x0 * q0
    nearer = np.maximum(other_up, other_down) < np.maximum(up, down)  # x1 - n1 p1 = n0 p0 - x0: what rounds the less
    score = np.where(nearer, other_up - other_down, up - down)
    v1, v0 = n1 * p1 * q1, n0 * p0 * q0
    if less_bias:
        score = score - v1 / (v1 + v0) * (v0 / (v1 + v0)) * (p1 - p0)
    information = 1 / (1 / v1 + 1 / v0)
    third = information * ((information / v1) ** 2 * (q1 - p1) - (information / v0) ** 2 * (q0 - p0))
    return (score, information * (n / (n - 1)), third), (p1, p0)


CONTRASTS: dict[str, Callable[[Four, FloatArray], Fitted]] = {
    "rate ratio": of_rate_ratio,
    "rate difference": of_rate_difference,
    "risk ratio": of_risk_ratio,
    "risk difference": of_risk_difference,
    "odds ratio": of_odds_ratio,
}
SKEWED = CONTRASTS | {"odds ratio": partial(of_odds_ratio, less_bias=True)}


def total(measure: str, weights: str, c: Four, theta: FloatArray) -> FloatArray:
    """Return the score of all strata in standard deviations; it falls as `theta` grows."""
    part, variance = (each.sum(axis=-1) for each in by_stratum(measure, c, theta, weights))
    return np.where((part == 0) & (variance == 0), 0.0, part / np.sqrt(variance))


def by_stratum(measure: str, c: Four, theta: FloatArray, weights: str) -> Risks:
    """Return w S and w^2 V of each stratum, both 0 where a side has nobody or the stratum says nothing."""
    null = theta[..., np.newaxis]
    (part, variance, _), risks = CONTRASTS[measure](c, null)
    used = (c[1] > 0) & (c[3] > 0) & ~np.isnan(variance)
    w = _strata_fit.WEIGHTS[measure][weights](c, risks, null)
    return np.where(used, w * part, 0.0), np.where(used, w**2 * variance, 0.0)


def skewed(measure: str, weights: str, c: Four, theta: FloatArray, z: FloatArray) -> FloatArray:
    """Return how far the score that is corrected for skewness is above z: the z' of z' + (z'^2 - 1) bend = score.

    Where no z' solves that, the score is compared with what it would have to be for z.
    """
    null = theta[..., np.newaxis]
    parts, risks = SKEWED[measure](c, null)
    used = (c[1] > 0) & (c[3] > 0) & (parts[1] > 0)
    w = _strata_fit.WEIGHTS[measure][weights](c, risks, null)
    part, variance, third = (np.where(used, w**k * each, 0.0).sum(axis=-1) for k, each in enumerate(parts, start=1))
    score, bend = part / np.sqrt(variance), third / variance / np.sqrt(variance) / 6
    inside = 1 + 4 * bend * (score + bend)
    corrected = 2 * (score + bend) / (1 + np.sqrt(inside))
    return np.where(inside < 0, score - z - (z**2 - 1) * bend, corrected - z)


@np.errstate(all="ignore")
def limit(measure: str, c: Four, z: FloatArray, weights: str | None = None, *, bent: bool = False) -> FloatArray:
    """Return where the score is z standard deviations: below the value for z > 0. NaN where nothing is compared.

    A score that is corrected for skewness is `bent`.
    """
    weights = weights or next(iter(_strata_fit.WEIGHTS[measure]))
    c = _strata_fit.levelled(measure, c, weights)
    compared = ((c[1] > 0) & (c[3] > 0)).any(axis=-1)
    logarithm = measure.endswith("ratio")
    span = np.full_like(z, WIDEST[measure]) if logarithm else _ends(measure, c, z)
    place = (_bent if bent else _plain)(measure, weights, c, z, span)
    if not logarithm:
        ends = np.sign(place) if measure == "risk difference" else place
        return np.where(compared, np.where(np.abs(place) >= span, ends, place), np.nan)
    events, others = c[0] + c[2], (c[1] + c[3]) - (c[0] + c[2])
    silent = (events == 0) | ((measure == "odds ratio") & (others == 0)) | (c[1] == 0) | (c[3] == 0)
    found = np.where(place <= -span, 0.0, np.where(place >= span, np.inf, np.exp(place)))
    unknown = np.where(compared & (z != 0), np.where(z > 0, 0.0, np.inf), np.nan)
    return np.where(silent.all(axis=-1), unknown, found)


def tail(measure: str, c: Four, theta: FloatArray, weights: str | None = None) -> FloatArray:
    """Return the probability beyond the score at `theta`, 1/2 at the value; none where nothing can lie there."""
    weights = weights or next(iter(_strata_fit.WEIGHTS[measure]))
    score = total(measure, weights, _strata_fit.levelled(measure, c, weights), theta)
    value = limit(measure, c, np.zeros_like(score), weights)
    beyond = np.where(np.isnan(score), 0.0, ndtr(-np.abs(score)))
    return np.where((theta == value) | np.isnan(value), 0.5, beyond)


def _plain(measure: str, weights: str, c: Four, z: FloatArray, span: FloatArray) -> FloatArray:
    """Return where the score is z, on the logarithmic scale for a ratio."""
    at = np.exp if measure.endswith("ratio") else np.positive
    return root(lambda u: total(measure, weights, c, at(u)) - z, -span, span)


def _bent(measure: str, weights: str, c: Four, z: FloatArray, span: FloatArray) -> FloatArray:
    """Return where, from the value outwards, the corrected score reaches z: the value, where it is beyond z there."""
    at, outwards = (np.exp if measure.endswith("ratio") else np.positive), -np.copysign(1.0, z)

    def beyond(u: FloatArray) -> FloatArray:
        further = -outwards * skewed(measure, weights, c, at(u), z)
        return np.where(np.isnan(further), -1.0, further)  # at a value where nothing varies

    end, value = outwards * span, _plain(measure, weights, c, np.zeros_like(z), span)
    found = np.where(beyond(end) < 0, end, root(beyond, value, end))
    return np.where(beyond(value) > 0, value, found)


def _ends(measure: str, c: Four, z: FloatArray) -> FloatArray:
    """Return a difference that no limit is beyond: of rates, twice what puts a single stratum z away."""
    if measure == "risk difference":
        return np.full_like(z, ALMOST)
    x1, t1, x0, t0 = c
    both = (t1 > 0) & (t0 > 0)
    highest = np.where(both, np.maximum((x1 + 1) / t1, (x0 + 1) / t0), 0.0).max(axis=-1)
    return 4 * (highest + (z**2 + 1) / np.where(both, np.minimum(t1, t0), np.inf).min(axis=-1))
