"""What is refused and what is carried: strata, standards, expected events, and the parts of a difference."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from disprop import (
    DispropError,
    Estimate,
    das_gupta,
    datasets,
    direct_rate,
    direct_rate_difference,
    direct_rate_ratio,
    expected_events,
    indirect_rate,
    indirect_rate_ratio,
    indirect_ratio,
    kitagawa,
    rate,
    rate_ratio,
    standard_weights,
)
from disprop.standardise import Decomposition

brief = settings(max_examples=25, derandomize=True, deadline=None, database=None)
AGES = {"0-19": 0.3, "20-64": 0.5, "65+": 0.2}
PAIR = ([1, 2], [10, 20])


# Strata


@pytest.mark.parametrize(
    ("events", "population", "standard", "message"),
    [
        ([1, 2, 2], [10, 0, 30], [1, 0, 1], "population is 0 where there are events: stratum 1; events need"),
        (
            [1, 2],
            [10, 20],
            [1, 1, 1],
            r"a weight for each of the 2 strata; its shape is \(3,\), and that of the counts",
        ),
        ([1, 2], [10, 20], 1, r"a weight for each of the 2 strata; its shape is \(\)"),
        ([1, 2], [10, 20], [[1, 1], [1, 1]], "a weight for each of the 2 strata"),
        ([1, 2], [10, 20], [0, 0], "standard must have a weight above 0; got only zeros"),
        ([1, 2], [10, 20], [1, -1], "standard must be finite and >= 0; got -1 at position 1"),
        (3, 10, [1], r"events and population need strata on the last axis; got single numbers: use rate\(\)"),
        ([1.5, 2], [10, 20], [1, 1], "events must be whole numbers; got 1.5 at position 0"),
        ([1, 2], [10, 20, 30], [1, 1], "the shapes do not broadcast"),
        ([1, 2], [10, 0], [1, 1], "where there are events: stratum 1; .*, or merge the stratum with a neighbour"),
    ],
)
def test_what_cannot_be_standardised_is_refused(events: Any, population: Any, standard: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        direct_rate(events, population, standard=standard)


def test_columns_in_another_order_are_refused() -> None:
    ages = pd.Index(["young", "old"])
    events, population = pd.Series([1, 2], index=ages), pd.Series([10, 20], index=ages)
    assert direct_rate(events, population, standard={"young": 1, "old": 1}).value == pytest.approx(0.1, rel=1e-15)
    with pytest.raises(DispropError, match="put them in one order"):
        direct_rate(events, population, standard={"old": 1, "young": 1})
    numbered = direct_rate(pd.Series([1, 2]), pd.Series([10, 20]), standard={"old": 1, "young": 1})
    assert numbered.value == pytest.approx(0.1, rel=1e-15)
    frame = pd.DataFrame([[1, 0], [1, 0]], columns=ages)
    assert direct_rate(frame, frame, standard=[1, 1]).why() == ["population is 0 in stratum 'old'"] * 2


def test_the_data_are_those_of_the_strata_with_a_weight() -> None:
    people: Any = [[10, 20, 30], [40, 50, 0.5]]
    found = direct_rate([[1, 2, 9], [0, 0, 9]], people, standard=[1, 3, 0])
    names = ["events", "population", "weighted_events", "variance", "largest_weight", "mean_weight"]
    assert list(found.data)[:6] == names
    assert np.ravel(found.data["events"]).tolist() == [3, 0]
    assert np.ravel(found.data["population"]).tolist() == [30, 90]
    assert found[0].data["largest_weight"] == pytest.approx(0.75 / 20, rel=1e-15)
    assert pd.DataFrame(found.to_dict())["events"].tolist() == [3, 0]
    assert str(found[1].per(100)).startswith("0.00 per 100 (95% CI 0.00 to 5.5")


def test_many_areas_are_done_in_pieces_that_agree() -> None:
    rng = np.random.default_rng(3)
    events, population = rng.poisson(3, (5_000, 4)), rng.integers(50, 900, (5_000, 4))
    weights = rng.random((5_000, 4))
    found = direct_rate(events, population, standard=weights)
    for at in (0, 1_023, 1_024, 4_999):
        alone = direct_rate(events[at], population[at], standard=weights[at])
        assert (found[at].value, found[at].high) == pytest.approx((alone.value, alone.high), rel=1e-14)


def test_the_sums_are_those_of_a_plain_loop_over_fractions() -> None:
    events, population, weights = [3, 0, 8, 5], [700, 20, 1_100, 90], [2, 5, 0, 3]
    rows = [(x, t, Fraction(w, 10) / t) for x, t, w in zip(events, population, weights, strict=True) if w]
    per_head = [u for _, _, u in rows]
    exact = {
        "events": sum(x for x, _, _ in rows),
        "population": sum(t for _, t, _ in rows),
        "weighted_events": sum(u * x for x, _, u in rows),
        "variance": sum(u**2 * x for x, _, u in rows),
        "largest_weight": max(per_head),
        "mean_weight": sum(per_head) / 3,
        "mean_square_weight": sum(u**2 for u in per_head) / 3,
    }
    found = direct_rate(events, population, standard=weights).data
    assert found == pytest.approx({name: float(number) for name, number in exact.items()}, rel=1e-15)


def numbers_of(found: Estimate) -> dict[str, list[object]]:
    return {name: column for name, column in found.to_dict().items() if name not in found.basis}


def test_repeated_events_widen_the_interval_and_keep_the_value() -> None:
    once, population = [30, 40], [900, 700]
    plain = direct_rate([30 + 2 * 5, 40 + 2 * 6], population, standard=[1, 2])
    found = direct_rate([once, [5, 6]], population, person="repeated", standard=[1, 2])
    assert found.value == pytest.approx(plain.value, rel=1e-15)
    assert found.low < plain.low < plain.high < found.high
    assert found.data["events"] == plain.data["events"]
    single = direct_rate([once], population, person="repeated", standard=[1, 2], method="tiwari")
    assert numbers_of(single) == numbers_of(direct_rate(once, population, standard=[1, 2], method="tiwari"))
    assert (single.basis["person"], plain.basis.get("person")) == ("repeated", None)
    areas = direct_rate([[once, once], [[5, 6], [0, 0]]], population, person="repeated", standard=[1, 2])
    assert areas[0].high == pytest.approx(found.high, rel=1e-14)
    with pytest.raises(DispropError, match=r"people needs a row for each number of events.*got the shape \(2,\)"):
        direct_rate(once, population, person="repeated", standard=[1, 2])
    with pytest.raises(DispropError, match=r"got the shape \(0, 2\)"):
        direct_rate(np.zeros((0, 2)), population, person="repeated", standard=[1, 2])


def test_a_group_larger_than_its_whole_is_refused() -> None:
    for ask in (direct_rate_ratio, direct_rate_difference):
        with pytest.raises(DispropError, match="group_events must not exceed whole_events; got 2 of 1 at position 0"):
            ask(group=([2, 1], [10, 10]), whole=([1, 1], [20, 20]), standard=[1, 1])
        with pytest.raises(DispropError, match="no more people: stratum 1; check the two"):
            ask(group=([1, 1], [10, 10]), whole=([1, 2], [20, 10]), standard=[1, 1])
        with pytest.raises(DispropError, match=r"whole must be a pair \(events, population\)"):
            ask(group=PAIR, whole=3, standard=[1, 1])  # type: ignore[arg-type]


def test_unknown_methods_are_named() -> None:
    with pytest.raises(DispropError, match="Did you mean 'fay-feuer'"):
        direct_rate(*PAIR, standard=[1, 1], method="fay-fever")
    with pytest.raises(DispropError, match="no directly standardised rate ratio interval is called 'normal'"):
        direct_rate_ratio(group=PAIR, reference=PAIR, standard=[1, 1], method="normal")


# Standard populations


def test_every_standard_population_sums_to_one() -> None:
    frame = datasets.load("standard-populations")
    for name, rows in frame.groupby("standard"):
        weights = standard_weights(str(name))
        assert list(weights) == rows["age"].tolist()
        assert sum(weights.values()) == pytest.approx(1, rel=1e-15)
        assert np.allclose(list(weights.values()), rows["weight"] / rows["weight"].sum(), rtol=1e-15)


def test_bands_are_joined_and_cut_off() -> None:
    assert standard_weights("european-1976", ["0-14", "15-44", "45 to 64", "65 and over"]) == pytest.approx(
        {"0-14": 0.22, "15-44": 0.42, "45 to 64": 0.25, "65 and over": 0.11}, rel=1e-15
    )
    assert standard_weights("us-2000", ["under 1", "1–4", "5+"])["under 1"] == pytest.approx(3_795 / 274_634)
    adults = standard_weights("european-2013", ["20-39", "40-59"])
    assert adults == pytest.approx({"20-39": 25.5 / 53, "40-59": 27.5 / 53}, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "ages", "message"),
    [
        ("european", None, "no standard population is called 'european'. Did you mean 'european-"),
        (
            "european-2013",
            ["0-17", "18+"],
            "'0-17' cuts a band of european-2013 in two; its bands start at the ages 0, 5",
        ),
        ("european-2013", ["0-4", "10-14"], "ages must follow one another; '10-14' does not start where '0-4' ends"),
        ("european-2013", ["0-9", "5-14"], "ages must follow one another"),
        ("european-2013", ["0-4", "0-4"], "ages must follow one another"),
        ("european-2013", ["young"], "ages must be such as '0-4', '85\\+', 'over 34', 'under 1' or '0'; got 'young'"),
        ("european-1976", ["0-84", "85-89", "90+"], "'85-89' cuts a band of european-1976 in two"),
        ("european-2013", ["90-94"], "'90-94' cuts a band"),
        ("european-2013", [], "ages must name at least one band"),
    ],
)
def test_ages_that_do_not_fit_are_refused(name: str, ages: Any, message: str) -> None:
    with pytest.raises(DispropError, match=message):
        standard_weights(name, ages)


def test_the_name_of_a_standard_is_enough_where_the_columns_are_ages() -> None:
    ages = ["0-24", "25-64", "65+"]
    events = pd.DataFrame([[1, 2, 0], [3, 3, 3]], columns=ages, index=["here", "there"])
    people = pd.DataFrame([[90, 80, 70], [50, 50, 50]], columns=ages, index=["here", "there"])
    named = direct_rate(events, people, standard="segi-1960")
    weighed = direct_rate(events, people, standard=standard_weights("segi-1960", ages))
    assert numbers_of(named) == numbers_of(weighed)
    assert (named.basis["standard"], weighed.basis["standard"]) == ("segi-1960", "given: 0.48, 0.45, 0.07")
    with pytest.raises(DispropError, match=r"give standard_weights\('segi-1960', ages\), or columns with the ages"):
        direct_rate([1, 2], [10, 20], standard="segi-1960")


def test_a_standard_by_name_gives_its_labels_to_the_note() -> None:
    weights = standard_weights("segi-1960", ["0-24", "25-64", "65+"])
    assert direct_rate([1, 2, 0], [100, 100, 0], standard=weights).why() == ["population is 0 in stratum '65+'"]


# Indirect


def test_an_indirect_ratio_is_a_rate_over_what_was_expected() -> None:
    found, plain = indirect_ratio([3, 0], [4.5, 2]), rate([3, 0], [4.5, 2])
    assert (found.value == plain.value).all()
    assert (found.high == plain.high).all()
    assert (found.p_value(1) == plain.p_value(1)).all()
    assert list(found.data) == ["observed", "expected"]
    assert found.measure == "indirectly standardised ratio"
    with pytest.raises(DispropError, match="has no unit"):
        found.per(100)
    with pytest.raises(DispropError, match="expected is 0 where observed is 2"):
        indirect_ratio(2, 0)
    assert np.isnan(indirect_ratio(0, 0).value)


def test_expected_events_by_stratum() -> None:
    reference = ([10, 0, 30], [100, 0, 60])
    assert expected_events([[50, 0, 6], [0, 0, 2]], reference=reference).tolist() == [8, 1]
    with pytest.raises(DispropError, match="reference_population is 0 where there is a population: stratum 1"):
        expected_events([50, 1, 6], reference=reference)
    with pytest.raises(DispropError, match="reference_population is 0 where there are reference_events: stratum 0"):
        expected_events([5], reference=([1], [0]))


def test_the_rate_of_the_reference_itself_is_its_crude_rate() -> None:
    reference = ([10, 7, 30], [100, 50, 60])
    found = indirect_rate(*reference, reference=reference)
    plain = rate(47, 210)
    assert (found.value, found.low) == pytest.approx((plain.value, plain.low), rel=1e-14)
    assert found.data["expected"] == pytest.approx(47, rel=1e-15)
    areas = indirect_rate([[1, 2, 3], [0, 0, 0]], [10, 10, 10], reference=reference)
    assert areas[1].low == 0
    with pytest.raises(DispropError, match="reference has no events"):
        indirect_rate([1], [10], reference=([0], [10]))


def test_two_indirect_ratios_share_their_standard() -> None:
    standard = ([10, 7], [100, 50])
    group, reference = ([4, 6], [20, 30]), ([5, 5], [60, 10])
    found = indirect_rate_ratio(group=group, reference=reference, standard=standard)
    assert found.value == pytest.approx((10 / (2 + 4.2)) / (10 / (6 + 1.4)), rel=1e-14)
    plain = rate_ratio(group=(10, 6.2), reference=(10, 7.4))
    assert found.high == pytest.approx(plain.high, rel=1e-12)
    one = indirect_ratio(10, 6.2)
    for sides in ({"group": one, "reference": reference}, {"group": group, "reference": one}):
        with pytest.raises(DispropError, match="ratios to different standards cannot be compared"):
            indirect_rate_ratio(**sides, standard=standard)  # type: ignore[arg-type]


def test_equal_rates_can_have_unequal_indirect_ratios() -> None:
    # The reason why they are not compared: the same rates in every stratum, weighted by other people.
    standard = ([100, 10], [1_000, 1_000])
    group, reference = ([100, 40], [1_000, 200]), ([10, 400], [100, 2_000])
    assert direct_rate_ratio(group=group, reference=reference, standard=[1, 1]).value == pytest.approx(1, rel=1e-14)
    assert indirect_rate_ratio(group=group, reference=reference, standard=standard).value < 0.5


# The parts of a difference

a_cell = st.tuples(st.integers(0, 50), st.integers(1, 500))


def values(found: Decomposition) -> dict[str, float]:
    return {name: float(part.value) for name, part in found.parts.items()}


@brief
@given(data=st.data(), shape=st.sampled_from([(1,), (5,), (2, 3), (3, 1, 2), (2, 2, 2, 2)]))
def test_the_parts_add_up_for_any_number_of_factors(data: st.DataObject, shape: tuple[int, ...]) -> None:
    cells = data.draw(st.lists(st.tuples(a_cell, a_cell), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    x1, t1, x0, t0 = np.array(cells, dtype=float).reshape(-1, 4).T.reshape(4, *shape)
    names = [f"factor {axis}" for axis in range(len(shape))]
    found = kitagawa(group=(x1, t1), reference=(x0, t0), factors=names)
    crude = x1.sum() / t1.sum() - x0.sum() / t0.sum()
    assert found.difference.value == pytest.approx(crude, rel=1e-12, abs=1e-15)
    parts = values(found)
    size = sum(map(abs, parts.values())) + abs(crude)
    assert abs(sum(parts.values()) - crude) <= 1e-12 * size
    swapped = values(kitagawa(group=(x0, t0), reference=(x1, t1), factors=names))
    assert swapped["rates"] == pytest.approx(-parts["rates"], rel=1e-9, abs=1e-12 * size)
    flat = values(kitagawa(group=(x1.ravel(), t1.ravel()), reference=(x0.ravel(), t0.ravel())))
    assert parts["rates"] == pytest.approx(flat["rates"], rel=1e-12, abs=1e-15)
    assert sum(parts.values()) - parts["rates"] == pytest.approx(flat["strata"], rel=1e-9, abs=1e-12 * size)


@brief
@given(rows=st.lists(st.tuples(a_cell, a_cell), min_size=1, max_size=5))
def test_kitagawa_is_the_difference_at_average_shares_and_rates(rows: Any) -> None:
    x1, t1, x0, t0 = np.array(rows, dtype=float).reshape(-1, 4).T
    found = kitagawa(group=(x1, t1), reference=(x0, t0))
    r1, r0, c1, c0 = x1 / t1, x0 / t0, t1 / t1.sum(), t0 / t0.sum()
    assert values(found)["rates"] == pytest.approx(((r1 - r0) * (c1 + c0) / 2).sum(), rel=1e-12, abs=1e-15)
    assert values(found)["strata"] == pytest.approx(((c1 - c0) * (r1 + r0) / 2).sum(), rel=1e-12, abs=1e-15)


def test_equal_composition_leaves_only_rates_and_equal_rates_only_composition() -> None:
    found = kitagawa(group=([1, 9], [20, 40]), reference=([3, 4], [30, 60]))
    assert values(found) == {"rates": pytest.approx(found.difference.value, rel=1e-12), "strata": 0}
    found = kitagawa(group=([1, 20], [10, 100]), reference=([10, 4], [100, 20]))
    assert values(found)["rates"] == pytest.approx(0, abs=1e-17)
    areas = ([[1, 2], [3, 4]], [[10, 20], [30, 60]]), ([[5, 2], [3, 9]], [[40, 80], [10, 20]])
    by_factor = values(kitagawa(group=areas[0], reference=areas[1], factors=["age", "area"]))
    assert by_factor["area"] == pytest.approx(0, abs=1e-17)  # one in three, and of each age: nothing to change


def test_two_factors_by_the_formula_written_out() -> None:
    # Das Gupta: A = (N_ij/N_.j)^(1/2) (N_i./N_..)^(1/2), B likewise; rates first, then both at the mean of the rates.
    sides = [
        np.array([[[10, 40], [20, 90]], [[1000, 2000], [900, 2500]]]),
        np.array([[[15, 20], [30, 50]], [[2000, 1000], [1800, 1300]]]),
    ]
    parts = []
    for x, n in sides:
        rows, columns = n.sum(axis=1, keepdims=True), n.sum(axis=0, keepdims=True)
        parts.append([x / n, np.sqrt(n / columns * rows / n.sum()), np.sqrt(n / rows * columns / n.sum())])
    (t, a, b), (u, c, d) = parts
    expected = [
        ((t - u) * (a * b + c * d) / 2),
        (t + u) / 2 * (a - c) * (b + d) / 2,
        (t + u) / 2 * (b - d) * (a + c) / 2,
    ]
    found = kitagawa(group=tuple(sides[0]), reference=tuple(sides[1]), factors=("age", "area"))
    assert [*values(found).values()] == pytest.approx([part.sum() for part in expected], rel=1e-12)


def test_the_order_of_the_factors_does_not_matter() -> None:
    rng = np.random.default_rng(8)
    x1, x0 = rng.integers(0, 30, (2, 2, 3, 4))
    t1, t0 = rng.integers(31, 900, (2, 2, 3, 4))
    names = ("age", "sex", "area")
    plain = values(kitagawa(group=(x1, t1), reference=(x0, t0), factors=names))
    for order in itertools.permutations(range(3)):
        group, reference = ((x.transpose(order), t.transpose(order)) for x, t in ((x1, t1), (x0, t0)))
        found = kitagawa(group=group, reference=reference, factors=[names[axis] for axis in order])
        assert values(found) == pytest.approx(plain, rel=1e-10)


def test_empty_strata_of_both_sides_do_not_matter_and_of_one_are_refused() -> None:
    plain = kitagawa(group=PAIR, reference=([3, 1], [50, 10]))
    found = kitagawa(group=([1, 0, 2], [10, 0, 20]), reference=([3, 0, 1], [50, 0, 10]))
    assert found == plain
    with pytest.raises(DispropError, match="only one side has a population: stratum 0; merge it"):
        kitagawa(group=([0, 2], [0, 20]), reference=PAIR)
    with pytest.raises(DispropError, match=r"an axis for each of the factors \['age', 'sex'\]; they have 1"):
        kitagawa(group=PAIR, reference=PAIR, factors=["age", "sex"])
    with pytest.raises(DispropError, match=r"an axis for each of the factors \['age', 'age'\]; they have 2"):
        kitagawa(group=([[1]], [[2]]), reference=([[1]], [[2]]), factors=["age", "age"])
    with pytest.raises(DispropError, match="are 0 everywhere"):
        kitagawa(group=([0], [0]), reference=([0], [0]))


def test_a_decomposition_is_a_frozen_record_that_says_what_it_found() -> None:
    found = kitagawa(group=([40, 20], [1_000, 1_000]), reference=([10, 30], [1_000, 3_000]))
    assert [f"{part.per(1_000):.1f}".partition(" (")[0] for part in found] == [
        "17.5 per 1,000",
        "2.5 per 1,000",
        "20.0 per 1,000",
    ]
    with pytest.raises(AttributeError):
        found.parts = {}  # type: ignore[misc]


def test_the_parts_have_the_variance_of_poisson_counts() -> None:
    """Drawn anew, the parts vary as the delta method says, which is exact here: they are sums of counts."""
    x1, t1, x0, t0 = np.array([40, 20, 9]), [1_000, 1_000, 300], np.array([10, 30, 50]), [1_000, 3_000, 900]
    found = kitagawa(group=(x1, t1), reference=(x0, t0))
    rng = np.random.default_rng(4)
    drawn = [
        [part.value for part in kitagawa(group=(a, t1), reference=(b, t0))]
        for a, b in zip(rng.poisson(x1, (3_000, 3)), rng.poisson(x0, (3_000, 3)), strict=True)
    ]
    half = [(part.high - part.low) / 2 for part in found]
    assert 1.959964 * np.std(drawn, axis=0) == pytest.approx(half, rel=0.05)
    none = kitagawa(group=([0, 0], [9, 9]), reference=([3, 1], [50, 10]))
    assert np.isnan(none.difference.low)


TAIWAN = {
    "1960": {
        "births": [393, 407, 369, 274],
        "married": [0.122, 0.622, 0.903, 0.93],
        "women": [0.043, 0.041, 0.036, 0.032],
    },
    "1970": {
        "births": [488, 452, 338, 156],
        "married": [0.082, 0.527, 0.866, 0.941],
        "women": [0.058, 0.038, 0.032, 0.03],
    },
}


def test_intervals_of_published_factors_agree_with_a_bootstrap() -> None:
    errors: Any = {year: {"births": [12, 9, 8, 7], "married": 0.006} for year in TAIWAN}
    found = das_gupta(TAIWAN, errors=errors)
    rng = np.random.default_rng(9)

    def again() -> list[Any]:
        moved = {
            year: {f: np.array(x) + rng.normal(size=4) * errors[year].get(f, 0.0) for f, x in own.items()}
            for year, own in TAIWAN.items()
        }
        return [part.value for part in das_gupta(moved)]

    half = [float(part.high - part.low) / 2 for part in found]
    assert 1.959964 * np.std([again() for _ in range(3_000)], axis=0) == pytest.approx(half, rel=0.05, abs=1e-9)
    assert np.isnan([part.low for part in das_gupta(TAIWAN)]).all()
    assert "errors of what was published were not given" in str(das_gupta(TAIWAN))


def test_any_rate_function_is_split() -> None:
    """Natural increase, a difference: 4.3 by births and 1.3 by deaths (Das Gupta 1993, example 3.1)."""
    years = {"1": {"births": 19.4, "deaths": 10.8}, "2": {"births": 23.7, "deaths": 9.5}}
    found = das_gupta(years, rate=lambda factors: factors["births"] - factors["deaths"])  # type: ignore[arg-type,return-value]
    assert [part.value for part in found] == pytest.approx([4.3, 1.3, 5.6], rel=1e-12)


def test_factors_have_no_order() -> None:
    one, other = {"x": 2, "y": 3}, {"y": 5, "x": 4}
    found = das_gupta({"a": one, "b": other})
    assert {name: part.value for name, part in found.parts.items()} == pytest.approx({"x": 8, "y": 6})


@pytest.mark.filterwarnings("error")
def test_a_rate_without_a_slope_says_so() -> None:
    ends = {"a": {"x": 0.0}, "b": {"x": 4.0}}
    found = das_gupta(ends, rate=lambda f: np.sqrt(f["x"]), errors={"a": {"x": 1}})
    assert found.difference.value == 2
    assert "so that it has no slope there" in str(found.difference)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"populations": {"a": {"x": 1}}}, "populations must map 2 populations or more to their factors by name"),
        ({"populations": 3}, "populations must map 2 populations or more"),
        ({"populations": {"a": 1, "b": 2}}, "populations must map 2 populations or more"),
        ({"populations": {"a": {}, "b": {}}}, "populations must map 2 populations or more"),
        ({"populations": {"a": {"x": 1}, "b": {"x": 2}}, "rate": 3}, "rate must be a function of the factors"),
        (
            {"populations": {"a": {"x": 1}, "b": {"x": 2}}, "errors": {"a": 0.1}},
            "errors must map 0 populations or more to their factors by name",
        ),
        ({"populations": {"a": {"x": 1}, "b": {"x": 2}}, "errors": {"a": {"x": -1}}}, "error of x of a must be"),
        ({"populations": {1: {"x": 1}, "1": {"x": 2}}}, "populations must each have a name"),
        ({"populations": {key: {"x": 1, "difference": 2} for key in "ab"}}, "names other than 'difference'"),
        ({"populations": {"a": {"x": 1}, "b": {"y": 1}}}, "the factors of b must be those of a"),
        ({"populations": {"a": {"x": 1}, "b": {"x": [1, 2]}}}, "the factors of b must be those of a"),
        ({"populations": {"a": {"x": 1}, "b": {"x": "2"}}}, "x of b"),
        ({"populations": {"a": {"x": [1, 2]}, "b": {"x": [1, 3]}}, "rate": lambda f: f["x"]}, "must give one number"),
        ({"populations": {"a": {"x": 1}, "b": {"x": 2}}, "errors": {"c": {"x": 1}}}, "population"),
        ({"populations": {"a": {"x": 1}, "b": {"x": 2}}, "errors": {"b": {"z": 1}}}, "factor"),
    ],
)
def test_factors_that_do_not_fit_are_refused(asked: Any, said: str) -> None:
    with pytest.raises(DispropError, match=said):
        das_gupta(**asked)


@pytest.mark.parametrize("population", [1e-300, 1e300])
@pytest.mark.parametrize("events", [0, 1, 10**9])
def test_populations_whose_squares_are_no_numbers_are_refused(events: int, population: float) -> None:
    with pytest.raises(DispropError, match=r"population must be 0 or between 1e-50 and 1e50; got .* take another unit"):
        direct_rate([events, 0], [population, population], standard=[1, 1])


def test_a_stratum_whose_weight_is_lost_beside_others_is_refused() -> None:
    with pytest.raises(DispropError, match="or leave such strata out"):
        direct_rate([3, 0], [1e50, 1], standard=[1e-50, 1e50])


def test_why_a_standardised_ratio_is_undefined_names_the_counts_alone() -> None:
    found = direct_rate_ratio(group=([0, 0], [1, 2]), reference=([0, 0], [3, 4]), standard=[1, 1])
    assert found.why() == ["group events is 0 and reference events is 0"]


# Heavy strata with few events

RARE = ([1, 100], [1_000, 100_000])  # an event of the first counts for 0.0003, and of the second for 0.000007
HEAVY = [0.3, 0.7]


@pytest.mark.parametrize("method", ["dobson-byar", "dobson-garwood", "normal", "log-normal"])
def test_a_method_says_where_few_events_of_a_heavy_stratum_make_it_too_narrow(method: str) -> None:
    said = f"{method} may be too narrow, for heavy stratum 0 has few events"
    found = direct_rate(*RARE, standard=HEAVY, method=method)
    assert found.remark == said
    assert str(found).endswith(f"; {said}")
    labels = {"85 and over": 0.3, "under 85": 0.7}
    assert "heavy stratum '85 and over' has" in str(direct_rate(*RARE, standard=labels, method=method))


@pytest.mark.parametrize("method", ["fay-feuer", "tiwari"])
def test_methods_that_allow_for_an_event_more_say_nothing(method: str) -> None:
    assert direct_rate(*RARE, standard=HEAVY, method=method).remark == ""


@pytest.mark.parametrize(
    ("events", "population", "standard"),
    [
        ([3], [1_000], [1]),  # the limits of a rate
        ([3, 2], [1_000, 500], [2, 1]),  # all events weigh alike
        ([5, 100], [5_000, 100_000], HEAVY),
        ([1, 100], [1_000, 100_000], [0.001, 0.999]),  # heavy or not, it moves next to nothing
        ([0, 0], [1_000, 500], HEAVY),
    ],
)
def test_nothing_is_said_where_no_rare_event_weighs_much(
    events: list[int], population: list[int], standard: list[float]
) -> None:
    assert direct_rate(events, population, standard=standard, method="dobson-byar").remark == ""


def test_every_element_and_side_has_its_own_remark() -> None:
    events, population = [[1, 100], [40, 100]], [[1_000, 100_000]] * 2
    rows = direct_rate(events, population, standard=HEAVY, method="dobson-byar")
    assert [bool(row.remark) for row in rows] == [True, False]
    ratio = direct_rate_ratio(group=(events[1], population[1]), reference=RARE, standard=HEAVY, method="log-normal")
    assert ratio.remark == "log-normal may be too narrow, for heavy stratum 0 of the reference has few events"
    difference = direct_rate_difference(group=RARE, reference=RARE, standard=HEAVY, method="mover-dobson-byar")
    assert str(difference.remark).count("may be too narrow") == 2


def test_people_with_repeats_and_wholes_are_looked_at_too() -> None:
    whole = [30, 300], [30_000, 300_000]
    found = [
        direct_rate([[1, 100], [0, 5]], RARE[1], person="repeated", standard=HEAVY, method="normal"),
        direct_rate_ratio(group=RARE, whole=whole, standard=HEAVY, method="log-normal"),
        direct_rate_difference(group=RARE, whole=whole, standard=HEAVY, method="normal"),
    ]
    assert all("heavy stratum 0" in str(each.remark) for each in found)
