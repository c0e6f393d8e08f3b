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
from disprop.imperfect._not_stated import NotStated as NotStated
from disprop.imperfect._not_stated import not_stated
from disprop.imperfect._printed import ROUNDINGS, Printed
from disprop.imperfect._rubin import rubin
from disprop.imperfect._second_source import SecondSource as SecondSource
from disprop.imperfect._second_source import second_source
from disprop.imperfect._selected import selected
from disprop.imperfect._tighten import tighten
from disprop.imperfect._tightened import Tightened as Tightened
from disprop.imperfect._tipping import tipping_share

__all__ = [
    "ROUNDINGS",
    "Printed",
    "counts_for",
    "denominators_for",
    "imbens_manski",
    "marked",
    "misrecorded",
    "not_stated",
    "ratio_bounds",
    "reachable",
    "rounded",
    "rounding_interval",
    "roundings",
    "rubin",
    "second_source",
    "selected",
    "tighten",
    "tipping_share",
    "wholes_for",
]

_calls.in_words(__name__)
