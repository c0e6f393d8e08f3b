"""A trial that stops as soon as its errors say enough: Wald's sequential probability ratio test.

The test looks after every pass and stops at one of two straight lines, whose chances are exact.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import bdtrc

from disprop import _arrays
from disprop._arrays import ArrayLike, FloatArray, NDArray
from disprop._errors import refused, worded

ANSWERS = ("continue", "accept", "reject")
MOST_ERRORS = 3_000  # of a trial whose error rate lies between the two: some seconds to enumerate
UNDECIDED = 1e-12  # a trial is followed until the chance that it still goes on is smaller
CLOSE = 1e-3  # relative: a chance of error so near to what is allowed is near enough


class Outcome(NamedTuple):
    """What becomes of a trial at one error rate."""

    accepted: float
    rejected: float
    passes: float


class Lines(NamedTuple):
    """With x errors in n passes, accept where x error + (n - x) silence is at most `low`, reject where at least `high`.

    Attributes
    ----------
    error, silence : what a pass with an error adds, above 0, and one without, below 0.
    low, high : the bounds, below and above 0.
    """

    error: float
    silence: float
    low: float
    high: float

    def accept_at(self, errors: FloatArray | float) -> FloatArray:
        """Return the pass at which so many errors accept."""
        return np.ceil((errors * (self.error - self.silence) - self.low) / -self.silence)

    def reject_at(self, passes: FloatArray | float) -> FloatArray:
        """Return how many errors reject at this pass."""
        return np.ceil((self.high - passes * self.silence) / (self.error - self.silence))

    def last_at(self, errors: int) -> int:
        """Return the last pass at which so many errors reject."""
        return int(np.floor((errors * (self.error - self.silence) - self.high) / -self.silence))


def outcome(lines: Lines, p: float, undecided: float = UNDECIDED) -> Outcome:
    """Return the chances of both ends, and the mean number of passes, at the error rate `p`.

    Between two passes at which a line gains an error nothing but the number of errors matters, and errors only grow:
    a trial is rejected there exactly if at the end of the stretch it has the errors that reject. So the chances of
    every number of errors go from stretch to stretch by a binomial distribution, without any approximation. The mean
    number of passes is that of the errors at the end, over p (Wald's identity).
    """
    moved, rejected_in = _stretches(p)
    fewest, reject, passed = 0, int(lines.reject_at(1)), 0
    chances, accepted, rejected, errors = np.ones(1), 0.0, 0.0, 0.0
    accept_at = int(lines.accept_at(0))
    while chances.sum() > undecided:
        last = lines.last_at(reject)
        stretch, width = min(accept_at, last) - passed, reject - fewest
        ended = float(chances @ rejected_in(stretch, width)[: chances.size])
        rejected, errors, passed = rejected + ended, errors + ended * reject, passed + stretch
        chances = np.convolve(chances, moved(stretch, width))[:width]
        reject += passed == last
        if passed == accept_at:
            accepted, errors = accepted + float(chances[0]), errors + float(chances[0]) * fewest
            fewest, chances = fewest + 1, chances[1:]
            accept_at = int(lines.accept_at(fewest))
    return Outcome(accepted, rejected, errors / p)


def _stretches(p: float) -> tuple[Callable[[int, int], FloatArray], Callable[[int, int], FloatArray]]:
    """Return the chances of 0, 1, ... errors in a stretch, and those of at least `width`, `width` - 1, ... of them."""

    @cache
    def moved(stretch: int, width: int) -> FloatArray:
        k = np.arange(1.0, width)
        more = (stretch - k + 1) / k * (p / (1 - p))
        return np.exp(stretch * np.log1p(-p)) * np.cumprod(np.concatenate([[1.0], np.maximum(more, 0)]))

    @cache
    def rejected_in(stretch: int, width: int) -> FloatArray:
        needed = np.arange(width, 0, -1.0)
        return bdtrc(np.minimum(needed - 1, stretch), stretch, p)

    return moved, rejected_in


def calibrated(
    error: float, silence: float, rates: tuple[float, float], allowed: tuple[float, float]
) -> tuple[float, float]:
    """Return the bounds nearest to 0 at which neither error is above what is allowed.

    Wald's inequality has both errors hold for sure at log(b) and -log(a). From there each bound in turn is moved as
    near as its error allows: the nearer one is, the rarer is the other error, so that what holds goes on to hold.
    """
    wrongly_reject, wrongly_accept = allowed
    nearest_high = max(np.log1p(-wrongly_accept) - np.log(wrongly_reject) - error, UNDECIDED)
    nearest_low = min(np.log(wrongly_accept) - np.log1p(-wrongly_reject) - silence, -UNDECIDED)

    def excess(low: float, high: float, kind: int) -> float:
        """Return the logarithm of an error over what is allowed; what is undecided counts as wrong."""
        ends = outcome(Lines(error, silence, low, high), rates[kind], CLOSE**2 * allowed[kind])
        return float(np.log((1 - (ends.rejected if kind else ends.accepted)) / allowed[kind]))

    low, high = float(np.log(wrongly_accept)), -float(np.log(wrongly_reject))
    for _ in range(2):
        high = _nearest(lambda each, low=low: excess(low, each, 0), high, nearest_high)  # type: ignore[misc]
        low = _nearest(lambda each, high=high: excess(each, high, 1), low, nearest_low)  # type: ignore[misc]
    return float(low), float(high)


def _nearest(excess: Callable[[float], float], holds: float, fails: float) -> float:
    """Return where, on the way from a bound that holds to one that does not, the error is just what is allowed.

    The logarithm of the error falls about as fast as the bound grows. The errors go in steps: the side that holds is
    returned.
    """
    spare = -excess(holds)
    for _ in range(10):
        if spare < CLOSE:
            break
        tried = holds + float(np.copysign(min(spare, abs(fails - holds) / 2), fails - holds))
        left = -excess(tried)
        if left >= 0:
            holds, spare = tried, left
        else:
            fails = tried
    return holds


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
        Neither is exceeded, nor at any rate below the one or above the other.

    Attributes
    ----------
    bounds : tuple of float
        The log likelihood ratios at which the system is accepted, and rejected: those nearest to 0 at which both
        errors hold.

    Raises
    ------
    DispropError
        For rates that are not in order, or so near to each other that a trial sees more than some 3,000 errors; for
        allowed errors of a half or more.

    Notes
    -----
    The system is accepted when the log likelihood ratio of the two rates, x log(p1/p0) + (n - x) log(q1/q0), falls to
    the lower bound, and rejected when it rises to the upper one [1]_. The passes are independent.

    Wald's bounds are log(b / (1 - a)) and log((1 - b) / a), with a and b the allowed errors. They take a trial to end
    exactly at a bound. It ends beyond, and so one of the two errors may exceed what is allowed. Here both errors are
    added up exactly, over every course that a trial can take, and the bounds are those at which neither does.

    References
    ----------
    .. [1] Wald 1945, Annals of Mathematical Statistics 16: 117-186.

    Examples
    --------
    1 false alert in 6,000 passes would do, 1 in 1,000 would not:

    >>> from disprop import planning
    >>> plan = planning.SequentialPlan(acceptable=1 / 6000, unacceptable=1 / 1000)
    >>> print(plan)
    accepted after 3,532 passes without an error, and 2,150 more for each error;
    rejected at 2 errors in the first passes;
    wrongly rejected in 5.00% of trials, wrongly accepted in 5.00%
    >>> [plan.decide(errors, 2_000) for errors in (0, 2, 4)]
    ['continue', 'continue', 'reject']
    >>> [round(plan.expected_passes(1 / one_in)) for one_in in (6000, 2000, 1000)]
    [4961, 5728, 2844]
    """

    acceptable: float
    unacceptable: float
    reject_wrongly: float = 0.05
    accept_wrongly: float = 0.05
    bounds: tuple[float, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse rates that are not in order, and chances of error of a half or more."""
        for name in ("acceptable", "unacceptable", "reject_wrongly", "accept_wrongly"):
            object.__setattr__(self, name, _arrays.one(name, getattr(self, name), _arrays.inner))
        if not self.acceptable < self.unacceptable:
            raise refused("acceptable", "must be below unacceptable", self.acceptable, of=f" and {self.unacceptable!r}")
        if (most := max(self.reject_wrongly, self.accept_wrongly)) >= 0.5:
            raise refused("reject_wrongly and accept_wrongly", "must be below 0.5", most)
        self._far_enough()
        rates, allowed = (self.acceptable, self.unacceptable), (self.reject_wrongly, self.accept_wrongly)
        object.__setattr__(self, "bounds", calibrated(*self.steps, rates, allowed))

    def _far_enough(self) -> None:
        """Refuse rates so near that a trial between them would go on for too long: errors by Wald's formula."""
        error, silence = self.steps
        square = error**2 + (1 / self.unacceptable - 1) * silence**2
        errors = np.log(self.reject_wrongly) * np.log(self.accept_wrongly) / square
        if errors > MOST_ERRORS:
            rates = (self.acceptable, self.unacceptable)
            raise worded("rates too near", "acceptable and unacceptable", rates, errors=errors, most=MOST_ERRORS)

    @property
    def steps(self) -> tuple[float, float]:
        """What a pass with an error, and one without, add to the log likelihood ratio."""
        p0, p1 = self.acceptable, self.unacceptable
        return float(np.log(p1 / p0)), float(np.log1p(-p1) - np.log1p(-p0))

    def decide(self, errors: ArrayLike, passes: ArrayLike) -> str | NDArray[np.str_]:
        """Return "accept", "reject" or "continue" after so many errors in so many passes."""
        x, n = _arrays.together(errors=(errors, _arrays.counts), passes=(passes, _arrays.counts)).values()
        _arrays.at_most("errors", x, "passes", n)
        answers = np.array(ANSWERS)[(n >= self._lines.accept_at(x)) + 2 * (x >= self._lines.reject_at(n))]
        return str(answers) if answers.ndim == 0 else answers

    def accept_at(self, errors: ArrayLike) -> FloatArray | np.float64:
        """Return the passes after which a system with so many errors is accepted."""
        return self._lines.accept_at(_arrays.counts("errors", errors))[()]

    def reject_at(self, passes: ArrayLike) -> FloatArray | np.float64:
        """Return how many errors in so many passes reject the system; there may be more than there are passes."""
        return self._lines.reject_at(_arrays.counts("passes", passes))[()]

    def expected_passes(self, rate: float) -> float:
        """Return how many passes the test takes on average at this error rate: exact, by enumeration."""
        return outcome(self._lines, _arrays.one("rate", rate, _arrays.inner)).passes

    def accepts(self, rate: float) -> float:
        """Return the chance that a system with this error rate is accepted: exact, by enumeration."""
        return outcome(self._lines, _arrays.one("rate", rate, _arrays.inner)).accepted

    @property
    def _lines(self) -> Lines:
        return Lines(*self.steps, *self.bounds)

    def __str__(self) -> str:
        """Write when the test stops, and how often it is wrong."""
        first, second = float(self.accept_at(0)), float(self.accept_at(1))
        wrong = 1 - self.accepts(self.acceptable), self.accepts(self.unacceptable)
        return (
            f"accepted after {first:,.0f} passes without an error, and {second - first:,.0f} more for each error;\n"
            f"rejected at {float(self.reject_at(0)):,.0f} errors in the first passes;\n"
            f"wrongly rejected in {100 * wrong[0]:#.3g}% of trials, wrongly accepted in {100 * wrong[1]:#.3g}%"
        )
