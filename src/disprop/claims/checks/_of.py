"""A printed figure of a known denominator: recomputed from its count, or with every count that fits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from disprop._sets import Between
from disprop.claims.checks._readings import best, from_counts, judged
from disprop.claims.checks._words import interval, limits, number, span
from disprop.claims.claim import Finding, ImpossibleError
from disprop.estimate import Estimate
from disprop.imperfect import Printed, reachable, rounding_interval
from disprop.imperfect._grim import counts_in, numbers_for


@dataclass(frozen=True, slots=True)
class FigureOf:
    """A figure per so many of a whole; `statistic` gives its interval, and `is_share` says that no part is larger."""

    printed: Printed
    whole: int
    per: int
    statistic: Callable[[Any, int], Estimate]
    is_share: bool = False

    def recomputed(self, part: int) -> Finding:
        """Return the verdict on the figure by its count."""
        exact, estimate = Fraction(self.per * part, self.whole), self._estimate(part)
        words = f"{part:,} of {self.whole:,} is {number(exact, 5)}{self._unit}"
        finding = judged(exact, self.printed, f"{words} (95% CI {limits(interval(estimate))})")
        zero = " A rate that is not zero is printed as 0." if exact and not self.printed.value else ""
        return from_counts(replace(finding, sentence=f"{finding.sentence}{zero}"), float(exact), estimate, part)

    def possible(self) -> Finding:
        """Return the counts that print as the figure, with the envelope of their intervals."""
        return best(self._by, self.printed, mixed=False)

    def _by(self, rounding: str) -> Finding:
        counts = self._counts(rounding)
        estimate = self._estimate(fitting := counts_in(counts))
        low, high = rounding_interval(self.printed, rounding)
        envelope = interval(estimate)
        fit = "is the only count that prints" if len(counts) == 1 else "are the counts that print"
        return Finding(
            "consistent",
            f"{span(counts)} {fit} as {self._said} out of {self.whole:,}; with sampling error {limits(envelope)}."
            f"{self._cannot_fail}",
            value=float(estimate.value) if len(counts) == 1 else None,
            estimate=estimate,
            interval=envelope,
            least=float(low),
            most=float(min(high, Fraction(self.per)) if self.is_share else high),
            counts=(fitting,),
        )

    def _counts(self, rounding: str) -> range:
        every = numbers_for(self.printed, self.whole, per=self.per, rounding=rounding)
        counts = range(every.start, min(every.stop, self.whole + 1)) if self.is_share else every
        if not counts:
            raise ImpossibleError(f"No whole number out of {self.whole:,} prints as {self._said}.")
        return counts

    def _estimate(self, part: int | Between) -> Estimate:
        return self.statistic(part, self.whole).per(self.per)

    @property
    def _unit(self) -> str:
        return {1: "", 100: "%"}.get(self.per, f" per {self.per:,}")

    @property
    def _said(self) -> str:
        """Return the figure with its unit; a percentage carries its own sign."""
        return self.printed.text if self.printed.percent else f"{self.printed.text}{self._unit}"

    @property
    def _cannot_fail(self) -> str:
        if reachable(self.whole, decimals=self.printed.decimals, per=self.per).can_fail:
            return ""
        figure = "whole per cent" if self.printed.percent and not self.printed.decimals else "figure printed this way"
        return f" Every {figure} can be reached with {self.whole:,}, so this check cannot fail."
