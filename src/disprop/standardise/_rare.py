"""Heavy strata with few events: what the methods that go by the events that happened cannot know of."""

import numpy as np
from numpy.typing import NDArray

from disprop import _pairs
from disprop._arrays import FloatArray
from disprop.estimate import Estimate, remarked, undefined
from disprop.standardise._strata import Strata

CAREFUL = ("fay", "tiwari")  # these allow for one event more
FEW = 5.0
SHARE_OF_SD = 1 / 3  # an event that moves the rate by less than this does no harm
TIMES_THE_MEAN = 2.0  # where all events weigh alike their total is Poisson, and the methods are those of a rate


def remarked_where_rare(found: Estimate, read: Strata, *sides: str, weights: FloatArray | None = None) -> Estimate:
    """Return the estimate with a remark where its method may be too narrow for the events of a heavy stratum.

    It is undefined where a stratum is empty.

    `sides` are whose events count, as in the names of the columns; one rate has a side without a name.
    """
    careful = any(name in found.method for name in CAREFUL)
    for side in () if careful else sides:
        events, population = (read.columns[f"{side}_{count}".removeprefix("_")] for count in _pairs.EVENTS)
        rare = heaviest_rare(events, population, read.weights if weights is None else weights)
        said = np.full(rare.shape, "", dtype=object)
        for at in map(tuple, np.argwhere(rare >= 0)):
            stratum = rare[at] if read.labels is None else repr(read.labels[rare[at]])
            of = f" of the {side}" if side else ""
            said[at] = f"{found.method} may be too narrow, for heavy stratum {stratum}{of} has few events"
        found = remarked(found, said)
    return undefined(found, read.gaps)


def heaviest_rare(events: FloatArray, population: FloatArray, weights: FloatArray) -> NDArray[np.intp]:
    """Return the stratum that weighs most of those with few events; -1 where no such event weighs much."""
    counts = (weights > 0) & (population > 0)
    x = np.where(counts, events, 0.0)
    u = np.where(counts, weights, 0.0) / np.where(counts, population, 1.0)  # what an event counts for
    sd, total = np.sqrt((u**2 * x).sum(axis=-1, keepdims=True)), x.sum(axis=-1, keepdims=True)
    heavy = (u > SHARE_OF_SD * sd) & (u * total > TIMES_THE_MEAN * (u * x).sum(axis=-1, keepdims=True))
    rare = heavy & (x < FEW)
    return np.where(rare.any(axis=-1), np.where(rare, u, 0.0).argmax(axis=-1), -1)
