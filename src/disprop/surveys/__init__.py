"""Shares of survey answers that have weights, strata and clusters, and how those of two groups of one survey differ."""

from disprop import _calls
from disprop.surveys._survey import Survey as Survey

_calls.in_words(__name__, Survey)
