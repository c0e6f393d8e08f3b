"""Accuracy of facial-recognition alerts, with every numerator and denominator named."""

from disprop import _calls
from disprop.alerts import scores as scores
from disprop.alerts._deployment import Deployment, from_statuses
from disprop.alerts._metrics import counts_needed
from disprop.alerts._share import rejections_as_false, tipping_share
from disprop.alerts._thresholds import (
    BreakAtThreshold as BreakAtThreshold,
    Segment as Segment,
    ThresholdComparison as ThresholdComparison,
    ThresholdRate as ThresholdRate,
)
from disprop.alerts.accuracy import (
    BothConventions as BothConventions,
    both_conventions,
    false_alert_rate,
    false_alert_share,
    false_positive_rate,
    precision,
    true_positive_rate,
)
from disprop.alerts.actions import (
    arrest_yield,
    arrests_of_others,
    charge_rate,
    de_arrest_rate,
    intervention_rate,
    wrongful_stops_per_face,
    wrongful_stops_per_false_alert,
    wrongful_stops_per_stop,
)
from disprop.alerts.each_threshold import by_threshold
from disprop.alerts.handling import (
    adjudicated_precision,
    engaged_precision,
    engagement_rate,
    human_false_accept_rate,
    operator_rejection_rate,
)
from disprop.alerts.meaning import break_even_prevalence, negative_predictive_value, positive_predictive_value
from disprop.alerts.relative import RelativeAccuracy as RelativeAccuracy, relative_accuracy
from disprop.alerts.scaling import AtScale as AtScale, at_scale, fmr_needed, fpir_by_group, rescale_fpir
from disprop.alerts.trial import (
    ExpectedAlerts as ExpectedAlerts,
    expected_alerts,
    negative_likelihood_ratio,
    positive_likelihood_ratio,
    predicted_alerts,
)
from disprop.disparity.groups import Differentials as Differentials, differentials
from disprop.disparity.share_vs_base import ShareVsBase as ShareVsBase, share_vs_base
from disprop.pooling._pooled_share import Overdispersion as Overdispersion, PooledDeployments as PooledDeployments
from disprop.pooling.breaks import Break, breaks
from disprop.pooling.shares import mean_of_rates, pool

__all__ = [
    "Break",
    "Deployment",
    "adjudicated_precision",
    "arrest_yield",
    "arrests_of_others",
    "at_scale",
    "both_conventions",
    "break_even_prevalence",
    "breaks",
    "by_threshold",
    "charge_rate",
    "counts_needed",
    "de_arrest_rate",
    "differentials",
    "engaged_precision",
    "engagement_rate",
    "expected_alerts",
    "false_alert_rate",
    "false_alert_share",
    "false_positive_rate",
    "fmr_needed",
    "fpir_by_group",
    "from_statuses",
    "human_false_accept_rate",
    "intervention_rate",
    "mean_of_rates",
    "negative_likelihood_ratio",
    "negative_predictive_value",
    "operator_rejection_rate",
    "pool",
    "positive_likelihood_ratio",
    "positive_predictive_value",
    "precision",
    "predicted_alerts",
    "rejections_as_false",
    "relative_accuracy",
    "rescale_fpir",
    "share_vs_base",
    "tipping_share",
    "true_positive_rate",
    "wrongful_stops_per_face",
    "wrongful_stops_per_false_alert",
    "wrongful_stops_per_stop",
]

_calls.in_words(__name__)
