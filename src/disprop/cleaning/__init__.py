"""Cleaning that tells: a clean table, a log of every repair, and the questions that only a person can answer.

Nothing is repaired without a line in the log, and applying the log to the raw table gives the clean one exactly.
"""

from disprop import _calls
from disprop.cleaning._cells import missing_marks
from disprop.cleaning._dates import dates
from disprop.cleaning._log import Question as Question, Repair as Repair
from disprop.cleaning._rules import REPAIRS, Rule as Rule, bounds
from disprop.cleaning.police import read_deployments, read_stops, read_use_of_force
from disprop.cleaning.populations import read_census, read_survey
from disprop.cleaning.reshape import lengthen, widen
from disprop.cleaning.result import Cleaned as Cleaned
from disprop.cleaning.table import read_table

__all__ = [
    "REPAIRS",
    "bounds",
    "dates",
    "lengthen",
    "missing_marks",
    "read_census",
    "read_deployments",
    "read_stops",
    "read_survey",
    "read_table",
    "read_use_of_force",
    "widen",
]

_calls.in_words(__name__)
