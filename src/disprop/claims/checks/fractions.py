"""Percentages of n, and rates per N of a known population."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from disprop import proportion, rate
from disprop._errors import refused
from disprop._sets import Between
from disprop._text import listed
from disprop.claims.checks._kinds import each_figure
from disprop.claims.checks._readings import best, bounded, fewer, from_counts, judged, limits, number, span
from disprop.claims.claim import WORDS, Finding, ImpossibleError
from disprop.claims.sources import count, named, positive
from disprop.estimate import Estimate
from disprop.imperfect import ROUNDINGS, Printed, denominators_for, reachable, rounding_interval, roundings
from disprop.imperfect._grim import counts_in, numbers_for
from disprop.imperfect._printed import span_of
from disprop.imperfect._spans import Span


class FigureOf(NamedTuple):
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
        finding = judged(exact, self.printed, f"{words} (95% CI {limits(estimate)})")
        zero = " A rate that is not zero is printed as 0." if exact and not self.printed.value else ""
        return from_counts(replace(finding, said=f"{finding.said}{zero}"), float(exact), estimate, part)

    def possible(self) -> Finding:
        """Return the counts that print as the figure, with the envelope of their intervals."""
        return best(self._by, self.printed, mixed=False)

    def _by(self, rounding: str) -> Finding:
        counts = self._counts(rounding)
        estimate, left = self._estimate(counts_in(counts)), span_of(self.printed, rounding)
        fit = "is the only count that prints" if len(counts) == 1 else "are the counts that print"
        said = f"{span(counts)} {fit} as {self._said} out of {self.whole:,}; with sampling error {limits(estimate)}."
        left = replace(left, high=min(left.high, Fraction(self.per))) if self.is_share else left
        value = float(estimate.value) if len(counts) == 1 else None
        finding = Finding("consistent", f"{said}{self._cannot_fail}", value=value)
        return bounded(finding, left, counts, sampling=estimate)

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


LARGEST_SEARCHED = 1_000
OTHERWISE = WORDS["roundings of other sizes"]


@each_figure("proportion", optional=("part", "whole", "largest"))
def check_proportion(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a percentage or a share: of `part` and `whole`, of `whole` alone, or of neither.

    `largest` bounds an undisclosed whole, such as the size of the survey that a subgroup belongs to.
    """
    printed = Printed(text)
    per = 100 if printed.percent else 1
    if inputs.get("whole") is None:
        return _sizes(printed, per, inputs.get("largest"))
    figure = FigureOf(printed, positive(inputs["whole"]), per, proportion, is_share=True)
    return figure.possible() if inputs.get("part") is None else figure.recomputed(count(inputs["part"]))


@each_figure("rate", "per", optional=("events", "population", "alternatives"))
def check_rate(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a rate per N: of `events` and `population`, or of `population` alone.

    `alternatives` names other populations that the report may have used.
    """
    printed, per = Printed(text), positive(inputs["per"])
    if inputs.get("population") is None:
        return Finding("not recomputable", "The population is not known.", missing=("the population",))
    population = positive(inputs["population"])
    figure = FigureOf(printed, population, per, rate)
    if inputs.get("events") is not None:
        return figure.recomputed(count(inputs["events"]))
    finding = figure.possible()
    if "alternatives" not in inputs:
        return finding
    alternatives = named("alternatives", inputs["alternatives"])
    others = [_other(printed, name, positive(size), per) for name, size in alternatives.items()]
    cut = numbers_for(printed, population, per=per, rounding="truncated")
    own = f"Cut off, {span(cut) if cut else 'no count'} out of {population:,} would."
    return replace(finding, said=" ".join([finding.said, *others, own]))


@each_figure("part of a whole", "part", "whole")
def check_part(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a share that is printed as two counts, such as "7 of 8", against those of `part` and `whole`."""
    part, whole = count(inputs["part"]), positive(inputs["whole"])
    estimate = proportion(part, whole)
    share = f"{number(Fraction(100 * part, whole))}% (95% CI {limits(estimate.per(100))})"
    verdict, found, how = _as_two_counts(text, part, whole)
    finding = Finding(verdict, f"The counts are {part:,} of {whole:,}: {share}{how}.", roundings=found)
    return from_counts(finding, float(estimate.value), estimate, part)


@each_figure("1 in N", "one_in")
def check_one_in(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a share against the same share printed as 1 in N, which may be rounded itself; no counts, no interval."""
    printed, one_in = Printed(text), positive(inputs["one_in"])
    scale, other = 100 if printed.percent else 1, Printed(str(one_in))
    words = f"1 in {one_in:,} is {number(Fraction(scale, one_in))}{'%' if printed.percent else ''}"
    exact = judged(Fraction(scale, one_in), printed, words)

    def by(rounding: str) -> Finding:
        share = Span(Fraction(scale), Fraction(scale)).over(span_of(other, rounding))
        if not share.meets(span_of(printed, rounding)):
            return exact
        return Finding("consistent", f"{words}, but may be {limits(share)}: {one_in:,} is rounded too.")

    finding = best(by, printed, other) if exact.verdict == "contradicted" else exact
    return replace(finding, value=float(Fraction(scale, one_in)))


def _as_two_counts(text: str, part: int, whole: int) -> tuple[str, tuple[str, ...], str]:
    """Return the verdict on two printed counts, by which rounding, and the words that go with it."""
    first, of, second = text.partition(" of ")
    if not of:
        raise refused("a part of a whole", "is printed like '7 of 8'", text)
    pairs = [(part, Printed(first)), (whole, Printed(second))]
    rounded = [(exact, figure) for exact, figure in pairs if exact != figure.value]
    if not rounded:
        return "reproduced", ("exact",), ""
    if not all(roundings(exact, figure) for exact, figure in rounded):
        return "contradicted", (), ""
    return "consistent", ROUNDINGS[-1:], f"; {'; '.join(fewer(figure) for _, figure in rounded)}"


def _other(printed: Printed, name: str, whole: int, per: int) -> str:
    """Say what another denominator would allow, rounded to the nearest or in another way."""
    said = f"{printed.text} per {per:,}"
    fits = {how: numbers_for(printed, whole, per=per, rounding=how) for how in ROUNDINGS}
    if fits["half-up"]:
        return f"With {name} ({whole:,}), {span(fits['half-up'])} would print as {said}."
    others = [
        f"only if the figure was {how}, {span(fits[name])} would" for name, how in OTHERWISE.items() if fits[name]
    ]
    return "; ".join([f"With {name} ({whole:,}), no count prints as {said} to the nearest", *others]) + "."


def _sizes(printed: Printed, per: int, largest: Any) -> Finding:
    """Say which sizes of an undisclosed whole could print the figure at all, by whichever rounding."""
    if rounding_interval(printed, "any")[0] > per:
        raise ImpossibleError(f"No part of a whole prints as {printed.text}: it would be larger than the whole.")
    limit = min(per * 10**printed.decimals, LARGEST_SEARCHED) if largest is None else count(largest)
    sizes = denominators_for(printed, limit, per=per, rounding="any")
    shown = listed([f"{size:,}" for size in sizes[:5]]) if sizes else "none"
    words = (
        f"The number behind {printed.text} is not given: of the sizes up to {limit:,}, {limit - len(sizes):,} cannot "
        f"print it by any rounding; the smallest that can are {shown}."
    )
    return Finding("not recomputable", words, missing=("the number that the percentage is of",))
