"""Frames in, frames out.

pandas and Polars frames are taken as they are (through Narwhals), and the result is of the caller's kind.
"""

from disprop.tables._frames import to_frame
from disprop.tables.alerts import deployment_of
from disprop.tables.verbs import compare_by, estimate_by

__all__ = ["compare_by", "deployment_of", "estimate_by", "to_frame"]
