"""How often areas stand out by chance, and how often intervals of ranks and of shrunk rates hold what is true.

Run it with `python -m studies.many_areas`; it writes docs/explanation/many-areas.md. Areas have expected counts that
are lognormal around a middle, and ratios to them that are gamma, or lognormal, around 1.
"""

from __future__ import annotations

from itertools import product
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from disprop import areas, indirect_ratio, rate
from disprop.areas._funnel import Overdispersion
from studies.machine import PAGES, stamp, table

Array = NDArray[np.float64]
SEED = 15
SETS = {5: 60, 8: 60, 10: 40, 43: 25}  # by the number of areas
SIZES = 0.8  # the standard deviation of the logs of what is expected
WAYS = get_args(Overdispersion)
CHANGED, TIMES = 0.07, 2.0  # of the areas, and by how much, where some stand out
FUNNELS = [*product((8, 43), (20.0, 200.0), (0.0, 0.1, 0.3, 0.6))]
LEAGUES = [*product((5, 10, 43), (5.0, 50.0), (0.0, 0.3))]
SHRUNK = [*product((5, 10, 43), (2.0, 10.0, 50.0), (0.0, 0.3, 0.8))]


def outside(k: int, middle: float, tau: float, sets: int, changed: float = 0.0) -> dict[str, Array]:
    """Return the shares of ordinary areas outside 95% and 99.8%, and of changed ones outside 99.8%, of each way."""
    rng = np.random.default_rng(SEED)
    found: dict[str, list[list[Array]]] = {way: [[], [], []] for way in WAYS}
    for _ in range(sets):
        expected = np.exp(rng.normal(np.log(middle), SIZES, k))
        others = rng.random(k) < changed
        observed = rng.poisson(expected * np.exp(rng.normal(0, tau, k)) * np.where(others, TIMES, 1))
        for way in WAYS:
            out = areas.funnel(indirect_ratio(observed, expected), overdispersion=way).outside != 0
            for listed, chosen in zip(found[way], (out[0, ~others], out[1, ~others], out[1, others]), strict=True):
                listed.append(chosen)
    kept = 2 + (changed > 0)
    return {way: np.array([np.concatenate(each).mean() for each in lists[:kept]]) for way, lists in found.items()}


def ranked(k: int, middle: float, spread: float, sets: int) -> Array:
    """Return how often one interval holds the rank, all do, the first is kept, and all that share the first are."""
    rng = np.random.default_rng(SEED)
    held = []
    for _ in range(sets):
        people, true = np.exp(rng.normal(np.log(middle), SIZES, k)), np.exp(rng.normal(0, spread, k))
        found = areas.ranks(rate(rng.poisson(people * true), people))
        least, most = 1 + (true > true[:, None]).sum(axis=1), k - (true < true[:, None]).sum(axis=1)
        one = (found.rank_low <= least) & (found.rank_high >= most)
        joint = (found.joint_low <= least) & (found.joint_high >= most)
        first = found.could_be_first[true == true.max()]
        held.append((one.mean(), joint.all(), first.mean(), first.all()))
    return np.asarray(np.mean(held, axis=0))


def shrunk(k: int, middle: float, variation: float, sets: int) -> tuple[float, float]:
    """Return how often intervals hold what is true of an area: averaged over the prior, and with the likeliest one."""
    rng = np.random.default_rng(SEED)
    held = []
    for _ in range(sets):
        expected = np.exp(rng.normal(np.log(middle), SIZES, k))
        true = rng.gamma(1 / variation**2, variation**2, k) if variation else np.ones(k)
        observed = rng.poisson(expected * true)
        if not observed.any():
            continue
        found = areas.shrunk(indirect_ratio(observed, expected))
        likeliest = found.prior["weight"][:, 0].argmax()
        shape, by = (found.prior[name][likeliest] for name in ("shape", "rate"))
        low, high = (gammaincinv(shape + observed, tail) / (by + expected) for tail in (0.025, 0.975))
        held.append(((~found.shrunk.excludes(true)).mean(), ((low <= true) & (true <= high)).mean()))
    of_mixture, of_one = np.mean(held, axis=0)
    return float(of_mixture), float(of_one)


PAGE = """# Many areas: how often they stand out by chance, and whether ranks hold

[Many areas](../how-to/many-areas) shows how `areas.funnel`, `areas.ranks` and `areas.shrunk` are used. Here is how
often what they say is so, where it is known what is true. Expected counts are lognormal around the middle given, with
a standard deviation of {sizes:g} of their logs.

## Ordinary areas outside the limits

What areas truly have is lognormal around the target, with the standard deviation tau of the logs: none of them stands
out. Of {eight} sets of 8 areas and {all} of 43, per cent outside of the limits of 95% and of 99.8%, where 5 and 0.2 are
meant; the first has a standard error of about 1 point:

{funnels}

"spiegelhalter" is what is mostly printed: the z-scores are winsorised, and nobody divides by what that takes off normal
ones. Where areas differ it leaves two to three times as many outside as it says. "none", which takes them to be alike,
is right at tau 0 only. Below 10 areas the default errs to the safe side.

With areas that do stand out, {changed:.0%} of 43 with {times:g} times the target, the middle 200:

{found}

"plain" takes those that stand out for a sign of how much areas differ, and so hides them.

## Ranks

Rates per person are lognormal, with a standard deviation of the logs as given: at 0 all are alike, and an interval that
holds must reach from 1 to the last. Per cent of {five} sets of 5 areas, {ten} of 10 and {all} of 43:

{ranks}

The area that is first is kept in nearly every set. Where all share the first place each is kept, but not all of them
together: "could be first" is a set that holds the first with 95%, not all that share it.

## Shrinkage

Ratios are gamma around 1, with the coefficient of variation given. Per cent of areas whose 95% interval holds the true
ratio, averaged over the prior, as `areas.shrunk` does, and with the likeliest prior of its grid taken as known, as
empirical Bayes does:

{shrunk}

{stamp}
"""


def _per_cent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f}"


def _both(found: Array) -> str:
    return f"{_per_cent(found[0])} / {_per_cent(found[1], 2)}"


def main() -> None:
    """Run the study and write its page."""
    outs = [(*case, *(_both(each) for each in outside(*case, SETS[case[0]]).values())) for case in FUNNELS]
    with_changed = [
        (tau, way, _both(each), _per_cent(each[2], 0))
        for tau in (0.1, 0.3)
        for way, each in outside(43, 200.0, tau, SETS[43], CHANGED).items()
    ]
    league = [(*case, *map(_per_cent, ranked(*case, SETS[case[0]]))) for case in LEAGUES]
    drawn = [(*case, *map(_per_cent, shrunk(*case, SETS[case[0]]))) for case in SHRUNK]
    page = PAGE.format(
        sizes=SIZES,
        eight=SETS[8],
        all=SETS[43],
        five=SETS[5],
        ten=SETS[10],
        changed=CHANGED,
        times=TIMES,
        funnels=table(("areas", "expected", "tau", *(f"`{way}`" for way in WAYS)), outs),
        found=table(
            ("tau", "overdispersion", "ordinary, outside", "of those that stand out, found at 99.8%"), with_changed
        ),
        ranks=table(
            ("areas", "expected", "spread", "rank of one", "of all at once", "the first kept", "all first kept"), league
        ),
        shrunk=table(("areas", "expected", "variation", "averaged", "likeliest"), drawn),
        stamp=stamp("python -m studies.many_areas", "numpy", "scipy"),
    )
    (PAGES / "many-areas.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
