"""Areas beside one target: which lie further from it than chance takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, ndtri, softmax

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import one_of, refused
from disprop._sentences import who
from disprop._text import decimals_for, number
from disprop.areas._areas import VERDICTS, ByArea, Counts, counts_of
from disprop.estimate import Estimate, scale_of
from disprop.intervals import Limits
from disprop.intervals._roots import last, root
from disprop.pooling._between import moment

Overdispersion = Literal["winsorised", "plain", "spiegelhalter", "none"]
SIDES = {1.0: "above", -1.0: "below"}
EXPECTED = "expected"  # the population of a ratio to what is expected, whose target is 1
# The share of z-scores at either end that are set to the quantile there, and the mean square of normal ones after that.
OVERDISPERSION = {"winsorised": (0.1, 0.6786546), "plain": (0.0, 1.0), "spiegelhalter": (0.1, 1.0), "none": None}
FEWEST = 5  # areas, to tell how far they differ
FURTHEST = 100.0  # a tau2 that no areas have
HALF = 0.5
LARGEST = 2.0**52  # a count beyond which one more is not told apart
ONE_SIDED = 0.01  # a chance: areas that have the target lie on both sides of it
ROUNDING = 1e-12


class Funnel(ByArea):
    """Which areas lie outside of what chance makes of one target.

    Attributes
    ----------
    areas, levels : the estimate, and the levels of the limits.
    target : what each is compared with, in their unit.
    middle : about what `tau2` is estimated: the target, or the median area where areas lie on one side of the target.
    by_chance : the share of areas outside by chance alone, for each level, if all have the target but for `tau2`.
    overdispersion : how it is estimated.
    phi : the mean square of the z-scores before it is allowed for: 1 without overdispersion.
    tau2 : the variance of the logs of what areas have, beyond chance.
    limit_low, limit_high : the limits of each area, for its own size, one row for each level.
    outside : 1 where an area is above its limits, -1 where it is below, 0 within; one row for each level. NaN without
        a value. Of counts known only in part 0, unless it is outside with every number that they may be.
    z : the log of value over target over its standard deviation, overdispersion included; a count of 0 is taken for
        1/2.
    size : how much an area says: 1 over the variance of its log by chance, which of rare events is about how many are
        expected.
    """

    target: float
    middle: float
    by_chance: tuple[float, ...]
    overdispersion: str
    phi: float
    tau2: float
    limit_low: FloatArray
    limit_high: FloatArray
    outside: FloatArray
    z: FloatArray
    size: FloatArray

    def _beside(self) -> dict[int, dict[str, str]]:
        """Return the name of each area, beyond which limits it is, and its limits at each level."""
        rows = {i: {**own, "outside": ""} for i, own in super()._beside().items()}
        for level, *each in zip(self.levels, self.limit_low, self.limit_high, self.outside, strict=True):
            for row, low, high, side in zip(rows.values(), *each, strict=True):
                ends = [number(end, decimals_for(high, low, high)) for end in (low, high) if not np.isnan(end)]
                row[f"{100 * level:g}% limits"] = " to ".join(ends)
                row["outside"] = f"{SIDES[side]} {100 * level:g}%" if side in SIDES else row["outside"]
        return rows

    def _verdict(self) -> str:
        """Return who stands out, in words for a reader."""
        return "\n".join([*self._at_levels(VERDICTS["outside"], VERDICTS["inside"]), *self.silent])

    def __str__(self) -> str:
        """Write what the areas are compared with, and who is outside at each level, how many of them by chance."""
        about = f", about their own {self.middle:.4g}: they lie on one side" if self.middle != self.target else ""
        apart = f"; they differ by a tau of {np.sqrt(self.tau2):.2g} ({self.overdispersion}){about}" * bool(self.tau2)
        first, *_ = self._at_levels(f"{{areas}} beside {{target}} ({{measure}}){apart}")
        form = "{level}: above {above}; below {below}; by chance {chance}"
        return "\n".join([first, *self._at_levels(form), *self.silent])

    def _at_levels(self, *forms: str) -> Iterator[str]:
        """Yield who is outside at each level, and how many by chance, in the form for some, and that for nobody."""
        there = int((~np.isnan(self.outside[0])).sum())
        unit = f" {self.areas.unit}".removesuffix(" per 1").rstrip()
        told = {"areas": f"{there} area{'s' * (there > 1)}", "target": f"{self.target:.4g}{unit}"}
        for level, side, chance in zip(self.levels, self.outside, self.by_chance, strict=True):
            above, below = ([self.names[i] for i in np.flatnonzero(side == sign)] for sign in SIDES)
            ends = {"level": f"{100 * level:g}%", "chance": f"{chance * there:.2g}", "measure": self.areas.measure}
            yield forms[0 if above or below else -1].format(above=who(above), below=who(below), **told, **ends)


@np.errstate(divide="ignore", invalid="ignore")  # of a count at the end of its range, and of none
def funnel(
    areas: Estimate,
    *,
    target: float | None = None,
    levels: ArrayLike = (0.95, 0.998),
    overdispersion: Overdispersion = "winsorised",
    limits: Literal["predicted", "seen"] = "predicted",
) -> Funnel:
    """Return the areas that are further from a target than chance, and than areas ordinarily are.

    Use it for "which forces stand out?". Small areas have extreme figures by chance alone, so that a list of the
    highest is mostly one of the smallest.

    Parameters
    ----------
    areas : Estimate
        With one axis, the areas: of `rate`, `proportion`, `share_ratio`, `rate_ratio`, or `indirect_ratio` of observed
        and expected. The counts are what is used; its own method and level are not.
    target : float, optional
        What areas are compared with, in the unit of the estimate. When left out, of observed and expected 1, of rate
        ratios the ratio within areas (Mantel-Haenszel), of the others that of all areas together.
    levels : array_like of float
        Of the limits; 0.998 leaves one ordinary area in 500 outside.
    overdispersion : str
        How far ordinary areas differ beyond chance. "winsorised" (default), from all but the outermost tenths; "plain",
        from all, which those that stand out hide behind; "spiegelhalter", winsorised without its correction, as others
        print it, which leaves 10 to 13% of ordinary areas outside at 95%; "none" takes chance for all there is. Of
        fewer than 5 areas none is found.
    limits : str
        "predicted" (default): of the count that an area of its size would have at the target. "seen": the exact
        interval of an area whose count is what the target makes of it, as others draw it: of 2 expected events it
        leaves 13.6% outside.

    Returns
    -------
    Funnel
        Whether each area is outside, above or below, its limits, its z-score, and how many false alarms that makes.

    Raises
    ------
    DispropError
        For what is no such estimate, several axes, no events at all without a target, and names that are not known.

    Notes
    -----
    An area is outside where P(X >= x) or P(X <= x) is at most (1 - level)/2 at the target: without overdispersion where
    its own exact interval (Garwood, Clopper-Pearson) leaves the target out. X is Poisson for rates, and binomial for
    shares and, given the events of both groups, for rate ratios. Counts are whole, so fewer than 5% are outside of 95%.

    With y = log(value/target), s^2 its variance by chance and z = y/sqrt(s^2 + tau^2), tau^2 is where the mean of z^2
    is 1, after the tenths at either end are set to the quantiles there, and after division by 0.6787, which that mean
    is for normal z [1]_. "plain" and "spiegelhalter" take tau^2 = (k phi - (k - 1))/(sum w - sum w^2/sum w), w = 1/s^2
    [2]_. The limits are then those of a count that is Poisson, or binomial, around what is lognormal around the target;
    those of "seen" are further from the target on the log scale: the square of their distance grows by that of the
    normal quantile, times tau^2.

    Of a target from outside that so many areas lie on one side of as chance puts there in fewer than 1 of 100 sets (a
    sign test), "winsorised" takes tau^2 about the median area instead, `middle`. About the target it would hold what
    all areas have alike, so that with a ratio of 3 and more in every area none would stand out from parity. "plain" and
    "spiegelhalter" stay about the target, as they are printed elsewhere.

    Where areas ordinarily differ, 95% limits left 3 to 6% of 43 ordinary areas outside, and 2 to 6% of 8.

    References
    ----------
    .. [1] Spiegelhalter, Sherlaw-Johnson, Bardsley, Blunt, Wood and Grigg 2012, Journal of the Royal Statistical
       Society A 175: 1-47; the factor is derived here.
    .. [2] Spiegelhalter 2005, Quality and Safety in Health Care 14: 347-351.

    Examples
    --------
    >>> from disprop import areas, indirect_ratio
    >>> observed, expected = [100, 150, 180, 80, 120, 225, 30, 61], [108, 112, 165, 95, 100, 220, 41, 50]
    >>> print(areas.funnel(indirect_ratio(observed, expected), overdispersion="none"))
    8 areas beside 1 (indirectly standardised ratio)
    95%: above area 2; below none; by chance 0.35
    99.8%: above area 2; below none; by chance 0.014
    """
    one_of("overdispersion", overdispersion, OVERDISPERSION)
    one_of("kind of limits", limits, ("predicted", "seen"))
    counts, scale = counts_of(areas), scale_of(areas)
    common = 1.0 if EXPECTED in areas.data else counts.common
    at = common if target is None else _arrays.size("target", target) / scale
    if not at > 0 or (counts.mean(at) >= np.maximum(counts.trials, 1)).any():
        hint = "; where it is what areas have together, give another"
        raise refused("target", "must be above 0, and of shares below all", at * scale, hint=hint)
    y, variance = _logs(counts, at)
    outer = overdispersion == "winsorised" and (target is not None or EXPECTED in areas.data)
    middle = at * (_times(y[0, counts.known]) if outer else 1.0)
    own, chance = (each[0, counts.known] for each in _logs(counts, middle))
    phi, tau2 = dispersion(OVERDISPERSION[overdispersion], own, chance)
    asked, value = tuple(np.atleast_1d(_arrays.level(levels)).tolist()), counts.value(counts.x)
    ends = [_limits(counts, at, (1 - level) / 2, tau2, seen=limits == "seen") for level in asked]
    low, high = map(np.stack, zip(*ends, strict=True))
    out = np.where(value > high, 1.0, 0.0) - np.where(value < low, 1.0, 0.0)
    always = np.where((out == out[:, :1]).all(axis=1, keepdims=True), out, 0.0)
    numbers = (scale * low, scale * high, always, y / np.sqrt(variance + tau2), 1 / variance)
    chances = tuple(_by_chance(counts, at, each, tau2) for each in ends)
    return Funnel(
        areas, asked, at * scale, middle * scale, chances, overdispersion, phi, tau2, *map(counts.spread, numbers)
    )


def _logs(counts: Counts, target: float) -> tuple[FloatArray, FloatArray]:
    """Return the log of each value over the target, 1/2 for a count of 0 on either side, and its variance by chance."""
    law = counts.law(target)
    others = 1 - law.mean() / counts.trials if counts.odds else 1.0
    x = np.clip(counts.x, HALF, counts.trials - HALF)
    return np.log(counts.value(x) / target), law.var() / (law.mean() * others) ** 2


def _times(y: FloatArray) -> float:
    """Return how many times the target the median area has, where chance puts no so many on one side of it; else 1."""
    fewer = min((y > 0).sum(), (y < 0).sum())
    return float(np.exp(np.median(y))) if 2 * bdtr(fewer, len(y), HALF) < ONE_SIDED else 1.0


def dispersion(how: tuple[float, float] | None, y: FloatArray, variance: FloatArray) -> tuple[float, float]:
    """Return the mean square of z, and the tau2 of the logs."""
    if how is None or len(y) < FEWEST:
        return float("nan"), 0.0
    tail, factor = how

    def phi(tau2: Any) -> Any:
        z = y / np.sqrt(variance + tau2)
        return (np.clip(z, *np.quantile(z, [tail, 1 - tail])) ** 2).mean() / factor

    if factor == 1:
        return phi(0), float(moment(len(y) * phi(0), variance))
    return phi(0), float(root(lambda tau2: phi(tau2) - 1, np.zeros(()), np.array(FURTHEST))) if phi(0) > 1 else 0.0


def _limits(counts: Counts, target: float, a: float, tau2: float, *, seen: bool) -> Limits:
    """Return the values between which areas are that have the target, but for chance and tau2."""
    if not seen:
        return _quantiles(counts, target, a, tau2)
    low, high = map(counts.value, counts.exact(counts.law(target).mean(), a))
    far = [np.sqrt(np.log(end / target) ** 2 + ndtri(a) ** 2 * tau2) for end in (low, high)]
    return target * np.exp(-far[0]), target * np.exp(far[1])


def _quantiles(counts: Counts, target: float, a: float, tau2: float) -> Limits:
    """Return the values of the least count with more than `a` up to it, and of that with at most `a` above it."""
    targets, weights = _ordinary(counts, target, tau2)
    law, least, most = (counts.law(each) for each in (targets, targets[0], targets[-1]))
    low, high = least.ppf(a) - 1, np.fmin(most.isf(a), LARGEST)
    below = last(lambda x: np.tensordot(weights, law.cdf(x), 1) < a, low, high) + 1
    above = last(lambda x: np.tensordot(weights, law.sf(x), 1) > a, low, high) + 1
    return counts.value(below), counts.value(above)


def _ordinary(counts: Counts, target: float, tau2: float) -> tuple[FloatArray, FloatArray]:
    """Return what ordinary areas have, and the share of each: steps of their logs as fine as chance is, or a 100th."""
    if not tau2:
        return np.full((1, 1, 1), target), np.ones(1)
    finest = np.sqrt(tau2 / np.nanmin(_logs(counts, target)[1]))
    places = np.linspace(-6, 6, 2 * int(np.clip(6 * finest, 30, 600)) + 1)
    return target * np.exp(places[:, None, None] * np.sqrt(tau2)), softmax(-(places**2) / 2)


def _by_chance(counts: Counts, target: float, limits: Limits, tau2: float) -> float:
    """Return the share of areas outside of their limits by chance, the average over what areas ordinarily have."""
    targets, weights = _ordinary(counts, target, tau2)
    low, high = counts.mean(limits[0]) * (1 - ROUNDING), counts.mean(limits[1]) * (1 + ROUNDING)
    law = counts.law(targets)
    return float(weights @ np.nanmean(law.cdf(np.ceil(low) - 1) + law.sf(high), axis=(1, 2)))
