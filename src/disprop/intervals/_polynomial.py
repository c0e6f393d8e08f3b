"""Exact limits at the cost of a formula: at one level a polynomial, made once from the kernel that solves them.

Let s = sqrt(1/x + 1/y) and p = x/(x + y). The lower limit of the odds lies below x/y by a factor whose logarithm is
about z s, z the normal score of the level. Divided by s it is smooth in s and p over all counts that are not 0, the
edges p = 0 and 1 included, which are Poisson's: in Cornish and Fisher's expansion the factor of s^k is a polynomial in
p. (In 1/sqrt x and 1/sqrt y it is not: they have no direction at 0.) So the sum of products of Chebyshev's polynomials
of s and of p that agrees with it at their nodes comes nearer to it by a factor for each term more (Trefethen 2013,
Approximation Theory and Approximation Practice, chapters 4 and 8), and further levels, of larger z s, want more terms.
Terms that are too small to count are left out; what is left loses no digit when it is written in powers.

The upper limit is the lower one with x and y exchanged: p becomes 1 - p, and the odd powers of 2p - 1 change sign. So
one product of matrices serves both. Those of a Poisson mean of x events are the same with y infinite.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial.chebyshev import chebvander
from scipy.special import ndtri

from disprop._arrays import FloatArray
from disprop.intervals._family import Limits

FEWEST = 500  # rows of one level that are worth the making of a polynomial
KEPT = 128  # polynomials, of 5 kB or so
MOST_Z = 4.5  # levels to 0.99999
LEAST_TERM = 2e-14  # smaller ones are left out
AT_ONCE = 2**19  # products of two numbers: so few are left to one thread, where more would wait for each other


@dataclass(frozen=True)
class Smooth:
    """A limit that is smooth in s and p.

    `apart` is, for s, p and a tail a, how far the logarithm of the odds is from log(x/y), for counts that need not be
    whole; it takes the rule besides. s goes up to `most`.
    """

    apart: Callable[..., FloatArray]
    most: float
    rule: tuple[float | None, ...]

    def distances(self, x: FloatArray, y: FloatArray, a: FloatArray) -> FloatArray | None:
        """Return how far the lower limit is below log(x/y) and the upper one above it, on a first axis of two.

        None where rows are few or have many levels, or a level that no polynomial is near to.
        """
        size = max(x.size, y.size, a.size)
        levels = np.unique(a) if a.ndim and size >= FEWEST else a
        if size < FEWEST * levels.size:
            return None
        x, y, a = np.broadcast_arrays(x, y, a)
        found = np.empty((2, *a.shape))
        for level in levels.ravel():
            rows = ... if levels.size == 1 else a == level
            terms = coefficients(self, float(level))
            if terms is None:
                return None
            found[:, rows] = self._of_level(terms, x[rows], y[rows])
        return found

    def odds(self, x: FloatArray, y: FloatArray, a: FloatArray) -> Limits | None:
        """Return the limits of the odds, or None."""
        apart = self.distances(x, y, a)
        return None if apart is None else (x / y * np.exp(-apart[0]), x / y * np.exp(apart[1]))

    def _of_level(self, terms: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
        """Return both distances from the terms of a level, for as many rows at a time as one thread is left with."""
        found, step = np.empty((2, *x.shape)), AT_ONCE // terms.size
        for start in range(0, x.size, step):
            rows = slice(start, start + step)
            s, p = np.sqrt(1 / x[rows] + 1 / y[rows]), x[rows] / (x[rows] + y[rows])
            products = terms @ powers(2 / self.most * s - 1, terms.shape[1])
            products *= powers(2 * p - 1, terms.shape[0])
            even, odd = products[::2].sum(axis=0), products[1::2].sum(axis=0)
            found[0, rows] = s * (even + odd)
            found[1, rows] = s * (even - odd)
        return found


def powers(t: FloatArray, terms: int) -> FloatArray:
    """Return so many powers of t, from 0 on, one in each row: those known, times the next, are as many more."""
    found, known = np.ones((terms, t.size)), 1
    while known < terms:
        more = min(known, terms - known)
        np.multiply(found[:more], found[known - 1] * t, out=found[known : known + more])
        known += more
    return found


@lru_cache(maxsize=KEPT)
def coefficients(smooth: Smooth, a: float) -> FloatArray | None:
    """Return the factors of the powers, a row for each of 2p - 1; None where the terms do not die away."""
    z = -ndtri(a)
    if not 0 < z < MOST_Z:
        return None
    most = int(24 + 5 * z)
    nodes = np.cos(np.pi * (np.arange(most) + 0.5) / most)
    p, s = np.repeat((1 + nodes) / 2, most), np.tile((1 + nodes) / 2 * smooth.most, most)
    values = smooth.apart(s, p, np.float64(a), *smooth.rule) / s
    inverse = np.linalg.inv(chebvander(nodes, most - 1))
    terms = inverse @ values.reshape(most, most) @ inverse.T
    terms[np.abs(terms) < LEAST_TERM] = 0.0
    rows, columns = (int(places.max()) + 1 for places in terms.nonzero())
    if max(rows, columns) == most:
        return None
    found = in_powers(rows).T @ terms[:rows, :columns] @ in_powers(columns)
    found.flags.writeable = False
    return found


def in_powers(terms: int) -> FloatArray:
    """Return the factors of the powers in each of Chebyshev's polynomials, which are whole numbers."""
    found = np.eye(terms)
    for n in range(2, terms):
        found[n] = 2 * np.roll(found[n - 1], 1) - found[n - 2]
    return found
