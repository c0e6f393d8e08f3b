"""Frames of findings as text: Markdown for a page, lines for a terminal."""

from __future__ import annotations

import html
import math
import re
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from disprop.claims.checks._words import limits, number
from disprop.claims.claim import WORDS

SPECIAL = re.compile(r"([\\`*_~\[\]|$])")  # what Markdown reads as more than itself
LINKS = {"://": "&#58;//", "www.": "www&#46;", "@": "&#64;"}  # what some readers make a link of
WIDTHS = (31, 21, 32)  # id, printed, recomputed; the verdict ends the line
DIGITS = 5
KEY = """\
Each figure: its name, what was printed, what its counts give, and the verdict; then the statement and the reason.
(a to b) is a 95% interval: sampling error, for every count that the print allows. [a to b] is what rounding allows."""
MEANINGS = WORDS["verdicts"]


def to_markdown(frame: pd.DataFrame) -> str:
    """Return a frame as a Markdown table, numbers to four significant digits and missing ones empty.

    Parameters
    ----------
    frame
        A ledger, or any frame of text and numbers.

    Returns
    -------
    str
        The table. What Markdown or HTML would read as more than text is escaped: bars, stars, links, tags.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import claims
    >>> print(claims.to_markdown(pd.DataFrame({"id": ["a"], "value": [2.4706]})))
    | id | value |
    |---|---|
    | a | 2.471 |
    """
    rows: list[Sequence[object]] = [[*frame.columns], *frame.itertuples(index=False)]
    return _table([[_cell(cell) for cell in row] for row in rows])


def to_text(frame: pd.DataFrame, *, width: int = 100) -> str:
    """Return a ledger for a terminal, by report: each figure on a line, with the reason indented below it.

    Parameters
    ----------
    frame
        A ledger.
    width
        Columns of the terminal.

    Returns
    -------
    str
        Under the name of its report: the id, the printed figure, the recomputed one with its interval in round
        brackets or what rounding allows in square ones, the verdict; then the statement, the finding and what is
        missing.

    Examples
    --------
    >>> from disprop import claims
    >>> frame = claims.ledger()
    >>> print(claims.to_text(frame[frame["id"] == "garbett-2024-arrests"], width=100))
    == ... ==
    garbett-2024-arrests           575                  575                             reproduced
        ...
        The counts add up to 575.
    """
    lines: list[str] = []
    for report, rows in frame.groupby("report", sort=False):
        lines += [f"== {report} ==", *(_entry(row, width) for _, row in rows.iterrows()), ""]
    return "\n".join(lines[:-1])


def by_report(frame: pd.DataFrame) -> str:
    """Return a ledger as Markdown: a heading and a table of four columns for each report.

    Parameters
    ----------
    frame
        A ledger.

    Returns
    -------
    str
        The pages' text: the figure and its statement, what was printed, what the counts give, and the finding.

    Examples
    --------
    >>> from disprop import claims
    >>> print(claims.by_report(claims.ledger()).splitlines()[0][:3])
    ##
    """
    head = ["figure", "printed", "recomputed", "finding"]
    reports = frame.groupby("report", sort=False)
    return "\n".join(
        f"## {_cell(report)}\n\n{_table([head, *(_figure(row) for _, row in rows.iterrows())])}\n"
        for report, rows in reports
    )


def _figure(row: pd.Series[Any]) -> list[str]:
    """Return the cells of one figure, escaped."""
    texts = (f"{row['statement']} ({row['id']})", row["printed"], recomputed(row), _reason(row))
    statement, printed, found, reason = map(_cell, texts)
    return [statement, printed, found, f"**{_cell(row['verdict'])}**: {reason}"]


def recomputed(row: pd.Series[Any]) -> str:
    """Return the recomputed figure of a row with its interval or, in brackets, what rounding allows."""
    value = "" if pd.isna(row["value"]) else number(row["value"], DIGITS)
    if not pd.isna(row["low"]):
        return f"{value} ({limits((row['low'], row['high']))})".strip()
    if not pd.isna(row["least"]):
        return f"{value} [{limits((row['least'], row['most']))}]".strip()
    return value or "-"


def _entry(row: pd.Series[Any], width: int) -> str:
    cells = [row["id"], textwrap.shorten(row["printed"], WIDTHS[1], placeholder=" ..."), recomputed(row)]
    head = " ".join([*(cell.ljust(size - 1) for cell, size in zip(cells, WIDTHS, strict=True)), row["verdict"]])
    indent = "    "
    below = (f"Claim: {row['statement']}", _reason(row))
    return "\n".join(
        [head, *(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent) for text in below)]
    )


def _reason(row: pd.Series[Any]) -> str:
    missing = f" Missing: {row['missing']}." if row["missing"] else ""
    return f"{row['finding']}{missing}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of escaped cells as a table; the first is its head."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def _cell(cell: object) -> str:
    if isinstance(cell, float):
        return "" if math.isnan(cell) else number(cell)
    text = html.escape(" ".join(str(cell).splitlines()), quote=False)
    for mark, code in LINKS.items():
        text = text.replace(mark, code)
    return SPECIAL.sub(r"\\\1", text)
