"""Every method at the largest counts that are taken, beside the smallest: defined, and around its estimate."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from disprop.intervals import Family
from strategies import PLAIN, limits, value

LARGEST = 2.0**53 - 1
WHOLES = (1.0, 1e3, 1e9, LARGEST)
PARTS = [(part, whole) for whole in WHOLES for part in (0.0, 1.0, 5e8, LARGEST - 1, LARGEST) if part <= whole]
RATES = list(product((0.0, 1.0, 5e8, LARGEST), (1e-10, 1.0, 1e12)))
SIDES = {
    "proportion": PARTS,
    "rate": RATES,
    **dict.fromkeys(("rate ratio", "rate difference"), RATES),
    **dict.fromkeys(("risk ratio", "risk difference", "odds ratio"), PARTS),
}
OWN_CENTRE = {"jeffreys", "scas", "agresti-coull", "agresti-caffo"}  # may leave the estimate out at a level near 0
TAKES_LONG = {("odds ratio", "exact"), ("odds ratio", "mid-p")}  # adds up as many terms as the smallest margin has


@pytest.mark.parametrize(
    ("family", "name"),
    [m for m in PLAIN if m.values[0].parameter in SIDES and (m.values[0].parameter, m.values[1]) not in TAKES_LONG],
)
@pytest.mark.parametrize("level", [0.5, 0.95, 0.9999])
def test_defined_around_the_estimate(family: Family, name: str, level: float) -> None:
    sides = SIDES[family.parameter]
    rows = sides if len(family.data) == 2 else [(*one, *other) for one, other in product(sides, sides)]
    columns = tuple(np.array(rows).T)
    low, high = limits(family, name, columns, level)
    estimate = value(family, columns)
    assert not (np.isnan(low) | np.isnan(high)).any()
    inside = (low <= estimate) & (estimate <= high)
    if name.removeprefix("mover-") not in OWN_CENTRE:
        assert (inside | np.isnan(estimate)).all()
