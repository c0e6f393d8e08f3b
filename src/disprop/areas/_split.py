"""How far the pooled ratio is from the ratio within areas, because the two groups live in different places."""

from __future__ import annotations

import numpy as np

from disprop._arrays import FloatArray

ROUNDING = 1e-14  # what is left of equal weights


def composition(x1: FloatArray, t1: FloatArray, x0: FloatArray, t0: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the log of the pooled over the Mantel-Haenszel ratio, and its variance by the delta method.

    Each side has the ratio of its plain sum to its weighted sum, with the weights of Mantel and Haenszel; the change of
    that log with one more event of an area is 1/sum - weight/weighted sum. Equal weights leave nothing to vary.
    """
    everyone = np.where(t1 + t0 > 0, t1 + t0, 1.0)
    group, group_variance = _one_side(x1, t0 / everyone, t1)
    reference, reference_variance = _one_side(x0, t1 / everyone, t0)
    variance = group_variance + reference_variance
    return group - reference, np.where(np.isnan(variance), np.inf, variance)


def _one_side(x: FloatArray, weight: FloatArray, t: FloatArray) -> tuple[FloatArray, FloatArray]:
    total, weighted = x.sum(axis=-1), (x * weight).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = 1 - weight * (total / weighted)[..., np.newaxis]
        change = np.where(np.abs(change) < ROUNDING, 0.0, change)
        return np.log(total / t.sum(axis=-1) / weighted), (x * change**2).sum(axis=-1) / total**2
