"""How strong something that was not measured would have to be to explain a ratio, or a difference, away."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from scipy.special import ndtri

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import refused, shown, worded
from disprop._text import number
from disprop.estimate import Estimate, Number, Result, scale_of
from disprop.intervals._roots import root

COMMON: dict[str, Callable[[FloatArray], Any]] = {  # about the ratio of risks where what is counted is common
    "odds ratio": np.sqrt,
    "hazard ratio": lambda ratio: (1 - 0.5 ** np.sqrt(ratio)) / (1 - 0.5 ** np.sqrt(1 / ratio)),
}


class EValue(Result):
    """How strong something not measured would have to be for a claim to fall.

    Attributes
    ----------
    value : the E-value of the estimate: 1 where it is at `null`.
    limit : that of the limit nearer to `null`; 1 where the interval holds `null`.
    null : the ratio, or the difference, that would be left.
    measure : what was estimated.
    """

    value: Number
    limit: Number
    null: float
    measure: str

    def __str__(self) -> str:
        """Write what would have to be true."""
        return "\n".join(self._line(*each) for each in zip(np.ravel(self.value), np.ravel(self.limit), strict=True))

    def _line(self, value: float, limit: float) -> str:
        if np.isnan(value):
            return f"undefined, as the {self.measure} is"
        strong = f"E-value {number(value, 2)}, of the limit {number(limit, 2)}"
        must = "must be so many times as common in one group, and make what is counted so many times as likely"
        return f"{strong}: for a true {self.measure} of {self.null:g} something not measured {must}"


def e_value(estimate: Estimate, *, null: float | None = None, rare: bool = False) -> EValue:
    """Return how strong something not measured would have to be to explain an estimate away.

    Use it to answer "but have you allowed for ...?" in general: whatever it is, it would have to be at least so many
    times as common in one group as in the other, and make what is counted so many times as likely, beyond all that was
    allowed for. It says nothing of wrong counts, and nothing of whether there is such a thing.

    Parameters
    ----------
    estimate : Estimate
        A rate, risk, odds or hazard ratio, or a difference of rates or risks. A published ratio is
        `Estimate(3.9, 1.8, 8.7, 0.95, "published", "risk ratio")`.
    null : float, optional
        What would be left, in the unit of the estimate: 1 of a ratio and 0 of a difference, when left out.
    rare : bool
        Whether what is counted is rare in both groups, below about 15%, so that an odds or hazard ratio is about a
        ratio of risks. Else (default) they are turned into one first.

    Returns
    -------
    EValue
        Of the shape of the estimate, for its value and for the limit nearer to `null`. Of counts known only in part the
        value nearest to `null` is taken.

    Raises
    ------
    DispropError
        For what is no ratio or difference, and for a `null` that is not above 0 of a ratio.

    Notes
    -----
    With B = ratio / null, or its inverse where that is below 1, E = B + sqrt(B (B - 1)) [1]_. Common odds ratios have
    their square root taken first, common hazard ratios r become (1 - 0.5^sqrt(r)) / (1 - 0.5^sqrt(1/r)). Of a
    difference p1 - p0 with a share f of people in the group, B is where (p1 - p0 B) (f + (1 - f) / B) is `null`: p1/p0
    where that is 0. Of its limit B is where the lower limit of that, by the delta method, is `null` [2]_, solved here
    and not searched on a grid; it is 1 too where the interval of the estimate holds `null`, and undefined where one
    side has no events. The people of rates are taken as known, those of risks as a sample.

    References
    ----------
    .. [1] VanderWeele and Ding 2017, Annals of Internal Medicine 167: 268-274.
    .. [2] Ding and VanderWeele 2016, Epidemiology 27: 368-377.

    Examples
    --------
    >>> from disprop import rate_ratio
    >>> from disprop.imperfect import e_value
    >>> print(e_value(rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))))
    E-value 6.56, of the limit 4.34: for a true rate ratio of 1 something not measured must be so many times as common
    in one group, and make what is counted so many times as likely
    """
    left = null_of(estimate, null)
    bias = _of_differences if "difference" in estimate.measure else partial(_of_ratios, rare=rare)
    with np.errstate(all="ignore"):
        value, limit = (strength(each)[()] for each in bias(estimate, left))
    return EValue(value, limit, left, estimate.measure)


def strength(bias: FloatArray) -> FloatArray:
    """Return the E-value of a bias factor: the smallest two associations that are equal, and bring it about."""
    return np.asarray(bias + np.sqrt(bias * (bias - 1)))


def null_of(estimate: Estimate, null: float | None) -> float:
    """Return the ratio, or the difference, that would be left; without one that of no effect."""
    found = re.search(r"(?<!log )\b(ratio|difference)\b", getattr(estimate, "measure", ""))
    if found is None:
        raise worded("claim of what", "a claim", estimate, given=shown(estimate))
    left = float(found[1] == "ratio") if null is None else _arrays.one("null", null, _arrays.finite)
    if found[1] == "ratio" and left <= 0:
        raise refused("null", "must be above 0 of a ratio", null)
    return left


def _of_ratios(estimate: Estimate, null: float, *, rare: bool) -> list[FloatArray]:
    """Return how many times the value, and the limit, nearest to the null are off."""
    common = next((turned for name, turned in COMMON.items() if name in estimate.measure and not rare), np.asarray)
    spans = ((estimate.least, estimate.most), (estimate.low, estimate.high))
    near = (common(np.where(np.isnan(low), np.nan, np.clip(null, low, high))) for low, high in spans)
    left = common(np.asarray(null))
    return [np.maximum(each / left, left / each) for each in near]


def _of_differences(estimate: Estimate, null: float) -> list[FloatArray]:
    """Return how many times the risk without the group must be off, for the difference and for its lower limit."""
    counts = [np.asarray(count) for count in estimate.data.values()]
    if [*estimate.data][2:3] not in (["reference_events"], ["reference_part"]) or len(counts) != 4:
        raise worded("E-value needs counts", "estimate", estimate, measure=estimate.measure)
    below, sampled = np.asarray(estimate.value) < null, "group_part" in estimate.data
    x1, n1, x0, n0 = (np.where(below, counts[i - 2], counts[i]) for i in range(4))
    left = np.where(below, -null, null) / scale_of(estimate)
    p1, p0, f = x1 / n1, x0 / n0, n1 / (n1 + n0)
    shift = left + p0 * (1 - f) - p1 * f
    size = np.sqrt(shift**2 + 4 * p1 * p0 * f * (1 - f))
    bias = np.where(shift > 0, 2 * p1 * (1 - f) / (size + shift), (size - shift) / (2 * p0 * f))
    of_p1, of_p0 = (p**2 * (1 / x - sampled / n) for p, x, n in ((p1, x1, n1), (p0, x0, n0)))
    of_f = sampled * f * (1 - f) / (n1 + n0)

    def lower(inverse: FloatArray) -> FloatArray:
        apart, people = p1 - p0 / inverse, f + (1 - f) * inverse
        error = (of_p1 + of_p0 / inverse**2) * people**2 + (apart * (1 - inverse)) ** 2 * of_f
        return apart * people - left + ndtri((1 - estimate.level) / 2) * np.sqrt(error)

    none = np.ones(bias.shape)
    limit = np.where(x0 == 0, np.nan, 1 / root(lower, 1 / bias, none))
    held = (lower(none) <= 0) | ~estimate.excludes(null)
    return [bias, np.where(np.isnan(bias), np.nan, np.where(held, 1.0, limit))]
