"""Schemas for the tables that reach disprop, and a report of everything that is wrong with one.

`check` looks, `validate` stops. Neither changes the frame, and nothing is coerced:
a cell is used as it is, or named.
"""

from disprop import _calls
from disprop._rules import RULES as RULES, Rule as Rule
from disprop.schemas import column as column
from disprop.schemas._declared import check as check, validate as validate
from disprop.schemas.export import to_json_schema as to_json_schema, to_table_schema as to_table_schema
from disprop.schemas.models import (
    Counts as Counts,
    Deployments as Deployments,
    Estimates as Estimates,
    Events as Events,
    Population as Population,
    Scores as Scores,
    Searches as Searches,
    StandardPopulation as StandardPopulation,
)
from disprop.schemas.report import Finding as Finding, Report as Report, TableError as TableError

_calls.in_words(
    __name__, Counts, Deployments, Estimates, Events, Population, Scores, Searches, StandardPopulation, TableError
)
