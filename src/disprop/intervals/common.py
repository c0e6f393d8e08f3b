"""Score intervals of one ratio, or difference, common to all strata: as many counts as there are strata, four times."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _strata_score
from disprop.intervals._family import Family, Kernel, Limits, Method
from disprop.intervals._strata_fit import Four
from disprop.intervals._strata_weights import WEIGHTS
from disprop.intervals.clustered import deployments_family
from disprop.intervals.stratified import MANTEL_HAENSZEL, one_sided

Tail = Callable[..., FloatArray]
PREFIX = "Mantel-Haenszel "
OR_SCORE = "{equation}; where a side has no events (of a risk difference: or nothing else), as the score of the strata"
SUMMED = ("score",)  # of the sums alone, and finite where a side has no events
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
        if named[1].startswith(PREFIX):
            return mantel_haenszel_family(named[1].removeprefix(PREFIX), int(named[2]))
        return score_family(named[1], int(named[2]), named[4])


@lru_cache
def score_family(measure: str, strata: int, weights: str | None = None) -> Family:
    """Return the family of a measure in so many strata; its counts are those of the first stratum, of the second..."""
    family = Family(
        parameter=f"{measure} in {strata} strata" + (f" weighted by {weights}" if weights else ""),
        data=_names(measure, strata),
        support=MANTEL_HAENSZEL[measure].support,
        default="score",
        value=lambda *counts: _strata_score.limit(measure, _by_stratum(counts), np.zeros(np.shape(counts[0])), weights),
        denominators=(),
    )
    chosen = weights or next(iter(WEIGHTS[measure]))
    for name, (score, source) in METHODS.items():
        equation = EQUATION.format(score=score, measure=measure, weights=chosen)
        tail = None if name == "scas" else _tail(measure, weights)
        file = family.method(name, equation=equation, reference=source, tail=tail)
        file(_kernel(measure, weights, bent=name == "scas"))
    return family


def _names(measure: str, strata: int) -> tuple[str, ...]:
    """Return the names of the counts of every stratum."""
    fields = ("events", "population") if measure.startswith("rate") else ("part", "whole")
    names = [f"{side}_{field}" for side in ("group", "reference") for field in fields]
    return tuple(f"{name}_{i}" for i in range(1, strata + 1) for name in names)


@lru_cache
def mantel_haenszel_family(measure: str, strata: int) -> Family:
    """Return the family of Mantel-Haenszel that knows its strata too: the score limits are right without events."""
    by_sums = MANTEL_HAENSZEL[measure]
    family = replace(
        by_sums,
        parameter=f"{PREFIX}{measure} in {strata} strata",
        data=by_sums.data + _names(measure, strata),
        value=lambda *data: by_sums.value(*data[: len(by_sums.data)]),
        methods={},
    )
    for name, method in by_sums.methods.items():
        equation = method.equation if name in SUMMED else OR_SCORE.format(equation=method.equation)
        tail = method.tail and _tail_or_score(measure, method, method.tail)
        family.method(name, equation=equation, reference=method.reference, tail=tail)(_or_score(measure, method))
    return family


def _or_score(measure: str, method: Method) -> Kernel:
    """Return the kernel of a method of sums, which takes score limits where a side has no events."""
    size, score = len(MANTEL_HAENSZEL[measure].data), _kernel(measure, None, bent=False)

    def limits(*data: FloatArray) -> Limits:
        low, high = map(np.array, method.kernel(*data[:size], data[-1]))
        silent = np.broadcast_to(_silent(measure, method, data[:size]), low.shape)
        if silent.any():
            low[silent], high[silent] = score(*_chosen(silent, data[size:]))
        return low, high

    return limits


def _tail_or_score(measure: str, method: Method, of_sums: Tail) -> Tail:
    """Return the tail of a method of sums, that of the score where a side has no events."""
    size, score = len(MANTEL_HAENSZEL[measure].data), _tail(measure, None)

    def tail(*data: FloatArray) -> FloatArray:
        found = np.array(of_sums(*data[:size], data[-1]))
        silent = np.broadcast_to(_silent(measure, method, data[:size]), found.shape)
        if silent.any():
            found[silent] = score(*_chosen(silent, data[size:]))
        return found

    return tail


def _silent(measure: str, method: Method, sums: tuple[FloatArray, ...]) -> NDArray[np.bool_]:
    """Return where a method of sums has nothing to say."""
    silent: NDArray[np.bool_] = one_sided(measure, sums) & (method.name not in SUMMED)
    return silent


def _chosen(some: NDArray[np.bool_], data: tuple[FloatArray, ...]) -> list[FloatArray]:
    return [np.broadcast_to(each, some.shape)[some] for each in data]


def _tail(measure: str, weights: str | None) -> Tail:
    def tail(*data: FloatArray) -> FloatArray:
        *counts, null = data
        return _strata_score.tail(measure, _by_stratum(counts), null, weights)

    return tail


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
