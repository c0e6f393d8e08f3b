"""Rates of populations with different make-ups, compared like with like."""

from disprop.standardise.decomposition import Decomposition as Decomposition
