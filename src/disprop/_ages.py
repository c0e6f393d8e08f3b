"""Ages as they are printed: one reader for the bands of people, and for those of standards."""

import math
import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from disprop._errors import refused
from disprop._labels import plain

Band = tuple[float, float]  # first age, and the first above the band
ASIDE = re.compile(r"^(?:persons |people )?(?:aged?|ages) |(?<=\d) ?(?:years?|yrs?|y)(?:[ -]olds?| of age)?\b")
SHEET = re.compile(r"[a-z]{3}-\d\d?|\d\d?-[a-z]{3}")
AGE, OLDER, YOUNGER = r"(\d\d?|1[0-2]\d)", "(?:over|above|older|more)", "(?:under|below|younger)"
BANDS: dict[str, Callable[..., Band]] = {
    AGE: lambda age: (age, age + 1),
    rf"{AGE} ?(?:-|to) ?{AGE}": lambda first, last: (first, last + 1),
    rf"{AGE} ?(?:\+|plus|(?:and|or|&) {OLDER})|(?:>=|≥) ?{AGE}": lambda first: (first, math.inf),
    rf"(?:over|above|older than|more than|>) ?{AGE}": lambda below: (below + 1, math.inf),
    rf"(?:{YOUNGER}(?: than)?|less than|<) ?{AGE}": lambda above: (0, above),
    rf"{AGE} (?:and|or|&) {YOUNGER}|(?:up to|<=|≤) ?{AGE}": lambda last: (0, last + 1),
}


def read(label: object) -> Band | None:
    """Return the ages of a label: "0-4", "Aged 85 and over", "over 34", which is 35 and more, "Under 11", or "17"."""
    seen = ASIDE.sub("", plain(label))
    for form, ages in BANDS.items():
        if found := re.fullmatch(form, seen, re.ASCII):
            first, above = ages(*(int(age) for age in found.groups() if age))
            return (first, above) if first < above else None
    return None


def band(label: object) -> Band:
    """Return the ages of a label, or refuse it."""
    if found := read(label):
        return found
    hint = "; spreadsheets take 10-17 for a date, and write 'Oct-17'" if SHEET.fullmatch(plain(label)) else ""
    raise refused("ages", "must be such as '0-4', '85+', 'over 34', 'under 1' or '0'", label, hint=hint)


def written(ages: Band) -> str:
    """Return the label of a band, which `band` reads again."""
    first, above = ages
    return f"{first}+" if above == math.inf else f"{first}" if above == first + 1 else f"{first}-{above - 1:.0f}"


def within(ages: Band, wider: Band) -> bool:
    """Whether all ages of a band are in another."""
    return wider[0] <= ages[0] and ages[1] <= wider[1]


def meet(ages: Band, other: Band) -> bool:
    """Whether two bands have an age in common."""
    return ages[0] < other[1] and other[0] < ages[1]


def common(*sides: Iterable[Band]) -> list[Band]:
    """Return the narrowest bands that those of each side fill from the first age to the last, none of them split."""
    every = [sorted(side) for side in sides]
    edges = sorted({edge for side in every for ages in side for edge in ages})
    whole = [edge for edge in edges if not any(first < edge < above for side in every for first, above in side)]
    return [one for one in pairwise(whole) if all(_fill(side, one) for side in every)]


def _fill(side: list[Band], wide: Band) -> bool:
    inside = [ages for ages in side if meet(ages, wide)]
    return bool(inside) and (inside[0][0], inside[-1][1]) == wide
