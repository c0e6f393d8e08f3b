"""Schemas for the tables that reach disprop, and a report of everything that is wrong with one.

`check` looks, `validate` stops. Neither changes the frame, and nothing is coerced:
a cell is used as it is, or named.
"""

from __future__ import annotations

from disprop._rules import Rule
from disprop.schemas._check import check, validate
from disprop.schemas._messages import RULES
from disprop.schemas.columns import (
    age,
    count,
    day,
    flag,
    key,
    label,
    level,
    number,
    outcome,
    population,
    score,
    setting,
    text,
)
from disprop.schemas.export import to_json_schema, to_table_schema
from disprop.schemas.models import Counts, Estimates, Events, Population, StandardPopulation
from disprop.schemas.recognition import Deployments, Scores, Searches
from disprop.schemas.report import Finding, Report, TableError

__all__ = [
    "RULES",
    "Counts",
    "Deployments",
    "Estimates",
    "Events",
    "Finding",
    "Population",
    "Report",
    "Rule",
    "Scores",
    "Searches",
    "StandardPopulation",
    "TableError",
    "age",
    "check",
    "count",
    "day",
    "flag",
    "key",
    "label",
    "level",
    "number",
    "outcome",
    "population",
    "score",
    "setting",
    "text",
    "to_json_schema",
    "to_table_schema",
    "validate",
]
