"""Score intervals of one ratio, or difference, common to all strata; counts have the strata on their last axis."""

from functools import partial

import numpy as np
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _strata_score
from disprop.intervals._family import FACTS, RATES, RISKS, Family, Limits
from disprop.intervals._strata_weights import WEIGHTS

SUPPORT = {"rate difference": (-np.inf, np.inf), "risk difference": (-1.0, 1.0)}  # of a ratio from 0 on


def names(measure: str) -> tuple[str, ...]:
    """Return the names of the four counts of each stratum."""
    return RATES if measure.startswith("rate") else RISKS


def score_limits(measure: str, weights: str, *data: FloatArray, bent: bool = False) -> Limits:
    """Return where the score of all strata is z standard deviations, on both sides of the value."""
    x1, n1, x0, n0, a = data
    z = np.broadcast_to(-ndtri(a), np.broadcast_shapes(x1.shape[:-1], np.shape(a)))
    low, high = (_strata_score.limit(measure, (x1, n1, x0, n0), each, weights, bent=bent) for each in (z, -z))
    return low, high


def score_tail(measure: str, weights: str, *data: FloatArray) -> FloatArray:
    """Return the probability beyond the score at a null, the last of the data."""
    x1, n1, x0, n0, null = data
    return _strata_score.tail(measure, (x1, n1, x0, n0), null, weights)


def _value(measure: str, weights: str, *counts: FloatArray) -> FloatArray:
    x1, n1, x0, n0 = counts
    return _strata_score.limit(measure, (x1, n1, x0, n0), np.zeros(x1.shape[:-1]), weights)


def _rises(measure: str, weights: str) -> tuple[int, ...]:
    """Return where the value goes with the counts of one stratum; weights that follow the risks may turn it round."""
    if weights != "mantel-haenszel" and measure not in {"rate ratio", "odds ratio"}:
        return (0, 0, 0, 0)
    return (1, 0, -1, 0) if measure.endswith("difference") else (1, -1, -1, 1)


def _family(measure: str, weights: str) -> Family:
    """Return the family of a measure with these weights; the name says them where they are not its default."""
    family = Family(
        parameter=f"{measure} in strata" + ("" if weights == default_weights(measure) else f" weighted by {weights}"),
        data=names(measure),
        core="strata",
        support=SUPPORT.get(measure, (0.0, np.inf)),
        default="score",
        value=partial(_value, measure, weights),
        rises=_rises(measure, weights),
    )
    for name, facts in FACTS["strata"].items():
        equation = facts["equation"].format(measure=measure, weights=weights)
        tail = None if name == "scas" else partial(score_tail, measure, weights)
        file = family.method(name, equation=equation, reference=facts["reference"], tail=tail, monotone=False)
        file(partial(score_limits, measure, weights, bent=name == "scas"))
    return family


def default_weights(measure: str) -> str:
    """Return the weights of a measure when none are asked for."""
    return next(iter(WEIGHTS[measure]))


IN_STRATA = {(measure, weights): _family(measure, weights) for measure in WEIGHTS for weights in WEIGHTS[measure]}
