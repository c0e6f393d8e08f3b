"""What would count twice if the rows of a table were added up: the one place that knows, asked by all who add up."""

from __future__ import annotations

from disprop._twice._doubts import (
    BLANK,
    CHOICES,
    MOST_ROWS,
    PERIODS,
    POPULATION,
    REMOVABLE,
    Doubt,
    doubts,
    refuse_totals,
)
from disprop._twice._rows import Rows
from disprop._twice._sums import sums
from disprop._twice._words import reads_like_total, totals_among, words_of

__all__ = [
    "BLANK",
    "CHOICES",
    "MOST_ROWS",
    "PERIODS",
    "POPULATION",
    "REMOVABLE",
    "Doubt",
    "Rows",
    "doubts",
    "reads_like_total",
    "refuse_totals",
    "sums",
    "totals_among",
    "words_of",
]
