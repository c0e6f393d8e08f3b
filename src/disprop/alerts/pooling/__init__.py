"""One share, or one rate, from many deployments that may differ by more than chance."""

from disprop.alerts.pooling._breaks import Break, breaks
from disprop.alerts.pooling._by_threshold import by_threshold
from disprop.alerts.pooling._mean import mean_of_rates
from disprop.alerts.pooling._overdispersion import Overdispersion
from disprop.alerts.pooling._pool import pool
from disprop.alerts.pooling._pooled import PooledDeployments
from disprop.alerts.pooling._thresholds import BreakAtThreshold, Segment, ThresholdComparison, ThresholdRate

__all__ = [
    "Break",
    "BreakAtThreshold",
    "Overdispersion",
    "PooledDeployments",
    "Segment",
    "ThresholdComparison",
    "ThresholdRate",
    "breaks",
    "by_threshold",
    "mean_of_rates",
    "pool",
]
