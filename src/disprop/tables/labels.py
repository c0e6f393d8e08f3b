"""A column of labels, relabelled by the engine that holds it: by groups of another list, or wider bands of ages."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import narwhals.stable.v2 as nw

from disprop import _ages
from disprop._ages import Band
from disprop._errors import Said, in_line, one_of, refused, worded
from disprop.classifications._classification import NO_GROUP, NOT_STATED, says_not_stated
from disprop.classifications._mapping import places, route
from disprop.classifications._recognition import holding, is_missing, spelt
from disprop.schemas._frames import Frame, Names, Table, known, listed
from disprop.schemas._lazy import is_text
from disprop.tables._engine import ROWS, like
from disprop.tables._sums import grouped

LABEL = "label"


def crosswalk(  # noqa: PLR0913 (each names a list, or a column)
    frame: Frame, from_: str, to: str, *, column: str, kind: str = "core", among: Names = (), name: str | None = None
) -> Frame:
    """Return a frame with the labels of one classification beside those of another.

    No row is lost, and none is made. A label that says that the group is not stated becomes "Not stated", whatever it
    looks like; one without a place in the other list becomes "No group"; a missing or empty one stays missing. One that
    is not written as the list prints it, in capitals for instance or with a footnote mark, is read as
    `Classification.read` says; two that would become one are refused. `tally` counts them all.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        Records, counts or populations; it is not changed. Its own engine relabels; on large records do it after
        `tables.count_by`, when there are few rows.
    from_ : str
        The classification that the column holds, one of `names()`; `recognise` finds it.
    to : str
        The classification that is wanted.
    column : str
        The column of labels.
    kind : str
        "core" (default) places a label only in the group that everyone with this label is taken to belong to; "maximal"
        in the one that some of them may belong to. The two differ where an officer judged by sight, and both are then
        assumptions. The range of a ratio takes the core of one side with the maximal of the other, and the reverse:
        core by core and maximal by maximal give less.
    among : str or sequence of str
        The groups of `to` that you compare; all others become "No group". "maximal" needs it where a label may belong
        to several.
    name : str, optional
        What to call the new column; by default as `to`. The name of the column itself replaces it.

    Returns
    -------
    frame of the caller's kind
        Its columns, and the new one of text.

    Raises
    ------
    DispropError
        For labels that the classification does not have, with how many rows have each, and the nearest known one; for
        sums of other labels; and for two classifications without a crosswalk: it says why, and lists those that there
        are.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame(
    ...     {"ethnicity": ["White - Irish", "Asian/Asian British - Chinese", "Other ethnic group - Not stated", None]}
    ... )
    >>> found = tables.crosswalk(stops, "data-police-uk-self-defined", "5+1", column="ethnicity", name="group")
    >>> found["group"].tolist()
    ['White', 'Asian', 'Not stated', nan]
    """
    table = known(frame)
    new = new_name(to if name is None else name, column, table)
    counted, placed = _placed(table, from_, to, column, kind, among)
    return relabelled(table, column, placed if any(not is_missing(label) for label in counted) else {}, new)


def relabelled(table: Table, column: str, placed: dict[Any, str], name: str) -> Any:
    """Return the caller's frame with other labels in place of those of a column, or beside them."""
    found = nw.col(column).replace_strict(placed, default=None, return_dtype=nw.String)
    if not placed:
        # a column without a label has no type that could be compared, and pandas 2 casts None to the text "None"
        found = nw.when(nw.lit(False)).then(nw.lit(""))  # noqa: FBT003 (an expression)
    return table.with_columns(found.alias(name)).to_native()


def tally(frame: Frame, from_: str, to: str, *, column: str, kind: str = "core", among: Names = ()) -> Frame:
    """Return how many rows have each label, and what a crosswalk makes of it.

    Use it before dividing: it shows what was not stated, what is missing, and what has no place in the other list.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        As for `crosswalk`.
    from_, to : str
        As for `crosswalk`.
    column : str
        The column of labels.
    kind : str
        "core" (default) or "maximal".
    among : str or sequence of str
        As for `crosswalk`.

    Returns
    -------
    frame of the caller's kind
        label, target and rows: one row for each label that occurs, in the order of the classification, then what is
        missing, whose label and target are missing too. The rows add up to those of the frame.

    Raises
    ------
    DispropError
        As for `crosswalk`.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame({"code": ["B1", "B2", "NS", "B1", None]})
    >>> tables.tally(stops, "18+1", "5+1", column="code")
      label      target  rows
    0    B1       Black     2
    1    B2       Black     1
    2    NS  Not stated     1
    3   NaN         NaN     1
    """
    counted, placed = _placed(known(frame), from_, to, column, kind, among)
    missing = sum(rows for label, rows in counted.items() if is_missing(label))
    present = [(label, placed[label], counted[label]) for label in placed if label in counted]
    cells = [*present, (None, None, missing)] if missing else present
    columns = {name: [cell[at] for cell in cells] for at, name in enumerate((LABEL, "target", ROWS))}
    return like(frame, columns)


def new_name(name: Any, column: str, table: Table) -> str:
    """Return the name of the new column, if it can have it."""
    if not (isinstance(name, str) and name):
        raise refused("name=", "is what the new column is called, as text", name)
    if name != column and name in table.collect_schema().names():
        raise worded("column there", "name", name)
    return str(name)


def counted_labels(table: Table, column: Any) -> dict[Any, int]:
    """Return how many rows have each label, counted by the engine."""
    columns = table.collect_schema()
    one_of("column", column, columns.names())
    added = grouped(table.select(nw.col(column).alias(LABEL)), [LABEL], [])
    labels = added[LABEL].to_list()
    if not (is_text(columns[column]) or columns[column] == nw.Object or all(map(is_missing, labels))):
        raise worded("no text", column, columns[column])
    return dict(zip(labels, map(int, added[ROWS].to_list()), strict=True))


def _placed(
    table: Table, from_: str, to: str, column: str, kind: str, among: Names
) -> tuple[dict[Any, int], dict[str, str]]:
    """Return how many rows have each label of a column, and where it goes, however it is written."""
    source, target = route(from_, to)
    placed = places(source, target, kind, listed(among))
    counted = counted_labels(table, column)
    own = {label: read[0].label for label in counted if not is_missing(label) and (read := source.read(label))}
    forgiven = {label: placed[meant] for label, meant in own.items() if label not in placed and meant in placed}
    for label in forgiven:
        if others := [other for other, meant in own.items() if meant == own[label] and other != label]:
            both = Said(f"{label!r} and {others[0]!r}")
            raise worded("two spellings", column, both, label=own[label], of=source.name)
    placed = placed | forgiven
    if odd := {label: rows for label, rows in counted.items() if label not in placed and not is_missing(label)}:
        each = (f"{label!r}, {rows} row{'s' * (rows > 1)}{spelt(label, source)}" for label, rows in odd.items())
        lists, named = ", ".join(one.name for one in holding(counted)), in_line(each, mark=";")
        hint = f". All labels of the column are in {lists}" if lists else ""
        raise worded("unknown labels", column, list(odd), of=source.name, named=named, hint=hint)
    return counted, placed


# bands of ages put together, so that those of two tables meet


def age_bands(frame: Frame, to: Names, *, column: str = "age", name: str | None = None) -> Frame:
    """Return a frame with wider bands of ages beside, or in place of, those that it has.

    Use it where the events are by 10-17, 18-24, 25-34 and over 34, and the population by bands of five years: both can
    be had by 10-24, 25-34 and 35+. The error of `join_population` says which bands two tables have in common. Add up
    with `tables.count_by` afterwards. No band is split, for counts do not say where in it the people are.

    Parameters
    ----------
    frame : any frame that Narwhals knows
        Records, counts or populations; it is not changed.
    to : str or sequence of str
        The bands that are wanted, such as ["10-24", "25-34", "35+"].
    column : str
        The column of ages: "0-4", "Aged 85 and over", "over 34" (35 and more), "Under 11 years", "17 and under", "17".
    name : str, optional
        What to call the new column; it replaces the old one if not given.

    Returns
    -------
    frame of the caller's kind
        Its rows, each with the band of `to` that holds its own; "Not stated" for "Unknown" and the like, "No group" for
        ages that are in no band of `to`. What is missing stays missing. Bands that the table lacks are not missed.

    Raises
    ------
    DispropError
        For a label that is not of ages, such as that of a total; for bands of the column, or of `to`, that overlap, so
        that people would count twice; and for a band of the column that lies across one of `to`: it names both, and the
        bands that can be made.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> people = pd.DataFrame({"age": ["10-14", "15-19", "20-24", "25-29", "30+"], "population": [50, 60, 70, 80, 900]})
    >>> print(tables.age_bands(people, ["10-24", "25+"]))
         age  population
    0  10-24          50
    1  10-24          60
    2  10-24          70
    3    25+          80
    4    25+         900
    >>> tables.age_bands(people, ["10-17", "18-24"])
    Traceback (most recent call last):
    disprop.DispropError: '15-19' lies across '10-17' and would have to be split; ages of both lists can be put into
    ['10-24'] whole
    """
    table = known(frame)
    labels = [label for label in counted_labels(table, column) if not is_missing(label)]
    wider = _apart("to", listed(to, "to="))
    ages = _apart(column, [label for label in labels if not says_not_stated(label)])
    placed = {label: _holder(label, ages, wider) for label in ages}
    placed |= {label: NOT_STATED for label in labels if label not in ages}
    new = column if name is None else new_name(name, column, table)
    return relabelled(table, column, placed, new)


def _apart(column: str, labels: Iterable[str]) -> dict[str, Band]:
    """Return the bands of labels, of which no two overlap."""
    ages = {label: _ages.band(label) for label in labels}
    for (one, first), (other, second) in combinations(ages.items(), 2):
        if first != second and _ages.meet(first, second):
            raise worded("ages overlap", column, Said(f"{one!r} and {other!r}"))
    return ages


def _holder(label: str, ages: Mapping[str, Band], wider: Mapping[str, Band]) -> str:
    """Return the wider band that a band is in."""
    for name, band in wider.items():
        if _ages.within(ages[label], band):
            return name
        if _ages.meet(ages[label], band):
            can = [*map(_ages.written, _ages.common(ages.values(), wider.values()))]
            hint = f"; ages of both lists can be put into {can} whole" if can else ""
            raise worded("ages across", "ages", label, name=name, hint=hint)
    return NO_GROUP


def bands_in_common(column: str, counts: Iterable[Any], population: Iterable[Any]) -> str:
    """Return what to do where the ages of two tables are in different bands, or nothing."""
    sides = [[_ages.read(label) for label in side if not says_not_stated(label)] for side in (counts, population)]
    ours, theirs = ({ages for ages in side if ages} for side in sides)
    numbers = all(above == first + 1 for first, above in ours | theirs)  # which may be of anything
    if numbers or None in {*sides[0], *sides[1]}:
        return ""
    can = [*map(_ages.written, _ages.common(ours, theirs))]
    if not can:
        return f". No ages in {column!r} begin and end alike on both sides: one of them would have to be split"
    lost = ", ".join(label for label in map(_ages.written, sorted(ours)) if label not in can)
    said = f". tables.age_bands(..., {can}, column={column!r}) puts both into bands that they have in common"
    return f"{said}; {lost} cannot be told apart from their neighbours in the population" if lost else said
