"""Two directly standardised rates that were found already: their sums over the strata are all that is needed."""

import numpy as np
from numpy.typing import ArrayLike

from disprop import _arrays, _pairs
from disprop._errors import advised
from disprop.estimate import Estimate, corners_of, family_of, from_family, undefined
from disprop.intervals import DIRECT_RATE, Family
from disprop.standardise._rare import CAREFUL

WITH_STRATA = "; call direct_rate_ratio, or direct_rate_difference, with the strata of both"


def of_estimates(
    family: Family,
    group: Estimate,
    reference: Estimate,
    *,
    method: str | None = None,
    level: ArrayLike = 0.95,
    sides: str = "two",
) -> Estimate:
    """Return the ratio, or the difference, of two rates; refused where only the strata could say what to remark."""
    if method is not None and not any(name in family[method].name for name in CAREFUL):
        said = f"{method} may be too narrow where a heavy stratum has few events, which two rates do not say"
        raise advised(said, WITH_STRATA, what="method", got=method)
    given = dict(zip(_pairs.SIDES, (group, reference), strict=True))
    for side, rate in given.items():
        if corners_of(rate) is not None:
            raise advised(f"{side} is of counts known only in part", WITH_STRATA, what=side, got=rate)
        if family_of(rate) is not DIRECT_RATE:
            raise advised(f"{side} is of populations that are estimates", WITH_STRATA, what=side, got=rate)
    sums = [np.asarray(total) for rate in given.values() for total in rate.data.values()]
    data = _arrays.broadcast({}, dict(zip(family.data, sums, strict=True)))
    unit = group.per(1).unit if family.support[0] < 0 else ""
    found = from_family(family, data, method=method, level=level, sides=sides, unit=unit)
    for side, rate in given.items():
        why = np.array([f"{side} {said}" if said else "" for said in rate.why()], dtype=object)
        found = undefined(found, np.broadcast_to(why.reshape(np.shape(rate.value)), np.shape(found.value)))
    return found
