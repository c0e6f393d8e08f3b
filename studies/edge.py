"""How often intervals of counts known only in part hold a truth that lies at the very end of what is possible.

Run it with `python -m studies.edge`, or as a part of `make coverage-study`; it writes docs/explanation/edge.md.
Counts are Poisson. The events whose group is not stated are all of the group, or all of the reference, so that the
ratio is at an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from disprop import between, rate, rate_ratio
from disprop._methods import RateRatioMethod
from disprop.estimate import Estimate
from disprop.imperfect import imbens_manski, not_stated, second_source
from studies.machine import PAGES, stamp, table

SEED = 13
DRAWS = 10_000
PEOPLE = (10_000, 100_000)
UNSTATED = (0, 0.5, 2, 5, 20, 200)  # expected
STATED = ((30, 100), (30, 1_000), (300, 1_000))  # expected of the group, of the reference
EXPECTED = (0.5, 1, 2, 3, 4, 6, 10)  # of a cell that is printed as <5 below 5
LIMIT = 5
Pair = tuple[float, float]
IMPUTED = (((72, 650, 400), 0.1), ((72, 650, 400), 0.4), ((20, 100, 50), 0.3))
BY_CODE = (((72, 650, 400), (0.5, 0.05, 0.1)), ((72, 650, 400), (0.3, 0.3, 0.3)), ((30, 200, 100), (0.6, 0.1, 0.2)))
CODES = np.array([[0.9, 0.05, 0.05], [0.02, 0.95, 0.03], [0.2, 0.1, 0.7]])  # of a group, who is seen as which
SEEN = 2_000  # draws


@dataclass(frozen=True, slots=True)
class Held:
    """How often both intervals held a truth, and by how much that of the value is narrower."""

    union: float
    value: float
    narrower: float


def held(found: Estimate, *truths: float, log: bool) -> list[Held]:
    """Return how often the intervals of an estimate held each of several truths."""
    value = imbens_manski(found)
    with np.errstate(all="ignore"):
        widths = [np.log(each.high / each.low) if log else each.high - each.low for each in (found, value)]
        narrower = float(np.nanmedian(1 - widths[1] / widths[0]))
    shares = [[float(1 - each.excludes(truth).mean()) for each in (found, value)] for truth in truths]
    return [Held(union, of_value, narrower) for union, of_value in shares]


def unstated(stated: tuple[float, float], more: float, method: RateRatioMethod, draws: int = DRAWS) -> list[Held]:
    """Return what is held where all events without a group are of the group, and where they are of the reference."""
    rng = np.random.default_rng(SEED)
    x, x0, u = (rng.poisson(expected, draws).astype(float) for expected in (*stated, more))
    group, reference = (between(x, x + u), PEOPLE[0]), (between(x0, x0 + u), PEOPLE[1])
    odds = ((stated[0] + more) / stated[1], stated[0] / (stated[1] + more))
    found = rate_ratio(group=group, reference=reference, method=method)
    return held(found, *(each * PEOPLE[1] / PEOPLE[0] for each in odds), log=True)


def suppressed(expected: float, draws: int = DRAWS) -> Held:
    """Return what holds of a rate whose count is printed as <5 where it is below 5."""
    x = np.random.default_rng(SEED).poisson(expected, draws)
    small = x < LIMIT
    count = between(np.where(small, 0, x), np.where(small, LIMIT - 1, x))
    return held(rate(count, 1_000), expected / 1_000, log=False)[0]


def held_in(found: Estimate, truth: float) -> float:
    """Return how often an interval held a truth."""
    return float(np.mean((found.low <= truth) & (truth <= found.high)))


def imputed(expected: tuple[float, float, float], missing: float, draws: int = DRAWS) -> tuple[float, float]:
    """Return how often the ratio is held by the stated events, and by imputations, where missing depends on nothing."""
    rng = np.random.default_rng(SEED)
    x, x0, others = (rng.poisson(each * (1 - missing), draws) for each in expected)
    gone = rng.poisson(sum(expected) * missing, draws)
    found = not_stated(group=(x, 1_000), reference=(x0, 1_000), others=others, unstated=gone)
    truth = expected[0] / expected[1]
    return held_in(found.stated, truth), held_in(found.imputed, truth)


def seen(expected: tuple[float, float, float], missing: tuple[float, float, float], draws: int = SEEN) -> Pair:
    """Return the same of what is stated, and of a second source, where missing depends on the code of that source."""
    rng, held = np.random.default_rng(SEED), []
    for _ in range(draws):
        events = rng.poisson(np.array(expected)[:, np.newaxis] * CODES)
        gone = rng.binomial(events, missing)
        kept = events - gone
        both = {code: dict(zip("GRO", kept[:, at].tolist(), strict=True)) for at, code in enumerate("GRO")}
        codes = dict(zip("GRO", gone.sum(axis=0).tolist(), strict=True))
        source = second_source(codes, group="G", reference="R", both=both)
        x, x0, others = kept.sum(axis=1)
        found = not_stated(group=(x, 1_000), reference=(x0, 1_000), others=others, unstated=gone.sum(), second=source)
        held.append([held_in(each, expected[0] / expected[1]) for each in (found.stated, list(found)[-1])])
    stated, second = np.mean(held, axis=0)
    return float(stated), float(second)


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal."""
    return f"{100 * share:.1f}"


def lines_of_unstated(method: RateRatioMethod) -> Iterator[tuple[object, ...]]:
    """Yield a row for each design."""
    for stated in STATED:
        for more in UNSTATED:
            of_group, of_reference = unstated(stated, more, method)
            shares = (of_group.union, of_group.value, of_reference.union, of_reference.value, of_group.narrower)
            yield (f"{stated[0]} and {stated[1]:,}", more, *map(percent, shares))


def lines_of_imputed() -> Iterator[tuple[object, ...]]:
    """Yield a row for each design in which missing depends on nothing."""
    for expected, missing in IMPUTED:
        yield (words(expected), f"{missing:.0%}", *map(percent, imputed(expected, missing)))


def lines_of_seen() -> Iterator[tuple[object, ...]]:
    """Yield a row for each design in which missing depends on a second code."""
    for expected, missing in BY_CODE:
        yield (words(expected), ", ".join(f"{each:.0%}" for each in missing), *map(percent, seen(expected, missing)))


def words(expected: tuple[float, float, float]) -> str:
    """Return how many events are expected of the group, of the reference and of others."""
    return ", ".join(f"{each:,.0f}" for each in expected)


def lines_of_suppressed() -> Iterator[tuple[object, ...]]:
    """Yield a row for each expected count."""
    for expected in EXPECTED:
        found = suppressed(expected)
        yield (expected, percent(found.union), percent(found.value))


def main() -> None:
    """Run the study and write its page."""
    head = ("stated", "not stated", "group: union", "imbens-manski", "reference: union", "imbens-manski", "narrower")
    page = PAGE.format(
        exact=table(head, list(lines_of_unstated("exact"))),
        mid_p=table(head, list(lines_of_unstated("mid-p"))),
        suppressed=table(("expected", "union", "imbens-manski"), list(lines_of_suppressed())),
        imputed=table(("expected", "not stated", "`stated`", "`imputed`"), list(lines_of_imputed())),
        seen=table(("expected", "not stated", "`stated`", "`second_source`"), list(lines_of_seen())),
        few=f"{SEEN:,}",
        draws=f"{DRAWS:,}",
        stamp=stamp("make coverage-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "edge.md").write_text(page, encoding="utf-8")


PAGE = """# At the edge of what is possible

Of counts known only in part an interval is, by default, the **union** of the intervals of all counts that are
possible: it holds all of `least` to `most`. `imperfect.imbens_manski` narrows it to hold the one true value, wherever
that lies between the two, by the method of Imbens and Manski (2004). A truth in the middle is held by both nearly
always. The test of both is a truth at an end, and the hardest a range so narrow that neither end is far away. This
page looks there. Each row has {draws} draws, so that a standard error is 0.22 in 95%.

## Events whose group is not stated

The events are Poisson, with so many expected of the group and of the reference whose group is stated, and so many
whose group is not. These are, in truth, all of the group, so that the ratio is `most` but for sampling error, or all
of the reference, so that it is `least`. Nobody who counts knows that: each count is between what is stated and that
plus all that is not. In per cent: how often the two intervals hold the true ratio where all are of the group, how
often where all are of the reference, and by how much the narrower one is narrower, on a logarithmic scale, in the
median.

By `method="exact"`, whose limits never err more often than the level says:

{exact}

By the default `mid-p`, which is right on average:

{mid_p}

Where nothing is not stated, both are the ordinary interval. From a few events on, each limit of the union errs in
2.5% at most though only one of them can err, and so it holds 97.5%: too much for the value, and right for all that is
possible. The other spends the whole 5% on the one limit that can err: it holds 95%, with an interval that is up to 11%
narrower. Little is gained where the range itself is much wider than the sampling error.

By `mid-p` it is 94.6 to 95.7%, as one limit of `mid-p` is right only [on average](one-limit). Where 95% must be kept to
the last digit, take `method="exact"`.

## A cell that is printed as <5

The rate of a cell with so many events expected, among 1,000 people, by `garwood`. Below 5 the count is known as 0 to
4, from 5 on it is printed. Here what is not known depends on what happened, which the theory does not foresee: the
study is all there is.

{suppressed}

## What is imputed

The intervals of `imperfect.not_stated`, where so many events are expected of the group, of the reference and of
others. First a share of all, whoever they are, is not stated: then leaving them out is right for a ratio, and what is
imputed must hold as often.

{imputed}

Then the share that is not stated depends on how people are seen: as the group, as the reference, or as others. Nine in
ten of the group are seen as it, 95% of the reference, and a fifth of the others as the group. Leaving them out is wrong
unless the shares are alike; the second source must hold. {few} draws: a standard error is 0.5. (8,000 further
draws of the first row give 94.4.)

{seen}

{stamp}
"""

if __name__ == "__main__":
    main()
