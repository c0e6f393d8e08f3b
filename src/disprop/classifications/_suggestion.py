"""What to do where the labels of counts and of populations are those of different lists."""

from collections.abc import Sequence

from disprop._errors import in_line
from disprop.classifications._classification import Classification
from disprop.classifications._mapping import kept, leads
from disprop.classifications._recognition import SHOWN, holding, not_as_printed


def suggestion(column: str, counts: Sequence[object], population: Sequence[object]) -> str:
    """Return a sentence that names the lists of both sides and the crosswalk between them, or nothing."""
    ours, theirs = _lists(counts), _lists(population)
    if not (ours and theirs):
        return ""
    if shared := [one for one in ours if one in theirs]:
        return _of_one_list(column, shared[0], counts, population)
    said = f"{column!r} of the counts has labels of {_names(ours)}, that of the population those of {_names(theirs)}"
    routes = [
        (side, source, target)
        for one in ours
        for other in theirs
        for side, source, target in (("counts", one, other), ("population", other, one))
        if leads(source, target)
    ]
    if not routes:
        return f"{said}, and no crosswalk leads from the one to the other"
    side, source, target = max(routes, key=lambda route: kept(route[1], route[2]) / len(route[1].groups))
    again = ', and again with kind="maximal"' if target.basis == "officer-defined" else ""
    return f"{said}: try {_call(side, source, target, column)}{again}"


def _lists(labels: Sequence[object]) -> tuple[Classification, ...]:
    """Return the lists that have all of the labels; of these only the ones of which no group is left out, if any is so.

    Five groups without Chinese are also among the six with Chinese, but have the Chinese in another. A list
    that prints the labels exactly so comes before one that has them only if something is forgiven.
    """
    found = holding(labels)
    alike = [one for one in found if not_as_printed(one, labels) == not_as_printed(found[0], labels)]
    return tuple(one for one in alike if {*one.groups} <= {*_own(labels, one).values()}) or tuple(alike)


def _own(labels: Sequence[object], one: Classification) -> dict[object, str]:
    return {label: read[0].label for label in labels if (read := one.read(label))}


def _of_one_list(column: str, one: Classification, counts: Sequence[object], population: Sequence[object]) -> str:
    """Return what to do where labels of one list are written in two ways."""
    sides = [_own(side, one) for side in (counts, population)]
    same = set(sides[0].values()) & set(sides[1].values())
    if all(label in sides[1] for label, own in sides[0].items() if own in same):
        return ""
    calls = " and ".join(_call(side, one, one, column) for side in ("counts", "population"))
    return f"{column!r} has labels of {one.name} on both sides, written in two ways: try {calls}"


def _call(side: str, source: Classification, target: Classification, column: str) -> str:
    return f'tables.crosswalk({side}, "{source.name}", "{target.name}", column="{column}", name="{column}")'


def _names(found: Sequence[Classification]) -> str:
    return in_line((one.name for one in found), SHOWN).replace(", ", " or ")
