"""The weights of standard populations, for the ages that one has."""

import math
from collections.abc import Iterable
from itertools import pairwise

from disprop import _data
from disprop._ages import Band, band
from disprop._calls import answers
from disprop._errors import Said, one_of, refused, worded


@answers
def standard_weights(name: str, ages: Iterable[str] | None = None) -> dict[str, float]:
    """Return the weights of a standard population by age, with the sum 1: what `standard=` takes.

    Parameters
    ----------
    name : str
        "european-2013", "european-1976", "who-2000-2025", "segi-1960", "nordic-2000" or "us-2000", as in the dataset
        "standard-populations".
    ages : iterable of str, optional
        The age bands of the counts, in order: "0-4", "5 to 9 years", "85+", "Aged 85 and over", "over 84" (85 and up),
        "under 1", "17 and under", "0". Each must be made up of whole bands of the standard, and follow the one before
        it. They may leave out the youngest or the oldest: then the weights are those of the ages that are left. All
        bands of the standard if none are given.

    Returns
    -------
    dict of str to float
        Weights by age band, which a result or an error can name.

    Raises
    ------
    DispropError
        For a standard that is not known; for ages that are not read, overlap, leave a gap, or cut a band in two.

    Examples
    --------
    >>> standard_weights("european-2013", ["0-14", "15-64", "65+"])
    {'0-14': 0.16, '15-64': 0.645, '65+': 0.195}
    """
    bands = _printed(name)
    chosen = [(age, band(age)) for age in (bands if ages is None else ages)]
    known = {band(age): weight for age, weight in bands.items()}
    _refuse_gaps(chosen)
    sums = {age: _weight(name, age, one, known) for age, one in chosen}
    total = math.fsum(sums.values())
    return {age: weight / total for age, weight in sums.items()}


def _printed(name: str) -> dict[str, float]:
    """Return the weights of one standard as they are printed."""
    rows = _data.rows("data", "standard_populations.csv")
    one_of("standard population", name, dict.fromkeys(row["standard"] for row in rows))
    return {row["age"]: float(row["weight"]) for row in rows if row["standard"] == name}


def _refuse_gaps(chosen: list[tuple[str, Band]]) -> None:
    if not chosen:
        raise refused("ages", "must name at least one band", Said("none"))
    for (before, (_, end)), (after, (start, _)) in pairwise(chosen):
        if end != start:
            raise worded("ages apart", "ages", after, before=before)


def _weight(name: str, age: str, ages: Band, known: dict[Band, float]) -> float:
    """Return the sum of the weights of the bands that make up one band."""
    first, above = ages
    inside = {one: weight for one, weight in known.items() if first <= one[0] and one[1] <= above}
    if not inside or (min(inside)[0], max(inside)[1]) != ages:
        edges = ", ".join(f"{int(start)}" for start, _ in known)
        raise worded("band cut in two", "ages", age, name=name, edges=edges)
    return math.fsum(inside.values())
