"""Ages as they are printed: one reader for the bands of people, and for those of standards."""

import math
import re
from collections.abc import Iterable
from itertools import pairwise

from disprop import _data
from disprop._errors import plain, refused

Band = tuple[float, float]  # first age, and the first above the band
_SAID = _data.read("ages.json")
# Each form, and what is added to its first number, and to its last, for the ends of a band; None for one that is open.
BANDS = [(_data.pattern(form, _SAID["parts"]), start, end) for form, start, end in _SAID["bands"]]


def read(label: object) -> Band | None:
    """Return the ages of a label: "0-4", "Aged 85 and over", "over 34", which is 35 and more, "Under 11", or "17"."""
    seen = re.sub(_SAID["aside"], "", plain(label))
    for form, start, end in BANDS:
        if found := form.fullmatch(seen):
            first, *_, last = (int(age) for age in found.groups() * 2 if age)
            ages = (0 if start is None else first + start, math.inf if end is None else last + end)
            return ages if ages[0] < ages[1] else None
    return None


def band(label: object) -> Band:
    """Return the ages of a label, or refuse it."""
    if found := read(label):
        return found
    hint = (
        "; spreadsheets take 10-17 for a date, and write 'Oct-17'" if re.fullmatch(_SAID["date"], plain(label)) else ""
    )
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
