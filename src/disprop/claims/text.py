"""A ledger as checked, every claim with its finding: counted, as Markdown for a page, and as lines for a terminal."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pandas as pd

from disprop import _data
from disprop._tabled import Layout, in_markdown, one_line, written
from disprop.claims._amounts import limits, number
from disprop.claims._file import ledger_of
from disprop.claims._strict import from_json
from disprop.claims.claim import VERDICTS, WORDS
from disprop.imperfect._numbers import Span


def ledger() -> pd.DataFrame:
    """Return one row for each claim of the two ledgers that come with disprop, as `Ledger.check` does.

    They hold the figures of the reports on fingerprint scans, and published figures on alerts of facial recognition.

    Returns
    -------
    pandas.DataFrame
        The columns of `Ledger.check`: id, label, report, statement, printed, verdict and so on.

    Examples
    --------
    >>> from disprop import claims
    >>> frame = claims.ledger().set_index("id")
    >>> frame.loc["bbw-175-85", "rounding"]
    'truncated'
    """
    files = (_data.text("data", name) for name in ("report_claims.json", "alert_figures.json"))
    return pd.concat([ledger_of(from_json(each), Path(), {}).check() for each in files], ignore_index=True)


def verdicts(frame: pd.DataFrame) -> dict[str, int]:
    """Return how many figures of a ledger got each verdict, from the best to the worst.

    Parameters
    ----------
    frame
        A ledger.

    Returns
    -------
    dict
        Every verdict, those that nothing got with 0.

    Examples
    --------
    >>> from disprop import claims
    >>> claims.verdicts(claims.ledger())["contradicted"]
    4
    """
    return {verdict: int((frame["verdict"] == verdict).sum()) for verdict in reversed(VERDICTS)}


HEAD = ("figure", "printed", "recomputed", "verdict", "finding")
WIDTHS = (31, 21, 32)  # id, printed, recomputed, in a terminal of 100; the verdict ends the line
KEY: str = WORDS["key"]
MEANINGS: dict[str, str] = WORDS["verdicts"]


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
        head = [f"== {one_line(report)} =="] if report else []
        lines += [*head, *(_entry(row, width) for row in rows.to_dict("records")), ""]
    return "\n".join(lines[:-1])


def to_markdown(frame: pd.DataFrame) -> str:
    """Return a ledger as Markdown: a heading and a table for each report.

    Parameters
    ----------
    frame
        A ledger.

    Returns
    -------
    str
        The pages' text: the figure and its statement, what was printed, what the counts give, the verdict and the
        finding. What Markdown or HTML would read as more than text is escaped: bars, stars, links, tags.

    Examples
    --------
    >>> from disprop import claims
    >>> print(claims.to_markdown(claims.ledger()).splitlines()[0][:3])
    ##
    """
    parts = [(name, rows.to_dict("records")) for name, rows in frame.groupby("report", sort=False)]
    tables = [(in_markdown(name), Layout([*HEAD], len(HEAD), [*map(_figure, rows)], [])) for name, rows in parts]
    return "\n".join(f"## {name}\n\n{written(layout, 'markdown')}\n" for name, layout in tables)


def _figure(row: dict[Any, Any]) -> tuple[str, list[str], str]:
    return "", [f"{row['statement']} ({row['id']})", row["printed"], recomputed(row), row["verdict"], reason(row)], ""


def recomputed(row: dict[Any, Any]) -> str:
    """Return the recomputed figure of a row with its interval or, in brackets, what rounding allows."""
    value = "" if pd.isna(row["value"]) else number(row["value"], 5)
    if not pd.isna(row["low"]):
        return f"{value} ({limits(Span(row['low'], row['high']))})".strip()
    if not pd.isna(row["least"]):
        return f"{value} [{limits(Span(row['least'], row['most']))}]".strip()
    return value or "-"


def _entry(row: dict[Any, Any], width: int) -> str:
    row = {name: one_line(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
    sizes = [size * (max(60, min(width, 100)) - len("not recomputable")) // sum(WIDTHS) for size in WIDTHS]
    cells = [row["id"], textwrap.shorten(row["printed"], sizes[1], placeholder=" ..."), recomputed(row)]
    head = " ".join([*(cell.ljust(size - 1) for cell, size in zip(cells, sizes, strict=True)), row["verdict"]])
    below = (*([f"Claim: {row['statement']}"] if row["statement"] else []), reason(row))
    return "\n".join([head, *(textwrap.indent(textwrap.fill(text, width - 4), " " * 4) for text in below)])


def reason(row: dict[Any, Any]) -> str:
    """Return what was found of a row, and what is missing."""
    is_said = not row["missing"] or f"Not known: {row['missing']}." in row["finding"]
    return row["finding"] if is_said else f"{row['finding']} Missing: {row['missing']}."
