"""Tables with totals: what these give away of the cells, and which cells to withhold so that they do not."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from disprop import _arrays
from disprop._cells import is_missing
from disprop._errors import DispropError, advised, refused, unknown, within, worded
from disprop._estimated import between
from disprop._marks import Range
from disprop._sets import Between, made
from disprop._twice._words import totals_among
from disprop.imperfect import rounded
from disprop.imperfect._published import Key, Published, read
from disprop.imperfect._solved import SECONDS
from disprop.imperfect._tightened import suppressed, tightened
from disprop.schemas._frames import Frame, Names, by_cell, known, listed
from disprop.schemas._table import ends_of
from disprop.tables._cells import label, whole_if_all_are
from disprop.tables._engine import collected, columns_of_frame, handed_back, read as read_columns, worked_out
from disprop.tables._sums import refuse_labels

Totals = Mapping[str, Any]


def tighten_by(  # noqa: PLR0913 (each names columns of the frame, or what is in them)
    frame: Frame,
    *,
    by: Names,
    count: str,
    totals: Totals | None = None,
    rule: Mapping[str, Range] | None = None,
    keep_totals: bool = False,
    seconds: float = SECONDS,
) -> Frame:
    """Return a frame with the least and the most of every count, given the totals that it has.

    Use it where some counts of a long table are withheld or rounded, and rows of totals are there: before `estimate_by`
    and `compare_by`, which take the columns that it makes.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        A row for each cell and each total; it is not changed. A cell without a row is not known.
    by : str or sequence of str
        The columns whose labels name a row.
    count : str
        The column of the counts, with numbers and marks such as "<5" or "*"; or with columns `<count>_low` and
        `<count>_high` beside it, as `cleaning.bounds` makes them.
    totals : mapping of str to label, sequence of labels, or mapping
        Of each column of `by` the labels that are totals, as in `imperfect.tighten`: {"age": "All"}, or
        {"group": {"Asian": ["Indian", "Pakistani"], "All": None}}. Without it, labels that read like totals are listed
        and asked about; [] says that a column has none.
    rule : mapping of str to (int, int), optional
        What the publisher says that a mark stands for.
    keep_totals : bool
        False (default) leaves the rows of totals out, so that whatever adds up next counts everything once. True keeps
        them, narrowed too; `estimate_by` then asks about them as ever.
    seconds : float
        How long to look, as in `imperfect.tighten`.

    Returns
    -------
    frame of the caller's kind
        Its columns, with `<count>` where it is known now, or its best guess, and `<count>_low` and `<count>_high`; the
        last is missing where nothing limits a count.

    Raises
    ------
    DispropError
        For totals that have not been named, for two rows of one cell, for a cell that is empty, and for figures that
        contradict each other: it names the fewest that do.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame({"force": ["Kent", "Essex", "Surrey", "All"], "stops": ["<5", "12", "*", "20"]})
    >>> tables.tighten_by(stops, by="force", count="stops", totals={"force": "All"})
        force  stops  stops_low  stops_high
    0    Kent    NaN          0           4
    1   Essex   12.0         12          12
    2  Surrey    NaN          4           8
    """
    table, keys, published = _published(frame, listed(by, "by="), count, totals, rule)
    found = tightened(published, _arrays.size("seconds", seconds)).counts
    kept = np.array([keep_totals or not published.are_totals().flat[at] for at in keys])
    narrowed = _put(table, count, found, keys).filter(kept.tolist())
    return handed_back(frame, nw.maybe_reset_index(narrowed))


def suppress_by(  # noqa: PLR0913 (each names columns of the frame, or says what is asked)
    frame: Frame,
    *,
    by: Names,
    count: str,
    threshold: int,
    totals: Totals | None = None,
    round_to: int | None = None,
    seconds: float = SECONDS,
) -> Frame:
    """Return a frame as it can be published: small counts withheld, and what its totals would give away.

    Use it before a table with totals goes out. Withholding the small counts alone is not enough: a total less the cells
    that are left is the one that is not. Not for tables that readers can hold against others of the same people.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        A row for each cell and each total, with its count; it is not changed.
    by : str or sequence of str
        The columns whose labels name a row.
    count : str
        The column of the counts.
    threshold : int
        Counts from 1 to below this number are withheld; 0 is published.
    totals : mapping
        As in `tighten_by`.
    round_to : int, optional
        What every published count is rounded to, half up, totals too and each by itself.
    seconds : float
        How long to look for cells.

    Returns
    -------
    frame of the caller's kind
        Its columns and rows. `<count>` is text: a number, or "*" for what is withheld, small or not, so that the mark
        says nothing. `<count>_low` and `<count>_high` are what readers can work out.

    Raises
    ------
    DispropError
        For counts that are not all known, for totals that are no sums, and where no cells would do.

    Notes
    -----
    As many other cells are withheld as it takes for each small count to seem any number from 0 to below the threshold,
    to someone who solves the whole table and knows the threshold, by which a rounded number that is published is 0 or
    not below it: `imperfect.tighten` is the judge. Cells are found for one small count after another, totals last, and
    those that turn out not to be needed are published; there may be a choice with fewer. Two small counts of one person
    are each uncertain, and their sum may not be: put such cells together first. Nobody is protected from someone who
    knows other cells, or who tries which tables this function would publish in the same way.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame(
    ...     {
    ...         "force": ["Kent", "Kent", "Kent", "Essex", "Essex", "Essex", "All", "All", "All"],
    ...         "group": ["Black", "White", "All"] * 3,
    ...         "stops": [3, 40, 43, 9, 60, 69, 12, 100, 112],
    ...     }
    ... )
    >>> safe = tables.suppress_by(
    ...     stops, by=["force", "group"], count="stops", threshold=5, totals={"force": "All", "group": "All"}
    ... )
    >>> print(safe.head(3).to_string(index=False))
    force group stops  stops_low  stops_high
     Kent Black     *          0          12
     Kent White     *         31          43
     Kent   All    43         43          43
    """
    table, keys, published = _published(frame, listed(by, "by="), count, totals, None)
    counts = published.counts
    if (unknown_yet := counts.low < counts.high).any():
        name = published.name(int(np.flatnonzero(unknown_yet)[0]))
        raise worded("unknown counts", count, name)
    least, within_seconds = _arrays.whole("threshold", threshold, 2), _arrays.size("seconds", seconds)
    step = 1 if round_to is None else _arrays.whole("round_to", round_to)
    printed = rounded((counts.low + step // 2) // step * step, to=step)
    low, high = np.where(printed.low > 0, np.maximum(printed.low, least), 0), printed.high
    shown = made(low, np.where(high < least, 0, high), printed.best)  # as it is not withheld: 0, or large enough
    withheld, found = suppressed(published, shown, least, within_seconds)
    texts = ["*" if at in withheld else f"{shown.best.flat[at]:.0f}" for at in keys]
    return handed_back(frame, _put(table, count, found.counts, keys, texts))


def _put(
    table: nw.DataFrame[Any], count: str, found: Between, places: list[int], texts: list[str] | None = None
) -> nw.DataFrame[Any]:
    """Return a table with a count, as text if there are texts, and both of its ends; what is infinite is missing."""
    ends = (np.where(np.isinf(end), np.nan, end).ravel()[places] for end in (found.best, found.low, found.high))
    number, low, high = map(whole_if_all_are, ends)
    columns = dict(zip((count, *ends_of(count)), (number if texts is None else texts, low, high), strict=True))
    made_of = [nw.new_series(name, list(cells), backend=table.implementation) for name, cells in columns.items()]
    return nw.maybe_reset_index(table).with_columns(*made_of)


def _published(
    frame: Any, by: list[str], count: str, totals: Totals | None, rule: Mapping[str, Range] | None
) -> tuple[nw.DataFrame[Any], list[int], Published]:
    """Return the rows of a frame, the place of each in the table that they make, and this table."""
    table = known(frame)
    names = columns_of_frame(table)
    ends = [end for end in ends_of(count) if end in names]
    read_columns(frame, [*by, *ends, *([count] if count in names or not ends else [])])
    with worked_out(table):
        rows = collected(table)
    cells = by_cell(rows)
    refuse_labels("Counts", {name: Counter(cells[name]) for name in by})
    keys = list(zip(*(cells[name] for name in by), strict=True))
    if twice := [key for key, number in Counter(keys).items() if number > 1]:
        raise advised(f"{label(twice[0])} has two rows", "; add them up first", what="by", got=twice[0])
    along = _along({name: list(dict.fromkeys(cells[name])) for name in by}, totals)
    columns = [cells[name] if name in cells else [None] * len(cells) for name in (count, *ends_of(count))]
    counted = {key: _cell(key, count, *row) for key, row in zip(keys, zip(*columns, strict=True), strict=True)}
    published = read(counted, along, rule)
    return rows, [published.place(key) for key in keys], published


def _cell(key: Key, count: str, number: Any, low: Any, high: Any) -> Any:
    """Return what a row says of its count: a number, a mark, or the ends that it has instead."""
    if is_missing(low) and is_missing(high):
        return number
    guess = None if is_missing(number) or isinstance(number, str) else number
    try:
        if not is_missing(high):
            return between(low, high, best=guess)
        return made(_arrays.counts(f"{count}_low", low), np.array(np.inf), np.array(np.nan))
    except DispropError as error:
        raise within(error, key) from None


def _along(labels: Mapping[str, list[Any]], totals: Totals | None) -> list[Any]:
    """Return the totals of each column, after asking about those that were not named."""
    given = totals or {}
    if not isinstance(given, Mapping):
        raise refused("totals", "must be a mapping from columns, such as {'force': 'All'}", totals)
    if lost := [name for name in given if name not in labels]:
        raise unknown("column of by=", lost[0], labels)
    asked = {name: [*found] for name, own in labels.items() if name not in given and (found := totals_among(own))}
    if asked or not any(given.values()):
        said = "; ".join(f"{name} has {', '.join(map(repr, found))}" for name, found in asked.items())
        such: Any = asked or dict.fromkeys(labels, "All")
        raise worded("totals unsaid", "totals", asked, said=said or "none is named", such=such)
    return [given.get(name, []) for name in labels]
