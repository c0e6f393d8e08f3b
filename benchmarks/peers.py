"""What other Python software does with the same counts: functions of the counts that our public functions take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

Array = NDArray[np.float64]
LEVEL, ALPHA = 0.95, 0.05
SM, SP = "statsmodels", "scipy"
MINUTES = 10_000  # events of which the exact odds ratio of scipy takes minutes


class Peer(NamedTuple):
    """Whose function it is, and whether it takes one row only."""

    name: str
    call: Callable[..., Any]
    by_row: bool = False

    def of(self, data: tuple[Any, ...]) -> Callable[[], Any]:
        """Return the call, for every row of the counts in turn where it takes one only."""
        return partial(self._every_row, *data) if self.by_row and np.ndim(data[0]) else partial(self.call, *data)

    def _every_row(self, *data: Array) -> list[Any]:
        return [self.call(*row) for row in zip(*data, strict=True)]


def proportions(method: str) -> Peer:
    """Return the interval of statsmodels for x of n."""
    return Peer(SM, partial(proportion_confint, alpha=ALPHA, method=method))


def rates(method: str, *, by_row: bool = False) -> Peer:
    """Return the interval of statsmodels for x events in t."""
    return Peer(SM, partial(confint_poisson, method=method, alpha=ALPHA), by_row)


def two_rates(method: str, compare: str = "ratio", *, by_row: bool = False) -> Peer:
    """Return the interval of statsmodels for a ratio or a difference of rates."""
    return Peer(SM, partial(confint_poisson_2indep, method=method, compare=compare, alpha=ALPHA), by_row)


def two_shares(method: str, compare: str, *, by_row: bool = False, correction: bool = True) -> Peer:
    """Return the interval of statsmodels for a comparison of two proportions."""
    asked = {"method": method, "compare": compare, "correction": correction, "alpha": ALPHA}
    return Peer(SM, partial(confint_proportions_2indep, **asked), by_row)


def exact_rate_ratio(x1: Any, n1: Any, x0: Any, n0: Any) -> Any:
    """Return the exact interval of a ratio of rates by way of the share of the events, as one does with statsmodels."""
    low, high = proportion_confint(x1, x1 + x0, ALPHA, "beta")
    return low / (1 - low) * n0 / n1, high / (1 - high) * n0 / n1


def exact_odds_ratio(x1: float, n1: float, x0: float, n0: float) -> Any:
    """Return the exact interval of scipy for an odds ratio, of counts that do not take it minutes."""
    if x1 + x0 > MINUTES:
        raise ValueError(x1 + x0)
    table = [[int(x1), int(n1 - x1)], [int(x0), int(n0 - x0)]]
    return odds_ratio(table).confidence_interval(LEVEL)


def one_proportion(x: float, n: float) -> Any:
    """Return the exact interval of scipy for x of n."""
    return binomtest(int(x), int(n)).proportion_ci(LEVEL, "exact")


PEERS: dict[tuple[str, str], tuple[Peer, ...]] = {
    ("proportion", "wilson"): (proportions("wilson"),),
    ("proportion", "clopper-pearson"): (proportions("beta"), Peer(SP, one_proportion, by_row=True)),
    ("proportion", "jeffreys"): (proportions("jeffreys"),),
    ("proportion", "agresti-coull"): (proportions("agresti_coull"),),
    ("proportion", "wald"): (proportions("normal"),),
    ("rate", "garwood"): (rates("exact-c"),),
    ("rate", "mid-p"): (rates("midp-c", by_row=True),),
    ("rate", "score"): (rates("score"),),
    ("rate", "jeffreys"): (rates("jeff"),),
    ("rate", "wald"): (rates("wald"),),
    ("rate ratio", "exact"): (Peer(SM, exact_rate_ratio),),
    ("rate ratio", "wald-log"): (two_rates("wald-log"),),
    ("rate ratio", "score"): (two_rates("score", by_row=True),),
    ("rate ratio", "mover-score"): (two_rates("mover"),),
    ("rate difference", "wald"): (two_rates("wald", "diff"),),
    ("rate difference", "score"): (two_rates("score", "diff", by_row=True),),
    ("rate difference", "mover-score"): (two_rates("mover", "diff"),),
    ("risk ratio", "katz-log"): (two_shares("log", "ratio"),),
    ("risk ratio", "koopman"): (two_shares("score", "ratio", by_row=True, correction=False),),
    ("risk ratio", "miettinen-nurminen"): (two_shares("score", "ratio", by_row=True),),
    ("risk difference", "wald"): (two_shares("wald", "diff"),),
    ("risk difference", "agresti-caffo"): (two_shares("agresti-caffo", "diff"),),
    ("risk difference", "newcombe"): (two_shares("newcomb", "diff"),),
    ("risk difference", "mee"): (two_shares("score", "diff", by_row=True, correction=False),),
    ("risk difference", "miettinen-nurminen"): (two_shares("score", "diff", by_row=True),),
    ("odds ratio", "woolf-log"): (two_shares("logit", "odds-ratio"),),
    ("odds ratio", "miettinen-nurminen"): (two_shares("score", "odds-ratio", by_row=True),),
    ("odds ratio", "exact"): (Peer(SP, exact_odds_ratio, by_row=True),),
}
