"""The names of the columns that every result has."""

from __future__ import annotations

WORDS = ("level", "method", "measure", "unit")
RESULT = ("value", "low", "high", *WORDS)
ROWS = "rows"  # how many rows of the frame were added up
NOTE = "note"  # why a row has no value
