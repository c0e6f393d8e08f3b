"""The model of the threshold test, and draws from what it says after the data.

Each stop gives a signal, the chance that something would be found, from a beta distribution of the group and the area;
those above a threshold are searched. So the share that is searched is how much of the distribution lies above it, and
the share with a find its mean there (Simoiu, Corbett-Davies and Goel 2017). The logit of the share searched is a
parameter in place of the threshold, as counts pin it down whatever the signals are.

Many chains walk side by side. Each half of them moves along differences between pairs of the other half, so that steps
have the size and the direction of the posterior (ter Braak 2006, Statistics and Computing 16: 239-249).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainccinv, betaln, expit, log_expit, logit, xlog1py, xlogy

from disprop._arrays import FloatArray

# For the logit of the share searched, which counts alone decide; the logit of a group's threshold, and the logarithm of
# how much it varies between areas; logit of the mean and logarithm of the size of signals, by group, and by area.
MEANS = np.array([0, -2, np.log(0.2), -3.5, 2, 0, 0])
DEVIATIONS = np.array([np.inf, 1, np.inf, 0.25, 0.5, 0.25, 0.5])
STARTS = np.array([1, 0.3, 0.3, 0.1, 0.2, 0.1, 0.2])  # how far apart chains begin
SHARE, VARIED, CENTRE, OF_AREA = 0, 2, 3, 5  # which of these
SPREAD = 0.25  # of the half-normal prior of how much thresholds vary between areas
CHAINS = 16
GATHERED = 4  # times, before the draws
LEAST, MOST = 1e-300, 1 - 1e-15
Codes = NDArray[np.intp]


# How a difference becomes a step, and which rows and which parameters go together.
Move = tuple[FloatArray, FloatArray, FloatArray]


def draw(counts: list[FloatArray], group: Codes, area: Codes, draws: int, seed: int) -> FloatArray:
    """Return draws of each row's threshold and chance of a find, of shape (2, draws, chains, rows).

    Counts are stops, searches and finds; area 0 is that with most stops. Half as many steps come before the draws;
    early on, chains that are far below others are put where these are.
    """
    chains = Chains(counts, group, area, np.random.default_rng(seed))
    for _ in range(GATHERED):
        chains.walk(draws // (4 * GATHERED))
        chains.gather()
    chains.walk(draws // 4)
    return np.stack([chains.walk(1)[:2] for _ in range(draws)], axis=1)


class Chains:
    """Chains that walk side by side: their parameters, which of them each row has, and which move together."""

    def __init__(self, counts: list[FloatArray], group: Codes, area: Codes, random: np.random.Generator) -> None:
        stops, searches, _ = self.counts = counts
        rows, groups, areas = len(stops), group.max() + 1, area.max() + 1
        sizes = [rows, groups, groups, groups, groups, areas, areas]
        kind, unit = np.repeat(np.arange(len(sizes)), sizes), np.concatenate([np.arange(size) for size in sizes])
        own = [np.arange(rows), *[group] * 4, *[area] * 2]
        self.places = np.cumsum([0, *sizes[:-1]])[:, np.newaxis] + own
        by_group = (kind > SHARE) & (kind < OF_AREA)
        parts = ((1.7, kind == SHARE, own[0]), (1.2, kind >= OF_AREA, area), (0.6, by_group, group))
        self.moves = [_by_unit(size, moved, each, unit) for size, moved, each in parts]
        both = [(kind == each, kind == each + 2) for each in (CENTRE, CENTRE + 1)]  # what groups gain and areas lose
        shift = sum(np.outer(group, group * 1.0 - area * (unit > 0)) / group.sum() for group, area in both)
        together = np.ones((rows, 1)), np.ones((len(kind), 1))
        self.moves += [(1.2 * np.asarray(shift), *together), (np.diag(0.3 * (kind > SHARE)), *together)]
        self.mean, self.precision, self.varied = MEANS[kind], DEVIATIONS[kind] ** -2, kind == VARIED
        self.mean[:rows] = logit((searches + 0.5) / (stops + 1))
        apart = STARTS[kind]
        apart[:rows] = (searches + 1) ** -0.5
        apart[(kind >= OF_AREA) & (unit == 0)] = 0  # the signals of the largest area are those of the groups
        self.random, self.at = random, self.mean + apart * random.normal(size=(CHAINS, len(kind)))
        self.seen = self.signals(self.at)

    def prior(self, at: FloatArray) -> FloatArray:
        """Return the log prior of each parameter but the share searched."""
        height = -self.precision * (at - self.mean) ** 2 / 2
        logs = at[:, self.varied]
        height[:, self.varied] = logs - np.exp(2 * logs) / (2 * SPREAD**2)
        return height

    def signals(self, at: FloatArray) -> FloatArray:
        """Return the threshold of each row, its chance of a find, and its part of the log posterior."""
        share, mean, log, centre, size, centre_of_area, size_of_area = np.moveaxis(at[:, self.places], 1, 0)
        stops, searches, hits = self.counts
        total, part = np.exp(size + size_of_area), expit(centre + centre_of_area)
        a, b = total * part, total * (1 - part)
        threshold = np.clip(betainccinv(a, b, expit(share)), LEAST, MOST)
        density = xlogy(a, threshold) + xlog1py(b, -threshold) - betaln(a, b)  # of the logit of the signal
        hit = np.clip(part + np.exp(density - log_expit(share)) / total, LEAST, MOST)
        height = (searches + 1) * log_expit(share) + (stops - searches + 1) * log_expit(-share) - density
        height += xlogy(hits, hit) + xlog1py(searches - hits, -hit)
        return np.array([threshold, hit, height - ((logit(threshold) - mean) * np.exp(-log)) ** 2 / 2 - log])

    def gather(self) -> None:
        """Put the quarter of the chains that lies lowest where the highest quarter is."""
        order = np.argsort(self.seen[-1].sum(axis=-1) + self.prior(self.at).sum(axis=-1))
        low, high = order[: CHAINS // 4], order[-CHAINS // 4 :]
        self.at[low], self.seen[:, low] = self.at[high], self.seen[:, high]

    def walk(self, steps: int) -> FloatArray:
        """Move all chains by each move as often as that, and return what they say of the rows."""
        for half in (0, 1) * steps:
            for move in self.moves:
                self._move(half, move)
        return self.seen.copy()

    def _move(self, half: int, move: Move) -> None:
        """Move chains, each parameter with those that go with it, where the posterior lets them."""
        at, seen, other, count = self.at[half::2], self.seen[:, half::2], self.at[1 - half :: 2], CHAINS // 2
        one = self.random.integers(0, count, count)
        two = (one + self.random.integers(1, count, count)) % count
        along, rows, columns = move
        new = at + (other[one] - other[two]) @ along
        there = self.signals(new)
        gain = (there - seen)[-1] @ rows + (self.prior(new) - self.prior(at)) @ columns
        kept = np.log(self.random.random(gain.shape)) < gain
        self.at[half::2] = np.where(kept @ columns.T, new, at)
        self.seen[:, half::2] = np.where(kept @ rows.T, there, seen)


def _by_unit(size: float, moved: NDArray[np.bool_], own: Codes, unit: Codes) -> Move:
    """Return the move of some parameters, each unit of them by itself."""
    units = np.arange(own.max() + 1)
    columns = np.equal.outer(unit, units) * moved[:, np.newaxis]
    return np.diag(size * moved), np.equal.outer(own, units) * 1.0, columns * 1.0
