"""Interval kernels, by the family of their parameter."""

from disprop.intervals import averages, by_person, deployments, paired, predictive, strata  # noqa: F401 (to be filed)
from disprop.intervals._family import FAMILIES as FAMILIES, Family as Family, Limits as Limits, Method as Method
from disprop.intervals.estimated import OF as OF
from disprop.intervals.proportion import PROPORTION as PROPORTION
from disprop.intervals.rate import RATE as RATE
from disprop.intervals.ratio import (
    RATE_DIFFERENCE as RATE_DIFFERENCE,
    RATE_RATIO as RATE_RATIO,
    SHARE_RATIO as SHARE_RATIO,
)
from disprop.intervals.risk import (
    ODDS_RATIO as ODDS_RATIO,
    RATIO_OF_RATIOS as RATIO_OF_RATIOS,
    RISK_DIFFERENCE as RISK_DIFFERENCE,
    RISK_RATIO as RISK_RATIO,
)
from disprop.intervals.weighted import (
    DIRECT_RATE as DIRECT_RATE,
    DIRECT_RATE_DIFFERENCE as DIRECT_RATE_DIFFERENCE,
    DIRECT_RATE_RATIO as DIRECT_RATE_RATIO,
    DIRECT_RATIO_TO_WHOLE as DIRECT_RATIO_TO_WHOLE,
    WeightedSum as WeightedSum,
    repeated as repeated,
)
