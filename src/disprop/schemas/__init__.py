"""Schemas for the tables that reach disprop, and a report of everything that is wrong with one.

`check` looks, `validate` stops. Neither changes the frame, and nothing is coerced:
a cell is used as it is, or named.
"""

from __future__ import annotations

from disprop.schemas._check import check, validate
from disprop.schemas._messages import RULES, Rule
from disprop.schemas.models import (
    Counts,
    Deployments,
    Population,
    Records,
    Searches,
    count,
    day,
    key,
    outcome,
    population,
    setting,
    text,
)
from disprop.schemas.report import Finding, Report, TableError

__all__ = [
    "RULES",
    "Counts",
    "Deployments",
    "Finding",
    "Population",
    "Records",
    "Report",
    "Rule",
    "Searches",
    "TableError",
    "check",
    "count",
    "day",
    "key",
    "outcome",
    "population",
    "setting",
    "text",
    "validate",
]
