"""Tables of counts known only in part: every completion lies inside, wider is never narrower, and exact is exact."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import (
    areas,
    direct_rate,
    direct_rate_ratio,
    indirect_ratio,
    proportion,
    rate,
    rate_ratio,
    risk_ratio,
    strata as stratified,
    tables,
)

COLUMNS = ("stops", "people")
PLACES, GROUPS, AGES = ["Kent", "Essex"], ["Black", "White"], ["0-64", "65+"]
SIDES: dict[str, Any] = {"group": "group", "reference": "White"}
VERBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "rate": (rate, {"by": ["place", "group"]}),
    "rate of several rows": (rate, {"by": "group", "sides": "upper"}),
    "proportion by a method that is not monotone": (proportion, {"by": ["place", "group"], "method": "wald"}),
    "direct rate": (direct_rate, {"by": "group", "strata": ["place", "age"], "standard": {}}),
    "rate ratio": (rate_ratio, {**SIDES, "within": "place"}),
    "risk ratio": (risk_ratio, SIDES),
    "Mantel-Haenszel": (stratified.mantel_haenszel, {**SIDES, "strata": ["place", "age"], "measure": "risk ratio"}),
    "direct ratio": (direct_rate_ratio, {**SIDES, "strata": "age", "standard": "european-2013"}),
    "indirect ratio": (indirect_ratio, {**SIDES, "strata": "place"}),
    "areas pooled": (areas.pool, {**SIDES, "strata": "place"}),
    "averages": (areas.averages, {**SIDES, "strata": "place"}),
}
CELLS = [*product(PLACES, GROUPS, AGES)]
STANDARD = {(place, age): 1 + i for i, (place, age) in enumerate(product(PLACES, AGES))}
NUMBERS = ["value", "low", "high", "least", "most"]


def drawn(seed: int, unknown: int = 3, widest: int = 2) -> pd.DataFrame:
    """A small table of which a few counts are known only to lie between two numbers."""
    random = np.random.default_rng(seed)
    place, group, age = zip(*CELLS, strict=True)
    low = random.integers(1, 9, len(CELLS))
    high = low.copy()
    high[random.choice(len(CELLS), unknown, replace=False)] += random.integers(1, widest + 1, unknown)
    ends = {"stops_low": low, "stops_high": high, "stops": np.where(low == high, low, np.nan)}
    return pd.DataFrame(
        {"place": place, "group": group, "age": age, **ends, "people": random.integers(40, 90, len(CELLS))}
    )


def asked(frame: pd.DataFrame, name: str, *more: str) -> pd.DataFrame:
    """What the verb of that name gives, apart for each value of more columns."""
    statistic, options = VERBS[name]
    apart = "by" if "by" in options else "within"
    given = options.get(apart, [])
    keys = [*more, *([given] if isinstance(given, str) else given)]
    standard = {"standard": STANDARD} if options.get("standard") == {} else {}
    options = {**options, apart: keys, **standard}
    verb: Any = tables.estimate_by if apart == "by" else tables.compare_by
    return pd.DataFrame(verb(frame, statistic, columns=COLUMNS, accept="repeated rows", **options))


def completions(frame: pd.DataFrame) -> pd.DataFrame:
    """Every table of known counts that it may be, below one another."""
    ranges = [range(low, high + 1) for low, high in zip(frame["stops_low"], frame["stops_high"], strict=True)]
    known = frame.drop(columns=["stops", "stops_low", "stops_high"])
    return pd.concat([known.assign(stops=each, completion=str(i)) for i, each in enumerate(product(*ranges))])


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_completion_lies_inside(name: str, seed: int) -> None:
    frame = drawn(seed)
    found, each = asked(frame, name), asked(completions(frame), name, "completion")
    keys = [key for key in ("place", "group", "name") if key in found]
    inner = each.groupby(keys, sort=False)[NUMBERS].agg(["min", "max"])
    assert len(found) == len(inner)
    for (key, own), row in zip(inner.iterrows(), found.to_dict("records"), strict=True):
        assert (key if isinstance(key, tuple) else (key,)) == tuple(row[key] for key in keys)
        ends = [own["value", "min"], own["value", "max"], own["low", "min"], own["high", "max"]]
        np.testing.assert_allclose([row["least"], row["most"], row["low"], row["high"]], ends, rtol=1e-9)
        assert np.isnan(row["value"]) == (row["least"] < row["most"])


@pytest.mark.parametrize("name", VERBS)
def test_wider_counts_never_give_narrower_bounds(name: str) -> None:
    frame = drawn(3)
    wider = frame.assign(stops_low=frame["stops_low"] - (frame["stops_low"] < frame["stops_high"]))
    inner, outer = asked(frame, name), asked(wider, name)
    slack = 1e-9 * inner[NUMBERS].abs()
    for end, below in (("least", True), ("low", True), ("most", False), ("high", False)):
        both = inner[end].notna() & (outer["note"] != "reference")
        off = (inner[end] - outer[end]) * (1 if below else -1)
        assert (off[both] >= -slack[end][both]).all(), end


@pytest.mark.parametrize("name", VERBS)
def test_exact_counts_give_the_exact_result(name: str) -> None:
    frame = drawn(4, unknown=0)
    known = asked(frame.drop(columns=["stops_low", "stops_high"]), name)
    found = asked(frame, name)
    assert (found["note"] == known["note"]).all()
    pd.testing.assert_frame_equal(found[known.columns], known, check_exact=True)
    sides = ("",) if "by" in VERBS[name][1] else ("", "reference_")
    more = {f"{side}stops_{end}" for side, end in product(sides, ("least", "most"))}
    assert set(found.columns) - set(known.columns) == more
    pd.testing.assert_frame_equal(asked(frame.drop(columns="stops"), name), found, check_exact=True)
