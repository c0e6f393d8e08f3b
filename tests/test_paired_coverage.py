"""How often paired intervals hold the truth, by adding up the chance of every table of a few pairs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.special import gammaln, xlogy

from disprop.intervals import Family
from disprop.intervals.paired import DISCORDANT_ODDS, PAIRED_DIFFERENCE, PAIRED_RATIO

PAIRS = 16
# The chances of both, only A, only B and neither: alike and apart, common and rare.
TRUTHS = np.array(
    [
        (0.4, 0.1, 0.1, 0.4),
        (0.5, 0.2, 0.05, 0.25),
        (0.2, 0.3, 0.3, 0.2),
        (0.05, 0.1, 0.02, 0.83),
        (0.1, 0.6, 0.1, 0.2),
        (0.7, 0.1, 0.02, 0.18),
    ]
)
# The least coverage over these truths, at 95%, that each method may have.
LEAST = {
    ("difference of paired proportions", "tango"): 0.93,
    ("difference of paired proportions", "newcombe"): 0.93,
    ("ratio of paired proportions", "bonett-price"): 0.93,
}


def tables() -> Any:
    """Return all tables of PAIRS pairs, an element each, and how probable each is at each truth."""
    counts = np.array([c for c in np.ndindex(*[PAIRS + 1] * 4) if sum(c) == PAIRS], dtype=float).T
    ways = gammaln(PAIRS + 1) - gammaln(counts + 1).sum(axis=0)
    chance = np.exp(ways + xlogy(counts[None], TRUTHS[:, :, None]).sum(axis=1))
    return counts, chance


COUNTS, CHANCE = tables()


def coverage(family: Family, name: str, level: float = 0.95) -> Any:
    """Return the chance at each truth that the interval holds the parameter."""
    width = len(family.data)
    truth = family.value(*TRUTHS.T[:width])[:, None]
    low, high = family.limits(name, tuple(COUNTS[:width]), np.array((1 - level) / 2))
    return (CHANCE * ((low <= truth) & (truth <= high))).sum(axis=1)


def test_all_tables_are_there() -> None:
    assert COUNTS.shape == (4, 969)  # 19 choose 3
    assert CHANCE.sum(axis=1) == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(("family", "name"), LEAST)
def test_paired_intervals_hold_the_truth(family: str, name: str) -> None:
    found = coverage({f.parameter: f for f in (PAIRED_DIFFERENCE, PAIRED_RATIO)}[family], name)
    assert found.min() > LEAST[family, name]


def test_wald_does_not() -> None:
    assert coverage(PAIRED_DIFFERENCE, "wald").min() < 0.85


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("name", DISCORDANT_ODDS.methods)
def test_odds_of_discordant_pairs(name: str, level: float) -> None:
    """Conservative methods hold the truth as often as they say, given any number of discordant pairs."""
    for pairs in (1, 2, 5, 12, 40):
        b = np.arange(pairs + 1.0)
        low, high = DISCORDANT_ODDS.limits(name, (b, pairs - b), np.array((1 - level) / 2))
        shares = np.linspace(0.01, 0.99, 99)
        odds = (shares / (1 - shares))[:, None]
        chance = stats.binom.pmf(b, pairs, shares[:, None])
        found = (chance * ((low <= odds * (1 + 1e-12)) & (odds <= high * (1 + 1e-12)))).sum(axis=1)
        if DISCORDANT_ODDS[name].conservative:
            assert found.min() >= level - 1e-12
        elif name == "mid-p" and level >= 0.9:
            assert found.mean() >= level
            assert found.min() > level - 0.07
