"""Many rows together give what each row gives alone."""

from __future__ import annotations

import numpy as np
import pytest

from disprop.intervals import RATE


@pytest.mark.parametrize("name", RATE.methods)
@pytest.mark.parametrize("largest", [0, 7, 900])
def test_many_rows_are_what_each_is_alone(name: str, largest: int) -> None:
    counts = np.random.default_rng(5).integers(0, largest, 1000, endpoint=True).astype(float)
    people = np.linspace(0.5, 1e6, 1000)
    together = RATE.limits(name, (counts, people), 0.025)
    alone = [RATE.limits(name, (np.array(x), np.array(t)), 0.025) for x, t in zip(counts, people, strict=True)]
    # a root for many rows at once takes other steps than for one, and ends within a few units of rounding; the
    # polynomial of a level leaves terms of 2e-14 of a limit out
    rough = 5e-14 if name in {"garwood", "mid-p", "jeffreys"} else 1e-14
    np.testing.assert_allclose(np.transpose(together), alone, rtol=rough)


@pytest.mark.parametrize("name", RATE.methods)
def test_no_rows_have_no_limits(name: str) -> None:
    empty = np.zeros(0)
    low, high = RATE.limits(name, (empty, empty), 0.025)
    assert low.size == high.size == 0
