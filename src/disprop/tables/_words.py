"""The names of the columns that every result has."""

from __future__ import annotations

WORDS = ("level", "sides", "method", "measure", "unit")
AGAINST = "reference"  # what a group was compared with
RESULT = (AGAINST, "value", "low", "high", *WORDS)
ROWS = "rows"  # how many rows of the frame were added up
NOTE = "note"  # why a row has no value
ORDER, UNUSABLE, GAPS = OWN = ("disprop first row", "disprop unusable rows", "disprop missing cells")  # on the way
REFERENCE = "reference_"  # before the names of the counts of the reference
