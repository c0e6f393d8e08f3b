"""Percentages of n, and rates per N of a known population."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from disprop import proportion, rate
from disprop._arrays import DispropError
from disprop.claims.checks._kinds import each_figure
from disprop.claims.checks._words import interval, limits, listed, number, span
from disprop.claims.claim import Finding, ImpossibleError
from disprop.claims.sources import count
from disprop.estimate import Estimate
from disprop.imperfect import Printed, counts_for, denominators_for, reachable, rounding_interval, roundings

Statistic = Callable[[int, int], Estimate]

ASSUMED = ("half-up", "half-even", "truncated")  # how a report may have rounded, the usual way first
LARGEST_SEARCHED = 1_000
SIZES_SHOWN = 5


@each_figure("proportion", optional=("part", "whole", "largest"))
def check_proportion(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a percentage or a share: of `part` and `whole`, of `whole` alone, or of neither.

    `largest` bounds an undisclosed whole, such as the size of the survey that a subgroup belongs to.
    """
    printed = Printed(text)
    per = 100 if printed.percent else 1
    if inputs.get("whole") is None:
        return _sizes(printed, per, inputs.get("largest"))
    whole = _positive(inputs["whole"])
    if inputs.get("part") is None:
        return _possible(printed, whole, per, proportion, most=whole)
    return _recomputed(printed, count(inputs["part"]), whole, per, proportion)


@each_figure("rate", "per", optional=("events", "population", "alternatives"))
def check_rate(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a rate per N: of `events` and `population`, or of `population` alone.

    `alternatives` names other populations that the report may have used.
    """
    printed, per = Printed(text), _positive(inputs["per"])
    if inputs.get("population") is None:
        return Finding("not recomputable", "The population is not known.", missing=("the population",))
    population = _positive(inputs["population"])
    if inputs.get("events") is not None:
        return _recomputed(printed, count(inputs["events"]), population, per, rate)
    finding = _possible(printed, population, per, rate)
    if "alternatives" not in inputs:
        return finding
    others = [_other(printed, name, count(size), per) for name, size in inputs["alternatives"].items()]
    cut = counts_for(printed, population, per=per, rounding="truncated")
    own = f"Cut off, {span(cut) if cut else 'no count'} out of {population:,} would."
    return replace(finding, sentence=" ".join([finding.sentence, *others, own]))


@each_figure("part of a whole", "part", "whole")
def check_part(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a share that is printed as two counts, such as "7 of 8", against those of `part` and `whole`."""
    part, whole = count(inputs["part"]), _positive(inputs["whole"])
    same = [Printed(piece).value for piece in text.split(" of ")] == [part, whole]
    estimate = proportion(part, whole)
    share = f"{number(Fraction(100 * part, whole))}% (95% CI {limits(interval(estimate.per(100)))})"
    return Finding(
        "reproduced" if same else "contradicted",
        f"The counts are {part:,} of {whole:,}: {share}.",
        roundings=("exact",) if same else (),
        value=float(estimate.value),
        estimate=estimate,
        interval=interval(estimate),
        counts=(range(part, part + 1),),
    )


@each_figure("1 in N", "one_in")
def check_one_in(text: str, inputs: Mapping[str, Any]) -> Finding:
    """Check a share against the same share printed as 1 in N; no counts, so no interval."""
    printed = Printed(text)
    exact = Fraction(100 if printed.percent else 1, _positive(inputs["one_in"]))
    found = roundings(exact, printed)
    words = f"1 in {count(inputs['one_in']):,} is {number(exact)}{'%' if printed.percent else ''}"
    return Finding(*_verdict(printed, found, words), roundings=found, value=float(exact))


def _recomputed(printed: Printed, part: int, whole: int, per: int, statistic: Statistic) -> Finding:
    exact = Fraction(per * part, whole)
    found = roundings(exact, printed)
    estimate = statistic(part, whole).per(per)
    words = f"{part:,} of {whole:,} is {number(exact, 5)}{_unit(per)} (95% CI {limits(interval(estimate))})"
    verdict, sentence = _verdict(printed, found, words)
    if exact and not printed.value:
        sentence += " A rate that is not zero is printed as 0."
    return Finding(
        verdict,
        sentence,
        roundings=found,
        value=float(exact),
        estimate=estimate,
        interval=interval(estimate),
        counts=(range(part, part + 1),),
    )


def _verdict(printed: Printed, found: tuple[str, ...], words: str) -> tuple[str, str]:
    if not found:
        return "contradicted", f"{words}; no rounding of it prints as {printed.text}."
    if "half-up" in found:
        return "reproduced", f"{words}."
    return (
        "reproduced",
        f"{words}: printed as {printed.text} it is {' or '.join(found)}, not rounded half up.",
    )


def _possible(printed: Printed, whole: int, per: int, statistic: Statistic, most: int | None = None) -> Finding:
    """Return the counts that fit the print, with the envelope of their intervals."""
    fits = {name: counts_for(printed, whole, per=per, rounding=name) for name in ASSUMED}
    if most is not None:
        fits = {name: range(counts.start, min(counts.stop, most + 1)) for name, counts in fits.items()}
    rounding = next((name for name, counts in fits.items() if counts), None)
    if rounding is None:
        raise ImpossibleError(f"No whole number out of {whole:,} prints as {printed.text}{_unit(per, printed)}.")
    counts = fits[rounding]
    lowest, highest = (statistic(counts[at], whole).per(per) for at in (0, -1))
    low, high = rounding_interval(printed, rounding)
    only = lowest if len(counts) == 1 else None
    envelope = float(lowest.low), float(highest.high)
    how = "" if rounding == "half-up" else f" ({rounding})"
    return Finding(
        "consistent",
        f"{_which(counts)} as {printed.text}{_unit(per, printed)} out of {whole:,}{how}; with sampling error "
        f"{limits(envelope)}.{_cannot_fail(printed, whole, per)}",
        roundings=(rounding,),
        value=None if only is None else float(only.value),
        estimate=only,
        interval=envelope,
        bounds=(float(low), float(high)),
        counts=(counts,),
    )


def _which(counts: range) -> str:
    return f"{span(counts)} {'is the only count that prints' if len(counts) == 1 else 'are the counts that print'}"


def _cannot_fail(printed: Printed, whole: int, per: int) -> str:
    if reachable(whole, decimals=printed.decimals, per=per).can_fail:
        return ""
    figure = "whole per cent" if printed.percent and not printed.decimals else "figure printed this way"
    return f" Every {figure} can be reached with {whole:,}, so this check cannot fail."


def _other(printed: Printed, name: str, whole: int, per: int) -> str:
    """Say what another denominator would allow, rounded to the nearest and cut off."""
    said = f"{printed.text} per {per:,}"
    nearest, cut = (counts_for(printed, whole, per=per, rounding=how) for how in ("half-up", "truncated"))
    words = f"{span(nearest)} would print as {said}" if nearest else f"no count prints as {said} to the nearest"
    if cut and not nearest:
        words += f"; only if the figure was cut off instead of rounded, {span(cut)} would"
    return f"With {name} ({whole:,}), {words}."


def _sizes(printed: Printed, per: int, largest: Any) -> Finding:
    """Say which sizes of an undisclosed whole could print the figure at all."""
    limit = min(per * 10**printed.decimals, LARGEST_SEARCHED) if largest is None else count(largest)
    sizes = denominators_for(printed, limit, per=per)
    shown = listed([f"{size:,}" for size in sizes[:SIZES_SHOWN]]) if sizes else "none"
    words = (
        f"The number behind {printed.text} is not given: of the sizes up to {limit:,}, "
        f"{limit - len(sizes):,} cannot print it; the smallest that can are {shown}."
    )
    return Finding("not recomputable", words, missing=("the number that the percentage is of",))


def _positive(reference: Any) -> int:
    whole = count(reference)
    if whole < 1:
        raise DispropError(f"a denominator must be at least 1; got {whole}")
    return whole


def _unit(per: int, printed: Printed | None = None) -> str:
    """Return the unit that follows a number; a printed percentage carries its own sign."""
    if per == 1 or (printed is not None and printed.percent):
        return ""
    return "%" if per == 100 else f" per {per:,}"
