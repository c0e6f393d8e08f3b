"""Schemas for the tables that reach disprop, and a report of everything that is wrong with one.

`check` looks, `validate` stops. Neither changes the frame, and nothing is coerced:
a cell is used as it is, or named.
"""

from disprop import _calls
from disprop._rules import RULES, Rule as Rule
from disprop.schemas import column as column
from disprop.schemas._declared import check, validate
from disprop.schemas.export import to_json_schema, to_table_schema
from disprop.schemas.models import (
    Counts,
    Deployments,
    Estimates,
    Events,
    Population,
    Scores,
    Searches,
    StandardPopulation,
)
from disprop.schemas.report import Finding as Finding, Report as Report, TableError

__all__ = [
    "RULES",
    "Counts",
    "Deployments",
    "Estimates",
    "Events",
    "Population",
    "Scores",
    "Searches",
    "StandardPopulation",
    "TableError",
    "check",
    "to_json_schema",
    "to_table_schema",
    "validate",
]

_calls.in_words(__name__)
