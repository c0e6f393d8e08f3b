"""An Estimate as a frame, and the names of the columns that every result has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Literal, get_args

import narwhals.stable.v2 as nw

from disprop._errors import DispropError, one_of
from disprop.estimate import Estimate

Names = str | Sequence[str]
Library = Literal["pandas", "polars", "pyarrow"]
WORDS = ("level", "sides", "method", "measure", "unit")
AGAINST = "reference"  # what a group was compared with
RESULT = (AGAINST, "value", "low", "high", *WORDS)
ROWS = "rows"  # how many rows of the frame were added up
NOTE = "note"  # why a row has no value
ORDER, UNUSABLE, GAPS = OWN = ("disprop first row", "disprop unusable rows", "disprop missing cells")  # on the way
REFERENCE = "reference_"  # before the names of the counts of the reference


def to_frame(
    estimate: Estimate, keys: Mapping[str, Sequence[object]] | None = None, *, backend: Library = "pandas"
) -> Any:
    """Return an Estimate as a frame, one row an element, with the columns of `keys` in front.

    Parameters
    ----------
    estimate : Estimate
        One number or an array.
    keys : mapping of str to sequence, optional
        What names the elements, such as {"force": ["Kent", "Surrey"]}.
    backend : str
        "pandas" (default), "polars" or "pyarrow".

    Returns
    -------
    frame of that kind
        The keys, the counts, value, low, high, level, sides, method, measure, unit and note.

    Raises
    ------
    DispropError
        For keys of another length than the estimate, and for an unknown backend.

    Examples
    --------
    >>> from disprop import rate, tables
    >>> tables.to_frame(rate([33, 352], [46_476, 1_761_205]), {"group": ["Black", "White"]})[["group", "events"]]
       group  events
    0  Black    33.0
    1  White   352.0
    """
    columns = estimate.to_dict()
    size = len(columns["value"])
    for name, labels in (keys or {}).items():
        if len(labels) != size:
            raise DispropError(f"key {name!r} has {len(labels)} labels for {size} estimates")
    named = {name: list(labels) for name, labels in (keys or {}).items()}
    one_of("frame library", backend, get_args(Library))
    return nw.from_dict({**named, **columns}, backend=backend).to_native()


def listed(names: Names, what: str = "names") -> list[str]:
    """Return one name, or several, as a list; a set has no order, and bytes are no text."""
    if isinstance(names, str):
        return [names]
    if isinstance(names, (bytes, AbstractSet, Mapping)) or not isinstance(names, Iterable):
        raise DispropError(f"{what} must be a name, or a list of names; got {names!r}")
    return list(names)
