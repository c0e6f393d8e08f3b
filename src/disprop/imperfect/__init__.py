"""Imperfect data: what a printed, rounded figure still says about the counts behind it.

All arithmetic here is exact (fractions): a figure on a rounding edge is decided by its last digit, and 0.025
prints as 0.03 or as 0.02.
"""

from __future__ import annotations

from disprop import _calls
from disprop.imperfect._bounds import ratio_bounds, rounding_interval, roundings
from disprop.imperfect._grim import Reachable as Reachable
from disprop.imperfect._grim import counts_for, denominators_for, reachable, wholes_for
from disprop.imperfect._imbens_manski import imbens_manski
from disprop.imperfect._known import marked, rounded
from disprop.imperfect._misrecorded import misrecorded
from disprop.imperfect._printed import ROUNDINGS, Printed
from disprop.imperfect._selected import selected
from disprop.imperfect._tipping import tipping_share

__all__ = [
    "ROUNDINGS",
    "Printed",
    "counts_for",
    "denominators_for",
    "imbens_manski",
    "marked",
    "misrecorded",
    "ratio_bounds",
    "reachable",
    "rounded",
    "rounding_interval",
    "roundings",
    "selected",
    "tipping_share",
    "wholes_for",
]

_calls.in_words(__name__)
