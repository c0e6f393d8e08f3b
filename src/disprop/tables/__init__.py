"""Frames in, frames out.

Frames of pandas, Polars, PyArrow, DuckDB, Dask, Ibis and PySpark are taken as they are, through Narwhals: their own
engine adds up, and the result is of the caller's kind.
"""

from disprop import _calls
from disprop.tables._cells import EVERYONE as EVERYONE, OTHERS as OTHERS
from disprop.tables._engine import to_frame as to_frame
from disprop.tables._written import brief as brief, to_csv as to_csv, to_json as to_json
from disprop.tables.counts import count_batches as count_batches, count_by as count_by, deployment_of as deployment_of
from disprop.tables.labels import age_bands as age_bands, crosswalk as crosswalk, tally as tally
from disprop.tables.population import join_population as join_population
from disprop.tables.rows import sentences as sentences
from disprop.tables.totals import suppress_by as suppress_by, tighten_by as tighten_by
from disprop.tables.trends import trend_by as trend_by
from disprop.tables.verbs import compare_by as compare_by, estimate_by as estimate_by

_calls.in_words(__name__)
