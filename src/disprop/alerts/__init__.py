"""Accuracy of facial-recognition alerts, with every numerator and denominator named."""

from disprop.alerts import scores as scores
from disprop.alerts._deployment import Deployment
from disprop.alerts.accuracy import (
    BothConventions,
    both_conventions,
    false_alert_rate,
    false_alert_share,
    false_positive_rate,
    precision,
    true_positive_rate,
)
from disprop.alerts.actions import (
    arrest_yield,
    intervention_rate,
    wrongful_stops_per_face,
    wrongful_stops_per_false_alert,
    wrongful_stops_per_stop,
)
from disprop.alerts.paired import mcnemar, paired_difference, paired_difference_by_person, paired_ratio
from disprop.alerts.relative import RelativeAccuracy, relative_accuracy
from disprop.alerts.scaling import fmr_needed, fpir_at, rescale_fpir

__all__ = [
    "BothConventions",
    "Deployment",
    "RelativeAccuracy",
    "arrest_yield",
    "both_conventions",
    "false_alert_rate",
    "false_alert_share",
    "false_positive_rate",
    "fmr_needed",
    "fpir_at",
    "intervention_rate",
    "mcnemar",
    "paired_difference",
    "paired_difference_by_person",
    "paired_ratio",
    "precision",
    "relative_accuracy",
    "rescale_fpir",
    "true_positive_rate",
    "wrongful_stops_per_face",
    "wrongful_stops_per_false_alert",
    "wrongful_stops_per_stop",
]
