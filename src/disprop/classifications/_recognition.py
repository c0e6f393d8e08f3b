"""Which known list a set of labels belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from pandas.api.types import is_scalar

from disprop._errors import DispropError, advised, near, refused
from disprop._labels import in_line
from disprop.classifications._classification import OTHERS, Classification, known

SHOWN = 5  # labels, or lists, in an error message


def recognise(labels: Iterable[object]) -> tuple[Classification, ...]:
    """Return the known classifications that have all of these labels.

    Use it on the values of a column whose list is not named. A few labels may belong to several lists: "White" and
    "Black" to five of them, and they do not mean the same in each.

    Parameters
    ----------
    labels : iterable of str
        The values of a column. What is missing, None or NaN, is passed over.

    Returns
    -------
    tuple of Classification
        The shortest list first.

    Raises
    ------
    DispropError
        If none has them all: it names the lists that have the most, and the labels that each lacks.

    Examples
    --------
    >>> from disprop import classifications
    >>> [found.name for found in classifications.recognise(["White - Irish", "Other ethnic group - Not stated"])]
    ['data-police-uk-self-defined']
    >>> classifications.recognise(["White British", "Irsh"])
    Traceback (most recent call last):
    disprop.DispropError: no known classification has all of these labels. census-2011-18 has 1 of 2, not 'Irsh' (Did
    you mean 'Irish'?)
    """
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise refused("labels", "are several texts, such as the values of a column", labels)
    there = [label for label in labels if not is_missing(label)]
    if odd := [label for label in there if not isinstance(label, str)]:
        raise refused("labels", "must be text", odd[0])
    wanted = _present(there)
    if not wanted:
        raise DispropError("no labels to recognise: every value is missing", what="labels", got=[])
    if found := holding(wanted):
        return found
    nearest = sorted(known().values(), key=lambda one: _held(one, wanted), reverse=True)
    misses = [_missed(one, wanted) for one in nearest if _held(one, wanted)][:3]
    said = "; ".join(misses) or f"None has even one; got {in_line(map(repr, wanted), SHOWN)}"
    raise advised("no known classification has all of these labels", f". {said}", what="labels", got=wanted)


def holding(labels: Iterable[object]) -> tuple[Classification, ...]:
    """Return the classifications that have all of the labels, the shortest first; none where there are no labels."""
    wanted = _present(labels)
    found = [one for one in known().values() if wanted and _held(one, wanted) == len(wanted)]
    return tuple(sorted(found, key=lambda one: len(one.members)))


def _present(labels: Iterable[object]) -> list[object]:
    """Return the labels once each, without what is missing and what any list may have."""
    return [label for label in dict.fromkeys(labels) if not is_missing(label) and label not in OTHERS]


def is_missing(label: Any) -> bool:
    """Return whether a cell holds nothing: None, NaN, pandas' NA, or text of no length."""
    return not label if isinstance(label, str) else bool(is_scalar(label) and pd.isna(label))


def _held(one: Classification, wanted: list[object]) -> int:
    there = one.labels
    return sum(label in there for label in wanted)


def _missed(one: Classification, wanted: list[object]) -> str:
    lacking = [label for label in wanted if label not in one.labels]
    named = [f"{label!r}{spelt(label, one)}" for label in lacking]
    return f"{one.name} has {_held(one, wanted)} of {len(wanted)}, not {in_line(named, SHOWN)}"


def spelt(label: object, one: Classification) -> str:
    """Return the known label nearest to one that is not known, in brackets."""
    hint = near(label, one.labels).strip()
    return f" ({hint})" if hint else ""
