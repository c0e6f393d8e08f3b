"""How often limits that are looked at again and again leave the truth out at some time: those of one look, and of all.

Run it with `make coverage-study`; it writes docs/explanation/looks.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from disprop import datasets
from disprop.disparity import _monitor
from disprop.intervals import PROPORTION, RATE, RATE_RATIO
from studies.machine import PAGES, stamp, table

SERIES = 4_000
ALPHA = 0.05
SHARE = 29 / 1344  # of the alerts of 2023 and 2024 that were false
Found = tuple[str, str, int, str, float]


def real_looks() -> Any:
    """Return the alerts of each deployment of 2023 and 2024 that had some, the first 94 of them."""
    alerts = datasets.load("met-deployments-2023-2024")["alerts"].to_numpy(dtype=float)
    return alerts[alerts > 0][:94]


def ever(limits: Any, truth: float) -> float:
    """Return the share of series, on the first axis, whose limits leave the truth out at some look."""
    low, high = limits
    return float(((low > truth) | (high < truth)).any(axis=1).mean())


def shares(series: int = SERIES) -> Iterator[Found]:
    """Yield how often limits of a share are ever wrong."""
    rng = np.random.default_rng(1)
    for each, p in ((real_looks(), SHARE), (np.full(94, 15.0), 0.1), (np.full(1_000, 5.0), 0.02)):
        many = series if each.size < 100 else series // 8
        x = rng.binomial(each.astype(int), p, (many, each.size)).cumsum(axis=1) * 1.0
        n = np.broadcast_to(each.cumsum(), x.shape)
        what = f"share {p:.3f}", "looks", n.shape[1]
        with np.errstate(all="ignore"):
            for name in ("wilson", "clopper-pearson"):
                yield (*what, f"`{name}`", ever(PROPORTION.limits(name, (x, n), ALPHA / 2), p))
            for prior in ((0.5, 0.5), (1.0, 49.0)):
                named = f"Beta({prior[0]:g}, {prior[1]:g})"
                yield (*what, named, ever(_monitor.share_limits(x, n, prior, ALPHA), p))


def rates(series: int = SERIES) -> Iterator[Found]:
    """Yield the same of a rate of 33 in 46,476, of which each look adds 2 expected events."""
    rng, rate, looks = np.random.default_rng(2), 33 / 46_476, 94
    t = np.broadcast_to(np.full(looks, 2 / rate).cumsum(), (series, looks))
    x = rng.poisson(2.0, t.shape).cumsum(axis=1) * 1.0
    what = f"rate {rate:.5f}", "looks", looks
    with np.errstate(all="ignore"):
        yield (*what, "`garwood`", ever(RATE.limits("garwood", (x, t), ALPHA / 2), rate))
        for h in (1_000.0, 5_000.0):
            yield (*what, f"Gamma(1, {h:g})", ever(_monitor.rate_limits(x, t, (1.0, h), ALPHA), rate))


def ratios(series: int = SERIES) -> Iterator[Found]:
    """Yield the same of a ratio of 3, where the two populations keep their proportion, and where it changes.

    Without change a look adds 1 event of the group and 4 of the reference. With it the share of the group's people goes
    from 5 to 50% in the course of the looks.
    """
    rng, ratio, looks = np.random.default_rng(3), 3.0, 94
    t0 = np.full(looks, 4.0)
    for named, t1 in (("one proportion", t0 / 12), ("changing", t0 * np.repeat((0.05, 0.5), looks // 2))):
        x1, x0 = (rng.poisson(mean, (series // 4, looks)) * 1.0 for mean in (ratio * t1, t0))
        what = f"ratio {ratio:g}, {named}", "looks", looks
        so_far = [np.broadcast_to(each.cumsum(-1), x1.shape) for each in (x1, t1, x0, t0)]
        with np.errstate(all="ignore"):
            yield (*what, "`mid-p` of the totals", ever(RATE_RATIO.limits("mid-p", tuple(so_far), ALPHA / 2), ratio))
            offsets, place = np.unique(np.log(t1 / t0), return_inverse=True)
            own = place[:, None] == np.arange(offsets.size)
            sums = [(x[:, :, None] * own).cumsum(axis=1) for x in (x1, x0)]
            for sd in (0.5, 1.0):
                _, limits = _monitor.ratio_limits(sums[0], sums[1], offsets, (0.0, sd), ALPHA)
                yield (*what, f"lognormal(1, {sd:g})", ever(limits, ratio))


def drifts(series: int = SERIES // 4, looks: int = 100) -> Iterator[tuple[str, float, float, float]]:
    """Yield of shares that change over looks at 200 each how often the average so far is ever left out.

    Then in how many series it is noticed that no one share fits, and at which look in half of them.
    """
    rng, half = np.random.default_rng(4), looks // 2
    ways = {
        "1%, from look 51 on 2%": np.repeat((0.01, 0.02), half),
        "1%, from look 51 on 4%": np.repeat((0.01, 0.04), half),
        "from 1% to 3% in equal steps": np.linspace(0.01, 0.03, looks),
        "1% and 3% in turns": np.tile((0.01, 0.03), half),
    }
    for says, share in ways.items():
        x = rng.binomial(200, share, (series, looks)).cumsum(axis=1) * 1.0
        n = np.broadcast_to(200.0 * np.arange(1, looks + 1), x.shape)
        low, high = _monitor.share_limits(x, n, (0.5, 0.5), ALPHA)
        average = share.cumsum() / np.arange(1, looks + 1)
        crossed = np.maximum.accumulate(low, axis=1) > np.minimum.accumulate(high, axis=1)
        first = np.where(crossed.any(axis=1), crossed.argmax(axis=1) + 1.0, np.inf)
        wrong = ((low > average) | (high < average)).any(axis=1).mean()
        yield says, float(wrong), float(np.isfinite(first).mean()), float(np.median(first))


def page() -> str:
    """Return the page with all figures."""
    found = [*shares(), *rates(), *ratios()]
    rows: list[tuple[object, ...]] = [(what, looks, how, f"{100 * wrong:.1f}%") for what, _, looks, how, wrong in found]
    changed = [
        (says, f"{100 * wrong:.1f}%", f"{100 * seen:.0f}%", f"{look:.0f}" if look < np.inf else "")
        for says, wrong, seen, look in drifts()
    ]
    return f"""# Looking again and again

A 95% interval is wrong in one of twenty cases, for one look. Whoever looks after every deployment has many chances of
being misled, and takes one of them. In how many of {SERIES:,} series of looks (of a ratio, and of 1,000 looks, fewer)
limits left the true value out **at some time**, of all counts so far; with a standard error of at most 1.6 points:

{table(("true value", "looks", "limits", "ever wrong"), rows)}

The limits of [`disparity.monitor`](../how-to/look-every-week) are at most 5% by proof, for any number of looks and
whenever one stops; that they are wrong less often is what they leave to the looks to come. The first rows have the
numbers of alerts of the first 94 deployments of 2023 and 2024 of the Metropolitan Police that had alerts.

## When the truth changes

Then no one value is true, and the proof says nothing. What the limits of all counts so far then hold is the average so
far: of {SERIES // 4:,} series of 100 looks at 200 each, it was ever left out in so many. So they see a change late, or
never: in how many series no one value fitted any more at some look (`changed`), and at which look in half of them.

{table(("true share", "average ever left out", "noticed", "at look"), changed)}

{stamp("make coverage-study", "disprop", "numpy", "scipy")}
"""


if __name__ == "__main__":
    (PAGES / "looks.md").write_text(page(), encoding="utf-8")
