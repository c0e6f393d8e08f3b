"""Wide to long and back: one row for each group, period or age instead of one column, in the log like all else."""

from typing import Any

import pandas as pd

from disprop._errors import DispropError, in_line, refused, worded
from disprop._twice._words import reads_like_total
from disprop.cleaning import _looks
from disprop.cleaning._spread import Spread, Values, fields_of, named, shapes_in, spread_of
from disprop.cleaning._types import SAID
from disprop.cleaning._work import Work
from disprop.cleaning.result import Cleaned

FEW = 3  # columns: that two of them add up to a third says little
ENDS = ("_low", "_high")
WHEN = {None, *range(1801, 2101)}  # numbers that say when, and are no counts


def lengthen(table: Cleaned | pd.DataFrame, values: Values) -> Cleaned:
    r"""Return the table with a row for each group, period or age that has columns of its own, in the log like all else.

    Use it where the columns of a table are named for groups: `White`, `Black`; `black_pop`, `black_stops`; `2019`,
    `2020`. `read_table` sees most such tables, asks, and takes the same mapping as its `lengthen=`; to leave out totals
    give it `drop=`. What suppression marks allow goes along, as `population_low` and `population_high`.

    Parameters
    ----------
    table : Cleaned or pandas.DataFrame
        What a reader returned, or a frame.
    values : mapping of str to str or mapping
        For each new column of values the columns that hold it: their names with what they are named for in brackets,
        such as ``{"population": "{ethnicity}_pop", "stops": "{ethnicity}_stops"}``, or a list of them,
        ``{"population": {"ethnicity": ["White", "Black"]}}``, or each by its label,
        ``{"population": {"ethnicity": {"White": "wht", "Black": "blk"}}}``. What is in brackets, or before the list, is
        the name of the new column of labels. The error of a population is a value of its own: `population_moe90`.

    Returns
    -------
    Cleaned
        The long frame, with the log and the questions of the table and its own: labels that may be totals of others,
        numbers that stay and would count several times, values without a column, which are missing and not 0, and
        margins of error that are empty beside an estimate.

    Raises
    ------
    DispropError
        If no column has such a name, one has it in two ways, or two columns would have one name.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> wide = pd.DataFrame({"force": ["Kent"], "pop_black": [900], "pop_white": [9_000], "stops_white": [33]})
    >>> cleaned = cleaning.lengthen(wide, {"population": "pop_{ethnicity}", "stops": "stops_{ethnicity}"})
    >>> print(cleaned.frame)
      force ethnicity  population  stops
    0  Kent     black         900   <NA>
    1  Kent     white        9000     33
    >>> print(cleaned.questions[0].why)
    no column has stops of 'black': it is missing there, and not 0
    """
    work = _resumed(table, lengthen=values)
    found = spread_of(work.own, values or None)
    _looks.sums_of_columns(work, found)
    ask_beside(work, found)
    asked = {(each.row, each.column, each.why): each for each in work.questions if "lengthen" not in each.answer}
    work.questions = [*asked.values()]
    spread(work, found)
    return work.cleaned()


def widen(table: Cleaned | pd.DataFrame, values: Values) -> Cleaned:
    """Return the table with one column for each group instead of one row: the way back from `lengthen`.

    Parameters
    ----------
    table : Cleaned or pandas.DataFrame
        A long table.
    values : mapping of str to str or mapping
        How the columns are to be named, as `lengthen` takes it.

    Returns
    -------
    Cleaned
        One row for all rows that differ in labels and values only. Where a label has no row the value is missing, and
        a question says how often that is so.

    Raises
    ------
    DispropError
        If two rows would stand in one cell, which are named; if a label is missing, or two columns would have one name.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> long = pd.DataFrame({"force": ["Kent"] * 2, "ethnicity": ["black", "white"], "stops": [12, 33]})
    >>> print(cleaning.widen(long, {"stops": "stops_{ethnicity}"}).frame)
      force  stops_black  stops_white
    0  Kent           12           33
    """
    work, fields = _resumed(table), fields_of(values)
    if absent := [name for name in [*fields, *values] if name not in work.grid]:
        raise worded("columns lacking", absent[0], work.grid.columns, lacks=absent)
    rows = list(zip(*map(work.grid.cells, fields), strict=True))
    if None in (gone := [cell for row in rows for cell in row]):
        raise refused("a label", "must be there in each row", None, gone.index(None) // len(fields))
    labels = [dict(zip(fields, label, strict=True)) for label in dict.fromkeys(rows)]
    wide = {value: [named(where, label) for label in labels] for value, where in values.items()}
    ends = [(value, end) for value in values for end in ENDS if f"{value}{end}" in work.grid]
    wide |= {f"{value}{end}": [f"{name}{end}" for name in wide[value]] for value, end in ends}
    work.reshape("long-to-wide", [*fields, *wide], {name: [label[name] for label in labels] for name in fields}, wide)
    if empty := len(work.grid.kept) * len(labels) - len(rows):
        work.ask(None, None, f"{empty} cells had no row: they are missing, which is not 0")
    return work.cleaned()


def _resumed(table: Cleaned | pd.DataFrame, **given: Any) -> Work:
    """Return the work on a table that was cleaned already, which goes on, or on a frame."""
    if not isinstance(table, Cleaned):
        return Work(table)
    work = Work(table.frame, table.reader)
    work.log, work.questions, work.raw_rows = [*table.log], [*table.questions], table.rows_in
    work.copied = {repair.after: repair.before for repair in table.log if repair.rule == "column-copied"}
    work.given = {**dict.fromkeys(("drop", "answers")), **table.given, **given}
    return work


def spread(work: Work, found: Spread) -> None:
    """Turn each row into one for each label, with the bounds of suppressed values beside them."""
    bounded, long = set(work.copied.values()), dict(found.columns)
    for value, parts in found.columns.items():
        if value not in found.errors and bounded & {*parts}:
            long |= {f"{value}{end}": [f"{part}{end}" if part in bounded else part for part in parts] for end in ENDS}
    margins = [f"{part}{end}" for error in found.errors for part in bounded & {*long[error]} for end in ENDS]
    work.drop(margins, "a margin of error has no bounds")
    labels = {field: [label[field] for label in found.labels] for field in found.labels[0]}
    work.reshape("wide-to-long", [name for names in long.values() for name in names if name], labels, long)


def ask_beside(work: Work, found: Spread) -> None:
    """Ask what would count twice, or not at all, once the table is long."""
    partners, leaving = found.partners, {name for each in work.questions for name in each.answer.get("drop", ())}
    for value, parts in found.columns.items():
        if gone := [text for text, name in zip(found.texts, parts, strict=True) if name is None]:
            work.ask(None, None, SAID["gone"].format(value, in_line(map(repr, gone))))
    whole, aside = {*work.whole}, {*partners, *leaving}
    for name in work.numbers if partners else ():
        if name not in aside and not WHEN.issuperset(work.grid.cells(name)):
            share = name not in whole and whole.issuperset(partners)
            drop = {"drop": [name]} if share or reads_like_total(name) else {}
            hint = "" if drop else "; drop= can leave it out"
            work.ask(None, name, SAID["stays"].format(len(found.labels), hint), **drop)
    for error, value in found.errors.items():
        for margin, estimate in zip(found.columns[error], found.columns[value], strict=True):
            if margin and estimate and margin not in leaving:
                _ask_about_margins(work, margin, estimate)


def shape(work: Work) -> Values:
    """Return where values may stand, but in totals; in all columns that add up, where names tell of some or none."""
    parts, totals = _looks.parts_in(work)
    numbers = {*work.numbers}
    sizes = [name for name in work.own if name in numbers or all(cell is None for cell in work.grid.cells(name))]
    values = shapes_in([name for name in sizes if name not in totals])
    try:
        spread_of(work.own, values)
    except DispropError:  # a name fits in two ways
        return {}
    where = next(iter(values.values()), {"group": ()})
    if len(values) > 1 or isinstance(where, str) or len(parts) < FEW or not {*parts}.issuperset(*where.values()):
        return values
    return {next(iter(values), "count"): {next(iter(where)): parts}}


def _ask_about_margins(work: Work, margin: str, estimate: str) -> None:
    pairs = [*zip(work.grid.cells(margin), work.grid.cells(estimate), strict=True)]
    if gaps := sum(error is None and size is not None for error, size in pairs):
        census = margin.casefold().startswith(("margin of error", "estimate")) or "!!" in margin
        answer = {"answers": {("", margin): "0"}} if census else {}
        work.ask(None, margin, SAID["gaps"].format(gaps, len(pairs)) + SAID["controlled"] * census, **answer)
