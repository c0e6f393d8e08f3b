"""Interval kernels, by the family of their parameter."""

from disprop._arrays import FloatArray
from disprop.intervals._family import Family as Family, Limits as Limits, Method as Method
from disprop.intervals.averages import ADJUSTED_RATIO, AREAS, MEAN_OF_RATIOS, POOLED_LOG_RATIO, POOLED_RATIO
from disprop.intervals.by_person import BY_PERSON
from disprop.intervals.deployments import DEPLOYMENTS, OF_DEPLOYMENTS
from disprop.intervals.estimated import OF as OF, OF_ESTIMATED
from disprop.intervals.odds import ODDS_RATIO as ODDS_RATIO
from disprop.intervals.paired import PAIRED
from disprop.intervals.predictive import PREDICTIVE_FAMILIES
from disprop.intervals.proportion import PROPORTION as PROPORTION
from disprop.intervals.rate import RATE as RATE
from disprop.intervals.ratio import (
    RATE_DIFFERENCE as RATE_DIFFERENCE,
    RATE_RATIO as RATE_RATIO,
    SHARE_RATIO as SHARE_RATIO,
)
from disprop.intervals.risk import RISK_DIFFERENCE as RISK_DIFFERENCE, RISK_RATIO as RISK_RATIO
from disprop.intervals.strata import IN_STRATA, MANTEL_HAENSZEL
from disprop.intervals.weighted import (
    DIRECT_RATE as DIRECT_RATE,
    DIRECT_RATE_DIFFERENCE as DIRECT_RATE_DIFFERENCE,
    DIRECT_RATE_RATIO as DIRECT_RATE_RATIO,
    DIRECT_RATIO_TO_WHOLE as DIRECT_RATIO_TO_WHOLE,
    WeightedSum as WeightedSum,
)

FAMILIES = {
    family.parameter: family
    for family in (
        *(PROPORTION, RATE, RATE_RATIO, RATE_DIFFERENCE, RISK_RATIO, RISK_DIFFERENCE, ODDS_RATIO, SHARE_RATIO),
        *(*MANTEL_HAENSZEL.values(), *IN_STRATA.values()),
        ADJUSTED_RATIO,
        *(POOLED_LOG_RATIO, POOLED_RATIO, MEAN_OF_RATIOS),
        *(DIRECT_RATE, DIRECT_RATE_RATIO, DIRECT_RATE_DIFFERENCE, DIRECT_RATIO_TO_WHOLE),
        *(DEPLOYMENTS, *OF_DEPLOYMENTS.values()),
        *(*PAIRED, *BY_PERSON, *AREAS, *PREDICTIVE_FAMILIES),
        *OF_ESTIMATED,
    )
}


def limits(parameter: str, method: str, data: tuple[FloatArray, ...], a: FloatArray | float) -> Limits:
    """Return the limits of a method by its names, which is all that an Estimate keeps; further data is passed over."""
    family = FAMILIES[parameter]
    return family.limits(method, data[: len(family.data)], a)
