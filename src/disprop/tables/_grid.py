"""Every group in every area: where its counts are, where the reference's are, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from disprop._arrays import DispropError, near
from disprop.estimate import Estimate

WORDS = ("level", "method", "measure", "unit")


@dataclass(frozen=True, slots=True)
class Grid:
    """Every group in every area, with the row of its counts and of the reference's (-1 where there is none)."""

    cells: list[tuple[object, ...]]
    group_at: NDArray[np.int64]
    reference_at: NDArray[np.int64]

    @property
    def sides(self) -> dict[str, NDArray[np.int64]]:
        return {"group": self.group_at, "reference": self.reference_at}

    @property
    def is_reference(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (self.group_at == self.reference_at) & (self.group_at >= 0)
        return found

    @property
    def compared(self) -> NDArray[np.bool_]:
        return (self.group_at >= 0) & (self.reference_at >= 0) & ~self.is_reference

    def columns(self, estimate: Estimate) -> dict[str, list[Any]]:
        """Return the result columns with a place for every cell; the reference has value 1 and no interval."""
        blanks = {"value": np.where(self.is_reference, 1.0, np.nan), "low": np.nan, "high": np.nan}
        numbers = {name: self._placed(getattr(estimate, name), blank) for name, blank in blanks.items()}
        return {**numbers, **{name: [getattr(estimate, name)] * len(self.cells) for name in WORDS}}

    def notes(self, estimate: Estimate) -> list[Any]:
        """Return why a cell has no ratio, or nothing."""
        without = (self.is_reference, self.group_at < 0, self.reference_at < 0)
        blank = np.select(without, ("reference", "no row for this group", "no row for the reference"), default="")
        return self._placed(np.array(estimate.why(), dtype=object), blank)

    def _placed(self, values: Any, blank: Any) -> list[Any]:
        placed = np.empty(len(self.cells), dtype=object)
        placed[:] = blank
        placed[self.compared] = values
        return list(placed)


def grid_of(added: nw.DataFrame[Any], areas: list[str], group: str, reference: object) -> Grid:
    """Return the grid of the areas and groups of counts that were added up."""
    groups = list(dict.fromkeys(added[group].to_list()))
    if reference not in groups:
        raise DispropError(
            f"reference {reference!r} is not a value of {group!r}; it has {groups}.{near(reference, groups)}"
        )
    at = {key: i for i, key in enumerate(added.select([*areas, group]).iter_rows())}
    places = list(dict.fromkeys(key[:-1] for key in at))
    cells = [(*place, name) for place in places for name in groups]
    group_at = np.array([at.get(cell, -1) for cell in cells])
    return Grid(cells, group_at, np.array([at.get((*cell[:-1], reference), -1) for cell in cells]))
