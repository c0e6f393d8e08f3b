"""Ratios from regressions, and thresholds of searches: what is left once other things are allowed for.

statsmodels fits regressions, and is loaded by the first call.
"""

from disprop import _calls
from disprop.models._fit import AdjustedRatios as AdjustedRatios, Diagnostics as Diagnostics
from disprop.models.adjusted import adjusted_ratio as adjusted_ratio
from disprop.models.thresholds import Thresholds as Thresholds, threshold_test as threshold_test

_calls.in_words(__name__)
