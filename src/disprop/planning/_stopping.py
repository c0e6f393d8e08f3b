"""The exact chances of a test that looks after every pass and stops at one of two straight lines."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.special import bdtrc

from disprop._arrays import FloatArray

UNDECIDED = 1e-12  # a trial is followed until the chance that it still goes on is smaller
CLOSE = 1e-3  # relative: a chance of error so near to what is allowed is near enough
TRIES = 10


class Outcome(NamedTuple):
    """What becomes of a trial at one error rate."""

    accepted: float
    rejected: float
    passes: float


@dataclass(frozen=True, slots=True)
class Lines:
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
    for _ in range(TRIES):
        if spare < CLOSE:
            break
        tried = holds + float(np.copysign(min(spare, abs(fails - holds) / 2), fails - holds))
        left = -excess(tried)
        if left >= 0:
            holds, spare = tried, left
        else:
            fails = tried
    return holds
