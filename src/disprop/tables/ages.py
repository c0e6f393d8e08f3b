"""Bands of ages put together, so that those of two tables meet."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from disprop import _ages
from disprop._ages import Band
from disprop._errors import Said, advised
from disprop.classifications._classification import NO_GROUP, NOT_STATED, says_not_stated
from disprop.classifications._recognition import is_missing
from disprop.schemas._frames import Frame, Names, known, listed
from disprop.tables.crosswalks import counted_labels, new_name, relabelled


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
            said = f"{column!r} has ages that overlap, and would count people twice: {one!r} and {other!r}"
            raise advised(said, "; keep one of the two", what=column, got=Said(f"{one!r} and {other!r}"))
    return ages


def _holder(label: str, ages: Mapping[str, Band], wider: Mapping[str, Band]) -> str:
    """Return the wider band that a band is in."""
    for name, band in wider.items():
        if _ages.within(ages[label], band):
            return name
        if _ages.meet(ages[label], band):
            can = [*map(_ages.written, _ages.common(ages.values(), wider.values()))]
            hint = f"; ages of both lists can be put into {can} whole" if can else ""
            raise advised(f"{label!r} lies across {name!r} and would have to be split", hint, what="ages", got=label)
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
