"""Ratios from regressions: what is left of a difference once other things are allowed for.

statsmodels fits them, and is loaded by the first call.
"""

from disprop.models._result import AdjustedRatios, Diagnostics
from disprop.models.adjusted import adjusted_ratio

__all__ = ["AdjustedRatios", "Diagnostics", "adjusted_ratio"]
