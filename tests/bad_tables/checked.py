"""Tables for `schemas.check`, which lists what is wrong and what is not what it seems."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from bad_tables.entry import PANDAS, Bad, Columns, Found, each_row
from disprop import schemas

KEYS = ["g"]


def counts(name: str, *findings: Found, keys: Any = "g", **columns: Any) -> Bad:
    """Return a table of counts with the findings that it must give."""
    given: Columns = {"g": ["A", "B", "C"], "n": [1, 2, 3], **columns}

    def checked(frame: pd.DataFrame) -> schemas.Report:
        return schemas.check(frame, schemas.Counts, keys=keys, counts=["n"])

    return Bad(name=f"checked, {name}", columns=given, call=checked, findings=findings, kinds=PANDAS)


CHECKED = [
    counts("a key twice", *each_row("duplicate-key", "g", 0, 1), g=["A", "A", "C"]),
    counts("a key of None", ("missing-key", "g", 1), g=["A", None, "C"]),
    counts("a key that is a list", ("unusable-key", "g", 1), g=["A", ["B"], "C"]),
    counts("a key with a space", ("key-spelling", "g", 1), g=["A", "A ", "C"]),
    counts("a mark in the header", ("missing-column", "\ufeffg", None), ("unknown-column", "g", None), keys="\ufeffg"),
    counts("numbers with apostrophes", ("thousands-separator", "n", 0), n=["1'000", 2, 3]),
    counts("a number with a thin space", ("thousands-separator", "n", 0), n=["1\u2009000", 2, 3]),
    counts("a note beside a number", ("text", "n", 0), n=["12 (provisional)", 2, 3]),
    counts("a percentage", ("text", "n", 0), n=["12%", 2, 3]),
    counts("hours and minutes", ("duration", "n", 0), n=["5h03m", 2, 3]),
    counts("a decimal that is not whole", ("fractional", "n", 0), n=[Decimal("0.5"), 2, 3]),
    counts("a column nobody asked for", ("unknown-column", "remark", None), remark=["", "late", ""]),
    counts("no rows", ("empty-frame", None, None), g=[], n=[]),
]
