"""Intervals for what an alert means, from counted passes, and for how many alerts are to come.

With a true-positive rate p1 (x1 of n1 passes by listed people) and a false-positive rate p0 (x0 of n0 by others), the
odds that an alert is true are those of being listed times p1/p0, the likelihood ratio of an alert. So at a known
prevalence every interval for a risk ratio is one for the predictive value. The value of a silence is that of an alert
with the two kinds of people, and alerts and silences, swapped.
"""

import numpy as np
from scipy.special import expit, logit, ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _posterior
from disprop.intervals._family import FACTS, Family, Kernel, Limits
from disprop.intervals._limits import Turned, log_limits, ratio_value
from disprop.intervals.risk import RISK_RATIO

SHARED = ("koopman", "miettinen-nurminen", "scas", "mover-wilson")


def _alerts(*data: FloatArray) -> tuple[FloatArray, ...]:
    return data[:4]


def _silences(*data: FloatArray) -> tuple[FloatArray, ...]:
    """Return the silences at other people, then those at listed people: what makes a silence true, and false."""
    x1, n1, x0, n0, *_ = data
    return n0 - x0, n0, n1 - x1, n1


def _share(ratio: FloatArray, log_odds: FloatArray | float = 0.0) -> FloatArray:
    """Return the share whose odds are exp(log_odds) times the ratio."""
    return np.asarray(expit(log_odds + np.log(ratio)))


def _odds(*data: FloatArray) -> FloatArray:
    """Return the ratio of the two rates, times the odds of being listed where these were counted too."""
    ratio, listed = ratio_value(*data[:4]), data[4:]
    return ratio * (listed[0] / (listed[1] - listed[0])) if listed else ratio


def _family(name: str, how: Turned) -> Family:
    return Family.of(name, lambda *data: how.turn(_odds(*how.counts(*data)), *data))


COUNTED = ", prevalence counted"
BREAK_EVEN = "break-even prevalence"
KNOWN = {  # a chance beside the passes
    "positive predictive value": Turned(_alerts, lambda ratio, *data: _share(ratio, logit(data[4]))),
    "negative predictive value": Turned(_silences, lambda ratio, *data: _share(ratio, -logit(data[4]))),
    BREAK_EVEN: Turned(_alerts, lambda ratio, *data: _share(1 / ratio, logit(data[4])), falls=True),
}
LISTED = {  # people who are listed, of all faces, beside the passes
    f"positive predictive value{COUNTED}": Turned(lambda *data: data, lambda odds, *_: _share(odds)),
    f"negative predictive value{COUNTED}": Turned(
        lambda *data: (*_silences(*data), data[5] - data[4], data[5]), lambda odds, *_: _share(odds)
    ),
}
PREDICTIVE = {name: _family(name, how) for name, how in {**KNOWN, **LISTED}.items()}
PREDICTED = Family.of("predicted count", lambda x, n, m: x / n * m)


def _adjusted(a: FloatArray, *pairs: FloatArray) -> list[FloatArray]:
    """Return parts and wholes with z^2/2 more of each kind where one of the kinds has none at all."""
    none = np.any([(x == 0) | (x == n) for x, n in zip(pairs[::2], pairs[1::2], strict=True)], axis=0)
    more = np.where(none, ndtri(a) ** 2 / 2, 0.0)
    return [count + more * (1 + place % 2) for place, count in enumerate(pairs)]


def _logit(*data: FloatArray) -> Limits:
    """Return the limits of `_odds`."""
    *plain, a = data
    x1, n1, x0, n0, *listed = moved = _adjusted(a, *plain)
    variance, up, down = (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0), plain[0], plain[2]
    if listed:
        x, n = listed
        variance, up, down = variance + n / (x * (n - x)), up * plain[4], down * (plain[5] - plain[4])
    low, high = log_limits(_odds(*moved), variance, a)
    return np.where(up == 0, 0.0, low), np.where(down == 0, np.inf, high)


def _file(name: str, how: Turned, kind: str, bayes: Kernel) -> None:
    PREDICTIVE[name].method("logit", **FACTS[kind]["logit"], monotone=False)(how.kernel(_logit))
    PREDICTIVE[name].method("bayes", **FACTS[kind]["bayes"])(how.kernel(bayes))


for _name, _how in KNOWN.items():
    _file(_name, _how, "predictive", _posterior.ratio_limits)
    _how.file(PREDICTIVE[_name], RISK_RATIO, "the {0.name} limits of p1/p0", SHARED)
for _name, _how in LISTED.items():
    _file(_name, _how, "predictive, prevalence counted", _posterior.odds_limits)
for _name, _kernel in {"beta-binomial": _posterior.beta_binomial, "gamma-poisson": _posterior.gamma_poisson}.items():
    PREDICTED.method(_name, **FACTS["predicted count"][_name])(_kernel)
