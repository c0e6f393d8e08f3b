"""Likelihoods of counts whose rate varies: distributions of SciPy, an integral on a grid, and a bounded search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import optimize, special, stats

LAWS: Any = stats  # its stubs know no arrays of counts
NORMAL = np.linspace(-12, 12, 801)[:, None]


def binomial_normal(x: Any, n: Any, centre: Any, tau: float) -> float:
    """Return the log likelihood of binomial counts with log odds centre + tau u, u normal."""
    logs = LAWS.binom.logpmf(x, n, special.expit(centre + tau * NORMAL)) + stats.norm.logpdf(NORMAL)
    return float(special.logsumexp(logs, axis=0).sum() + np.size(x) * np.log(NORMAL[1, 0] - NORMAL[0, 0]))


def random_intercept(x: Any, n: Any, eta: float, variance: float) -> float:
    return binomial_normal(x, n, eta, np.sqrt(variance))


def beta_binomial(x: Any, n: Any, eta: float, theta: float) -> float:
    """Return that of counts whose share has the mean p and the parameters p/theta and (1 - p)/theta."""
    return float(LAWS.betabinom.logpmf(x, n, special.expit(eta) / theta, special.expit(-eta) / theta).sum())


def gamma_poisson(x: Any, n: Any, eta: float, theta: float) -> float:
    """Return that of counts whose rate has the mean exp(eta) and the relative variance theta."""
    return float(LAWS.nbinom.logpmf(x, 1 / theta, 1 / (1 + theta * np.exp(eta) * n)).sum())


def profile(law: Callable[..., float], x: Any, n: Any, eta: float) -> float:
    """Return the most that a likelihood is under a mean, over the dispersions from e^-9 to e^5."""
    found = optimize.minimize_scalar(
        lambda log: -law(x, n, eta, np.exp(log)), bounds=(-9, 5), method="bounded", options={"xatol": 1e-9}
    )
    return -float(found.fun)
