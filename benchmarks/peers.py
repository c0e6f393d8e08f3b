"""What other Python software does with the same counts: functions of the arrays that our kernels take."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

Array = NDArray[np.float64]
ALPHA = 0.05
Call = Callable[..., Any]


def proportions(method: str) -> Call:
    """Return the interval of statsmodels for x of n."""
    return partial(proportion_confint, alpha=ALPHA, method=method)


def rates(method: str) -> Call:
    """Return the interval of statsmodels for x events in t."""
    return partial(confint_poisson, method=method, alpha=ALPHA)


def rate_ratios(method: str) -> Call:
    """Return the interval of statsmodels for a ratio of rates."""
    return partial(confint_poisson_2indep, method=method, compare="ratio", alpha=ALPHA)


def row_by_row(call: Call) -> Call:
    """Return the same for arrays, for a peer that takes one row only."""

    def every_row(*data: Array) -> list[Any]:
        return [call(*row) for row in zip(*data, strict=True)]

    return every_row


def risk_ratio(x1: float, n1: float, x0: float, n0: float) -> Any:
    """Return the score interval of statsmodels for a ratio of risks."""
    return confint_proportions_2indep(x1, n1, x0, n0, method="score", compare="ratio", alpha=ALPHA)


def binomial(x: float, n: float) -> Any:
    """Return the exact interval of scipy for x of n."""
    return binomtest(int(x), int(n)).proportion_ci(1 - ALPHA, "exact")


PEERS: dict[tuple[str, str], Call] = {
    ("proportion", "wilson"): proportions("wilson"),
    ("proportion", "clopper-pearson"): proportions("beta"),
    ("proportion", "jeffreys"): proportions("jeffreys"),
    ("proportion", "agresti-coull"): proportions("agresti_coull"),
    ("proportion", "wald"): proportions("normal"),
    ("rate", "garwood"): rates("exact-c"),
    ("rate", "score"): rates("score"),
    ("rate", "jeffreys"): rates("jeff"),
    ("rate ratio", "wald-log"): rate_ratios("wald-log"),
    ("rate ratio", "score"): row_by_row(rate_ratios("score")),
    ("risk ratio", "koopman"): row_by_row(risk_ratio),
    ("risk ratio", "miettinen-nurminen"): row_by_row(risk_ratio),
}
SLOW = {("rate ratio", "score"), ("risk ratio", "koopman"), ("risk ratio", "miettinen-nurminen")}  # milliseconds a row
