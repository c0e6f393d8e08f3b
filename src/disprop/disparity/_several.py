"""Many comparisons at once: what holds for all of them, for each, for one; and whether they are alike enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from disprop import _arrays, _data
from disprop._arrays import FloatArray
from disprop._errors import one_of, refused, worded
from disprop._sentences import WORDS, who
from disprop._text import chance
from disprop.estimate import Estimate, Number, Record, at_level, elements_of

WAYS, NULLS, DIFFERS = _data.read("disparity", "several.json").values()


class Several(Record):
    """Several comparisons, with what holds for all of them together.

    Attributes
    ----------
    each : the estimates by name, as they were given.
    null : what each is compared with.
    p_values : of each by itself.
    """

    each: Mapping[str, Estimate]
    null: float
    p_values: FloatArray

    @property
    def estimates(self) -> dict[str, Estimate]:
        """The estimates by name, each with the interval that it has by itself."""
        return dict(self.each)

    @property
    def simultaneous(self) -> dict[str, Estimate]:
        """The estimates with intervals of which all hold at once (Bonferroni): each at 1 - (1 - level) / k."""
        share = {name: (1 - each.level) / len(self.each) for name, each in self.each.items()}
        return {name: at_level(each, 1 - share[name]) for name, each in self.each.items()}

    @property
    def every(self) -> float:
        """The p-value of "every one differs", the largest (intersection-union)."""
        return float(np.where(np.isnan(self.p_values), 1.0, self.p_values).max())

    @property
    def some(self) -> float:
        """The p-value of "at least one differs", the smallest of Holm's (union-intersection)."""
        return float(self.adjusted("holm").min())

    def adjusted(self, method: str) -> FloatArray:
        """Return p-values adjusted for how many there are; one that is not known counts as 1.

        "holm" and "hochberg" keep the chance of any false alarm, the second where tests are independent or go together;
        "benjamini-hochberg", for the like, and "benjamini-yekutieli", for all tests, keep the share of false alarms
        among those that are called.
        """
        from statsmodels.stats.multitest import multipletests

        known = np.where(np.isnan(self.p_values), 1.0, self.p_values)
        return np.asarray(multipletests(known, method=WAYS[one_of("adjustment", method, WAYS)])[1])

    def by_area(self) -> dict[str, list[object]]:
        """Return what is said of each comparison as columns: p-values, plain and adjusted, and simultaneous limits."""
        adjusted = {name.replace("-", "_"): self.adjusted(name).tolist() for name in WAYS}
        wide = self.simultaneous.values()
        ends = {f"simultaneous_{end}": [float(getattr(each, end)) for each in wide] for end in ("low", "high")}
        return {"p_value": self.p_values.tolist()} | adjusted | ends

    def to_dict(self) -> dict[str, list[object]]:
        """Return plain columns, a row for each comparison, with what is said of it among the others."""
        return Record.to_dict(self) | self.by_area()

    def _verdict(self) -> str:
        """Return which differ, allowing for how many there are, in words for a reader."""
        first, holm = next(iter(self.each.values())), self.adjusted("holm")
        named = [name for name, p in zip(self.each, holm, strict=True) if p < 1 - np.asarray(first.level).item()]
        told = {"null": self.null, "comparisons": len(holm), "level": f"{100 * first.level:g}%"}
        return str(WORDS["verdicts"]["shown"].format(who=who(named), differed=WORDS["differed"][first.sides], **told))

    def __str__(self) -> str:
        """Write one comparison a line, then what holds for every one and for one."""
        does = f"{DIFFERS[next(iter(self.each.values())).sides]} {self.null:g}"
        holm = zip(self.each.items(), self.adjusted("holm"), strict=True)
        lines = [f"{name}: {estimate}, Holm {chance(p)}" for (name, estimate), p in holm]
        lines += [f"every one {does}: {chance(self.every)}", f"at least one {does}: {chance(self.some)}"]
        return "\n".join(lines)


def several(estimates: Any, *, null: float | None = None) -> Several:
    """Return what several comparisons show together: adjusted p-values, intervals, "every one", "at least one".

    Use it wherever more than one ratio is read off a table: of 43 forces without any difference two or three have an
    interval at 95% that leaves 1 out. Not for an estimate that was chosen before the numbers were seen.

    Parameters
    ----------
    estimates : Estimate, Record, sequence or mapping of these
        Of one kind, such as the ratios of all forces in one Estimate; of a frame ``among=disparity.several``. For "is
        above" and "is below" they are made with ``sides="lower"`` and ``sides="upper"``; two sides ask whether they
        differ.
    null : float, optional
        What each is compared with; 1 for ratios and 0 for differences.

    Returns
    -------
    Several
        The p-value of each, which `.adjusted(...)` adjusts by "holm", "hochberg", "benjamini-hochberg" or
        "benjamini-yekutieli"; `.simultaneous` intervals (Bonferroni); the largest p-value, of "every one differs"
        (intersection-union), and Holm's smallest, of "at least one differs" (union-intersection).

    Raises
    ------
    DispropError
        For estimates without a test, of both sides and of one, of several levels, or of which it is not known what no
        effect is.

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6: 65-70. Hochberg 1988, Biometrika 75: 800-802. Benjamini and
    Yekutieli 2001, Annals of Statistics 29: 1165-1188. Berger 1982, Technometrics 24: 295-300.

    Examples
    --------
    >>> from disprop import disparity, rate_ratio
    >>> ratios = rate_ratio(group=([30, 12, 9], [1_000, 1_500, 800]), reference=([60, 55, 40], [8_000, 9_000, 4_000]))
    >>> found = disparity.several(ratios)
    >>> print(found)
    1: 4.00 (95% CI 2.55 to 6.17), Holm p = 6.6e-08
    2: 1.31 (95% CI 0.67 to 2.39), Holm p = 0.79
    3: 1.12 (95% CI 0.52 to 2.25), Holm p = 0.79
    every one differs from 1: p = 0.73
    at least one differs from 1: p = 6.6e-08
    >>> print(f"{found.simultaneous['1'].low:.2f} to {found.simultaneous['1'].high:.2f}")
    2.30 to 6.77
    """
    named = dict(elements_of(estimates))
    for said, own in (("one side, or both,", "sides"), ("one level,", "level")):
        if len(has := {np.asarray(getattr(each, own)).item() for each in named.values()}) > 1:
            raise refused("estimates", f"must have {said} all of them", sorted(has))
    against = _null(named) if null is None else _arrays.one("null", null, _arrays.finite)
    whole = [estimates] if isinstance(estimates, Estimate) else named.values()
    return Several(named, against, np.concatenate([np.ravel(each.p_value(against)) for each in whole]))


def _null(named: Mapping[str, Estimate]) -> float:
    """Return what no effect is: 1 for ratios, 0 for differences."""
    measures = {each.measure for each in named.values()}
    nulls = {null for measure in measures for word, null in NULLS.items() if word in measure}
    if len(nulls) != 1:
        raise worded("no one null", "null", named=", ".join(sorted(measures)))
    return nulls.pop()


class Equivalence(Record):
    """Whether a difference is small enough not to matter.

    Attributes
    ----------
    estimate : with the interval that decides, at 1 - 2 (1 - level).
    within : the smallest and the largest value that do not matter.
    p_value : of the value being outside: the larger of two one-sided ones.
    shown : whether it is inside by more than chance.
    """

    estimate: Estimate
    within: tuple[float, float]
    p_value: Number
    shown: Any

    def _verdict(self) -> str:
        decided = zip(np.ravel(self.shown), np.ravel(self.p_value), strict=True)
        ends = "shown to lie between {:g} and {:g}".format(*self.within)
        return "\n".join(f"{'' if shown else 'not '}{ends}, {chance(p)}" for shown, p in decided)


def equivalence(estimate: Estimate, *, within: float | tuple[float, float] = 1.25) -> Equivalence:
    """Return whether a ratio, or a difference, is shown to be too small to matter.

    An interval that holds 1 does not show equality: few events do that as well. This does: two one-sided tests (TOST)
    of what is too small and too large.

    Parameters
    ----------
    estimate : Estimate
        A ratio or a difference at the level of the decision, 0.95 for an error of 5%, with an interval.
    within : float or pair of float
        What does not matter: 1.25 for a ratio from 1 / 1.25 to 1.25 (default), 0.01 for a difference from -0.01 to 0.01
        in its unit, or the smallest and the largest value.

    Returns
    -------
    Equivalence
        The estimate with its interval at 1 - 2 (1 - level), 90% for 0.95, which lies within exactly where it is shown;
        and the larger p-value of the two tests.

    Raises
    ------
    DispropError
        For an estimate without a test, of one side, or at a level of 0.5 or below; for what is neither
        ratio nor difference, unless a pair is given; for a pair out of order.

    References
    ----------
    Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15: 657-680.

    Examples
    --------
    >>> from disprop import disparity, rate_ratio
    >>> print(disparity.equivalence(rate_ratio(group=(480, 90_000), reference=(950, 181_000))))
    estimate: 1.016 (90% CI 0.926 to 1.114)
    shown to lie between 0.8 and 1.25, p = 9.4e-05
    >>> print(disparity.equivalence(rate_ratio(group=(8, 1_500), reference=(16, 3_100))))
    estimate: 1.03 (90% CI 0.49 to 2.10)
    not shown to lie between 0.8 and 1.25, p = 0.34
    """
    if getattr(estimate, "sides", None) != "two":
        raise refused("estimate", "must be one, with an interval of two sides", getattr(estimate, "sides", estimate))
    low, high = _bounds(estimate, within)
    error = 1 - np.asarray(estimate.level)
    if (error >= 0.5).any():
        raise refused("level", "must be above 0.5: what decides is at 1 - 2 (1 - level)", estimate.level)
    p = np.maximum(replace(estimate, sides="lower").p_value(low), replace(estimate, sides="upper").p_value(high))
    return Equivalence(at_level(estimate, 1 - 2 * error), (low, high), p, np.asarray(p < error)[()])


def _bounds(estimate: Estimate, within: Any) -> tuple[float, float]:
    """Return the smallest and the largest value that do not matter."""
    if not isinstance(within, tuple):
        most, null = _arrays.one("within", within, _arrays.finite), _null({"": estimate})
        within = (1 / most, most) if null and most > 0 else (-most, most)
    low, high = (_arrays.one("within", end, _arrays.finite) for end in within)
    if not low < high:
        raise refused("within", "must be above 1 for a ratio, above 0 for a difference, or a pair in order", within)
    return low, high
