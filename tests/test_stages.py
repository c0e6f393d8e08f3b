"""The stages of a disparity: ratios that multiply to the one per head, and the part that each has in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf

from disprop import DispropError, between, disparity, plot, rate_ratio, risk_ratio, tables
from disprop.disparity import Stages

# OJJDP, National R/ED Databook 2020, males, rounded to 100.
NAMES = ["referred", "petitioned", "adjudicated", "placed"]
BLACK, WHITE = [129_700, 83_400, 39_200, 13_000], [159_200, 83_500, 42_300, 9_500]
COURTS = pd.DataFrame([["Black", 2_468_900, *BLACK], ["White", 8_752_200, *WHITE]], columns=["race", "people", *NAMES])
BESIDE: dict[str, Any] = {"group": "race", "reference": "White"}


def stopped(**options: Any) -> Stages:
    return disparity.stages(
        ["stop", "search", "arrest"], group=([300, 90, 18], 5_000), reference=([2_000, 400, 60], 100_000), **options
    )


def test_three_stages_by_hand() -> None:
    """Limits of each ratio on the log scale, of the product with the sum of their variances, and Fieller's."""
    expected = {
        "stop": (3, 2.65717, 3.38706),
        "search": (1.5, 1.23573, 1.82079),
        "arrest": (4 / 3, 0.82959, 2.14295),
        "all stages": (6, 3.54322, 10.16026),
        "share of stop": (0.613147, 0.473168, 0.859084),
        "share of search": (0.226294, 0.125677, 0.344111),
        "share of arrest": (0.160558, -0.142568, 0.340528),
    }
    found = stopped(method="log").estimates
    assert list(found) == list(expected)
    for name, numbers in expected.items():
        own = [found[name].value, found[name].low, found[name].high]
        assert own == pytest.approx(numbers, abs=5.1e-6 if "share" not in name else 5.1e-7)


def test_shares_solve_their_equation() -> None:
    """(L_s - share L)^2 = z^2 Var(L_s - share L), at 50 digits."""
    with mp.workdps(50):
        x1, x0 = [mpf(x) for x in (300, 90, 18)], [mpf(x) for x in (2_000, 400, 60)]
        added = [1 / a + 1 / b for a, b in zip(x1, x0, strict=True)]
        v = [added[0], added[1] - added[0], added[2] - added[1]]
        logs = [mp.log(3), mp.log(mpf(3) / 2), mp.log(mpf(4) / 3)]
        z = mp.sqrt(2) * mp.erfinv(mpf("0.9"))
        shares = stopped(level=0.9).shares
        for at, (log, own) in enumerate(zip(logs, v, strict=True)):
            for limit in (np.asarray(shares.low)[at], np.asarray(shares.high)[at]):
                phi = mpf(float(limit))
                left = (log - phi * sum(logs)) ** 2
                assert left == pytest.approx(z**2 * (own - 2 * phi * own + phi**2 * sum(v)), rel=1e-10)


def test_each_stage_has_the_interval_that_it_has_alone() -> None:
    found = stopped()
    assert found.first == rate_ratio(group=(300, 5_000), reference=(2_000, 100_000))
    assert found.total == rate_ratio(group=(18, 5_000), reference=(60, 100_000))
    alone = risk_ratio(group=(90, 300), reference=(400, 2_000), method="miettinen-nurminen")
    assert (found.ratios["search"].low, found.ratios["search"].high) == (alone.low, alone.high)


def test_juvenile_courts_are_the_same_both_ways() -> None:
    found = disparity.stages(NAMES, group=(BLACK, 2_468_900), reference=(WHITE, 8_752_200))
    assert found.total.value == (13_000 / 2_468_900) / (9_500 / 8_752_200)
    assert np.prod([each.value for each in found.ratios.values()]) == pytest.approx(found.total.value, rel=1e-14)
    assert round(float(found.total.value), 3) == 4.851


chains = st.lists(st.integers(1, 40), min_size=2, max_size=5).map(lambda steps: np.cumsum(steps)[::-1].tolist())


@settings(max_examples=60, deadline=None)
@given(group=chains, reference=chains, more=st.integers(1, 500))
def test_stages_multiply_to_the_whole_and_shares_add_up_to_one(group: Any, reference: Any, more: int) -> None:
    size = min(len(group), len(reference))
    sides = [(side[:size], side[0] + more) for side in (group, reference)]
    found = disparity.stages(group=sides[0], reference=sides[1], method="log")
    assert np.prod([each.value for each in found.ratios.values()]) == pytest.approx(found.total.value, rel=1e-12)
    square = sum(np.log(each.high / each.low) ** 2 for each in found.ratios.values())
    assert square == pytest.approx(np.log(found.total.high / found.total.low) ** 2, rel=1e-9)
    if found.total.excludes(1):
        assert found.shares.value.sum() == pytest.approx(1, rel=1e-9)
        assert (found.shares.low <= found.shares.value).all()
        assert (found.shares.value <= found.shares.high).all()
    else:
        assert np.isnan(found.shares.value).all()
        assert "may be 1" in str(found)


def test_a_stage_without_events_is_ordinary() -> None:
    found = disparity.stages(group=([30, 9, 0], 500), reference=([200, 40, 6], 10_000))
    assert found.total.value == found.ratios["stage 3"].value == 0
    assert found.total.high > 0
    assert "no events on one side" in str(found)
    with pytest.raises(DispropError, match="one length"):
        plot.waterfall(found)


def test_stages_known_in_part() -> None:
    found = disparity.stages(group=([30, between(9, 11), 5], 500), reference=([200, 40, 20], 10_000))
    each = [disparity.stages(group=([30, x, 5], 500), reference=([200, 40, 20], 10_000)) for x in (9, 10, 11)]
    for name, own in found.estimates.items():
        assert own.least == min(one[name].value for one in each)
        assert own.low == min(one[name].low for one in each)
        assert own.high == max(one[name].high for one in each)


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_frames_with_a_column_or_a_row_for_each_stage(engine: str) -> None:
    rows = COURTS.melt(["race", "people"], var_name="stage", value_name="cases")
    rows["before"] = np.concatenate([COURTS[name] for name in ["people", *NAMES[:-1]]])
    wide, long = COURTS, rows
    if engine == "polars":
        polars = pytest.importorskip("polars")
        wide, long = polars.from_pandas(COURTS), polars.from_pandas(rows)
    found = tables.compare_by(wide, disparity.stages, columns=(NAMES, "people"), **BESIDE)
    alone = disparity.stages(NAMES, group=(BLACK, 2_468_900), reference=(WHITE, 8_752_200))
    assert list(found["name"]) == list(alone.estimates)
    assert list(found["low"]) == pytest.approx([each.low for each in alone])
    assert list(found["placed"]) == [13_000] * 9
    for people in ("people", "before"):
        again = tables.compare_by(long, disparity.stages, columns=("cases", people), strata="stage", **BESIDE)
        assert list(again["high"]) == list(found["high"])
        assert "cases" not in list(again.columns)  # events of several stages do not add up


def test_a_frame_with_a_stage_known_in_part() -> None:
    frame = COURTS.assign(placed=COURTS["placed"] // 100, placed_low=[129, 94], placed_high=[131, 96])
    found = tables.compare_by(frame, disparity.stages, columns=(NAMES, "people"), **BESIDE)
    placed = found[found["name"] == "all stages"].iloc[0]
    assert placed["least"] == pytest.approx(129 / 2_468_900 / (96 / 8_752_200))
    assert placed["most"] == pytest.approx(131 / 2_468_900 / (94 / 8_752_200))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"group": ([30, 9, 12], 500)}, "must not exceed the group's events of the stage before"),
        ({"group": (30, 500)}, "must have its stages on the last axis"),
        ({"group": ([30], 500), "reference": ([200], 10_000)}, "must be of two stages or more"),
        ({"group": ([30, 9, 5], [500, 30, 8])}, "must be that of the first stage, or the group's events of the stage"),
        ({"names": ["stop"]}, "must name every stage once"),
        ({"names": ["stop", "stop", "search"]}, "must name every stage once"),
        ({"names": ["stop", "search", "all stages"]}, "must name every stage once"),
        ({"names": ["stop", "search", "share of stop"]}, "must name every stage once"),
        ({"names": "abc"}, "must name every stage once"),
        ({"names": []}, "must name every stage once"),
        ({"method": "katz"}, "method of stages"),
        ({"level": [0.9, 0.95]}, "level must be one number"),
    ],
)
def test_what_is_no_chain_is_refused(asked: dict[str, Any], said: str) -> None:
    sides: dict[str, Any] = {"group": ([30, 9, 5], 500), "reference": ([200, 40, 6], 10_000)}
    with pytest.raises(DispropError, match=said):
        disparity.stages(**{**sides, **asked})


def test_the_waterfall_ends_where_all_stages_do() -> None:
    bars: list[Any] = list(plot.waterfall(stopped()).patches)
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars]
    assert np.ravel(bars) == pytest.approx([1, 3, 3, 4.5, 4.5, 6, 1, 6])
    with pytest.raises(DispropError, match="of one group"):
        plot.waterfall(disparity.stages(group=([[30, 9], [20, 4]], [500, 400]), reference=([200, 40], 10_000)))


def test_stages_in_a_wrong_order_are_refused_in_a_table_too() -> None:
    wrong = (["petitioned", "referred", "placed"], "people")
    with pytest.raises(DispropError, match=r"^Black: group_events must not exceed .* stage before"):
        tables.compare_by(COURTS, disparity.stages, columns=wrong, **BESIDE)


@pytest.mark.parametrize("names", [("low", "high"), ("low", "high", "best"), ("young", "old")])
def test_stages_are_columns_or_strata_and_no_stratum_is_taken_for_an_end(names: tuple[str, ...]) -> None:
    rows = [
        {"race": race, "age": age, "stops": 40 * times, "searches": 10 * times, "people": 1_000}
        for race, times in (("Black", 2), ("White", 1))
        for age in names
    ]
    asked: dict[str, Any] = {"columns": (["stops", "searches"], "people"), **BESIDE}
    with pytest.raises(DispropError, match="stages are the columns, or the strata: leave out strata="):
        tables.compare_by(pd.DataFrame(rows), disparity.stages, **asked, strata="age")
    of_ages = tables.compare_by(
        pd.DataFrame(rows), disparity.stages, columns=("stops", "people"), **BESIDE, strata="age"
    )
    assert of_ages["name"].tolist()[: len(names)] == list(names)
