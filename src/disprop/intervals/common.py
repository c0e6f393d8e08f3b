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
from disprop.intervals.clustered import deployments_family
from disprop.intervals.stratified import MANTEL_HAENSZEL

EQUATION = "sum of {weight}(observed - fitted contrast) = +-z sqrt(sum of variances), all fitted with that {measure}"
SOURCE = "Miettinen and Nurminen 1985, Statistics in Medicine 4: 213-226"


class Families(dict[str, Family]):
    """Families by the name of their parameter; those of a number of strata, or deployments, are made when asked for."""

    def __missing__(self, parameter: str) -> Family:
        """Return the family of, say, "risk ratio in 13 strata"."""
        named = re.fullmatch(r"(.+) in (\d+) (strata|deployments)", parameter)
        if not named:
            raise KeyError(parameter)
        make = score_family if named[3] == "strata" else deployments_family
        return make(named[1], int(named[2]))


@lru_cache
def score_family(measure: str, strata: int) -> Family:
    """Return the family of a measure in so many strata; its counts are those of the first stratum, of the second..."""
    fields = ("events", "population") if measure.startswith("rate") else ("part", "whole")
    names = [f"{side}_{field}" for side in ("group", "reference") for field in fields]
    family = Family(
        parameter=f"{measure} in {strata} strata",
        data=tuple(f"{name}_{i}" for i in range(1, strata + 1) for name in names),
        support=MANTEL_HAENSZEL[measure].support,
        default="score",
        value=lambda *counts: _strata_score.limit(measure, _by_stratum(counts), np.zeros(np.shape(counts[0]))),
        denominators=(),
    )
    weight = "" if measure == "odds ratio" else "n1 n0/N "
    equation = EQUATION.format(weight=weight, measure=measure)
    family.method("score", equation=equation, reference=SOURCE)(_kernel(measure))
    return family


def _kernel(measure: str) -> Kernel:
    def limits(*data: FloatArray) -> Limits:
        *counts, a = data
        four, z = _by_stratum(counts), np.broadcast_to(-ndtri(a), np.broadcast_shapes(*map(np.shape, data)))
        low, high = _strata_score.limit(measure, four, z), _strata_score.limit(measure, four, -z)
        return low, high

    return limits


def _by_stratum(counts: tuple[FloatArray, ...] | list[FloatArray]) -> Four:
    """Return the four counts with strata on the last axis."""
    together = np.stack(np.broadcast_arrays(*counts), axis=-1)
    x1, n1, x0, n0 = (together[..., i::4] for i in range(4))
    return x1, n1, x0, n0
