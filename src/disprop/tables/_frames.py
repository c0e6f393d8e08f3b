"""An Estimate as a frame, and the names of the columns that every result has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw

from disprop._errors import DispropError, advised, one_of
from disprop.estimate import Estimate, Record, Result, estimates_of, stacked

Library = Literal["pandas", "polars", "pyarrow"]
NUMBERS = ("value", "low", "high", "least", "most")
WORDS = ("level", "sides", "method", "measure", "unit")
AGAINST = "reference"  # what a group was compared with
RESULT = (AGAINST, *NUMBERS, *WORDS)
ROWS = "rows"  # how many rows of the frame were added up
ONE, NAME = "", "name"  # of a single estimate none, and the column of the names of several
NOTE = "note"  # why a row has no value
ORDER, UNUSABLE, GAPS = OWN = ("disprop first row", "disprop unusable rows", "disprop missing cells")  # on the way
REFERENCE = "reference_"  # before the names of the counts of the reference


def to_frame(
    found: Result | Sequence[Estimate | Record] | Mapping[str, Estimate | Record],
    keys: Mapping[str, Sequence[object]] | None = None,
    *,
    backend: Library = "pandas",
) -> Any:
    """Return a result as a frame, one row an element, with the columns of `keys` in front.

    Parameters
    ----------
    found : Estimate, Record or another result, or a sequence or mapping of Estimates and Records
        One number or an array; a record has a row for each of its estimates, with its name, and so have several.
    keys : mapping of str to sequence, optional
        What names the elements, such as {"force": ["Kent", "Surrey"]}, or columns of a pandas frame.
    backend : str
        "pandas" (default), "polars" or "pyarrow".

    Returns
    -------
    frame of that kind
        The keys, a name where there are several estimates, the counts, value, low, high, least, most, level, sides,
        method, measure, unit, what the number rests on, and note.

    Raises
    ------
    DispropError
        For keys of another length than the result, or called as one of its columns, and for an unknown backend.

    Examples
    --------
    >>> from disprop import rate, tables
    >>> black, white = rate(33, 46_476).per(10_000), rate(352, 1_761_205).per(10_000)
    >>> tables.to_frame(rate([33, 352], [46_476, 1_761_205]), {"group": ["Black", "White"]})[["group", "events"]]
       group  events
    0  Black    33.0
    1  White   352.0
    >>> tables.to_frame({"Black": black, "White": white})[["name", "value"]].round(2)
        name  value
    0  Black    7.1
    1  White    2.0
    """
    columns = found.to_dict() if isinstance(found, Result) else stacked(estimates_of(found))
    size = max(map(len, columns.values()))
    named = {} if keys is None else {name: list(keys[name]) for name in keys}
    for name, labels in named.items():
        if len(labels) != size:
            said = f"key {name!r} has {len(labels)} labels for {size} estimates"
            raise DispropError(said, what=name, got=len(labels))
        if name in columns:
            said = f"key {name!r} is a column of the result"
            raise advised(said, "; give it another name", what=name, got=labels)
    one_of("frame library", backend, get_args(Library))
    return nw.from_dict({**named, **columns}, backend=backend).to_native()
