"""Interval kernels, by the family of their parameter."""

from disprop.intervals._family import Family, Method
from disprop.intervals.proportion import PROPORTION
from disprop.intervals.rate import RATE
from disprop.intervals.ratio import RATE_RATIO, RISK_RATIO, SHARE_RATIO

FAMILIES = {family.parameter: family for family in (PROPORTION, RATE, RATE_RATIO, RISK_RATIO, SHARE_RATIO)}

__all__ = ["FAMILIES", "PROPORTION", "RATE", "RATE_RATIO", "RISK_RATIO", "SHARE_RATIO", "Family", "Method"]
