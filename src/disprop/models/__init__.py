"""Ratios from regressions: what is left of a difference once other things are allowed for.

statsmodels fits them, and is loaded by the first call.
"""

from disprop import _calls
from disprop.models._fit import AdjustedRatios as AdjustedRatios, Diagnostics as Diagnostics
from disprop.models.adjusted import adjusted_ratio as adjusted_ratio

_calls.in_words(__name__)
