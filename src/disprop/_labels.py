"""The labels of rows and columns: counts go together where they are the same, in the same order."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from disprop import _data
from disprop._errors import advised, in_line

Axis = tuple[Any, Any]  # its name, and its labels as an index; None for what it has not
Axes = tuple[Axis, ...]
FEW = 3  # labels that an error names
XARRAY, PANDAS, APART = _data.read("labels.json").values()  # what differs, and what brings it together


def axes_of(value: object) -> Axes:
    """Return the name and the labels of each axis, of a frame, a column or an array that knows them; else nothing."""
    axes, dims, indexes = (getattr(value, name, None) for name in ("axes", "dims", "indexes"))
    if isinstance(axes, list):
        return tuple((None, labels) for labels in axes)
    if isinstance(dims, tuple) and isinstance(indexes, Mapping):
        return tuple((dim, indexes.get(dim)) for dim in dims)
    return ()


def same_labels(axes: Mapping[str, Axes]) -> None:
    """Refuse arrays whose labels differ: they would be taken in the wrong order."""
    labelled = [(name, own) for name, own in axes.items() if own]
    for (one, here), (other, there) in combinations(labelled, 2):
        named = any(dim is not None for dim, _ in (*here, *there))
        if (not named and len(here) != len(there)) or not all(map(_alike, here[::-1], there[::-1])):
            both = f"{one} and {other}"
            got, hint = XARRAY if named or len(here) != len(there) else _unlike((one, other), here, there)
            raise advised(f"{both} carry {got}", hint, what=both, got=got)


def _unlike(names: tuple[str, str], here: Axes, there: Axes) -> tuple[str, str]:
    """Return how the labels of two columns, or frames, differ, and what brings them together."""
    axis = [*map(_alike, here, there)].index(False)
    both = [here[axis][1], there[axis][1]]
    kind, keep, order = PANDAS[axis]
    alone = [own[~own.isin(other)].tolist() for own, other in zip(both, both[::-1], strict=True)]
    if not any(alone):
        return f"the same {kind} in another order, or some of them twice", order
    listed = (f"only in {name} {in_line(map(repr, own), FEW)}" for name, own in zip(names, alone, strict=True) if own)
    return f"different {kind}: {'; '.join(listed)}", APART if alone == [each.tolist() for each in both] else keep


def _alike(one: Axis, other: Axis) -> bool:
    """Return whether two axes go together: where both have a name, or labels, these are the same."""
    names, labels = zip(one, other, strict=True)
    if None not in names and names[0] != names[1]:
        return False
    return any(own is None for own in labels) or bool(labels[0].equals(labels[1]))
