"""Intervals for what an alert means, from counted passes, and for how many alerts are to come.

With a true-positive rate p1 (x1 of n1 passes by listed people) and a false-positive rate p0 (x0 of n0 by others), the
odds that an alert is true are those of being listed times p1/p0, the likelihood ratio of an alert. So at a known
prevalence every interval for a risk ratio is one for the predictive value. The value of a silence is that of an alert
with the two kinds of people, and alerts and silences, swapped.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import expit, logit, ndtri

from disprop._arrays import FloatArray
from disprop.intervals import _posterior
from disprop.intervals._family import FACTS, Family, Kernel, Limits
from disprop.intervals._limits import log_limits, ratio_value
from disprop.intervals.risk import RISK_RATIO

Four = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
SHARED = ("koopman", "miettinen-nurminen", "scas", "mover-wilson")


def _alerts(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> Four:
    return x1, n1, x0, n0


def _silences(x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray) -> Four:
    """Return the silences at other people, then those at listed people: what makes a silence true, and false."""
    return n0 - x0, n0, n1 - x1, n1


def _share(log_odds: FloatArray, ratio: FloatArray) -> FloatArray:
    """Return the share whose odds are exp(log_odds) times the ratio."""
    return np.asarray(expit(log_odds + np.log(ratio)))


def _known(name: str, of: Callable[..., Four], sign: int) -> Family:
    """Return the family of a predictive value at a known prevalence; `sign` turns its log odds for silences."""
    return Family.of(name, lambda *data: _share(sign * logit(data[4]), ratio_value(*of(*data[:4]))))


def _counted(name: str, of: Callable[..., Four], sign: int) -> Family:
    """Return the family of a predictive value at a prevalence that was counted itself, as listed of faces."""

    def value(*data: FloatArray) -> FloatArray:
        return _share(sign * logit(data[4] / data[5]), ratio_value(*of(*data[:4])))

    return Family.of(f"{name}, prevalence counted", value)


KINDS = {"positive predictive value": (_alerts, 1), "negative predictive value": (_silences, -1)}
PREDICTIVE = {name: _known(name, *kind) for name, kind in KINDS.items()}
PREDICTIVE_COUNTED = {name: _counted(name, *kind) for name, kind in KINDS.items()}
BREAK_EVEN = Family.of("break-even prevalence", lambda *data: expit(logit(data[4]) - np.log(ratio_value(*data[:4]))))
PREDICTED = Family.of("predicted count", lambda x, n, m: x / n * m)


def _adjusted(a: FloatArray, *pairs: FloatArray) -> list[FloatArray]:
    """Return parts and wholes with z^2/2 more of each kind where one of the kinds has none at all."""
    none = np.any([(x == 0) | (x == n) for x, n in zip(pairs[::2], pairs[1::2], strict=True)], axis=0)
    more = np.where(none, ndtri(a) ** 2 / 2, 0.0)
    return [count + more * (1 + place % 2) for place, count in enumerate(pairs)]


def _logit_ratio(*data: FloatArray) -> Limits:
    *four, a = data
    x1, n1, x0, n0 = _adjusted(a, *four)
    low, high = log_limits(ratio_value(x1, n1, x0, n0), (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0), a)
    return np.where(four[0] == 0, 0.0, low), np.where(four[2] == 0, np.inf, high)


def _shared_ratio(name: str) -> Kernel:
    return lambda *data: RISK_RATIO.limits(name, data[:-1], data[-1])


RATIOS: dict[str, Kernel] = {
    "logit": _logit_ratio,
    "bayes": _posterior.ratio_limits,
    **{name: _shared_ratio(name) for name in SHARED},
}
SHARED_FACTS = {
    name: {"equation": f"the {name} limits of p1/p0", "reference": RISK_RATIO[name].reference} for name in SHARED
}


def _with_ratio(ratio: Kernel, of: Callable[..., Four], sign: int) -> Kernel:
    def limits(*data: FloatArray) -> Limits:
        *counts, p, a = data
        low, high = (_share(sign * logit(p), limit) for limit in ratio(*of(*counts), a))
        return low, high

    return limits


def _break_even(ratio: Kernel) -> Kernel:
    def limits(*data: FloatArray) -> Limits:
        *counts, share, a = data
        low, high = ratio(*counts, a)
        return _share(logit(share), 1 / high), _share(logit(share), 1 / low)

    return limits


for _method, _facts in {**FACTS["predictive"], **SHARED_FACTS}.items():
    _all_facts = {**_facts, "monotone": _method not in {"logit", "scas"}}
    for _name, _kind in KINDS.items():
        PREDICTIVE[_name].method(_method, **_all_facts)(_with_ratio(RATIOS[_method], *_kind))
    BREAK_EVEN.method(_method, **_all_facts)(_break_even(RATIOS[_method]))


def _logit_counted(of: Callable[..., Four], sign: int) -> Kernel:
    def limits(*data: FloatArray) -> Limits:
        *counts, listed, faces, a = data
        part = listed if sign > 0 else faces - listed
        plain = (*of(*counts), part, faces)
        x1, n1, x0, n0, x, n = _adjusted(a, *plain)
        variance = (n1 - x1) / (x1 * n1) + (n0 - x0) / (x0 * n0) + n / (x * (n - x))
        low, high = log_limits(ratio_value(x1, n1, x0, n0) * x / (n - x), variance, a)
        low = np.where(plain[0] * part == 0, 0.0, low)
        high = np.where(plain[2] * (faces - part) == 0, np.inf, high)
        return _share(np.zeros(()), low), _share(np.zeros(()), high)

    return limits


def _bayes_counted(of: Callable[..., Four], sign: int) -> Kernel:
    def limits(*data: FloatArray) -> Limits:
        *counts, listed, faces, a = data
        low, high = _posterior.log_odds_limits(*of(*counts), listed if sign > 0 else faces - listed, faces, a)
        return expit(low), expit(high)

    return limits


_COUNTED, _PREDICTED = FACTS["predictive, prevalence counted"], FACTS["predicted count"]
for _name, _kind in KINDS.items():
    PREDICTIVE_COUNTED[_name].method("logit", **_COUNTED["logit"], monotone=False)(_logit_counted(*_kind))
    PREDICTIVE_COUNTED[_name].method("bayes", **_COUNTED["bayes"])(_bayes_counted(*_kind))
PREDICTED.method("beta-binomial", **_PREDICTED["beta-binomial"])(_posterior.beta_binomial)
PREDICTED.method("gamma-poisson", **_PREDICTED["gamma-poisson"])(_posterior.gamma_poisson)
