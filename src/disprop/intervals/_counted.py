"""Limits of a Poisson mean, over the population: each distinct count is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._family import Kernel, Limits

OfMean = Callable[[FloatArray, FloatArray], Limits]


def over_population(of_mean: OfMean) -> Kernel:
    """Return the kernel of a rate from the limits of its mean count, which depend on the count alone.

    Where there are more rows than counts up to the largest, the limits of every such count are looked up in a table.
    """

    @wraps(of_mean)
    def kernel(x: FloatArray, t: FloatArray, a: FloatArray) -> Limits:
        if a.ndim == 0 and x.ndim and x.max(initial=0) < x.size:
            count = x.astype(np.intp)
            low, high = (limit[count] for limit in of_mean(np.arange(count.max(initial=0) + 1.0), a))
        else:
            low, high = of_mean(x, a)
        return low / t, high / t

    return kernel
