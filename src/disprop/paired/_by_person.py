"""Two systems, or two thresholds, tried on people who pass several times, and are alike in each pass."""

from typing import Any

import numpy as np

from disprop import _arrays
from disprop._arrays import FloatArray
from disprop._errors import advised, position, refused
from disprop.estimate import Estimate, from_family
from disprop.intervals import Family
from disprop.intervals.by_person import CLUSTERED_DIFFERENCE, CLUSTERED_RATIO

PERSON = ("once", "repeated", "mean")


def difference_of(counts: dict[str, FloatArray], person: str, **how: Any) -> Estimate:
    """Return the difference of the shares that A and B alert, from the counts of each person.

    Each pass counts once; with person="mean" each person, by the mean of the people's own differences.
    """
    excess, passes = counts["only_a"] - counts["only_b"], sum(counts.values(), start=_arrays.ZERO)
    _at_least_two(passes)
    _refuse_absent(passes)
    u, n = (excess, passes) if person == "repeated" else (excess / passes, np.ones_like(passes))
    return of_sums(CLUSTERED_DIFFERENCE, u, n, unit="per 1", **how)


def ratio_of(counts: dict[str, FloatArray], **how: Any) -> Estimate:
    """Return the ratio of the alerts of A to those of B, from the counts of each person."""
    both, only_a, only_b = counts.values()
    return of_sums(CLUSTERED_RATIO, both + only_a, both + only_b, **how)


def of_sums(family: Family, u: FloatArray, n: FloatArray, **how: Any) -> Estimate:
    """Return the Estimate of sum u / sum n over people; those who have neither are not counted."""
    _at_least_two(u)
    people = np.array(float(((u != 0) | (n != 0)).sum()))
    sums = (u.sum(), n.sum(), (u * u).sum(), (u * n).sum(), (n * n).sum(), people)
    data = dict(zip(family.data, map(np.asarray, sums), strict=True))
    return from_family(family, data, **how)


def _at_least_two(people: FloatArray) -> None:
    if people.ndim != 1 or people.size < 2:
        raise refused("counts by person", "need one element a person, and two people or more", people.shape)


def _refuse_absent(passes: FloatArray) -> None:
    if (passes == 0).any():
        at = int(np.argmin(passes))
        said = f"each person needs a pass; the four counts{position(at)} are 0"
        raise advised(said, ": leave that person out", what="each person", got=0, where=at)
