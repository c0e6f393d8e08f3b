"""The ledger, every claim with its finding: as a frame, as Markdown for a page, and as lines for a terminal."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from disprop._errors import refused
from disprop._tabled import in_markdown
from disprop.claims.checks import check
from disprop.claims.checks._readings import limits, number
from disprop.claims.claim import VERDICTS, WORDS, Claim, Finding
from disprop.claims.sources import claims
from disprop.imperfect._spans import Span

COLUMNS = ("id", "report", "statement", "printed", *Finding("", "").to_dict(), "finding")


def ledger(selected: Iterable[Claim] | None = None) -> pd.DataFrame:
    """Return one row for each claim: the print, the verdict, and the figure with its interval or bounds.

    Parameters
    ----------
    selected
        The claims to check; by default every one of the two sets that come with disprop.

    Returns
    -------
    pandas.DataFrame
        Columns id, report, statement, printed, verdict, rounding, value, low, high, least, most,
        counts, missing, finding. Numbers are in the units of the print: `low` and `high` are the 95% sampling
        interval (an envelope where several counts fit), `least` and `most` what rounding allows.

    Raises
    ------
    DispropError
        As for `check`.

    Examples
    --------
    >>> from disprop import claims
    >>> frame = claims.ledger().set_index("id")
    >>> len(frame), frame.loc["bbw-175-85", "rounding"]
    (71, 'truncated')
    """
    chosen = claims().values() if selected is None else selected
    if isinstance(chosen, Claim) or not isinstance(chosen, Iterable):
        raise refused("the ledger", "takes a list of claims", chosen)
    return pd.DataFrame([_row(claim, check(claim)) for claim in chosen], columns=COLUMNS)


def ratios() -> pd.DataFrame:
    """Return the ledger of the claims with a label: the ratios between groups, for a forest plot.

    Returns
    -------
    pandas.DataFrame
        The columns of `ledger` after a column label, which names the ratio and how it is printed; value, low and
        high are missing for ratios that cannot be recomputed.

    Examples
    --------
    >>> from disprop import claims
    >>> claims.ratios()["verdict"].value_counts().sort_index().to_dict()
    {'consistent': 3, 'not recomputable': 5}
    """
    chosen = [claim for claim in claims().values() if claim.label]
    frame = ledger(chosen)
    frame.insert(0, "label", [f"{claim.label}: {_printed(claim)}" for claim in chosen])
    return frame


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
    2
    """
    return {verdict: int((frame["verdict"] == verdict).sum()) for verdict in reversed(VERDICTS)}


def _row(claim: Claim, finding: Finding) -> dict[str, object]:
    return {
        "id": claim.id,
        "report": claim.source,
        "statement": claim.statement,
        "printed": _printed(claim),
        **{name: cell for name, (cell,) in finding.to_dict().items()},
        "finding": " ".join(filter(None, [finding.said, claim.note])),
    }


def _printed(claim: Claim) -> str:
    figures = " / ".join(claim.figures)
    unit = f" per {claim.inputs['per']:,}" if claim.kind == "rate" else ""
    return f"not printed ({figures}{unit})" if claim.derived else f"{figures}{unit}"


WIDTHS = (31, 21, 32)  # id, printed, recomputed; the verdict ends the line
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
    value = "" if pd.isna(row["value"]) else number(row["value"], 5)
    if not pd.isna(row["low"]):
        return f"{value} ({limits(Span(row['low'], row['high']))})".strip()
    if not pd.isna(row["least"]):
        return f"{value} [{limits(Span(row['least'], row['most']))}]".strip()
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
    return in_markdown(cell)
