"""Accuracy of facial-recognition alerts, with every numerator and denominator named."""

from disprop import _calls
from disprop.alerts import scores as scores
from disprop.alerts._deployment import Deployment as Deployment, from_statuses as from_statuses
from disprop.alerts._metrics import counts_needed as counts_needed
from disprop.alerts._share import rejections_as_false as rejections_as_false, tipping_share as tipping_share
from disprop.alerts._thresholds import (
    BreakAtThreshold as BreakAtThreshold,
    ThresholdComparison as ThresholdComparison,
    ThresholdRate as ThresholdRate,
)
from disprop.alerts.accuracy import (
    BothConventions as BothConventions,
    both_conventions as both_conventions,
    false_alert_rate as false_alert_rate,
    false_alert_share as false_alert_share,
    false_positive_rate as false_positive_rate,
    precision as precision,
    true_positive_rate as true_positive_rate,
)
from disprop.alerts.actions import (
    arrest_yield as arrest_yield,
    arrests_of_others as arrests_of_others,
    charge_rate as charge_rate,
    de_arrest_rate as de_arrest_rate,
    intervention_rate as intervention_rate,
    wrongful_stops_per_face as wrongful_stops_per_face,
    wrongful_stops_per_false_alert as wrongful_stops_per_false_alert,
    wrongful_stops_per_stop as wrongful_stops_per_stop,
)
from disprop.alerts.each_threshold import by_threshold as by_threshold
from disprop.alerts.handling import (
    adjudicated_precision as adjudicated_precision,
    engaged_precision as engaged_precision,
    engagement_rate as engagement_rate,
    human_false_accept_rate as human_false_accept_rate,
    operator_rejection_rate as operator_rejection_rate,
)
from disprop.alerts.meaning import (
    break_even_prevalence as break_even_prevalence,
    negative_predictive_value as negative_predictive_value,
    positive_predictive_value as positive_predictive_value,
)
from disprop.alerts.relative import RelativeAccuracy as RelativeAccuracy, relative_accuracy as relative_accuracy
from disprop.alerts.scaling import (
    AtScale as AtScale,
    at_scale as at_scale,
    fmr_needed as fmr_needed,
    fpir_by_group as fpir_by_group,
    rescale_fpir as rescale_fpir,
)
from disprop.alerts.trial import (
    ExpectedAlerts as ExpectedAlerts,
    expected_alerts as expected_alerts,
    negative_likelihood_ratio as negative_likelihood_ratio,
    positive_likelihood_ratio as positive_likelihood_ratio,
    predicted_alerts as predicted_alerts,
)
from disprop.disparity._readings import ShareVsBase as ShareVsBase, share_vs_base as share_vs_base
from disprop.disparity.groups import Differentials as Differentials, differentials as differentials
from disprop.pooling._pooled_share import Overdispersion as Overdispersion, PooledDeployments as PooledDeployments
from disprop.pooling.breaks import Break as Break, breaks as breaks
from disprop.pooling.shares import mean_of_rates as mean_of_rates, pool as pool

_calls.in_words(__name__, Break, Deployment)
