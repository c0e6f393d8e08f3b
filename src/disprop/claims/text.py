"""Frames of findings as text: Markdown for a page, lines for a terminal."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from disprop.claims.checks._words import limits, number

WIDTHS = (31, 21, 32)  # id, printed, recomputed; the verdict ends the line
DIGITS = 5


def to_markdown(frame: pd.DataFrame) -> str:
    """Return a frame as a Markdown table, numbers to four significant digits and missing ones empty.

    Parameters
    ----------
    frame
        A ledger, or any frame of text and numbers.

    Returns
    -------
    str
        The table; a bar inside a cell is escaped.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import claims
    >>> print(claims.to_markdown(pd.DataFrame({"id": ["a"], "value": [2.4706]})))
    | id | value |
    |---|---|
    | a | 2.471 |
    """
    head, *body = (_line(row) for row in [list(frame.columns), *frame.itertuples(index=False)])
    return "\n".join([head, "|" + "---|" * len(frame.columns), *body])


def to_text(frame: pd.DataFrame, *, width: int = 100) -> str:
    """Return a ledger for a terminal: each figure on a line, with the reason indented below it.

    Parameters
    ----------
    frame
        A ledger.
    width
        Columns of the terminal.

    Returns
    -------
    str
        The id, the printed figure, the recomputed one with its interval in round brackets or what rounding
        allows in square ones, the verdict; then the finding and what is missing.

    Examples
    --------
    >>> from disprop import claims
    >>> frame = claims.ledger()
    >>> print(claims.to_text(frame[frame["id"] == "garbett-2024-arrests"], width=100))
    garbett-2024-arrests           575                  575                             reproduced
        The counts add up to 575.
    """
    return "\n".join(_entry(row, width) for _, row in frame.iterrows())


def recomputed(row: pd.Series[Any]) -> str:
    """Return the recomputed figure of a row with its interval or, in brackets, what rounding allows."""
    value = "" if pd.isna(row["value"]) else number(row["value"], DIGITS)
    if not pd.isna(row["low"]):
        return f"{value} ({limits((row['low'], row['high']))})".strip()
    if not pd.isna(row["bound_low"]):
        return f"{value} [{limits((row['bound_low'], row['bound_high']))}]".strip()
    return value or "-"


def _entry(row: pd.Series[Any], width: int) -> str:
    cells = [row["id"], textwrap.shorten(row["printed"], WIDTHS[1], placeholder=" ..."), recomputed(row)]
    head = " ".join([*(cell.ljust(size - 1) for cell, size in zip(cells, WIDTHS, strict=True)), row["verdict"]])
    missing = f" Missing: {row['missing']}." if row["missing"] else ""
    indent = "    "
    reason = textwrap.fill(row["finding"] + missing, width, initial_indent=indent, subsequent_indent=indent)
    return f"{head}\n{reason}"


def _line(row: Sequence[object]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(cell: object) -> str:
    if isinstance(cell, float):
        return "" if math.isnan(cell) else number(cell)
    return str(cell).replace("|", "\\|")
