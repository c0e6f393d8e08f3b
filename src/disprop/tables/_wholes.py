"""What a group is compared with where that is several groups together: their counts, added up beside each cell."""

from collections.abc import Callable
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from disprop._arrays import FloatArray
from disprop._estimated import Estimated, estimate_of
from disprop._sets import Between, made
from disprop.tables._cells import Cells, Count
from disprop.tables._engine import ROWS


class Together(Enum):
    """Groups that are compared with as one, as `reference=` of `compare_by`."""

    EVERYONE = "everyone"
    OTHERS = "all others"


EVERYONE, OTHERS = Together


def summed_cells(own: Cells, rows: NDArray[np.int64], wider: NDArray[np.intp], groups: FloatArray) -> Cells:
    """Return the cells of what each is compared with: some groups, in all places that have the same number.

    `rows` are those of each place, group and stratum. Where one of them is not there, there is no sum.
    """

    def added(numbers: FloatArray) -> FloatArray:
        each = np.where(rows < 0, np.nan, numbers[rows])
        wide = np.zeros((int(wider.max(initial=-1)) + 1, *each.shape[1:]))
        np.add.at(wide, wider, each)
        gone = np.einsum("gh,whs->wgs", groups, np.isnan(wide)) > 0
        sums = np.where(gone, np.nan, np.einsum("gh,whs->wgs", groups, np.nan_to_num(wide)))
        return np.asarray(sums[wider]).reshape(-1)

    counts = {name: _added(count, added) for name, count in own.counts.items()}
    there = ~np.isnan(counts[ROWS])
    at = np.where(there, np.arange(there.size), -1).reshape(own.at.shape)
    return own._replace(at=at, counts=counts)


def _added(count: Count, added: Callable[[FloatArray], FloatArray]) -> Count:
    if isinstance(count, Between):
        return made(added(count.low), added(count.high), added(count.best))
    if isinstance(count, Estimated):
        return estimate_of(added(count.value), np.sqrt(added(count.se**2)), count.kind)
    return added(count)
