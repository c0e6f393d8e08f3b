"""Shares of events beside shares of people, and of selection: the four-fifths rule with its sampling error."""

from __future__ import annotations

from typing import Any, Literal, Unpack

import numpy as np

from disprop import _arrays, _data, _pairs
from disprop._arrays import ArrayLike, FloatArray, Pair
from disprop._errors import one_of
from disprop._methods import ProportionMethod, RiskRatioMethod
from disprop._registry import statistic
from disprop.estimate import Estimate, Limits, Number, Record, from_family
from disprop.intervals import RISK_RATIO, SHARE_RATIO


@statistic("How does its share of the events compare with its share of the people?")
def share_ratio(*, group: Pair, whole: Pair, **options: Unpack[Limits[ProportionMethod]]) -> Estimate:
    """Return the group's share of the events over its share of the population, with its interval.

    This is the "disparity index" behind "8.5% of the population, 21% of the scans". It compares the group with
    everyone, the group included, and so is smaller than the comparison with all others: for that use
    ``rate_ratio(group=(a, n), reference=(A - a, N - n))``.

    Parameters
    ----------
    group, whole : pairs (events, population)
        The group's events a and population n, and all events A and the whole population N. The populations are taken as
        known without error.
    method : str
        Any method of `proportion`, with the same defaults: "mid-p" for an interval, "clopper-pearson" for one limit.
    level : float or array_like
        Confidence level; 0.95 means 95%.
    sides : str
        "two" (default) for an interval; "lower" or "upper" for one limit with the whole error on that side.

    Returns
    -------
    Estimate
        Of (a / A) / (n / N), with the limits of the proportion a / A over n / N.

    Raises
    ------
    DispropError
        As for `proportion`, for either pair, and for events of a group without a population.

    Examples
    --------
    143 of 679 scans were of a group of 189,708 among 2,226,058 residents:

    >>> print(share_ratio(group=(143, 189_708), whole=(679, 2_226_058)))
    2.471 (95% CI 2.126 to 2.845)
    """
    data = counts_of(group, whole)
    return from_family(SHARE_RATIO, data, **options)


def counts_of(group: object, whole: object) -> dict[str, FloatArray]:
    """Return the validated counts of a group within a whole."""
    (a, n), (every, everyone) = (_arrays.pair(*each, _pairs.EVENTS) for each in (("group", group), ("whole", whole)))
    inputs: dict[str, ArrayLike] = dict(zip(SHARE_RATIO.data, (a, every, n, everyone), strict=True))
    read = {
        name: (_arrays.counts if "events" in name else _arrays.people)(name, value) for name, value in inputs.items()
    }
    data = _arrays.broadcast(inputs, read)
    for part, of in (SHARE_RATIO.data[:2], SHARE_RATIO.data[2:]):
        _arrays.at_most(part, data[part], of, data[of])
    own, all_events, people, everybody = data.values()
    _pairs.need_population("group_events", own, "group_population", people)
    _pairs.need_population("the others' events", all_events - own, "the others' population", everybody - people)
    return data


RULES: dict[str, Any] = _data.read("disparity", "selection_rules.json")


class Selection(Record):
    """How often a group is selected beside another, and what the rule says of it.

    Attributes
    ----------
    ratio : the adverse impact ratio, group rate over reference rate, with its interval.
    limit : the same with one upper limit: the ratio is shown to be below the rule's where this is.
    below : whether the ratio of the counts is below the rule's, in whole numbers; NaN where that is not known.
    shown : whether it is by more than sampling error.
    shortfall : how many more of the group would have to be selected for the ratio to reach the rule's.
    transfer : the same where each would be selected instead of one of the reference.
    to_parity : how many more for equal rates.
    p_value : of equal rates, Fisher's test in its mid-p form.
    deviations : the difference of the rates in standard deviations of equal ones; 2 or 3 is a rule of courts.
    rule, threshold : which rule, and its ratio.
    small : whether its minimum sizes leave the comparison out.
    """

    ratio: Estimate
    limit: Estimate
    below: Any
    shown: Any
    shortfall: Number
    transfer: Number
    to_parity: Number
    p_value: Number
    deviations: Number
    rule: str
    threshold: float
    small: Any

    def _verdict(self) -> str:
        if np.ndim(self.shown):
            return ""
        if np.isnan(self.ratio.value) or np.isnan(self.below):
            return f"whether it is below {self.threshold:g} cannot be said"
        said = f"not below {self.threshold:g}"
        if self.below:
            chance = "by more than chance" if self.shown else "not by more than chance"
            short = f"short of it by {self.shortfall:,.0f}, of parity by {self.to_parity:,.0f}"
            said = f"below {self.threshold:g}, {chance}; {short}"
        return f"{said}; too small for the rule" if self.small else said


@statistic("Is it selected less often than the rule allows?", counts=("part", "whole"), name="disparity.selection")
def selection(
    *,
    group: tuple[ArrayLike, ArrayLike],
    reference: tuple[ArrayLike, ArrayLike],
    rule: Literal["four-fifths", "local-law-144", "idea"] = "four-fifths",
    method: RiskRatioMethod = "miettinen-nurminen",
    level: ArrayLike = 0.95,
) -> Selection:
    """Return the adverse impact ratio, whether it is below four fifths, and how many selections are missing.

    Use it for hiring, promotion, admission, release: one chance a person. The reference is the group with the highest
    rate, as the rule has it. The bare rule calls two equal groups unequal in 13 to 42% of cases, in more the fewer
    applied, so that `shown` asks for a limit below it too. Over several occasions pool first:
    ``strata.mantel_haenszel(measure="risk ratio", sides="upper")``.

    Parameters
    ----------
    group, reference : pairs (part, whole)
        Selected, and of how many.
    rule : str
        "four-fifths" (default), "local-law-144" or "idea": whose minimum sizes say what is too small: less than 2% of
        both together, or fewer than 10 selected or 30 people in the reference.
    method : str
        As for `risk_ratio`; "miettinen-nurminen" by default.
    level : float or array_like
        Confidence level, of the interval and of the one limit; 0.95 means 95%.

    Returns
    -------
    Selection
        The ratio (x1 / n1) / (x0 / n0), the decision, the shortfalls, and two tests of equal rates.

    Raises
    ------
    DispropError
        As for `risk_ratio`, and for a rule that is not known.

    Notes
    -----
    Below: 5 x1 n0 < 4 x0 n1 [1]_. Shortfall: ceil(4 x0 n1 / (5 n0)) - x1; by transfer
    ceil((4 x0 n1 - 5 x1 n0) / (5 n0 + 4 n1)); to parity ceil(x0 n1 / n0) - x1; none below 0. `shown` is wrong in 5 to
    6.2% at most where the ratio is four fifths exactly, 3.6 to 5% on average, for 10 to 500 people a side.

    References
    ----------
    .. [1] Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR 1607.4(D), and Questions and Answers 1979,
       question 12.

    Examples
    --------
    >>> from disprop import disparity
    >>> print(disparity.selection(group=(69, 212), reference=(538, 824)))
    ratio: 0.498 (95% CI 0.405 to 0.603)
    limit: 0.498 (95% upper limit 0.586)
    below 0.8, by more than chance; short of it by 42, of parity by 70
    """
    data = _pairs.of_proportions(_pairs.two_sides(group, reference, _pairs.PARTS))
    known = RULES[one_of("rule", rule, RULES)]
    ratio = from_family(RISK_RATIO, data, method=method, level=level)
    limit = from_family(RISK_RATIO, data, method=method, level=level, sides="upper")
    # whole numbers of any size, so that products of four are exact
    (x1, n1, x0, n0), (four, five) = map(np.frompyfunc(int, 1, 1), data.values()), known["below"]
    short = four * x0 * n1 - five * x1 * n0
    least, cell, size = known.get("share", 0), known.get("cell", 0), known.get("size", 0)
    return Selection(
        ratio,
        limit,
        np.asarray(short > 0, dtype=bool)[()],
        np.asarray(limit.high) < four / five,
        _up(short, five * n0),
        _up(short, five * n0 + four * n1),
        _up(x0 * n1 - x1 * n0, n0),
        _fisher(*data.values()),
        _deviations(*data.values()),
        rule,
        four / five,
        np.asarray((n1 < least * (n1 + n0)) | (x0 < cell) | (n0 < size), dtype=bool)[()],
    )


def _up(missing: Any, by: Any) -> Number:
    """Return a quotient of whole numbers, the next larger whole number; 0 below 0, NaN where there is nobody."""
    up = np.frompyfunc(lambda short, each: max(-(-short // each), 0) if each else np.nan, 2, 1)
    return np.asarray(up(missing, by), dtype=np.float64)[()]


def _fisher(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> Number:
    """Return twice the smaller tail of Fisher's test, with half of the probability of what was observed."""
    from scipy.stats import hypergeom

    of = hypergeom(n1 + n0, x1 + x0, n1)
    tail = np.minimum(of.cdf(x1), of.sf(x1 - 1)) - of.pmf(x1) / 2
    return np.minimum(2 * tail, 1)[()]


def _deviations(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> Number:
    """Return the difference of two rates over its standard deviation if both are that of all together."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (x1 + x0) / (n1 + n0)
        return ((x1 / n1 - x0 / n0) / np.sqrt(share * (1 - share) * (1 / n1 + 1 / n0)))[()]
