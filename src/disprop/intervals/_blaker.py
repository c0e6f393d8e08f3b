"""Limits of Blaker's interval for x of n, as odds p/(1-p)."""

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._binomial import deviance, log_peak, tail_ratio
from disprop.intervals._roots import last, root


def odds(x: FloatArray, y: FloatArray, a: FloatArray, bracket: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Return the lowest odds at which the acceptability of x, of x + y, reaches 2a.

    `bracket` holds the odds at which P(X >= x) is a and at which it is 2a, or 1/2 if that is less. The acceptability is
    P(X >= x) + P(X <= j) for the largest j whose P(X <= j) is no more than P(X >= x), the near tail. As the odds grow,
    the near tail grows and the far one falls:

    - where the near tail is a, that j is the one that is sought first, and the sum is 2a at most;
    - from there the sum falls and then rises, for it is 1 less the chance of the counts between the tails, and
      that has one mode; it is above 2a where the near tail is;
    - where the near tail overtakes P(X <= j + 1), which it has where it is 1/2, the sum jumps to twice the near tail,
      which is above 2a by now.

    Whatever comes first, the rise or the jump, is the limit, and the larger of the two functions crosses 0 once.
    """
    n, outer = x + y, bracket[0]
    mean = np.floor(n * outer / (1 + outer))  # a tail of less than a half ends here
    most = np.maximum(np.minimum(x - 2, mean) + 1, 0.0)
    j = last(lambda j: _at_most(j, n, outer) <= a, np.full_like(most, -1.0), most)

    tails = np.array((x, n - j, n - j - 1))  # P(X >= x), and from the other side P(X <= j) and P(X <= j + 1)
    rests, none = n - tails, tails > n
    inside = np.minimum(tails, n), np.maximum(rests, 0.0)

    least = 2 * a * (1 - 1e-13)  # where the sum only touches 2a, as for 2 of 2 at level 0.5, rounding must not decide

    def crossing(odds: FloatArray) -> FloatArray:
        near, far, further = np.where(none, 0.0, _at_least(*inside, np.array((odds, 1 / odds, 1 / odds))))
        return np.maximum(near + far - least, near - further)

    return root(crossing, *bracket)


def _at_most(j: FloatArray, n: FloatArray, odds: FloatArray) -> FloatArray:
    """P(X <= j) for j < n, which is 0 below 0."""
    return np.where(j < 0, 0.0, _at_least(n - j, j, 1 / odds))


def _at_least(x: FloatArray, y: FloatArray, odds: FloatArray) -> FloatArray:
    """P(X >= x) for x > 0, which is p^x at y = 0."""
    log_at_x = log_peak(x, y) - deviance(x, y, np.log(x / (y * odds)))
    at_x = np.exp(np.where(y == 0, -x * np.log1p(1 / odds), log_at_x))
    return at_x * tail_ratio(x.ravel(), y.ravel(), odds.ravel()).reshape(x.shape)
