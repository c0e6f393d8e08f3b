"""Which column of a frame names the area that a row is from: rows of one area are not independent of each other."""

import re
from collections.abc import Collection, Iterable

from disprop._errors import advised

AREAS = frozenset(
    {
        *("area", "authority", "borough", "canton", "city", "constituency", "council", "county", "department"),
        *("district", "division", "force", "force area", "lad", "local authority", "municipality", "neighbourhood"),
        *("police force", "police force area", "precinct", "prefecture", "province", "region", "state", "town", "ward"),
    }
)
ENDING = re.compile(r" (name|code|id)$")


def area_of(names: Iterable[object], taken: Collection[object]) -> str | None:
    """Return the column that names areas by its own name, if there is one that has no other role."""
    found: dict[str, str] = {}
    for name in names:
        meaning = _plain(name)
        if meaning in AREAS and name not in taken:
            found.setdefault(meaning, str(name))
    if len(found) > 1:
        got = list(found.values())
        raise advised(
            f"more than one column names areas: {', '.join(map(repr, got))}",
            "; name the one in cluster= whose rows are alike, or take all rows as independent of each other by "
            "family='quasi-poisson'",
            what="cluster",
            got=got,
        )
    return next(iter(found.values()), None)


def _plain(name: object) -> str:
    """Return a name without capitals, marks and endings: "Force_Name" is a force."""
    words = " ".join(re.findall(r"[a-z]+", str(name).casefold()))
    return ENDING.sub("", words)
