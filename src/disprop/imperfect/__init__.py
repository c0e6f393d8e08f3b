"""Imperfect data: what figures that are printed, withheld, not stated or recorded wrongly still say.

Of a printed figure all arithmetic is exact (fractions): on a rounding edge its last digit decides, and 0.025 prints as
0.03 or as 0.02.
"""

from disprop import _calls
from disprop._estimated import Estimated as Estimated
from disprop.imperfect._by_probability import ByProbability as ByProbability, by_probability as by_probability
from disprop.imperfect._candidates import (
    Populations as Populations,
    by_population as by_population,
    imbens_manski as imbens_manski,
)
from disprop.imperfect._did_not_answer import (
    Answers as Answers,
    did_not_answer as did_not_answer,
    tipping_share as tipping_share,
)
from disprop.imperfect._e_value import EValue as EValue, e_value as e_value
from disprop.imperfect._fragility import Fragility as Fragility, fragility as fragility
from disprop.imperfect._grim import counts_for as counts_for, denominators_for as denominators_for
from disprop.imperfect._known import marked as marked, rounded as rounded
from disprop.imperfect._not_stated import NotStated as NotStated, not_stated as not_stated
from disprop.imperfect._numbers import ROUNDINGS as ROUNDINGS
from disprop.imperfect._populations import (
    estimated as estimated,
    interpolated as interpolated,
    undercounted as undercounted,
)
from disprop.imperfect._printed import (
    Printed as Printed,
    rounding_interval as rounding_interval,
    roundings as roundings,
)
from disprop.imperfect._recorded import misrecorded as misrecorded, selected as selected
from disprop.imperfect._second_source import SecondSource as SecondSource, second_source as second_source
from disprop.imperfect._sensitivity import Sensitivity as Sensitivity, sensitivity as sensitivity
from disprop.imperfect._tightened import Tightened as Tightened, tighten as tighten

_calls.in_words(__name__, Printed)
