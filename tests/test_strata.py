"""Laws of Mantel-Haenszel, for every measure, with strata of every sort: empty, silent, one-sided."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, Estimate, odds_ratio, rate_difference, rate_ratio, risk_difference, risk_ratio, strata
from disprop.intervals._family import ROWS
from disprop.intervals.strata import MANTEL_HAENSZEL, Counts, sums

MEASURES = tuple(MANTEL_HAENSZEL)
RATIOS = tuple(measure for measure in MEASURES if measure.endswith("ratio"))
METHODS = [(measure, method) for measure, family in MANTEL_HAENSZEL.items() for method in family.methods]
RATIO_METHODS = [(measure, method) for measure, method in METHODS if measure in RATIOS]
settings.register_profile("strata", max_examples=15, derandomize=True, deadline=None, database=None)
settings.load_profile("strata")
every_method = pytest.mark.parametrize(("measure", "method"), METHODS)
Table = tuple[Any, Any]  # of the group and of the reference: each a pair of lists


def tables(fewest: int = 1) -> st.SearchStrategy[Any]:
    """Draw strata as rows (x1, n1, x0, n0); a side may be empty, and so may a stratum."""
    side = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    row = st.tuples(side, side).map(lambda sides: (*sides[0], *sides[1]))
    return st.lists(row, min_size=fewest, max_size=6).map(lambda rows: np.array(rows, dtype=float).T)


def ask(measure: str, table: Any, **how: Any) -> Estimate:
    x1, n1, x0, n0 = table
    return strata.mantel_haenszel(measure, group=(x1, n1), reference=(x0, n0), **how)


def numbers(found: Estimate) -> Any:
    return np.array([found.value, found.low, found.high])


def same(one: Any, other: Any, rtol: float = 1e-12, atol: float = 0.0) -> bool:
    return np.allclose(one, other, rtol=rtol, atol=atol, equal_nan=True)


@every_method
@given(table=tables(2), data=st.data())
def test_strata_may_stand_in_any_order(measure: str, method: str, table: Any, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(table.shape[1])))
    found, permuted = ask(measure, table, method=method), ask(measure, table[:, order], method=method)
    assert same(numbers(found), numbers(permuted), atol=1e-12)


@every_method
@given(table=tables())
def test_strata_without_anyone_change_nothing(measure: str, method: str, table: Any) -> None:
    more = np.column_stack([table, np.zeros((4, 2)), [0, 5, 0, 0], [0, 0, 0, 7]])
    found, longer = ask(measure, table, method=method), ask(measure, more, method=method)
    assert same(numbers(found), numbers(longer), atol=1e-12)
    assert longer.data["informative_strata"] == found.data["informative_strata"]
    assert longer.data["strata"] == found.data["strata"] + 4


@pytest.mark.parametrize(("measure", "method"), RATIO_METHODS)
@given(table=tables())
def test_a_stratum_without_events_says_nothing_about_a_ratio(measure: str, method: str, table: Any) -> None:
    longer = ask(measure, np.column_stack([table, [0, 20, 0, 30]]), method=method)
    found = ask(measure, table, method=method)
    assert longer.data["informative_strata"] == found.data["informative_strata"]
    if not np.isnan(found.low):
        assert same(numbers(found), numbers(longer))


@every_method
@given(table=tables())
def test_swapping_the_sides_inverts_or_negates(measure: str, method: str, table: Any) -> None:
    found, swapped = ask(measure, table, method=method), ask(measure, table[[2, 3, 0, 1]], method=method)
    turned = np.array([swapped.value, swapped.high, swapped.low])
    with np.errstate(divide="ignore"):
        expected = 1 / turned if measure in RATIOS else -turned
    assert same(numbers(found), expected, atol=0 if measure in RATIOS else 1e-12)


@pytest.mark.parametrize("measure", ["rate ratio", "risk ratio", "rate difference", "risk difference"])
@given(table=tables(), copies=st.integers(2, 5))
def test_a_stratum_may_be_split_into_alike_parts(measure: str, copies: int, table: Any) -> None:
    """The mean is that of the whole; so is the variance of a rate, whose parts are independent."""
    split = np.repeat(table, copies, axis=1)
    found, whole = ask(measure, split), ask(measure, table * copies)
    assert same(found.value, whole.value, atol=1e-12)
    if measure.startswith("rate"):
        assert same(numbers(found), numbers(whole), atol=1e-12)


CRUDE: dict[str, Any] = {
    "rate ratio": (rate_ratio, "wald-log"),
    "risk ratio": (risk_ratio, "katz-log"),
    "odds ratio": (odds_ratio, "woolf-log"),
    "rate difference": (rate_difference, "wald"),
    "risk difference": (risk_difference, None),
}


@pytest.mark.parametrize("measure", MEASURES)
@given(table=tables().map(lambda table: table[:, :1]))
def test_one_stratum_is_the_crude_result(measure: str, table: Any) -> None:
    function, method = CRUDE[measure]
    (x1, n1, x0, n0), found = table[:, 0], ask(measure, table)
    crude = function(group=(x1, n1), reference=(x0, n0), **({"method": method} if method else {}))
    assert same(found.value, crude.value, atol=1e-15)
    with np.errstate(all="ignore"):  # of nobody
        bare = sums(measure, Counts(*table)).one_sided
    if method and not bare:
        assert same(numbers(found), numbers(crude), atol=1e-12)


@pytest.mark.parametrize(("measure", "method"), [(m, how) for m, how in METHODS if m.startswith("rate")])
@given(table=tables(), factor=st.sampled_from((1e-6, 1e6)))
def test_a_ratio_of_rates_has_no_unit(measure: str, method: str, table: Any, factor: float) -> None:
    scaled = ask(measure, table * np.array([[1], [factor], [1], [factor]]), method=method)
    times = 1 if measure in RATIOS else factor
    assert same(numbers(scaled) * times, numbers(ask(measure, table, method=method)), atol=1e-12)


@every_method
@given(table=tables(), level=st.floats(0.5, 0.999), other=st.floats(0.5, 0.999))
def test_intervals_are_nested_and_hold_the_value(
    measure: str, method: str, table: Any, level: float, other: float
) -> None:
    narrow, wide = (ask(measure, table, method=method, level=pick(level, other)) for pick in (min, max))
    if np.isnan(narrow.low):
        assert narrow.data["informative_strata"] == 0
        return
    slack = 1e-12
    assert wide.low <= narrow.low + slack
    assert narrow.high <= wide.high * (1 + slack) + slack
    assert np.isnan(narrow.value) or narrow.low - slack <= narrow.value <= narrow.high * (1 + slack) + slack


@every_method
@given(table=tables(), level=st.floats(0.5, 0.999), place=st.floats(-1, 3))
def test_a_test_agrees_with_its_interval(measure: str, method: str, table: Any, level: float, place: float) -> None:
    found = ask(measure, table, method=method, level=level)
    p = found.p_value(place)
    assert np.isnan(found.low) or np.isclose(p, 1 - level, rtol=1e-6) or found.excludes(place) == (p < 1 - level)


@every_method
def test_axes_before_the_strata_broadcast(measure: str, method: str) -> None:
    rng = np.random.default_rng(3)
    whole = rng.integers(0, 40, (5, 1, 7)).astype(float)
    part, other = rng.binomial(whole.astype(int), 0.3), np.array([3.0, 0, 9, 4, 1, 0, 2])
    levels = np.array([0.9, 0.95])
    table = part, whole, other, np.full(7, 30.0)
    together = ask(measure, table, method=method, level=levels)
    assert np.shape(together.value) == (5, 2)
    for i, level in ((i, j) for i in range(5) for j in range(2)):
        alone = ask(measure, (part[i, 0], whole[i, 0], other, np.full(7, 30.0)), method=method, level=levels[level])
        assert same(numbers(together[i][level]), numbers(alone))


NOBODY = np.array([[0, 0, 0], [20, 15, 30], [3, 2, 5], [22, 18, 28]], dtype=float)


@pytest.mark.parametrize(
    ("measure", "high"), [("risk ratio", "0.386"), ("odds ratio", "0.350"), ("rate ratio", "0.395")]
)
def test_a_ratio_without_events_of_a_side_has_the_score_limit_and_its_test(measure: str, high: str) -> None:
    found, swapped = ask(measure, NOBODY), ask(measure, NOBODY[[2, 3, 0, 1]])
    assert found.value == found.low == 0
    assert f"{found.high:.3f}" == high
    assert numbers(swapped) == pytest.approx([np.inf, 1 / found.high, np.inf], rel=1e-12)
    sides: Any = {"group": tuple(NOBODY[:2]), "reference": tuple(NOBODY[2:])}
    assert found.p_value(1) == pytest.approx(strata.cmh_test(measure, **sides).p_value, rel=1e-9)
    assert found.measure == f"Mantel-Haenszel {measure}"
    assert ask(measure, NOBODY, sides="upper", level=0.975).high == found.high


def everything(table: Any) -> Any:
    """Return the counts of what did not happen."""
    return np.array([table[1] - table[0], table[1], table[3] - table[2], table[3]])


BARE = [
    *((measure, NOBODY) for measure in MEASURES),
    ("rate difference", NOBODY * [[1], [1], [0], [1]]),
    ("risk difference", NOBODY * [[1], [1], [0], [1]]),
    ("risk difference", everything(NOBODY)),
    ("odds ratio", everything(NOBODY)),
    ("risk ratio", everything(NOBODY * [[1], [1], [0], [1]])),
]


@pytest.mark.parametrize(("measure", "table"), BARE)
def test_a_side_of_which_nothing_can_be_seen_has_the_limits_of_the_stratified_score(measure: str, table: Any) -> None:
    """Alone, and as a row among others, whose own limits it leaves as they are."""
    usual = NOBODY + np.array([[1], [0], [0], [0]])
    sides: Any = {"group": tuple(table[:2]), "reference": tuple(table[2:])}
    score, found = strata.stratified_score(measure, **sides), ask(measure, table)
    together = ask(measure, np.stack([table, usual], axis=1))
    assert numbers(found)[1:] == pytest.approx(numbers(score)[1:], rel=1e-12)
    assert found.low < found.high
    assert numbers(together).T.tolist() == [numbers(found).tolist(), numbers(ask(measure, usual)).tolist()]
    null = float(measure in RATIOS)
    both = found.p_value(null), ask(measure, usual).p_value(null)
    assert together.p_value(null) == pytest.approx(both, rel=1e-12)
    assert found.p_value(null) == pytest.approx(score.p_value(null), rel=1e-9)


@pytest.mark.parametrize("measure", RATIOS)
def test_no_events_allow_any_ratio_and_no_comparison_none(measure: str) -> None:
    nothing = ask(measure, np.array([[0, 0], [4, 9], [0, 0], [6, 2]], dtype=float))
    assert numbers(nothing) == pytest.approx([np.nan, 0, np.inf], nan_ok=True)
    assert str(nothing).startswith("undefined, group ")
    apart = ask(measure, np.array([[2, 0], [4, 0], [0, 1], [0, 2]], dtype=float))
    assert np.isnan(numbers(apart)).all()
    people = "whole" if measure.startswith(("risk", "odds")) else "population"
    assert str(apart) == (
        f"undefined (passed over, as group {people} is 0 in stratum 1; reference {people} is 0 in stratum 0)"
    )


def test_the_counts_of_each_stratum_are_kept_and_written_as_sums() -> None:
    found = ask("rate ratio", np.array([[2, 1], [10, 30], [1, 3], [30, 10]], dtype=float))
    assert {name: np.asarray(count).tolist() for name, count in found.data.items()} == {
        "group_events": [2, 1],
        "group_population": [10, 30],
        "reference_events": [1, 3],
        "reference_population": [30, 10],
        "strata": 2,
        "informative_strata": 2,
    }
    assert list(found.to_dict())[:4] == list(found.data)[:4]
    assert [column[0] for column in list(found.to_dict().values())[:6]] == [3, 40, 4, 40, 2, 2]
    assert found.measure == "Mantel-Haenszel rate ratio"
    assert found.method == "greenland-robins"


def test_all_of_a_side_is_seen_whatever_the_weights_round_to() -> None:
    # everybody of a side: 0.33 + 0.34 of a weight of 0.67 are equal to it but for rounding, and were in one order only
    group, reference = ([0, 1_166, 0], [0, 14_759, 2]), ([0, 32_340, 6], [0, 32_340, 6])
    one = strata.mantel_haenszel("risk difference", group=group, reference=reference)
    other = strata.mantel_haenszel("risk difference", group=reference, reference=group)
    score = strata.stratified_score("risk difference", group=group, reference=reference)
    assert numbers(one) == pytest.approx(-numbers(other)[[0, 2, 1]], rel=1e-9)
    assert numbers(one) == pytest.approx(numbers(score), rel=1e-9)


def many(rows: int, strata_of_each: int = 13) -> Any:
    """Draw many tables with the same number of strata."""
    rng = np.random.default_rng(3)
    wholes = rng.integers(0, 500, (2, rows, strata_of_each))
    parts = rng.binomial(wholes, 0.1)
    return np.stack([parts[0], wholes[0], parts[1], wholes[1]]).astype(float)


@every_method
def test_rows_taken_some_at_a_time_are_what_each_is(measure: str, method: str) -> None:
    table = many(2 * (ROWS // 13) + 5)
    found = ask(measure, table, method=method)
    for row in (0, ROWS // 13 - 1, ROWS // 13, -1):
        assert numbers(ask(measure, table[:, row], method=method)).tolist() == numbers(found)[:, row].tolist()
    shaped = ask(measure, table[:, :6].reshape(4, 2, 3, 13), method=method)
    assert numbers(shaped).tolist() == numbers(found)[:, :6].reshape(3, 2, 3).tolist()
    assert ask(measure, table[:, :0], method=method).value.shape == (0,)


@pytest.mark.parametrize("measure", MEASURES)
def test_what_is_held_beside_the_result_does_not_grow_with_the_strata(measure: str) -> None:
    family, table = MANTEL_HAENSZEL[measure], many(40_000)
    tracemalloc.start()
    with np.errstate(all="ignore"):
        family.values(tuple(table))
    family.limits(family.default, tuple(table), 0.025)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2e6 + 2 * 8 * 40_000  # of two limits; the counts take 52 times 8 bytes a row


@pytest.mark.parametrize(
    ("measure", "table", "message"),
    [
        (
            "rate ratios",
            ([1], [2], [1], [2]),
            "no stratified measure is called 'rate ratios'. Did you mean 'rate ratio'",
        ),
        ("rate ratio", (1, 2, 1, 2), "strata are the last axis of the counts; got single numbers"),
        ("odds ratio", ([], [], [], []), "strata are the last axis of the counts; got an empty axis"),
        ("rate ratio", ([1], [0], [1], [2]), "group_population is 0 where group_events is 1"),
        ("risk ratio", ([3], [2], [1], [2]), "group_part must not exceed group_whole; got 3 of 2 at position 0"),
    ],
)
def test_what_cannot_be_is_refused(measure: str, table: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        ask(measure, table)
    with pytest.raises(DispropError, match="no Mantel-Haenszel risk ratio interval is called 'sato'"):
        ask("risk ratio", ([1], [2], [1], [2]), method="sato")
