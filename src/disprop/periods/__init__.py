"""Periods: a rate over three months is not a rate over a year, and the two do not compare until both are yearly."""

from disprop import _calls
from disprop.periods._parsing import parse
from disprop.periods._period import Period
from disprop.periods._rates import annualised, rate

__all__ = ["Period", "annualised", "parse", "rate"]

_calls.in_words(__name__)
