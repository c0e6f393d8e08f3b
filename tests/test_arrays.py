"""Bad input is refused at the door, by name, and never with another error or a warning."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from disprop import (
    DispropError,
    Estimate,
    _arrays,
    areas,
    direct_rate,
    direct_rate_difference,
    direct_rate_ratio,
    expected_events,
    indirect_rate,
    indirect_rate_ratio,
    indirect_ratio,
    kitagawa,
    periods,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    risk_ratio,
    strata,
)
from disprop.disparity import share_ratio
from disprop.intervals import FAMILIES
from disprop.models import adjusted_ratio

NOT_COUNTS: dict[str, tuple[Any, str]] = {
    "negative": ([3, 2, 1, -1], "must be finite and >= 0; got -1 at position 3"),
    "negative number": (-1, "must be finite and >= 0; got -1"),
    "fraction": (
        2.9,
        "must be whole numbers; got 2.9; a percentage, a rate or a weighted estimate is not",
    ),
    "Fraction": (Fraction(1, 2), "must be whole numbers; got 0.5"),
    "boolean": (True, "must be numbers; got True"),
    "boolean of NumPy": (np.True_, "must be numbers; got True"),
    "boolean in a list": ([1, True], "must be numbers; got True at position 1"),
    "boolean in rows": ([[1.0], [False]], "must be numbers; got False at position (1, 0)"),
    "booleans": (np.array([True]), "must be numbers; got True at position 0"),
    "text": ("12", "must be numbers; got '12'"),
    "text in a list": ([1, "12"], "must be numbers; got '12' at position 1"),
    "bytes": (b"12", "must be numbers; got b'12'"),
    "NaN": ([1, np.nan], "must be finite and >= 0; got nan at position 1"),
    "infinite": (np.inf, "must be finite and >= 0; got inf"),
    "beyond float": (10**400, "must be finite and >= 0; got inf"),
    "beyond float, long": (np.array([np.longdouble("1e4000")]), "must be finite and >= 0; got inf at position 0"),
    "beyond exact": (2**53 + 1, "must be below 2**53; got 9007199254740992"),
    "None": (None, "must be numbers; got None"),
    "None in a list": ([1, None], "must be numbers; got None at position 1"),
    "masked": (np.ma.array([1, 2], mask=[False, True]), "has masked values at position 1; not known is not 0: find"),
    "masked in a list": ([1, np.ma.masked], "must be numbers; got masked at position 1"),
    "complex": (1 + 2j, "must be numbers; got (1+2j)"),
    "date": (np.datetime64("2018-12-17"), "must be numbers; got np.datetime64('2018-12-17')"),
    "date to the nanosecond": (np.datetime64("2018-12-17", "ns"), "must be numbers; got np.datetime64("),
    "text of NumPy": (np.str_("12"), "must be numbers; got '12'"),
    "duration": (np.timedelta64(5, "D"), "must be numbers; got np.timedelta64(5,'D')"),
    "dates": (pd.Series(pd.to_datetime(["2018-12-17"])), "must be numbers; got np.datetime64("),
    "durations": (pd.Series(pd.to_timedelta(["1D"])), "must be numbers; got np.timedelta64("),
    "rows of unequal length": ([[1], [1, 2]], "must be numbers; got [1] at position 0"),
    "arrays of unequal shape": ([np.ones(2), np.ones((2, 1))], "must be one array of numbers"),
    "dict": ({"a": 1}, "must be numbers; got {'a': 1}"),
    "set": ({1}, "must be numbers; got {1}"),
    "Int64 with NA": (pd.Series([1, None], dtype="Int64"), "at position 1"),
    "boolean with NA": (pd.Series([True, None], dtype="boolean"), "must be numbers; got True at position 0"),
    "strings of pandas": (pd.Series(["1", "2"]), "must be numbers; got '1' at position 0"),
    "null of Polars": (pl.Series([1, None]), "must be finite and >= 0; got nan at position 1"),
    "booleans of Polars": (pl.Series([True]), "must be numbers; got True at position 0"),
}
# Each takes a count in the place that its error must name.
PLACES: dict[str, Callable[[Any], Estimate]] = {
    "events": lambda bad: rate(bad, 100),
    "part": lambda bad: proportion(bad, 100),
    "whole": lambda bad: proportion(0, bad),
    "group_events": lambda bad: rate_ratio(group=(bad, 9), reference=(1, 9)),
    "reference_whole": lambda bad: risk_ratio(group=(1, 9), reference=(0, bad)),
    "all_events": lambda bad: share_ratio(group=(0, 1), whole=(bad, 2)),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", NOT_COUNTS)
def test_what_is_not_a_count_is_refused(kind: str, place: str) -> None:
    bad, message = NOT_COUNTS[kind]
    with pytest.raises(DispropError) as refused:
        PLACES[place](bad)
    assert str(refused.value).startswith(place)
    assert message in str(refused.value)


@pytest.mark.parametrize("kind", [kind for kind in NOT_COUNTS if "raction" not in kind and kind != "beyond exact"])
def test_what_is_not_a_population_is_refused(kind: str) -> None:
    bad, message = NOT_COUNTS[kind]
    with pytest.raises(DispropError) as refused:
        rate(0, bad)
    assert str(refused.value).startswith("population")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "good",
    [
        [1, 2],
        (1, 2),
        [1.0, 2.0],
        [np.int8(1), Fraction(2)],
        np.array([1, 2], dtype=np.uint8),
        np.array([1, 2], dtype=np.float16),
        np.array([1, 2], dtype=object),
        np.ma.array([1, 2]),
        pd.Series([1, 2], index=["a", "b"]),
        pd.Series([1, 2], dtype="Int64"),
        pl.Series([1, 2]),
        range(1, 3),
    ],
    ids=repr,
)
def test_whole_numbers_of_any_library_are_counts(good: Any) -> None:
    assert rate(good, 10).value.tolist() == [0.1, 0.2]


def test_minus_zero_is_zero() -> None:
    assert rate_ratio(group=(5, 10), reference=(-0.0, 10)).value == np.inf
    assert str(rate(-0.0, 100)) == str(rate(0, 100))


def test_the_input_is_not_changed_or_held() -> None:
    events = np.array([1.0, 2.0])
    found = rate(events, 10)
    events[0] = 7
    assert found.data["events"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: proportion(12, 11), "part must not exceed whole; got 12 of 11; one of the two is wrong"),
        (lambda: proportion([1, 3], 2), "part must not exceed whole; got 3 of 2 at position 1"),
        (
            lambda: risk_ratio(group=(3, 2), reference=(1, 2)),
            "group_part must not exceed group_whole; got 3 of 2",
        ),
        (lambda: share_ratio(group=(3, 1), whole=(2, 2)), "group_events must not exceed all_events; got 3 of 2"),
        (lambda: share_ratio(group=(1, 3), whole=(2, 2)), "group_population must not exceed all_population"),
        (lambda: rate(5, 0), "population is 0 where events is 5; events need a population"),
        (lambda: rate([0, 5], [0, 0]), "population is 0 where events is 5"),
        (lambda: rate_ratio(group=(1, 2), reference=(1, 0)), "reference_population is 0 where reference_events is 1"),
        (lambda: share_ratio(group=(1, 0), whole=(2, 2)), "group_population is 0 where group_events is 1"),
        (lambda: rate([1, 2], [1, 2, 3]), "do not broadcast: events has shape (2,), population has shape (3,)"),
        (lambda: direct_rate([1, None], [9, 9, 9], standard=[1, 2, 3]), "do not broadcast: events has shape (2,)"),
        (
            lambda: rate_ratio(group=([1, 2], 9), reference=([1, 2, 3], 9)),
            "group_events has shape (2,), group_population has shape (), reference_events has shape (3,)",
        ),
    ],
)
def test_counts_that_do_not_fit_together_are_refused(call: Callable[[], Estimate], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        call()
    assert message in str(refused.value)


def test_series_with_other_labels_are_refused() -> None:
    events, population = pd.Series([1, 2], index=["a", "b"]), pd.Series([10, 20], index=["b", "a"])
    with pytest.raises(
        DispropError, match=r"^events and population carry the same row labels in another order.*y\.loc\[x\.index\]"
    ):
        rate(events, population)
    assert rate(events, population.to_numpy()).value.tolist() == [0.1, 0.1]


def test_frames_with_other_columns_are_refused() -> None:
    events, population = pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"b": [10], "a": [20]})
    with pytest.raises(DispropError, match=r"^events and population carry the same column names"):
        rate(events, population)
    assert rate(events, population[["a", "b"]]).value.tolist() == [[0.05, 0.2]]
    with pytest.raises(DispropError, match="carry different"):
        rate(events, population["a"])


LEVEL = r"^level must lie strictly between 0 and 1 \(0\.95 means 95%\); got "


@pytest.mark.parametrize("level", [95, 0, 1, -0.5, 1.5, np.nan, np.inf, True, np.True_, "0.95", None, [0.95, 95], 1j])
@pytest.mark.parametrize("function", [rate, proportion])
def test_a_level_outside_0_and_1_is_refused(function: Callable[..., Estimate], level: Any) -> None:
    with pytest.raises(DispropError, match=LEVEL):
        function(1, 10, level=level)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: rate(1, 2, method="garwod"),
            "no rate interval is called 'garwod'. Did you mean 'garwood'? Known: garwood, byar",
        ),
        (
            lambda: proportion(1, 2, method="Wilson"),
            "no proportion interval is called 'Wilson'. Did you mean 'wilson'?",
        ),
        (lambda: proportion(1, 2, method="wil"), "no proportion interval is called 'wil'. Did you mean 'wilson'?"),
        (
            lambda: rate_ratio(group=(1, 2), reference=(1, 2), method="midp"),
            "no rate ratio interval is called 'midp'. Did you mean 'mid-p'?",
        ),
        (lambda: risk_ratio(group=(1, 2), reference=(1, 2), method="katz"), "Did you mean 'katz-log'?"),
        (
            lambda: share_ratio(group=(1, 1), whole=(2, 2), method="garwood"),
            "no share ratio interval is called 'garwood'.",
        ),
        (lambda: rate(1, 2, method=""), "no rate interval is called ''. Known: "),
        (lambda: rate(1, 2, method=["byar"]), "no rate interval is called ['byar']. "),  # type: ignore[arg-type]
    ],
)
def test_an_unknown_method_is_refused(call: Callable[[], Estimate], message: str) -> None:
    with pytest.raises(DispropError) as refused:
        call()
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "bad", [5, None, "ab", b"ab", (1,), (1, 2, 3), {1: 2, 3: 4}, {1, 2}, np.array([1, 2])], ids=repr
)
def test_what_is_not_a_pair_is_refused(bad: Any) -> None:
    with pytest.raises(DispropError, match=r"^group must be a pair \(events, population\); got "):
        rate_ratio(group=bad, reference=(1, 2))
    with pytest.raises(DispropError, match=r"^reference must be a pair \(part, whole\); got "):
        risk_ratio(group=(1, 2), reference=bad)
    with pytest.raises(DispropError, match=r"^whole must be a pair \(events, population\); got "):
        share_ratio(group=(1, 2), whole=bad)


def test_a_frame_as_a_side_is_told_where_frames_go() -> None:
    side: Any = pd.DataFrame({"events": [1, 2], "population": [3, 4]})
    with pytest.raises(DispropError, match=r"give two columns, or the frame to tables\.compare_by$"):
        rate_ratio(group=side, reference=(1, 2))


def test_no_rows_give_no_rows() -> None:
    for found in (rate([], []), proportion([], []), rate_ratio(group=([], []), reference=([], []))):
        assert found.value.shape == found.low.shape == found.high.shape == (0,)
        assert str(found) == ""


ENOUGH, TOO_MANY = ([5, 6], [100, 100]), ([3, 4], [1e60, 10])
OF_PEOPLE: dict[str, Callable[[], Any]] = {
    "rate": lambda: rate(*TOO_MANY),
    "share_ratio": lambda: share_ratio(group=(3, 1e60), whole=(9, 1e60)),
    "direct_rate": lambda: direct_rate(*TOO_MANY, standard=[1, 1]),
    "a standard": lambda: direct_rate(*ENOUGH, standard=[1, 1e60]),
    "direct_rate_repeated": lambda: direct_rate([[3, 1], [4, 1]], [1e60, 10], person="repeated", standard=[1, 1]),
    "expected_events": lambda: expected_events([1e60, 10], reference=ENOUGH),
    "reference of expected_events": lambda: expected_events([10, 10], reference=TOO_MANY),
    "indirect_rate": lambda: indirect_rate(*TOO_MANY, reference=ENOUGH),
    "indirect_ratio": lambda: indirect_ratio(3, 1e60),
    "adjusted_ratio": lambda: adjusted_ratio(
        {"x": [3, 4, 5], "t": [1e60, 10, 10], "g": [*"aab"]}, events="x", population="t", group="g", reference="b"
    ),
    "rate_ratio": lambda: rate_ratio(group=(3, 1e60), reference=(5, 10)),
    "reference of rate_ratio": lambda: rate_ratio(group=(5, 10), reference=(3, 1e60)),
    "rate_difference": lambda: rate_difference(group=TOO_MANY, reference=ENOUGH),
    "direct_rate_ratio": lambda: direct_rate_ratio(group=TOO_MANY, reference=ENOUGH, standard=[1, 1]),
    "direct_rate_difference": lambda: direct_rate_difference(group=TOO_MANY, reference=ENOUGH, standard=[1, 1]),
    "kitagawa": lambda: kitagawa(group=TOO_MANY, reference=ENOUGH),
    "indirect_rate_ratio": lambda: indirect_rate_ratio(group=TOO_MANY, reference=ENOUGH, standard=ENOUGH),
    "mantel_haenszel": lambda: strata.mantel_haenszel(group=TOO_MANY, reference=ENOUGH, measure="rate ratio"),
    "stratified_score": lambda: strata.stratified_score(group=TOO_MANY, reference=ENOUGH, measure="rate ratio"),
    "areas.pool": lambda: areas.pool(group=TOO_MANY, reference=ENOUGH),
    "areas.averages": lambda: areas.averages(group=TOO_MANY, reference=ENOUGH),
    "direct_rate_ratio_to_whole": lambda: direct_rate_ratio(group=ENOUGH, whole=TOO_MANY, standard=[1, 1]),
    "periods.rate": lambda: periods.rate(3, 1e60, period=periods.Period("2023-01", "2023-12")),
}


@pytest.mark.parametrize("called", OF_PEOPLE.values(), ids=OF_PEOPLE.keys())
def test_a_population_in_an_impossible_unit_is_refused_in_the_same_words(called: Callable[[], Any]) -> None:
    words = r"^[\w ]+ must be 0 or between 1e-50 and 1e50; got 1e\+60( at position \d)?; below"
    with pytest.raises(DispropError, match=words):
        called()


def test_a_population_in_too_small_a_unit_is_refused() -> None:
    with pytest.raises(DispropError, match=r"^reference_population must be 0 or between 1e-50 and 1e50; got 1e-300"):
        rate_ratio(group=(1, 1e-30), reference=(10**9, 1e-300))


@dataclass(frozen=True)
class Labelled:
    """An array that knows the names and the labels of its axes, as xarray's do."""

    values: Any
    dims: tuple[str, ...]
    indexes: dict[str, Any]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: FBT001 (NumPy's own)
        return np.asarray(self.values, dtype=dtype)


FORCES, OTHERS = pd.Index(["Kent", "Essex"]), pd.Index(["Essex", "Kent"])
AGES = pd.Index(["0-64", "65+"])
TABLE = Labelled([[3, 5], [1, 2]], ("force", "age"), {"force": FORCES, "age": AGES})


@pytest.mark.parametrize(
    "population",
    [
        Labelled([[30, 50], [10, 20]], ("force", "age"), {"force": OTHERS, "age": AGES}),
        Labelled([[30, 50], [10, 20]], ("age", "force"), {"force": FORCES, "age": AGES}),
        Labelled([30, 50], ("force",), {"force": FORCES}),
        Labelled([30, 50], ("age",), {"age": AGES[::-1]}),
    ],
    ids=["another order", "turned", "of the other axis", "another order of one axis"],
)
def test_labels_of_another_order_are_refused(population: Any) -> None:
    with pytest.raises(DispropError, match=r"events and population carry different row labels .* xarray\.align"):
        rate(TABLE, population)


@pytest.mark.parametrize(
    "population", [Labelled([30, 50], ("age",), {"age": AGES}), Labelled([30, 50], ("age",), {}), 70]
)
def test_labels_that_are_the_same_go_together(population: Any) -> None:
    assert rate(TABLE, population).value.shape == (2, 2)


def test_an_estimate_keeps_the_labels_of_its_counts_for_what_it_is_compared_with() -> None:
    counts, people = pd.Series([3, 5], index=FORCES), pd.Series([30, 50], index=FORCES)
    found = rate(counts, people).per(100)
    same, other = pd.Series([10.0, 90.0], index=FORCES), pd.Series([90.0, 10.0], index=OTHERS)
    assert found.excludes(same).tolist() == [False, True]
    assert found[::-1].excludes(other).tolist() == [True, False]
    assert found[np.array([False, True])].excludes(same.iloc[1:]).tolist() == [True]
    for asked in (found.excludes, found.p_value):
        with pytest.raises(DispropError, match="the estimate and null carry the same row labels in another order"):
            asked(other)
    assert found.excludes([10.0, 90.0]).tolist() == [False, True]
    with pytest.raises(DispropError, match="standard is for the strata"):
        direct_rate(TABLE, [100, 200], standard=Labelled([1, 2], ("age",), {"age": AGES[::-1]}))


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["b", "c"], "different row labels: only in events 'a'; only in population 'c'; keep what both have: x.loc"),
        (["x", "y"], "only in events 'a', 'b'; only in population 'x', 'y'; label both by what their rows are"),
        (["b", "a"], "the same row labels in another order, or some of them twice; put one in the order of the other"),
    ],
)
def test_labels_that_differ_are_named_and_never_paired_by_position(labels: list[str], said: str) -> None:
    with pytest.raises(DispropError) as refused:
        rate(pd.Series([1, 2], index=["a", "b"]), pd.Series([10, 20], index=labels))
    assert said in str(refused.value)
    assert "reset_index" not in str(refused.value)


LARGEST = np.finfo(np.float64).max


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize(
    ("read", "least", "most"),
    [
        (_arrays.finite, -LARGEST, LARGEST),
        (_arrays.real, 0.0, LARGEST),
        (_arrays.counts, 0.0, 2.0**53 - 1),
        (_arrays.people, 1 / 1e50, 1e50),
        (_arrays.probability, 0.0, 1.0),
    ],
)
def test_the_smallest_and_the_largest_number_are_read_and_the_next_are_refused(
    read: Callable[..., Any], least: float, most: float, *, several: bool
) -> None:
    """What passes at a look is what breaks no rule, to the last float."""

    def given(number: float) -> Any:
        return [number, 1.0, 0.0] if several else number

    for number in (least, most, 0.0):
        np.testing.assert_array_equal(read("number", given(number)), given(number))
    beyond = (math.nextafter(least, -math.inf), most + 1 if read is _arrays.counts else math.nextafter(most, math.inf))
    for number in (*beyond, np.nan, np.inf, -np.inf):
        with pytest.raises(DispropError, match="number"):
            read("number", given(number))


@pytest.mark.parametrize("true", [np.True_, np.False_, np.array([True, False]), np.array([False, False])])
@pytest.mark.parametrize("other", [3.0, np.array([2.0, 0.0])])
def test_of_two_numbers_or_arrays_either_is_the_one_that_numpy_gives(true: Any, other: Any) -> None:
    found = _arrays.either(true, 0.0, other)
    np.testing.assert_array_equal(
        np.broadcast_to(found, np.shape(true)) if np.ndim(true) else found,
        np.where(true, 0.0, other) if np.ndim(true) or true else other,
    )
    with np.errstate(divide="ignore"):
        assert np.all(1 / _arrays.either(np.True_, 0.0, other) == np.inf)  # a number of NumPy, which can be divided by


def test_one_row_is_worked_out_with_numbers() -> None:
    """Arrays of one, or of no dimensions, would take five times as long at each step."""
    seen: list[Any] = []
    family = FAMILIES["rate ratio"]
    spy = replace(family, parameter="of a spy", methods={})

    def kernel(*data: Any) -> Any:
        seen.extend(data)
        return data[0], data[0]

    try:
        spy.methods["spy"] = family["score"]._replace(name="spy", kernel=kernel)
        spy.limits("spy", tuple(map(np.asarray, (3.0, 10.0, 4.0, 20.0))), 0.025)
    finally:
        FAMILIES.pop("of a spy")
    assert {type(each) for each in seen} == {np.float64}
