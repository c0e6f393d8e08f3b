"""The weights of standard populations, for the ages that one has."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from disprop import _data
from disprop._errors import DispropError, Said, advised, one_of, refused

Band = tuple[int, float]  # first age, and the first above the band
FORMS: dict[str, Callable[..., Band]] = {
    r"(\d{1,3})": lambda first: (int(first), int(first) + 1),
    r"(\d{1,3}) ?(?:-|–|to) ?(\d{1,3})": lambda first, last: (int(first), int(last) + 1),
    r"(\d{1,3}) ?(?:\+|(?:and|or|&) (?:over|above|older))": lambda first: (int(first), math.inf),
    r"(?:under|<) ?(\d{1,3})": lambda above: (0, int(above)),
}


def standard_weights(name: str, ages: Iterable[str] | None = None) -> dict[str, float]:
    """Return the weights of a standard population by age, with the sum 1: what `standard=` takes.

    Parameters
    ----------
    name : str
        "european-2013", "european-1976", "who-2000-2025", "segi-1960", "nordic-2000" or "us-2000", as in the dataset
        "standard-populations".
    ages : iterable of str, optional
        The age bands of the counts, in order: "0-4", "5 to 9", "85+", "85 and over", "under 1", "0". Each must be made
        up of whole bands of the standard, and follow the one before it. They may leave out the youngest or the oldest:
        then the weights are those of the ages that are left. All bands of the standard if none are given.

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
    chosen = [(age, _band(age)) for age in (bands if ages is None else ages)]
    known = {_band(age): weight for age, weight in bands.items()}
    _refuse_gaps(chosen)
    sums = {age: _weight(name, age, band, known) for age, band in chosen}
    total = math.fsum(sums.values())
    return {age: weight / total for age, weight in sums.items()}


def _printed(name: str) -> dict[str, float]:
    """Return the weights of one standard as they are printed."""
    rows = list(csv.DictReader(io.StringIO(_data.text("data", "standard_populations.csv"))))
    standards = dict.fromkeys(row["standard"] for row in rows)
    one_of("standard population", name, standards)
    return {row["age"]: float(row["weight"]) for row in rows if row["standard"] == name}


def _band(age: str) -> Band:
    """Return the ages of a label."""
    for form, read in FORMS.items():
        if found := re.fullmatch(form, str(age).strip().lower()):
            return read(*found.groups())
    raise refused("ages", "must be such as '0-4', '85+', 'under 1' or '0'", age)


def _refuse_gaps(chosen: list[tuple[str, Band]]) -> None:
    if not chosen:
        raise refused("ages", "must name at least one band", Said("none"))
    for (before, (_, end)), (after, (start, _)) in pairwise(chosen):
        if end != start:
            said = f"ages must follow one another; {after!r} does not start where {before!r} ends"
            raise DispropError(said, what="ages", got=after)


def _weight(name: str, age: str, band: Band, known: dict[Band, float]) -> float:
    """Return the sum of the weights of the bands that make up one band."""
    first, above = band
    inside = {one: weight for one, weight in known.items() if first <= one[0] and one[1] <= above}
    if not inside or (min(inside)[0], max(inside)[1]) != band:
        edges = ", ".join(f"{int(start)}" for start, _ in known)
        hint = f"; its bands start at the ages {edges}"
        raise advised(f"{age!r} cuts a band of {name} in two", hint, what="ages", got=age)
    return math.fsum(inside.values())
