"""What scores say at every threshold, for which mated and non-mated scores are needed.

A mated score compares two images of one person, a non-mated score those of two people. Higher means more alike, and a
score equal to the threshold is an alert; with `distances=True` lower means more alike, and so does everything else turn
round. Missing scores, infinite ones, and a class without any score are refused.
"""

from disprop import _calls
from disprop.alerts.scores.curve import Curve as Curve, auc as auc, auc_difference as auc_difference, det as det
from disprop.alerts.scores.resampling import bootstrap as bootstrap, eer as eer
from disprop.alerts.scores.searches import (
    KeptRates as KeptRates,
    cmc as cmc,
    kept_rates as kept_rates,
    mate_ranks as mate_ranks,
)
from disprop.alerts.scores.thresholds import (
    OperatingPoint as OperatingPoint,
    at_threshold as at_threshold,
    fnir_at_fpir as fnir_at_fpir,
    fnmr_at_fmr as fnmr_at_fmr,
)

_calls.in_words(__name__)
