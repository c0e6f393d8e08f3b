"""Imperfect data: what figures that are printed, withheld, not stated or recorded wrongly still say.

Of a printed figure all arithmetic is exact (fractions): on a rounding edge its last digit decides, and 0.025 prints as
0.03 or as 0.02.
"""

from disprop import _calls
from disprop._estimated import Estimated as Estimated
from disprop.imperfect._by_probability import ByProbability as ByProbability, by_probability
from disprop.imperfect._candidates import Populations as Populations, by_population, imbens_manski
from disprop.imperfect._did_not_answer import Answers as Answers, did_not_answer, tipping_share
from disprop.imperfect._e_value import EValue as EValue, e_value
from disprop.imperfect._fragility import Fragility as Fragility, fragility
from disprop.imperfect._grim import Reachable as Reachable, counts_for, denominators_for, reachable, wholes_for
from disprop.imperfect._known import marked, rounded
from disprop.imperfect._not_stated import NotStated as NotStated, not_stated
from disprop.imperfect._populations import estimated, interpolated, undercounted
from disprop.imperfect._printed import ROUNDINGS, Printed, ratio_bounds, rounding_interval, roundings
from disprop.imperfect._recorded import misrecorded, selected
from disprop.imperfect._second_source import SecondSource as SecondSource, second_source
from disprop.imperfect._sensitivity import Sensitivity as Sensitivity, sensitivity
from disprop.imperfect._tightened import Tightened as Tightened, tighten

__all__ = [
    "ROUNDINGS",
    "Printed",
    "by_population",
    "by_probability",
    "counts_for",
    "denominators_for",
    "did_not_answer",
    "e_value",
    "estimated",
    "fragility",
    "imbens_manski",
    "interpolated",
    "marked",
    "misrecorded",
    "not_stated",
    "ratio_bounds",
    "reachable",
    "rounded",
    "rounding_interval",
    "roundings",
    "second_source",
    "selected",
    "sensitivity",
    "tighten",
    "tipping_share",
    "undercounted",
    "wholes_for",
]

_calls.in_words(__name__)
