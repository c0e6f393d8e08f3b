"""Periods: a rate over three months is not a rate over a year, and the two do not compare until both are yearly."""

from disprop import _calls
from disprop.periods._parsing import parse as parse
from disprop.periods._period import Period as Period
from disprop.periods._rates import annualised as annualised, rate as rate
from disprop.periods._trend import Trend as Trend, ratio_trend as ratio_trend, trend as trend

_calls.in_words(__name__, Period)
