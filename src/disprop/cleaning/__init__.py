"""Cleaning that tells: a clean table, a log of every repair, and the questions that only a person can answer.

Nothing is repaired without a line in the log, and applying the log to the raw table gives the clean one exactly.
"""

from disprop import _calls
from disprop.cleaning._cells import missing_marks as missing_marks
from disprop.cleaning._dates import dates as dates
from disprop.cleaning._log import Question as Question, Repair as Repair
from disprop.cleaning._rules import REPAIRS as REPAIRS, Rule as Rule, bounds as bounds
from disprop.cleaning.readers import (
    read_census as read_census,
    read_deployments as read_deployments,
    read_stops as read_stops,
    read_survey as read_survey,
    read_use_of_force as read_use_of_force,
)
from disprop.cleaning.reshape import lengthen as lengthen, widen as widen
from disprop.cleaning.result import Cleaned as Cleaned
from disprop.cleaning.table import read_table as read_table

_calls.in_words(__name__)
