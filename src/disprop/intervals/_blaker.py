"""Limits of Blaker's interval for a proportion, as log odds.

The acceptability of x of n at some odds is P(X >= x) + P(X <= j) for the largest j whose P(X <= j) is no more than
P(X >= x), the near tail. As the odds grow, the near tail grows and the far one falls:

- where the near tail is a, that j is the one that is sought first, and the sum is 2a at most;
- from there the sum falls and then rises, for it is 1 less the chance of the counts between the tails, and that has one
  mode; it is above 2a where the near tail is;
- where the near tail overtakes P(X <= j + 1), which it has where it is 1/2, the sum jumps to twice the near tail, which
  is above 2a by now.

Whatever comes first, the rise or the jump, is the lower limit at which the acceptability reaches 2a.
"""

import numpy as np

from disprop._arrays import FloatArray, either
from disprop.intervals._binomial import deviance, log_peak, tail_ratio
from disprop.intervals._roots import last, rising

TOUCH = 1e-13  # where the sum only touches 2a, as for 2 of 2 at level 0.5, rounding must not decide


def lowest_log_odds(x: FloatArray, y: FloatArray, a: FloatArray, outer: FloatArray) -> FloatArray:
    """Return the lowest log odds at which the acceptability of x, of x + y, reaches 2a; at `outer` P(X >= x) is a."""
    n, near, highest = x + y, _with_peak(x, y), np.log(x / np.maximum(y, 0.5))
    mean = np.floor(n / (1 + np.exp(-outer)))  # a tail of less than a half ends here
    most = np.maximum(np.minimum(x - 2, mean) + 1, 0.0)
    j = last(lambda j: either(j < 0, 0.0, np.exp(_tail(-outer, *_with_peak(n - j, j))[0])) <= a, 0 * most - 1, most)[()]
    jump = rising(_jump, outer, (outer, highest), (*near, *_with_peak(n - j - 1, j + 1)))
    far = _with_peak(np.minimum(n - j, n), np.maximum(j, 0.0))
    return rising(_rise, jump, (outer, jump), (*near, *far, either(j >= 0, 1.0, 0.0), 2 * a * (1 - TOUCH)))


def _jump(log_odds: FloatArray, *columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the logarithm of the near tail over the far one that it overtakes."""
    (near, rises), (far, falls) = _tail(log_odds, *columns[:3]), _tail(-log_odds, *columns[3:])
    return near - far, rises + falls


def _rise(log_odds: FloatArray, *columns: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the logarithm of the sum of both tails over 2a."""
    *both, some, enough = columns
    (near, rises), (far, falls) = _tail(log_odds, *both[:3]), _tail(-log_odds, *both[3:])
    near, far = np.exp(near), some * np.exp(far)
    return np.log((near + far) / enough), (near * rises - far * falls) / (near + far)


def _with_peak(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    return x, y, log_peak(x, y)


def _tail(log_odds: FloatArray, x: FloatArray, y: FloatArray, peak: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the logarithm of P(X >= x) for x > 0, which is that of p^x at y = 0, and how fast it grows."""
    odds = np.exp(log_odds)
    ratio = tail_ratio(x, y, odds)
    at_x = either(y == 0, -x * np.log1p(1 / odds), peak - deviance(x, y, np.log(x / y) - log_odds))
    return at_x + np.log(ratio), x / ((1 + odds) * ratio)
