"""The names of the columns that every result has."""

from __future__ import annotations

WORDS = ("level", "method", "measure", "unit")
RESULT = ("value", "low", "high", *WORDS)
ROWS = "rows"  # how many rows of the frame were added up
NOTE = "note"  # why a row has no value
ORDER, UNUSABLE = OWN = ("disprop first row", "disprop unusable rows")  # while it is added up
REFERENCE = "reference_"  # before the names of the counts of the reference
