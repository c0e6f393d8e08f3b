"""Frames in, frames out.

Frames of pandas, Polars, PyArrow, DuckDB, Dask, Ibis and PySpark are taken as they are, through Narwhals: their own
engine adds up, and the result is of the caller's kind.
"""

from disprop import _calls
from disprop.tables._cells import EVERYONE, OTHERS
from disprop.tables._engine import to_frame
from disprop.tables._written import brief, to_csv, to_json
from disprop.tables.ages import age_bands
from disprop.tables.alerts import deployment_of
from disprop.tables.counts import count_batches, count_by
from disprop.tables.crosswalks import crosswalk, tally
from disprop.tables.population import join_population
from disprop.tables.totals import suppress_by, tighten_by
from disprop.tables.verbs import compare_by, estimate_by

__all__ = [
    "EVERYONE",
    "OTHERS",
    "age_bands",
    "brief",
    "compare_by",
    "count_batches",
    "count_by",
    "crosswalk",
    "deployment_of",
    "estimate_by",
    "join_population",
    "suppress_by",
    "tally",
    "tighten_by",
    "to_csv",
    "to_frame",
    "to_json",
]

_calls.in_words(__name__)
