"""Deployments: their counts, and what pooling returns, one number for all with how much they differ beside it."""

from collections.abc import Mapping

import numpy as np
from scipy.special import chdtrc, ndtr

from disprop import _arrays, _pairs
from disprop._arrays import ArrayLike, FloatArray
from disprop._errors import Said, worded
from disprop._text import chance
from disprop.estimate import Estimate, Number, Record, Result, without_test
from disprop.pooling._next import Rates, Shares, next_counts

FEWEST = 2


def read(part: ArrayLike, whole: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return checked counts of two deployments or more."""
    inside = [each for given in (part, whole) if isinstance(given, (list, tuple)) for each in given]
    if any(callable(getattr(each, "known", None)) for each in (part, whole, *inside)):
        raise worded("pooling a deployment", "pooling", Said("Deployment"))
    x, n = _pairs.of_proportions({"part": part, "whole": whole}).values()
    if x.ndim == 0 or x.shape[-1] < FEWEST:
        raise worded("one deployment", "part and whole", Said(f"shape {x.shape}"), fewest=FEWEST)
    return x, n


def sums(x: FloatArray, n: FloatArray) -> dict[str, FloatArray]:
    """Return what the cluster-robust interval needs; a deployment with nothing in its whole is none."""
    pairs = {"part_squares": (x, x), "part_by_whole": (x, n), "whole_squares": (n, n)}
    crossed = {name: (a * b).sum(axis=-1) for name, (a, b) in pairs.items()}
    counted = (n > 0).sum(axis=-1, dtype=np.float64)
    whole = n.sum(axis=-1)
    return {"part": x.sum(axis=-1), "whole": whole, **crossed, "deployments": counted, "trials": whole}


class Overdispersion(Result):
    """One test that all deployments have one chance; a small p-value says that they differ.

    Attributes
    ----------
    name : "Pearson", "Tarone" or "likelihood ratio".
    statistic : chi-squared of Pearson, z of Tarone, or twice the log likelihood ratio; NaN where nothing can be tested.
    p_value : the chance of a statistic at least as large if they do not. With few events none of them has much power.
    """

    name: str
    statistic: Number
    p_value: Number

    def __str__(self) -> str:
        """Write the test in words."""
        pairs = zip(np.ravel(self.statistic), np.ravel(self.p_value), strict=True)
        return "\n".join(
            f"{self.name}: not tested, the counts say nothing" if np.isnan(s) else f"{self.name} {s:.2f}, {chance(p)}"
            for s, p in pairs
        )


@np.errstate(all="ignore")
def overdispersion(x: FloatArray, n: FloatArray, twice: FloatArray, *, binomial: bool) -> dict[str, Overdispersion]:
    """Return the three tests of one common chance.

    Pearson's chi-squared is the sum of (x - expected)^2 over its variance, with one degree less than deployments.
    Tarone's is the score test of a dispersion of 0, its p-value from one side (Tarone 1979; for rates Dean 1992). That
    of the likelihoods, `twice` the log of their ratio, has half of chi-squared's tail, as no dispersion is below 0.
    """
    total, whole, degrees = x.sum(axis=-1), n.sum(axis=-1), (n > 0).sum(axis=-1) - 1.0
    share = (total / whole)[..., np.newaxis]
    expected, variance, squares = share * n, share * n * (1 - share if binomial else 1.0), (x - share * n) ** 2
    chi_squared = np.where(degrees > 0, np.where(n > 0, squares / variance, 0.0).sum(axis=-1), np.nan)
    if binomial:
        over, spread = np.where(n > 0, squares / (variance / n), 0.0).sum(axis=-1) - whole, (n * (n - 1)).sum(axis=-1)
    else:
        over, spread = (squares - x).sum(axis=-1), (expected**2).sum(axis=-1)
    z = over / np.sqrt(2 * spread)
    z = np.where(np.isfinite(z), z, np.nan)
    silent = (total == 0) | ((total == whole) & binomial)
    ratio = np.where(silent, np.nan, twice)
    beyond = np.where(ratio > 0, chdtrc(1.0, ratio) / 2, np.where(silent, ratio, 1.0))
    pearson = Overdispersion("Pearson", chi_squared[()], np.asarray(chdtrc(np.maximum(degrees, 1), chi_squared))[()])
    tarone = Overdispersion("Tarone", z[()], np.asarray(ndtr(-z))[()])
    likelihood_ratio = Overdispersion("likelihood ratio", ratio[()], beyond[()])
    return {"pearson": pearson, "tarone": tarone, "likelihood_ratio": likelihood_ratio}


MOST_ALERTS = 20_000  # of a next deployment: the chance of each count is worked out


class PooledDeployments(Record):
    """One share, or rate, of many deployments, and how much they differ.

    Attributes
    ----------
    estimate : what the method estimates, with its interval; see `pool`.
    ratio_of_totals : all parts over all wholes.
    dispersion : what the method calls it: "rho", the correlation of two alerts of one deployment; "tau2", the variance
        of the log odds between deployments; "theta", the squared variation of their rates. 0 where they are alike.
    pearson, tarone, likelihood_ratio : tests that they are.
    part, whole : the counts, deployments on the last axis.
    kind : what `whole` counts: "alerts" or "faces_seen".
    rho : the likeliest correlation of two alerts of one deployment, whatever the method; theta for faces.
    """

    estimate: Estimate
    ratio_of_totals: Number
    dispersion: Mapping[str, Number]
    pearson: Overdispersion
    tarone: Overdispersion
    likelihood_ratio: Overdispersion
    part: FloatArray
    whole: FloatArray
    kind: str
    rho: Number

    def next_deployment(self, size: ArrayLike, *, level: float = 0.95) -> Estimate:
        """Return how many the next deployment brings, of `size` alerts or faces, if it is one more like these.

        Parameters
        ----------
        size : int or array_like of int
            Alerts (up to 20,000), or faces seen, of that deployment; one for each set of deployments.
        level : float
            The chance that the interval is meant to hold; see the notes for what it holds.

        Returns
        -------
        Estimate
            Of the count expected at the likeliest dispersion; `low` and `high` are whole numbers, moved outwards where
            they would leave it out. It has no p-value, but `.excludes(count)` says whether a count would surprise.

        Raises
        ------
        DispropError
            For a size that is no count, or too large for alerts.

        Notes
        -----
        The uncertainty of the rate is in it, and that of the dispersion: predictions are averaged over both, weighed by
        their likelihood, with theta/(1 + theta) alike before, and Jeffreys' prior of the mean at each theta. Of faces
        theta is the squared variation of rates; of alerts it is rho/(1 - rho) over the mean of the rarer of
        true and false, which is the same where that is small. After three or five deployments a 95% interval held the
        next in 92% to 100% (`studies/pooling.py`): least after three, and where many sets had no event, in which
        nothing tells how far deployments differ. What it missed nearly always brought more.

        Examples
        --------
        >>> from disprop import alerts
        >>> print(alerts.pool([12, 7, 0, 2], [14, 8, 3, 9]).next_deployment(10))
        6.0 (95% CI 0.0 to 10.0)
        """
        if np.isnan(self.part).any() or np.isnan(self.whole).any():
            raise worded("next of counts in part", "part")
        sizes = np.broadcast_to(_arrays.counts("size", size), self.part.shape[:-1])
        tail = (1 - _arrays.one_level(level)) / 2
        rates = "theta" in self.dispersion
        law = Rates() if rates else Shares()
        if not rates and (sizes > MOST_ALERTS).any():
            raise worded("next of many", "size", Said(f"{sizes.max():,.0f}"), most=MOST_ALERTS)
        some, found = self.whole.any(axis=-1), np.full((3, *sizes.shape), np.nan)
        x, n, own, rho = (np.asarray(each)[some] for each in (self.part, self.whole, sizes, self.rho))
        dispersion = (rho if rates else rho / (1 - rho))[:, None]
        expected = own * law.mean(x[:, None], n[:, None], dispersion)[:, 0]
        low, high = next_counts(law, x, n, own, tail)
        found[:, some] = expected, np.minimum(low, np.floor(expected)), np.maximum(high, np.ceil(expected))
        method = f"{'negative binomial' if rates else 'beta-binomial'}, predictive"
        value, *ends = found
        return without_test(value, ends, level, {"size": sizes}, method=method, measure="count of the next deployment")

    def __str__(self) -> str:
        """Write the counts, the estimate, and whether the deployments differ; one set after the other."""
        totals = (count.sum(axis=-1).ravel() for count in (self.part, self.whole))
        tests = zip(*totals, str(self.likelihood_ratio).split("\n"), range(self.part[..., 0].size), strict=True)
        return "\n".join(
            f"{self._total('part', x, i)} of {self._total('whole', n, i)} {self.kind.replace('_', ' ')} in "
            f"{self.part.shape[-1]} deployments; {self.estimate.measure} {self._one(i)}; "
            f"{'not tested, as counts are known only in part' if test == 'nan' else test}"
            for x, n, test, i in tests
        )

    def _total(self, name: str, total: float, i: int) -> str:
        """Write the sum of a count, or between what it lies."""
        data = self._one(i).data
        if f"{name}_least" not in data:
            return f"{total:,.0f}"
        return " to ".join(f"{np.sum(data[f'{name}_{end}']):,.0f}" for end in ("least", "most"))

    def _one(self, i: int) -> Estimate:
        shape = self.part.shape[:-1]
        return self.estimate[np.unravel_index(i, shape)] if shape else self.estimate
