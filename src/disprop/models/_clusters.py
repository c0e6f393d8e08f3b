"""Variance between clusters, right for few of them: CR2, with Satterthwaite's degrees of freedom.

Bell and McCaffrey 2002: the residuals of a cluster are inflated by (I - H_g)^(-1/2), with H the hat matrix of the fit,
so that the variance has no bias if the model holds. With Z_g the rows of a cluster, weighted, and M = Z'Z, every
product that is needed is one of small matrices: (I - H_g)^(-1/2) Z_g = Z_g K_g with K_g of the size of M.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop.models._fit import Fit

WHOLE = 1e-10  # a direction in which 1 - H_g is below this belongs to the cluster alone, and tells nothing of others
LITTLE = 1e-8


@dataclass(frozen=True, slots=True)
class Between:
    """What varies between clusters, for each coefficient: its variance, degrees of freedom, and what rests on one."""

    variances: FloatArray
    degrees_of_freedom: FloatArray
    alone: NDArray[np.bool_]  # whether a single cluster decides on some of it, so that its variance cannot be seen


def between_clusters(fit: Fit, matrix: FloatArray, codes: NDArray[np.intp]) -> Between:
    """Return the variance between clusters of each coefficient."""
    scores, crossed = _by_cluster(fit, matrix, codes)
    values, vectors = np.linalg.eigh(crossed.sum(axis=0))
    half, inverse_half = ((vectors * values**power) @ vectors.T for power in (0.5, -0.5))
    shares, axes = np.linalg.eigh(inverse_half @ crossed @ inverse_half)  # of the information, the part of each cluster
    left = 1 - shares
    inflation = np.where(left > WHOLE, np.maximum(left, WHOLE) ** -0.5, 0.0)
    parts = (axes.transpose(0, 2, 1) @ inverse_half) ** 2  # of the variance of each coefficient, by direction
    alone = np.where((left > WHOLE)[:, :, np.newaxis], 0.0, parts).sum(axis=(0, 1)) > LITTLE * parts[0].sum(axis=0)
    inflate = inverse_half @ (axes * inflation[:, np.newaxis, :]) @ axes.transpose(0, 2, 1) @ half  # K_g
    moved = inflate @ inverse_half @ inverse_half  # K_g M^-1: a column for each coefficient
    terms = np.einsum("gij,gi->gj", moved, scores)
    return Between((terms**2).sum(axis=0), _degrees(moved, crossed, inverse_half), alone)


def _by_cluster(fit: Fit, matrix: FloatArray, codes: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """Return the score of each cluster, and its Z_g'Z_g."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    x, weight = matrix[order], fit.weight[order]
    parts = zip(np.split(x, starts[1:]), np.split(weight, starts[1:]), strict=True)
    crossed = np.stack([(part.T * w) @ part for part, w in parts])
    return np.add.reduceat(x * fit.residual[order][:, np.newaxis], starts), crossed


def _degrees(moved: FloatArray, crossed: FloatArray, inverse_half: FloatArray) -> FloatArray:
    """Return (tr P)^2 / tr(P P), P the covariances of the clusters' terms if rows are independent.

    P is a diagonal matrix less h'h; neither is written out, because there may be many clusters.
    """
    d = crossed @ moved
    own = np.einsum("gij,gij->gj", moved, d)
    h = inverse_half @ d
    shared = np.einsum("gij,gij->gj", h, h)
    outer = np.einsum("gij,gkj->jik", h, h)
    trace = (own - shared).sum(axis=0)
    squares = (own**2 - 2 * own * shared).sum(axis=0) + (outer**2).sum(axis=(1, 2))
    return trace**2 / squares
