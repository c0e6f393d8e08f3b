"""Intervals of the mean of the areas' ratios, freed of what small counts of the reference add to it.

With x1 events of the group among t1 people, x0 of the reference among t0, in each of k areas, the data of a kernel are
sums over the areas with the weights w = (t0/t1)/(k (x0 + 1)): the mean, sum of w x1 (Chapman 1952); its variance, the
sum of w^2 x1 (x1 + x0 + 1)/(x0 + 2), from the unbiased estimates x1/(x0 + 1) and x1 (x1 - 1)/((x0 + 1)(x0 + 2)) of an
area's ratio and of its square; and the heaviest w, by which one more event in some area would raise the mean at most.
"""

import numpy as np

from disprop._arrays import FloatArray
from disprop.intervals._compose import log_limits
from disprop.intervals._family import Family, Limits

MEAN_OF_RATIOS = Family(
    parameter="mean of ratios",
    data=("mean", "variance", "heaviest"),
    default="half-event",
    value=lambda mean, *_: mean,
)


@MEAN_OF_RATIOS.method(
    "half-event",
    equation="m exp(-z sqrt(V)/m) and M exp(z sqrt(V + u^2/2)/M), M = m + u/2: half an event more in the heaviest area",
    reference="Chapman 1952, Annals of the Institute of Statistical Mathematics 4: 45-49; after Fay and Feuer 1997, "
    "Statistics in Medicine 16: 791-801",
)
def half_event(mean: FloatArray, variance: FloatArray, heaviest: FloatArray, a: FloatArray) -> Limits:
    """Return the limits on the log scale, each about its own mean."""
    low, _ = log_limits(mean, variance / mean**2, a)
    more = mean + heaviest / 2
    _, high = log_limits(more, (variance + heaviest**2 / 2) / more**2, a)
    return np.where(mean == 0, 0.0, low), high
