"""Score intervals of one ratio, or difference, common to all strata: as many counts as there are strata, four times."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _strata_score
from disprop.intervals._family import Family, Kernel, Limits
from disprop.intervals._strata_fit import Four
from disprop.intervals._strata_weights import WEIGHTS
from disprop.intervals.clustered import deployments_family
from disprop.intervals.stratified import MANTEL_HAENSZEL

EQUATION = "sum of w (observed - fitted contrast) = {score}, all fitted with one {measure}, w {weights}"
METHODS = {
    "score": (
        "+-z sqrt(v), v the sum of w^2 variances",
        "Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226",
    ),
    "scas": (
        "(+-z + (z^2 - 1) m/(6 v^1.5)) sqrt(v), v and m the sums of w^2 variances and of w^3 third moments",
        "Laud 2017, Pharmaceutical Statistics 16: 334-348",
    ),
}


class Families(dict[str, Family]):
    """Families by the name of their parameter; those of a number of strata, or deployments, are made when asked for."""

    def __missing__(self, parameter: str) -> Family:
        """Return the family of, say, "risk ratio in 13 strata"."""
        named = re.fullmatch(r"(.+) in (\d+) (strata|deployments)(?: weighted by (.+))?", parameter)
        if not named:
            raise KeyError(parameter)
        if named[3] == "deployments":
            return deployments_family(named[1], int(named[2]))
        return score_family(named[1], int(named[2]), named[4])


@lru_cache
def score_family(measure: str, strata: int, weights: str | None = None) -> Family:
    """Return the family of a measure in so many strata; its counts are those of the first stratum, of the second..."""
    fields = ("events", "population") if measure.startswith("rate") else ("part", "whole")
    names = [f"{side}_{field}" for side in ("group", "reference") for field in fields]
    family = Family(
        parameter=f"{measure} in {strata} strata" + (f" weighted by {weights}" if weights else ""),
        data=tuple(f"{name}_{i}" for i in range(1, strata + 1) for name in names),
        support=MANTEL_HAENSZEL[measure].support,
        default="score",
        value=lambda *counts: _strata_score.limit(measure, _by_stratum(counts), np.zeros(np.shape(counts[0])), weights),
        denominators=(),
    )
    chosen = weights or next(iter(WEIGHTS[measure]))
    for name, (score, source) in METHODS.items():
        equation = EQUATION.format(score=score, measure=measure, weights=chosen)
        family.method(name, equation=equation, reference=source)(_kernel(measure, weights, bent=name == "scas"))
    return family


def _kernel(measure: str, weights: str | None, *, bent: bool) -> Kernel:
    def limits(*data: FloatArray) -> Limits:
        *counts, a = data
        four, z = _by_stratum(counts), np.broadcast_to(-ndtri(a), np.broadcast_shapes(*map(np.shape, data)))
        low, high = (_strata_score.limit(measure, four, each, weights, bent=bent) for each in (z, -z))
        return low, high

    return limits


def _by_stratum(counts: tuple[FloatArray, ...] | list[FloatArray]) -> Four:
    """Return the four counts with strata on the last axis."""
    together = np.stack(np.broadcast_arrays(*counts), axis=-1)
    x1, n1, x0, n0 = (together[..., i::4] for i in range(4))
    return x1, n1, x0, n0
