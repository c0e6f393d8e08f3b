"""The score limits of two sides: the statistic itself, searched for the logarithm of the unknown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from twins.roots import Array, first

FAR = 160.0  # no unknown is beyond exp(+-160)


def searched(statistic: Callable[[Array], Array], w: Array) -> Array:
    """Return where a rising statistic is w."""
    return np.exp(first(lambda s: statistic(np.exp(s)) >= w, np.full_like(w, -FAR), np.full_like(w, FAR)))


def multiplier(x1: Array, b1: Array, x0: Array, b0: Array, w: Array) -> tuple[Array, Array]:
    def statistic(t: Array) -> Array:
        d = x1 * t / (1 + t)
        return d * (t * b1 + d * b0 / (x0 + d))

    t = searched(statistic, w)
    return x1 * t / (1 + t), x1 / (1 + t)


def difference_below(x1: Array, n1: Array, x0: Array, n0: Array, w: Array) -> Array:
    def share(x: Array, y: Array, m: Array) -> Array:
        """Return p q where x - n p = m p q, each from the form that takes no difference of near equals."""
        n = x + y
        s = np.sqrt((n - m) ** 2 + 4 * m * y)
        q = np.where(n > m, 2 * y / (n - m + s), (m - n + s) / (2 * m))
        return 2 * x / (n + m + s) * q

    m = searched(lambda m: m**2 * (share(x1, n1 - x1, m) / n1 + share(n0 - x0, x0, m) / n0), w)
    return w / m


def odds_score(cells: tuple[Array, Array, Array, Array], w: Array) -> Array:
    a, b, c, d = cells
    least = np.minimum(a, d)

    def moved(e: Array) -> tuple[Array, Array, Array, Array, Array]:
        m, left = least * (e / (1 + e)), least / (1 + e)
        return (a - least) + left, b + m, c + m, (d - least) + left, m

    def statistic(e: Array) -> Array:
        *now, m = moved(e)
        return m**2 * sum((1 / cell for cell in now), np.zeros_like(m))

    fewer, more, larger, less, _ = moved(searched(statistic, w))
    return fewer * less / (more * larger)
