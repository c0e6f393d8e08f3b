"""Rows whose numbers are the sums of those of other rows, and how likely chance is to make them so."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from disprop._arrays import FloatArray

LEAST = 50  # a smaller total is a sum of others by chance too often
CHANCE = 0.003  # what chance gives more often than this is no finding
FEW = 2  # rows that a total is of, at least
LEVELS = 4  # totals of totals of totals
ROUNDED = 8  # rows, from which on a common divisor says that numbers were rounded
EXACT = 1e-9
MOST = 2.0**53
ALL = "equal to all other rows together"


def sums(numbers: FloatArray) -> dict[int, str]:
    """Return which rows (first axis) are in every column (second axis) the sum of others, with what they are sums of.

    One row may equal all others. Of the blocks directly above or below a row there are many, and one of them equals it
    by chance now and then: they are believed where chance would make as many in fewer than 3 in 1,000 tables.
    """
    left = np.flatnonzero(_told_apart(numbers))
    found: dict[int, str] = {}
    for _ in range(LEVELS):
        new = whole(numbers[left]) or _blocks(numbers[left])
        found |= {int(left[row]): why for row, why in new.items()}
        left = np.delete(left, list(new))
        if not new:
            break
    return found


def whole(numbers: FloatArray) -> dict[int, str]:
    """Return the row that equals all others."""
    if not _told_apart(numbers).all():
        return {}
    equal = np.isclose(2 * numbers, numbers.sum(axis=0), rtol=EXACT, atol=0).all(axis=1)
    filled = np.count_nonzero(numbers.any(axis=1)) - 1
    return {int(row): ALL for row in np.flatnonzero(equal & _large(numbers)) if filled >= FEW}


def _blocks(numbers: FloatArray) -> dict[int, str]:
    """Return the rows that equal a block beside them, unless chance may have made so many."""
    if not numbers.size:
        return {}
    found: dict[int, str] = {}
    expected = 0.0
    for side in ("above", "below"):
        turned = numbers if side == "above" else numbers[::-1]
        equal, sizes, chances = _beside(turned)
        expected += float(chances.sum())
        rows = ((row if side == "above" else len(numbers) - 1 - row, sizes[row]) for row in np.flatnonzero(equal))
        found |= {int(row): f"equal to the {size} rows directly {side} it" for row, size in rows}
    return found if beyond_chance(len(found), expected) else {}


def beyond_chance(found: int, expected: float) -> bool:
    """Whether chance, which makes so many on average, makes as many as were found too rarely to be believed."""
    return found > 0 and (expected == 0 or float(gammainc(found, expected)) < CHANCE)


def _beside(numbers: FloatArray) -> tuple[NDArray[np.bool_], NDArray[np.intp], FloatArray]:
    """Return which rows equal a block directly above them, of how many rows, and how often chance makes them so.

    The sums of ever larger blocks step past a number, and hit it once in about as many times as a step is long. A
    second column then has to agree too.
    """
    sums_above = np.vstack([np.zeros(numbers.shape[1]), np.cumsum(numbers, axis=0)])
    both = sums_above.sum(axis=1)
    wanted = both[:-1] - numbers.sum(axis=1)
    first = np.clip(np.searchsorted(both, wanted + EXACT * both[-1], side="right") - 1, 0, None)
    filled = np.concatenate([[0], np.cumsum(numbers.any(axis=1))])
    size = filled[:-1] - filled[first]
    may = (wanted >= -EXACT * both[-1]) & (size >= FEW) & _large(numbers)
    equal = np.isclose(sums_above[:-1] - sums_above[first], numbers, rtol=EXACT, atol=EXACT).all(axis=1)
    return may & equal, np.arange(len(numbers)) - first, np.where(may, _chances(numbers, size), 0.0)


def _chances(numbers: FloatArray, size: NDArray[np.intp]) -> FloatArray:
    """Return how often the sum of a block that is about as large as a row is equal to it."""
    main = int(np.argmax(numbers.sum(axis=0)))
    step = numbers[:, main] / (_unit(numbers[:, main]) * np.maximum(size, 1))
    with np.errstate(over="ignore"):  # many numbers agree by chance never
        others = np.sqrt(np.maximum(np.delete(numbers, main, axis=1), 1.0)).prod(axis=1)
    return 1 / (np.maximum(2 * step, 1.0) * others)


def _unit(column: FloatArray) -> float:
    """Return what all numbers of a column are multiples of: 100 where they were rounded to hundreds."""
    if len(column) < ROUNDED or not (column == np.floor(column)).all() or column.max(initial=0) >= 2**53:
        return 1.0
    return float(max(np.gcd.reduce(column.astype(np.int64)), 1))


def _told_apart(numbers: FloatArray) -> NDArray[np.bool_]:
    """Whether each row has numbers, and none so large that a float does not tell it from the next."""
    return np.asarray((np.abs(numbers) < MOST).all(axis=1))


def _large(numbers: FloatArray) -> NDArray[np.bool_]:
    return np.asarray(numbers.max(axis=1, initial=0.0) >= LEAST)
