"""Disproportionality between groups: the ratio of two shares, and rates that differ by more than chance.

Group differentials and the share of one group among errors have their door in `disprop.alerts`.
"""

from disprop import _calls
from disprop.disparity.shares import share_ratio

__all__ = ["share_ratio"]

_calls.in_words(__name__)
