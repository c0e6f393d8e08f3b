"""Rates of populations with different make-ups, compared like with like."""

from disprop.standardise.compare import direct_rate_difference, direct_rate_ratio
from disprop.standardise.decomposition import Decomposition, das_gupta, kitagawa
from disprop.standardise.direct import direct_rate
from disprop.standardise.expected import expected_events
from disprop.standardise.indirect import indirect_rate, indirect_rate_ratio, indirect_ratio
from disprop.standardise.populations import standard_weights

__all__ = [
    "Decomposition",
    "das_gupta",
    "direct_rate",
    "direct_rate_difference",
    "direct_rate_ratio",
    "expected_events",
    "indirect_rate",
    "indirect_rate_ratio",
    "indirect_ratio",
    "kitagawa",
    "standard_weights",
]
