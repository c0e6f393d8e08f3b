"""Rows whose numbers are the sums of those of other rows, and how likely chance is to make them so.

Each number is known, or known to lie between `least` and `most`: one that is missing may be any, and says nothing.
"""

from typing import Literal

import numpy as np
from scipy.special import gammainc

from disprop._arrays import BoolArray, FloatArray, IntArray

LEAST = 50  # a smaller total is a sum of others by chance too often
SURE = 1000  # the same where another column cannot tell
CHANCE = 0.003  # what chance gives more often than this is no finding
RARE = 0.1  # sums by chance that do not hide those by their labels
FEW = 2  # rows that a total is of, at least
LEVELS = 4  # totals of totals of totals
ROUNDED = 8  # rows, from which on a common divisor says that numbers were rounded
EXACT = 1e-9
MANY = 300  # rows: further ones are not held against any others of them
MOST = 2.0**40  # what a missing number may be: 10,000 of them added up are told apart to a whole


def sums(least: FloatArray, most: FloatArray, told: int = 0) -> dict[int, str]:
    """Return which rows (first axis) are in every column (second axis) the sum of others, with what they are sums of.

    One row may equal all others. Of the blocks directly above or below a row there are many, and one of them equals it
    by chance now and then: they are believed where chance would make as many in fewer than 3 in 1,000 tables. Those
    that were `told` by their labels count too, where chance makes few.
    """
    left = np.flatnonzero(_told_apart(least))
    found: dict[int, str] = {}
    for _ in range(LEVELS):
        new = whole(least[left], most[left]) or _blocks(least[left], most[left], told)
        found |= {int(left[row]): why for row, why in new.items()}
        left = np.delete(left, list(new))
        if not new:
            break
    return found


def whole(least: FloatArray, most: FloatArray) -> dict[int, str]:
    """Return the row that equals all others."""
    if not _told_apart(least).all():
        return {}
    low, high = least.sum(axis=0) - least, most.sum(axis=0) - most
    slack = EXACT * least.sum(axis=0)
    equal = ((low <= most + slack) & (high >= least - slack)).all(axis=1)
    filled = np.count_nonzero(most.any(axis=1)) - 1
    told = equal & _large(least, high - low + most - least)
    return {int(row): "equal to all other rows together" for row in np.flatnonzero(told) if filled >= FEW}


def combined(numbers: FloatArray) -> dict[int, list[int]]:
    """Return which rows are the sum of any others, wherever they stand, told by more columns than there are rows.

    The smallest are looked at first, until so many are no sums that the columns tell no more, or that they are MANY.
    """
    found: dict[int, list[int]] = {}
    basis: list[int] = []
    for row in np.argsort(numbers.sum(axis=1), kind="stable").tolist():
        if len(basis) >= min(numbers.shape[1], MANY):
            break
        parts = _parts(numbers[basis].T, numbers[row]) if len(basis) >= FEW else []
        if len(parts) >= FEW and numbers[row].max() >= LEAST:
            found[row] = [basis[part] for part in parts]
        elif not (numbers[basis] == numbers[row]).all(axis=1).any():
            basis.append(row)
    return found


def _parts(basis: FloatArray, total: FloatArray) -> list[int]:
    """Return which of the columns of `basis` add up to the total, if some do and no others could."""
    weights, _, rank, _ = np.linalg.lstsq(basis, total, rcond=None)
    parts = np.flatnonzero(np.rint(weights) == 1)
    exact = np.array_equal(basis[:, parts].sum(axis=1), total) and rank == basis.shape[1]
    return parts.tolist() if exact else []


def _blocks(least: FloatArray, most: FloatArray, told: int) -> dict[int, str]:
    """Return the rows that equal a block beside them, unless chance may have made so many."""
    if not least.size:
        return {}
    found: dict[int, str] = {}
    expected = 0.0
    for side, turn in (("above", 1), ("below", -1)):
        equal, sizes, chances = _beside(least[::turn], most[::turn])
        expected += float(chances.sum())
        rows = ((row if turn > 0 else len(least) - 1 - row, sizes[row]) for row in np.flatnonzero(equal))
        found |= {int(row): f"equal to the {size} rows directly {side} it" for row, size in rows}
    more = told if found and expected < RARE else 0
    return found if beyond_chance(len(found) + more, expected) else {}


def beyond_chance(found: int, expected: float) -> bool:
    """Whether chance, which makes so many on average, makes as many as were found too rarely to be believed."""
    return found > 0 and (expected == 0 or float(gammainc(found, expected)) < CHANCE)


def _beside(least: FloatArray, most: FloatArray) -> tuple[BoolArray, IntArray, FloatArray]:
    """Return which rows equal a block directly above them, of how many rows, and how often chance makes them so.

    Ever larger blocks step past a number: in each column there is a first and a last row from which a block may begin.
    """
    under, over = _added(least), _added(most)
    slack = EXACT * under[-1]
    first = _places(under, under[:-1] - most - slack).max(axis=1)
    last = _places(over, over[:-1] - least + slack, "right").min(axis=1) - 1
    near = _places(under, under[:-1] - least / 2) - _places(under, under[:-1] - 1.5 * least)
    start = np.minimum(first, np.arange(len(least)))
    filled = np.concatenate([[0], np.cumsum(most.any(axis=1))])
    size = filled[:-1] - filled[start]
    known = over[:-1] - over[start] - (under[:-1] - under[start]) + most - least
    may = (last >= 0) & (size >= FEW) & _large(least, known)
    return may & (first <= last), np.arange(len(least)) - start, np.where(may, _chances(least, known, near), 0.0)


def _places(sums: FloatArray, wanted: FloatArray, side: Literal["left", "right"] = "left") -> IntArray:
    """Return where numbers would stand among growing sums, column by column."""
    return np.column_stack([np.searchsorted(*both, side=side) for both in zip(sums.T, wanted.T, strict=True)])


def _added(numbers: FloatArray) -> FloatArray:
    return np.vstack([np.zeros(numbers.shape[1]), np.cumsum(numbers, axis=0)])


def _chances(numbers: FloatArray, width: FloatArray, near: IntArray) -> FloatArray:
    """Return how often the sum of a block that is about as large as a row is equal to it.

    Of ever larger blocks so many sums are `near` a number in one column, from half of it to half as much again, and
    each is equal to it once in so many; then the other columns have to agree too, each to about the root of its number.
    """
    units = np.array([_unit(column) for column in numbers.T])
    one = np.minimum((width + 1) * near * units / np.maximum(numbers, 1.0), 1.0)
    others = np.minimum((width + 1) / np.sqrt(np.maximum(numbers, 1.0)), 1.0)
    return np.asarray((one / others).min(axis=1) * others.prod(axis=1))


def _unit(column: FloatArray) -> float:
    """Return what all numbers of a column are multiples of: 100 where they were rounded to hundreds."""
    if len(column) < ROUNDED or not (column == np.floor(column)).all() or column.max(initial=0) >= MOST:
        return 1.0
    return float(max(np.gcd.reduce(column.astype(np.int64)), 1))


def _told_apart(numbers: FloatArray) -> BoolArray:
    """Whether each row has numbers that are not so large that their sums are no longer told apart."""
    return np.asarray((np.abs(numbers) < MOST).all(axis=1))


def _large(numbers: FloatArray, width: FloatArray) -> BoolArray:
    """Whether a number of each row is large beside what is not known of it and of its parts."""
    enough = np.where((width >= MOST / 2).any(axis=1), SURE, LEAST)
    return np.asarray((numbers / (width + 1)).max(axis=1, initial=0.0) >= enough)
