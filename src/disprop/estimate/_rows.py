"""The elements of estimates, each behind its label, and as the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from disprop import _text
from disprop._tabled import METHOD, NOTE, Row

if TYPE_CHECKING:
    from disprop.estimate._estimate import Estimate


def labels_of(estimate: Estimate) -> list[Sequence[object]]:
    """Return the labels of each axis: those that the counts came with, or else the places, from 1."""
    shape = np.shape(estimate.value)
    known = [labels for _, labels in estimate._made.axes]  # noqa: SLF001 (its own room)
    fit = len(known) == len(shape) and all(own is None or len(own) == n for own, n in zip(known, shape, strict=True))
    named = known if fit else [None] * len(shape)
    return [range(1, n + 1) if own is None else list(own) for own, n in zip(named, shape, strict=True)]


def placed(estimate: Estimate) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the place of each element of an array behind its label; a single number has none."""
    axes = labels_of(estimate)
    for at in np.ndindex(np.shape(estimate.value)):
        yield ", ".join(str(labels[i]) for labels, i in zip(axes, at, strict=True)), at


def told_apart(name: str, label: str) -> str:
    """Return the name of an element of one of several estimates."""
    return ": ".join(filter(None, (name, label)))


def rows_of(estimates: Mapping[str, Estimate]) -> list[Row]:
    """Return the rows of a table: one for each element, named where there are several."""
    every = [(told_apart(name, label), each, at) for name, each in estimates.items() for label, at in placed(each)]
    named = any(name for name, _, _ in every)
    rows = []
    for name, each, at in every:
        row = row_of({"": name} if named else {}, each._line(at), each.measure, each.method, each.basis)  # noqa: SLF001
        rows.append(row._replace(family=each._made.family))  # noqa: SLF001 (its own room)
    return rows


def row_of(labels: dict[str, str], line: _text.Line, measure: str, method: str, basis: Mapping[str, str]) -> Row:
    """Return the row of one number: of the reference, and of a number without limits, a method says nothing."""
    note = line.why() if np.isnan(line.value) else line.remark
    said = {METHOD: None if np.isnan(line.low) else method, **basis, NOTE: "" if note == _text.REFERENCE else note}
    return Row(labels, line, measure, said)


def in_whole(counts: list[Any]) -> list[Any]:
    """Return counts as whole numbers where all are; None stays."""
    whole = all(count is None or float(count).is_integer() for count in counts)
    return [count if count is None else int(count) if whole else float(count) for count in counts]


def notes_of(estimate: Estimate, *, at_all: bool = False) -> list[str]:
    """Return what is to be said of each element: why it is undefined, or the remark on it; mostly nothing.

    `at_all` asks only why it has no limits either, which it has where its counts are known only in part.
    """
    words = np.array(np.broadcast_to(np.asarray(estimate.remark, dtype=object), np.shape(estimate.value)))
    for at in map(tuple, np.argwhere(np.isnan(estimate.low) | np.isnan(estimate.value) & (not at_all))):
        words[at] = estimate[at].why()[0] or words[at]
    return [str(word) for word in words.flat]
