"""A trial that stops as soon as its errors say enough: Wald's sequential probability ratio test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from disprop import _arrays
from disprop._arrays import DispropError, FloatArray
from disprop.alerts.meaning import inner
from disprop.intervals._roots import root

ANSWERS = ("continue", "accept", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class SequentialPlan:
    """Wald's sequential test of an error rate: look after every pass, and stop when the answer is clear.

    Parameters
    ----------
    acceptable : float
        An error rate at which the system should be accepted.
    unacceptable : float
        A higher one, at which it should be rejected.
    reject_wrongly, accept_wrongly : float
        The chances that are allowed for rejecting at the acceptable, and for accepting at the unacceptable rate.

    Notes
    -----
    The system is accepted when the log likelihood ratio of the two rates, x log(p1/p0) + (n - x) log(q1/q0), falls to
    log(beta / (1 - alpha)), and rejected when it rises to log((1 - beta) / alpha) [1]_. The passes are independent.

    References
    ----------
    .. [1] Wald 1945, Annals of Mathematical Statistics 16: 117-186.

    Examples
    --------
    1 false alert in 6,000 passes would do, 1 in 1,000 would not:

    >>> from disprop import alerts
    >>> plan = alerts.SequentialPlan(acceptable=1 / 6000, unacceptable=1 / 1000)
    >>> print(plan)
    accepted after 3,532 passes without an error, and 2,150 more for each error;
    rejected at 2 errors in the first passes
    >>> [plan.decide(errors, 2_000) for errors in (0, 2, 4)]
    ['continue', 'continue', 'reject']
    """

    acceptable: float
    unacceptable: float
    reject_wrongly: float = 0.05
    accept_wrongly: float = 0.05

    def __post_init__(self) -> None:
        """Refuse rates that are not in order, and chances of error of a half or more."""
        for name in ("acceptable", "unacceptable", "reject_wrongly", "accept_wrongly"):
            object.__setattr__(self, name, float(inner(name, getattr(self, name))))
        if not self.acceptable < self.unacceptable:
            raise DispropError(
                f"acceptable must be below unacceptable; got {self.acceptable!r} and {self.unacceptable!r}"
            )
        if max(self.reject_wrongly, self.accept_wrongly) >= 0.5:
            raise DispropError("reject_wrongly and accept_wrongly must be below 0.5")

    @property
    def bounds(self) -> tuple[float, float]:
        """The log likelihood ratios at which the system is accepted, and rejected."""
        accept = np.log(self.accept_wrongly / (1 - self.reject_wrongly))
        return float(accept), float(np.log((1 - self.accept_wrongly) / self.reject_wrongly))

    @property
    def steps(self) -> tuple[float, float]:
        """What a pass with an error, and one without, add to the log likelihood ratio."""
        p0, p1 = self.acceptable, self.unacceptable
        return float(np.log(p1 / p0)), float(np.log1p(-p1) - np.log1p(-p0))

    def decide(self, errors: ArrayLike, passes: ArrayLike) -> str | NDArray[np.str_]:
        """Return "accept", "reject" or "continue" after so many errors in so many passes."""
        given = {"errors": errors, "passes": passes}
        x, n = _arrays.broadcast(given, {name: _arrays.counts(name, count) for name, count in given.items()}).values()
        _arrays.at_most("errors", x, "passes", n)
        error, silence = self.steps
        ratio = x * error + (n - x) * silence
        low, high = self.bounds
        answers = np.array(ANSWERS)[(ratio <= low) + 2 * (ratio >= high)]
        return str(answers) if answers.ndim == 0 else answers

    def accept_at(self, errors: ArrayLike) -> FloatArray | np.float64:
        """Return the passes after which a system with so many errors is accepted."""
        error, silence = self.steps
        return np.ceil((_arrays.counts("errors", errors) * (error - silence) - self.bounds[0]) / -silence)[()]

    def reject_at(self, passes: ArrayLike) -> FloatArray | np.float64:
        """Return how many errors in so many passes reject the system; there may be more than there are passes."""
        error, silence = self.steps
        return np.ceil((self.bounds[1] - _arrays.counts("passes", passes) * silence) / (error - silence))[()]

    def expected_passes(self, rate: float) -> float:
        """Return how many passes the test takes on average at this error rate, but for the overshoot of its end."""
        p = float(inner("rate", rate))
        low, high = self.bounds
        error, silence = self.steps
        drift, accepted = p * error + (1 - p) * silence, self.accepts(rate)
        if abs(drift) < 1e-9 * error * p:
            return -low * high / (p * error**2 + (1 - p) * silence**2)
        return (accepted * low + (1 - accepted) * high) / drift

    def accepts(self, rate: float) -> float:
        """Return the chance that a system with this error rate is accepted, but for the overshoot of the end."""
        h = self._exponent(float(inner("rate", rate)))
        low, high = self.bounds
        if abs(h) < 1e-9:
            return high / (high - low)
        return float(np.expm1(h * high) / (np.expm1(h * high) - np.expm1(h * low)))

    def _exponent(self, p: float) -> float:
        """Return the h other than 0 with p exp(h error) + (1 - p) exp(h silence) = 1; it is 1 at the acceptable rate.

        In h the rate is (1 - exp(h silence)) / (exp(h error) - exp(h silence)), which falls.
        """
        error, silence = self.steps

        def excess(h: FloatArray) -> FloatArray:
            at = np.where(h == 0, 1e-12, h)
            return np.asarray(-np.expm1(at * silence) / (np.exp(at * error) - np.exp(at * silence)) - p)

        reach = 2.0
        while float(excess(np.array(reach))) > 0 or float(excess(np.array(-reach))) < 0:
            reach *= 2
        return float(root(excess, np.array(-reach), np.array(reach)))

    def __str__(self) -> str:
        """Write when the test stops."""
        first, second = float(self.accept_at(0)), float(self.accept_at(1))
        return (
            f"accepted after {first:,.0f} passes without an error, and {second - first:,.0f} more for each error;\n"
            f"rejected at {float(self.reject_at(0)):,.0f} errors in the first passes"
        )
