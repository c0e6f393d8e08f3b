"""Shares of a whole, rates per so many of a population, and 1 in so many."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from disprop import proportion, rate
from disprop._text import listed
from disprop.claims._amounts import PAIRS, Amount, Reading, width
from disprop.claims._words import counted, limits, number
from disprop.claims.checks._verdicts import Outcome, judged, lacking
from disprop.claims.claim import NOT_PRINTED, TWO_COUNTS, WORDS, Claim, Finding, ImpossibleError
from disprop.estimate import Estimate
from disprop.imperfect import Printed, denominators_for, reachable, rounding_interval
from disprop.imperfect._grim import counts_in
from disprop.imperfect._printed import ANY

LARGEST = 1_000, 10_000  # wholes that are searched: where nothing bounds them, and where something does


def fraction(claim: Claim, reading: Reading) -> Outcome | Finding:
    """Check a part of a whole, or events of a population: with both counts, with one of them, or with neither."""
    if "same" in claim.inputs:
        return _same(claim, reading)
    if claim.kind == "share" and (match := TWO_COUNTS.fullmatch(claim.printed)):
        return _two_counts(claim, match.groups(), reading)
    figure, per = claim.figure, claim.per
    if figure is not None and claim.kind == "share" and figure.per is None and figure.value > 1:
        return lacking((), WORDS["sizes"]["no share"].format(figure.text))
    amount = reading.amount(claim)
    if not amount.of_counts:
        return _without(claim, figure, reading)
    estimate, left = _estimate(claim, amount, per), amount.span.divided(Fraction(1, per))
    of, error = {1: "", 100: "%"}.get(per, f" per {per:,}"), "" if estimate is None else limits(estimate)
    only = left.low if left.low == left.high else None
    found = Outcome("", left, left.meets, value=only, counts=(amount.counts,), sampling=estimate)
    if amount.given or figure is None:
        value = limits(left) if only is None else number(only, 5)
        zero = " A rate that is not zero is printed as 0." if left.low and figure and not figure.value else ""
        words = f"{amount} is {value}{of}{error and f' (95% CI {error})'}"
        return found._replace(words=words, exact=only, after=zero)
    so = reading.span(figure)
    left = so if claim.kind == "rate" else replace(so, high=min(so.high, Fraction(per)))
    fit = "is the only count that prints" if width(amount.counts) == 1 else "are the counts that print"
    words = f"{counted(amount.counts)} {fit} as {claim.said} out of {counted(amount.wholes)}"
    fits, fails = any(each.meets(so.divided(per)) for each in amount.each()), _cannot_fail(figure, amount, per)
    words = f"{words}{error and f'; with sampling error {error}'}"
    return found._replace(words=words, left=left, fits=lambda _: fits, after=fails)


def _estimate(claim: Claim, amount: Amount, per: int) -> Estimate | None:
    """Return the figure with its interval, an envelope over the counts, where the whole is one number."""
    statistic = rate if claim.kind == "rate" else proportion
    return None if width(amount.wholes) > 1 else statistic(counts_in(amount.counts), amount.wholes[0]).per(per)


def _cannot_fail(figure: Printed, amount: Amount, per: int) -> str:
    size = amount.wholes[0]
    if figure.qualifier or width(amount.wholes) > 1 or reachable(size, decimals=figure.decimals, per=per).can_fail:
        return ""
    words = "whole per cent" if figure.percent and not figure.decimals else "figure printed this way"
    return f" Every {words} can be reached with {size:,}, so this check cannot fail."


def _without(claim: Claim, figure: Printed | None, reading: Reading) -> Finding:
    """Say what is missing and, of a share, which sizes of an undisclosed whole could print it at all."""
    if figure is None or claim.kind == "rate" or figure.per == 1:
        return lacking(reading.lacks(claim, *PAIRS[claim.kind]))
    per, largest = claim.per, reading.number(claim.inputs.get("largest"))
    if rounding_interval(figure, ANY)[0] > per:
        raise ImpossibleError(f"No part of a whole prints as {figure.text}: it would be larger than the whole.")
    limit = min(largest[-1], LARGEST[1]) if largest else min(per * 10**figure.decimals, LARGEST[0])
    sizes = denominators_for(figure, limit, per=per, rounding=ANY)
    smallest = listed([f"{size:,}" for size in sizes[:5]]) if sizes else "none"
    words = WORDS["sizes"]["of"].format(figure.text, limit, limit - len(sizes), smallest)
    return Finding("not recomputable", words, missing=("the number that the percentage is of",))


def _same(claim: Claim, reading: Reading) -> Outcome | Finding:
    """Check a figure against the same one printed in another form, which may be rounded itself."""
    name, per, printed = claim.inputs["same"], claim.per, reading.as_printed(claim.inputs["same"])
    if printed is None or claim.figure is None:
        return lacking(reading.lacks(claim, "same"), "One of the two is not printed.")
    left, exact = reading.figure(name).span.divided(Fraction(1, per)), printed * per
    words = f"{reading.shown(name)} is {number(exact)}{'%' if per == 100 else ''}"
    found = judged(exact, claim.figure, words)
    if found.verdict != "contradicted":
        return replace(found, value=float(exact))
    return Outcome(f"{words}, but may be {limits(left)}: it is rounded too", left, left.meets, value=exact)


def _two_counts(claim: Claim, texts: tuple[str, ...], reading: Reading) -> Outcome | Finding:
    """Check a share that is printed as two counts, "7 of 8 (88%)": each of the two, and what they come to."""
    inputs = {name: claim.inputs.get(name, text) for name, text in zip(PAIRS["share"], texts, strict=False)}
    for exact, text in zip(map(reading.as_printed, inputs.values()), texts, strict=False):
        found = exact is not None and judged(exact, Printed(text), f"{number(exact, 15)} it is")
        if found and found.verdict != "reproduced":
            return found
    return fraction(replace(claim, printed=texts[2] or NOT_PRINTED, inputs=inputs), reading)
