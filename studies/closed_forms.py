"""Limits of `models.adjusted_ratio` in closed form, for two groups and many samples at once.

The counts are arrays with a row for each sample and a column for each force, which is a cluster; rows of one group in
one force are added up, which changes no limit between clusters. With the force in the model, or without.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri, stdtrit

STEPS = 60
Array = Any
Limits = dict[str, tuple[Array, Array]]  # the variance of the log ratio, and its degrees of freedom


def by_force(x1: Array, t1: Array, x0: Array, t0: Array) -> tuple[Array, Limits]:
    """Return the log ratio with the force in the model, and its variances.

    Given the events n of a force, those of the group are binomial with chance p, and say n p (1 - p) of the ratio.
    """
    n, left = x1 + x0, x1.shape[1] - 1
    log_r = np.zeros((len(x1), 1))
    for _ in range(STEPS):
        p = 1 / (1 + t0 / t1 * np.exp(-log_r))
        says = n * p * (1 - p)
        log_r = log_r + np.clip(_sum(x1 - n * p) / _sum(says), -1, 1)
    score, total = x1 - n * p, _sum(says)
    root = 1 / np.sqrt(1 - says / total)
    dispersion = _sum(score**2 / np.where(says > 0, says, 1.0)) / left
    terms = {"cluster-robust": root, "clubSandwich": root * 2 * np.sqrt(p * (1 - p))}
    robust = {name: _between([(score, says, total)], [factor], total) for name, factor in terms.items()}
    return log_r, robust | _others(_sum(score**2), total, dispersion, left, left)


def by_group(x1: Array, t1: Array, x0: Array, t0: Array) -> tuple[Array, Limits]:
    """Return the log ratio of the summed rates, and its variances."""
    sides, left = [], x1.shape[1] - 1
    for x, t in ((x1, t1), (x0, t0)):
        mean = t * _sum(x) / _sum(t)
        sides.append(((x - mean) / _sum(x), mean / _sum(x) ** 2, 1 / _sum(x)))
    log_r = np.log(_sum(x1) / _sum(t1)) - np.log(_sum(x0) / _sum(t0))
    plain = sides[0][2] + sides[1][2]
    roots = [1 / np.sqrt(1 - says / total) for _, says, total in sides]
    dispersion = sum(_sum(score**2 / np.where(says > 0, says, 1.0)) for score, says, _ in sides) / (2 * left)
    limits = _between(sides, roots, np.ones_like(log_r))
    squares = _sum((sides[0][0] - sides[1][0]) ** 2)
    return log_r, {"cluster-robust": limits} | _others(squares, 1 / plain, dispersion, 2 * left, left, scaled=True)


def _between(sides: list[tuple[Array, Array, Array]], factors: list[Array], total: Array) -> tuple[Array, Array]:
    """Return the variance between clusters of a sum of inflated scores, and Satterthwaite's degrees of freedom.

    A score has the covariance of the diagonal of what each says, less their products over the total.
    """
    sign = (1, -1)
    term = sum(s * f * score for s, f, (score, _, _) in zip(sign, factors, sides, strict=False))
    own = sum(f**2 * says for f, (_, says, _) in zip(factors, sides, strict=True))
    shared = [f * says / np.sqrt(whole) for f, (_, says, whole) in zip(factors, sides, strict=True)]
    trace = _sum(own - sum(each**2 for each in shared))
    squares = _sum(own**2 - 2 * own * sum(each**2 for each in shared))
    squares = squares + sum(_sum(one * other) ** 2 for one in shared for other in shared)
    return _sum(term**2) / total**2, trace**2 / squares


def _others(squares: Array, total: Array, dispersion: Array, rows: int, left: int, *, scaled: bool = False) -> Limits:
    """Return the limits that need no cluster, and those of the usual sandwich."""
    endless = np.full_like(total, np.inf)
    usual = squares * (left + 1) / left / (1 if scaled else total**2)
    return {
        "poisson": (1 / total, endless),
        "quasi-poisson": (dispersion / total, np.full_like(total, rows)),
        "CR1": (usual, np.full_like(total, left)),
    }


def _sum(each: Array) -> Array:
    return each.sum(axis=1, keepdims=True)


def quantile(degrees: Array) -> Array:
    """Return the quantile of Student's t for limits at the 95% level."""
    return np.where(np.isinf(degrees), ndtri(0.975), stdtrit(np.where(np.isinf(degrees), 1.0, degrees), 0.975))
