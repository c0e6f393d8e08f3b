"""What totals give away: every end of every cell against enumeration, and contradictions that are the smallest."""

from __future__ import annotations

import math
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import DispropError, between, rate, tables
from disprop.imperfect import rounded, tighten
from disprop.imperfect._solver.rows import Row, System
from disprop.imperfect._solver.search import Clock, ends, largest
from studies.tighten import Drawn, differences

HIDDEN = list(product(["old", "young"], ["Iceland", "Portugal"]))


def spain(**changes: Any) -> dict[tuple[str, str], Any]:
    """Return the table in the manual of GaussSuppression, with changes by the labels in a row."""
    rows: dict[str, list[Any]] = {"old": ["*", "*", 6, 13], "young": ["*", "*", 5, 7], "all": [5, 4, 11, 20]}
    lands = ["Iceland", "Portugal", "Spain", "all"]
    cells = {(age, land): n for age, row in rows.items() for land, n in zip(lands, row, strict=True)}
    return cells | {(name.split("_")[0], name.split("_")[1]): cell for name, cell in changes.items()}


def test_the_table_of_gauss_suppression() -> None:
    found = tighten(spain(), totals="all")
    expected = [(3, 5), (2, 4), (0, 2), (0, 2)]
    assert [(int(found[name].low), int(found[name].high)) for name in HIDDEN] == expected
    fits = [
        (a, b, c, d)
        for a, b, c, d in product(range(21), repeat=4)
        if (a + b + 6, c + d + 5, a + c, b + d) == (13, 7, 5, 4)
    ]
    assert len(fits) == 3
    assert [(min(ways), max(ways)) for ways in zip(*fits, strict=True)] == expected
    assert found.proved.all()


def test_what_the_publisher_says_of_a_mark_tightens_further() -> None:
    assert tighten(spain(young_Portugal="<2"), totals="all")["young", "Portugal"].high == 1
    ruled = tighten(spain(), totals="all", rule={"*": (1, 9)})
    assert [str(ruled[name]) for name in HIDDEN] == ["4 to 4", "3 to 3", "1 to 1", "1 to 1"]
    with pytest.raises(
        DispropError, match="young, Iceland 2 to 9; young, Portugal 2 to 9; young, Spain 5 and young, all 7"
    ):
        tighten(spain(), totals="all", rule={"*": (2, 9)})
    with pytest.raises(DispropError, match=r"the mark '\*' needs its lowest and highest number"):
        tighten(spain(), totals="all", rule={"*": (9, 2)})


@pytest.mark.parametrize("seed", range(1, 31))
def test_every_end_is_that_of_enumeration(seed: int) -> None:
    """Also sums, ratios of sums, and the size of the smallest contradiction; `python -m studies.tighten` draws more."""
    assert differences(Drawn(seed), tried=40) == []


@pytest.mark.parametrize("seed", range(100, 120))
def test_what_says_less_never_narrows_and_the_truth_is_never_ruled_out(seed: int) -> None:
    table = Drawn(seed)
    true = tighten(table.true, totals=table.given["totals"])
    assert np.array_equal([true.counts.low, true.counts.high], [true.published.counts.low] * 2)
    if not table.fits:
        return
    cells = table.given["cells"]
    known = tighten(cells, totals=table.given["totals"])
    wider = tighten({**cells, table.inner[0]: "*"}, totals=table.given["totals"])
    for cell in table.true:
        assert wider[cell].low <= known[cell].low <= known[cell].high <= wider[cell].high
        assert table.wrong or known[cell].low <= table.true[cell] <= known[cell].high


def test_a_withheld_cell_may_be_known_after_all() -> None:
    found = tighten({"Kent": "<5", "Essex": 12, "Surrey": 30, "all": 45}, totals="all")
    assert str(found) == "Kent: 3"
    assert str(rate(found["Kent"], 900)) == str(rate(3, 900))
    assert found.why("Kent") == (
        "Kent is 3: at least 3, because of Essex 12; Surrey 30 and all 45; "
        "at most 3, because of Essex 12; Surrey 30 and all 45"
    )


def test_nested_groups_and_two_ways_to_add_up() -> None:
    groups = {
        "Indian": "*",
        "Pakistani": "*",
        "Asian": 9,
        "White": 20,
        "Black": "<5",
        "all": 32,
        "men": 30,
        "women": "*",
    }
    totals = {"all": [["Asian", "White", "Black"], ["men", "women"]], "Asian": ["Indian", "Pakistani"]}
    found = tighten(groups, totals=totals)
    assert [str(found[name]) for name in ("Indian", "Black", "women")] == ["0 to 9", "3 to 3", "2 to 2"]
    assert tighten(groups, totals={"all": None, "Asian": ["Indian", "Pakistani"]} | totals)["Black"].low == 3


def test_tables_come_as_arrays_lists_frames_and_series() -> None:
    cells: list[list[Any]] = [["*", "*", 6, 13], ["*", "*", 5, 7], [5, 4, 11, 20]]
    labels = {"index": ["old", "young", "all"], "columns": ["Iceland", "Portugal", "Spain", "all"]}
    frame = pd.DataFrame(cells, **labels)  # type: ignore[call-overload]
    expected = tighten(spain(), totals="all").counts
    series = frame.T.unstack()  # noqa: PD010 (labels in two levels)
    for table, totals in ((cells, -1), (np.array(cells, dtype=object), -1), (frame, "all"), (series, "all")):
        assert tighten(table, totals=totals).counts == expected
    assert tighten(rounded([[10, 20, 30], [0, 5, 10], [10, 30, 40]], to=5), totals=-1).counts.best[0, 0] == 10


def test_sums_are_narrower_than_their_cells_and_ratios_use_counts_that_fit_together() -> None:
    found = tighten(spain(), totals="all")
    assert str(found.between([("old", "Iceland"), ("old", "Portugal")])) == "7 to 7"
    same = found.ratio(group=(("old", "Iceland"), 100), reference=(("young", "Portugal"), 100))
    assert (same.least, same.most) == (2.5, math.inf)  # the pairs are (3, 0), (4, 1), (5, 2)
    apart = found.ratio(group=(("old", "Iceland"), 100), reference=(("old", "Portugal"), 100))
    assert (apart.least, apart.most) == (3 / 4, 5 / 2)
    assert apart.low < apart.least
    assert apart.p_value(1.0) == 1.0
    share = found.share(part=("old", "Iceland"), whole=("all", "Iceland"))
    assert (share.least, share.most) == (3 / 5, 1.0)
    assert str(found.rate(("old", "Spain"), 100)) == str(rate(6, 100))


def test_a_ratio_of_counts_that_move_together_is_as_narrow_as_it_is() -> None:
    """One is always the other plus 2: apart they would allow 2/5 to 7/0."""
    found = tighten(
        {"a": "*", "b": "*", "c": between(0, 5), "ac": 9, "bc": 7}, totals={"ac": ["a", "c"], "bc": ["b", "c"]}
    )
    ratio = found.ratio(group=("a", 1), reference=("b", 1))
    assert (ratio.least, ratio.most) == (9 / 7, 4 / 2)
    assert ratio.excludes(100)
    assert ratio.p_value(1.5) == 1.0


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({"all_Spain": 12}, [("old", "Spain"), ("young", "Spain"), ("all", "Spain")]),
        ({"old_all": 4}, [("old", "Spain"), ("old", "all")]),
    ],
)
def test_what_contradicts_is_named(changes: dict[str, Any], figures: list[Any]) -> None:
    with pytest.raises(DispropError, match=f"these {len(figures)} figures cannot all be true") as error:
        tighten(spain(**changes), totals="all")
    assert error.value.where == figures
    assert "all 4" in str(error.value) or "all, Spain 12" in str(error.value)


@pytest.mark.parametrize(
    ("cells", "totals", "said"),
    [
        ({"a": None, "all": 5}, "all", r"cells must be counts, or marks such as '<5'; got None .*write \"\*\""),
        ({"a": 2.5, "all": 5}, "all", "whole numbers"),
        ({"a": "many", "all": 5}, "all", "must be marks such as '<5', or counts; got 'many'"),
        (
            {"a": {"b": 1}, "all": 5},
            "all",
            "cells must all have as many labels; got others; of a long frame, tables.tighten_by",
        ),
        ({"a": 1, "all": 5}, "al", "no label of the table is called 'al'. Did you mean 'all'"),
        ({"a": 1, "all": 5}, {"all": ["b"]}, "no label of the table is called 'b'"),
        ({"a": 1, "all": 5}, {"all": ["a", "a"]}, "the labels of its parts, each once"),
        ({"a": {"x": 1}, "all": {"x": 1}}, {"all": ["x"]}, "no axis with parts is called 'all'"),
        ([1, 2], [0, 1], "the labels of its parts"),
    ],
)
def test_what_is_no_table_or_no_total_is_refused(cells: Any, totals: Any, said: str) -> None:
    with pytest.raises(DispropError, match=said):
        tighten(cells, totals=totals)


def test_a_cell_that_nothing_limits_is_refused_only_where_it_is_asked_for() -> None:
    found = tighten({"a": "*", "b": 3, "all": "*"}, totals="all")
    assert str(found) == "a: 0 or more\nall: 3 or more"
    assert found["b"].high == 3
    for ask in (lambda: found["a"], lambda: found.between(["a", "b"]), lambda: found.rate("a", 100)):
        with pytest.raises(DispropError, match="nothing published says how large a can be; give a total"):
            ask()
    with pytest.raises(DispropError, match="each once"):
        found.between(["b", "b"])
    with pytest.raises(DispropError, match="a cell has 1 labels, one for each axis"):
        found["a", "b"]


def test_limits_hold_where_time_is_over_and_it_is_said() -> None:
    cells = spain()
    found = tighten(cells, totals="all", seconds=1e-9)
    full = tighten(cells, totals="all")
    assert not found.proved[0, 0]
    assert found.proved[0, 2]
    assert (found.counts.low <= full.counts.low).all()
    assert (found.counts.high >= full.counts.high).all()
    assert "old, Iceland: 3 to 5 (not narrowed further within 1e-09 seconds)" in str(found)
    assert "not narrowed further" in found.why("old", "Iceland")
    assert found.between([("old", "Iceland"), ("old", "Portugal")]).low <= 7
    ratio = found.ratio(group=(("old", "Iceland"), 100), reference=(("old", "Portugal"), 100))
    assert ratio.least <= 3 / 4 < 5 / 2 <= ratio.most
    assert "not narrowed further" in str(ratio.remark)
    with pytest.raises(DispropError, match="not settled within 1e-09 seconds; give more seconds="):
        tighten(spain(all_Spain=12), totals="all", seconds=1e-9)


def _bad(status: int, x: Any) -> Any:
    return lambda cost, *_, **__: SimpleNamespace(status=status, x=None if x is None else np.full(len(cost), x))


@pytest.mark.parametrize("answer", [_bad(4, None), _bad(0, 1.0), _bad(1, 0.4)])
def test_nothing_rests_on_what_highs_proposes(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """Where it does not know, or is wrong each time, boxes are split until whole numbers decide."""
    full = tighten(spain(), totals="all")
    monkeypatch.setattr("scipy.optimize.milp", answer)
    assert tighten(spain(), totals="all").counts == full.counts


def test_optima_are_those_of_whole_numbers_where_the_gap_of_highs_would_stop_too_early() -> None:
    """With its default gap of 1e-4 HiGHS stops at 753,047."""
    rows = [
        Row(dict(zip("abcd", weights, strict=True)), low, high)
        for weights, low, high in [
            ((779, 434, 632, 939), 93_618_721, 93_618_756),
            ((421, 779, 328, 457), 63_317_134, 63_317_169),
        ]
    ]
    asked = {"a": 4, "b": 5, "c": 4, "d": 7}
    found = largest(System(rows), dict.fromkeys("abcd", (0, 1_000_000)), asked, Clock(60))
    assert found is not None
    assert all(row.holds(found) for row in rows)
    assert Row(asked).of(found) == 753_053


@pytest.mark.parametrize(("people", "others", "least"), [(2_000_207, 1_296_288, 338), (1_999_999, 1_300_000, 339)])
def test_a_tie_of_rates_is_told_from_a_larger_one(people: int, others: int, least: int) -> None:
    """More than 4 times the rate of 130 or more: as rates, or scaled rows, 337 would pass for more than it is."""
    row = Row({"one": people, "other": -4 * others}, 1)
    box, unproved = ends(System([row]), {"one": (0, 10_000), "other": (130, 5_000)}, Clock(60), ["one", "other"])
    assert box["one"][0] == least == 4 * 130 * others // people + 1
    assert not unproved


WHITE, BLACK, OTHER_WHITE = 1_761_205, 46_476, 56_953  # census 2011
SCANS = ("black", "white", "other white", "pakistani", "other")


@pytest.mark.parametrize(
    ("minorities", "people", "everyone", "pakistani"),
    [
        (("black", "pakistani", "other"), 406_240, (536, 932), (110, 200)),
        (("black", "pakistani", "other", "other white"), 464_853, (482, 904), (99, 194)),
    ],
)
def test_the_solver_takes_the_figures_of_a_report_too(
    minorities: tuple[str, ...], people: int, everyone: tuple[int, int], pakistani: tuple[int, int]
) -> None:
    """West Yorkshire: 7, 2 and 15.3 per 10,000, 21% of uses Pakistani, minorities more than 3 times as often."""
    rest = [name for name in SCANS if name != "pakistani"]
    rows = [
        Row({"black": 20_000}, 13 * BLACK, 15 * BLACK - 1),
        Row({"white": 20_000}, 3 * WHITE, 5 * WHITE - 1),
        Row({"other white": 1_000_000}, 1_525 * OTHER_WHITE, 1_535 * OTHER_WHITE - 1),
        Row({"pakistani": 200 - 41, **dict.fromkeys(rest, -41)}, 0),
        Row({"pakistani": 200 - 43, **dict.fromkeys(rest, -43)}, high=-1),
        Row({**dict.fromkeys(minorities, WHITE), "white": -3 * people}, 1),
        Row({**dict.fromkeys(minorities, WHITE), "white": -4 * people}, high=-1),
    ]
    system, box, clock = System(rows), dict.fromkeys(SCANS, (0, 100_000)), Clock(60)
    found, unproved = ends(system, box, clock, SCANS)
    assert not unproved
    assert (found["black"], found["white"], found["other white"]) == ((31, 34), (265, 440), (87, 87))
    assert found["pakistani"] == pakistani
    for sign, end in zip((-1, 1), everyone, strict=True):
        asked = dict.fromkeys(SCANS, sign)
        assert Row(asked).of(largest(system, box, asked, clock) or {}) == sign * end


def test_a_result_is_a_frame_of_its_cells() -> None:
    found = tables.to_frame(tighten(spain(), totals="all"))
    assert list(found) == ["name", "printed_low", "printed_high", "low", "high", "proved"]
    assert found.loc[0].tolist() == ["old, Iceland", 0, math.inf, 3, 5, True]
    assert repr(tighten({"a": 2, "b": 3, "all": 5}, totals="all")) == "<Tightened\nevery cell was published>"
