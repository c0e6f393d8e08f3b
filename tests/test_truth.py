"""What would have to be true: E-values, fragility, and where each assumption makes a claim fall."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from matplotlib.colors import to_hex
from mpmath import mp, mpf

from disprop import (
    DispropError,
    Estimate,
    between,
    odds_ratio,
    plot,
    rate,
    rate_difference,
    rate_ratio,
    risk_difference,
    risk_ratio,
    tables,
)
from disprop.imperfect import e_value, fragility, misrecorded, selected, sensitivity, tipping_share
from disprop.plot import COLOURS

BLACK, WHITE = (33, 46_476), (352, 1_761_205)
RATIO = rate_ratio(group=BLACK, reference=WHITE)
LUNG: dict[str, Any] = {"group": (397, 397 + 78_557), "reference": (51, 51 + 108_778)}


def published(value: float, low: float, high: float, measure: str = "risk ratio") -> Estimate:
    return Estimate(np.float64(value), np.float64(low), np.float64(high), 0.95, "published", measure)


@pytest.mark.parametrize(
    ("estimate", "options", "value", "limit"),
    [
        (published(10.73, 8.02, 14.36), {}, 20.94777, 15.52336),  # VanderWeele and Ding 2017: smoking
        (published(3.9, 1.8, 8.7), {}, 7.263034, 3.0),  # the same: breastfeeding
        (published(2.5, 2.0, 3.0), {"null": 1.5}, 2.720759, 2.0),  # EValue 4.1.4
        (published(2.5, 2.0, 3.0, "odds ratio"), {}, 2.539711, 2.179580),
        (published(2.5, 2.0, 3.0, "odds ratio"), {"rare": True}, 4.436492, 3.414214),
        (published(2.5, 2.0, 3.0, "hazard ratio"), {}, 3.157635, 2.606409),
        (published(0.8, 0.5, 1.2), {}, 1.809017, 1.0),
        (published(0.4, 1 / 3, 0.5), {}, 4.436492, 3.414214),  # those of 2.5, turned over
    ],
)
def test_e_values_as_they_are_printed(estimate: Estimate, options: Any, value: float, limit: float) -> None:
    found = e_value(estimate, **options)
    assert (float(found.value), float(found.limit)) == pytest.approx((value, limit), rel=5e-7)


def test_the_e_value_of_west_yorkshire() -> None:
    found = e_value(RATIO)
    assert (round(float(found.value), 2), round(float(found.limit), 2)) == (6.56, 4.34)
    assert str(found).startswith("E-value 6.56, of the limit 4.34: for a true rate ratio of 1 something not measured")


def test_e_values_at_fifty_digits() -> None:
    with mp.workdps(50):
        ratio, odds = mpf("3.9"), mp.sqrt(mpf("2.5"))
        hazard = (1 - mpf("0.5") ** mp.sqrt(mpf("2.5"))) / (1 - mpf("0.5") ** mp.sqrt(1 / mpf("2.5")))
        right = [float(each + mp.sqrt(each * (each - 1))) for each in (ratio, odds, hazard)]
    measures = [(3.9, "risk ratio"), (2.5, "odds ratio"), (2.5, "hazard ratio")]
    found = [float(e_value(published(value, value, value, measure)).value) for value, measure in measures]
    assert found == pytest.approx(right, rel=1e-14)


@given(ratios=st.lists(st.floats(0.01, 100), min_size=2, max_size=9), null=st.floats(0.1, 10))
def test_an_e_value_grows_from_the_null_on_and_is_one_there(ratios: list[float], null: float) -> None:
    above = np.sort([null, *(max(ratio, null) for ratio in ratios)])
    found = e_value(Estimate(above, above, above, 0.95, "published", "rate ratio"), null=null)
    assert np.asarray(found.value)[0] == 1
    assert (np.diff(found.value) >= 0).all()
    assert (np.asarray(found.limit) == np.asarray(found.value)).all()
    other = e_value(Estimate(1 / above, 1 / above, 1 / above, 0.95, "published", "rate ratio"), null=1 / null)
    np.testing.assert_allclose(other.value, found.value, rtol=1e-7)  # the root of a bias near 1 doubles its rounding


def true_difference(bias: Any, *, sampled: bool, level: str = "0.95") -> tuple[Any, Any]:
    """Return the difference of the lung cancer study, and its lower limit, with a bias factor, by the 2016 formulas."""
    (x1, n1), (x0, n0) = ((mpf(x), mpf(n)) for x, n in LUNG.values())
    p1, p0, f, z = x1 / n1, x0 / n0, n1 / (n1 + n0), mp.sqrt(2) * mp.erfinv(mpf(level))
    v1, v0 = (p * (1 - p * sampled) / n for p, n in ((p1, n1), (p0, n0)))
    apart, people = p1 - p0 * bias, f + (1 - f) / bias
    share = f * (1 - f) / (n1 + n0) * sampled
    error = (v1 + v0 * bias**2) * people**2 + apart**2 * (1 - 1 / bias) ** 2 * share
    return apart * people, apart * people - z * mp.sqrt(error)


@pytest.mark.parametrize("null", [0.0, 0.001])
@pytest.mark.parametrize(("statistic", "sampled"), [(risk_difference, True), (rate_difference, False)])
def test_e_values_of_differences_leave_just_the_null(statistic: Any, sampled: bool, null: float) -> None:  # noqa: FBT001
    found = e_value(statistic(**LUNG), null=null)
    with mp.workdps(50):
        for strength, which in ((found.value, 0), (found.limit, 1)):
            exact = mpf(float(strength))
            bias = exact**2 / (2 * exact - 1)
            assert abs(true_difference(bias, sampled=sampled)[which] - mpf(null)) < 1e-16


def test_the_e_value_of_a_difference_is_that_of_the_ratio() -> None:
    """As EValue 4.1.4 prints them, but that it searches its limit on a grid: it gives 15.957026."""
    found = e_value(risk_difference(**LUNG))
    assert float(found.value) == pytest.approx(20.947334, abs=5e-7)
    assert float(found.limit) == pytest.approx(15.956971, abs=5e-7)
    assert float(found.value) == pytest.approx(float(e_value(risk_ratio(**LUNG)).value), rel=1e-12)
    turned = e_value(risk_difference(group=LUNG["reference"], reference=LUNG["group"]))
    assert (turned.value, turned.limit) == (found.value, found.limit)
    per = e_value(risk_difference(**LUNG).per(1_000), null=1)
    assert float(per.value) == pytest.approx(float(e_value(risk_difference(**LUNG), null=0.001).value), rel=1e-12)


def test_e_values_at_zero_and_of_nothing() -> None:
    sides: dict[str, Any] = {"group": ([397, 0, 3, 0], 78_954), "reference": ([0, 51, 3, 0], 108_829)}
    ratio, difference = e_value(rate_ratio(**sides)), e_value(rate_difference(**sides))
    for found in (ratio, difference):
        assert np.isinf(found.value).tolist() == [True, True, False, False]
        assert np.isnan(found.value).tolist() == [False, False, False, True]
    assert np.isfinite(ratio.limit).tolist() == [True] * 4
    assert np.isnan(difference.limit).tolist() == [True, True, False, True]  # a variance of 0 says nothing
    assert str(difference).splitlines()[0].startswith("E-value infinity, of the limit undefined")
    assert str(ratio).splitlines()[3] == "undefined, as the rate ratio is"


def test_of_counts_known_in_part_the_nearest_value_is_taken() -> None:
    found = e_value(rate_ratio(group=(between(20, 33), 46_476), reference=WHITE))
    low = rate_ratio(group=(20, 46_476), reference=WHITE)
    assert (found.value, found.limit) == (e_value(low).value, e_value(low).limit)
    assert e_value(rate_ratio(group=(between(1, 33), 46_476), reference=WHITE)).value == 1


@pytest.mark.parametrize(
    ("method", "recoded", "removed"), [("mid-p", 17, 18), ("exact", 17, 17), ("score", 18, 18), ("scas", 17, 18)]
)
def test_fragility_of_west_yorkshire(method: Any, recoded: int, removed: int) -> None:
    found = fragility(rate_ratio(group=BLACK, reference=WHITE, method=method))
    assert [float(each) for each in (found.recoded, found.removed, found.events)] == [recoded, removed, 33]
    assert found.method == method


def test_fragility_in_words() -> None:
    said = "the 95% interval (mid-p) holds 1 if 17 of 33 events are of the other side, or 18 did not happen"
    assert str(fragility(RATIO)) == said
    assert str(fragility(rate_ratio(group=WHITE, reference=BLACK))) == said
    assert str(fragility(RATIO, null=3)) == "the 95% interval (mid-p) holds 3 as it is"
    assert (
        str(fragility(rate_ratio(group=(0, 0), reference=WHITE)))
        == "undefined: there is no interval, or 1 is not reached"
    )


STATISTICS: dict[str, Any] = {
    "rate ratio": rate_ratio,
    "rate difference": rate_difference,
    "risk ratio": risk_ratio,
    "risk difference": risk_difference,
    "odds ratio": odds_ratio,
}


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("turned", [False, True])
def test_one_event_fewer_leaves_the_claim_standing(name: str, turned: bool) -> None:  # noqa: FBT001
    """Counted again by hand, with the statistic itself."""
    sides = [(30, 100), (10, 120)]
    found = fragility(
        STATISTICS[name](**dict(zip(("reference", "group") if turned else ("group", "reference"), sides, strict=True)))
    )
    people = not name.startswith("rate")

    def excludes(recoded: int, removed: int) -> bool:
        many = (30 - recoded - removed, 100 - people * recoded)
        few = (10 + recoded, 120 + people * recoded)
        return bool(STATISTICS[name](group=many, reference=few).excludes(float("ratio" in name)))

    assert [excludes(k, 0) for k in range(int(found.recoded) + 1)] == [True] * int(found.recoded) + [False]
    assert [excludes(0, k) for k in range(int(found.removed) + 1)] == [True] * int(found.removed) + [False]


def test_fragility_of_millions_is_closed_in_on() -> None:
    sides = (3_000_000, 4e6), (9_000_000, 5e7)
    found = fragility(rate_ratio(group=sides[0], reference=sides[1]))
    assert (float(found.recoded), float(found.removed)) == (2_109_333, 2_278_272)  # every number was tried, once
    for k, held in ((2_109_332, True), (2_109_333, False)):
        moved = rate_ratio(group=(3_000_000 - k, 4e6), reference=(9_000_000 + k, 5e7))
        assert bool(moved.excludes(1)) == held


def test_what_cannot_be_reached_by_the_events_that_there_are() -> None:
    """Even without an event of the group the lower limit is above -100 per 10,000."""
    found = fragility(rate_difference(group=(30, 1_000), reference=(2, 10_000)).per(10_000), null=-100)
    assert np.isnan(found.recoded)
    assert np.isnan(found.removed)


def test_fragility_of_several() -> None:
    found = fragility(rate_ratio(group=([33, 0, 900], 46_476), reference=([352, 0, 352], 1_761_205)))
    one = fragility(rate_ratio(group=(900, 46_476), reference=WHITE))
    np.testing.assert_array_equal(found.recoded, [17, 0, one.recoded])
    assert one.recoded > 256  # beyond the first that are tried
    assert list(tables.to_frame(found)["removed"]) == [18, 0, one.removed]


TIPS = ["recoded", "removed", "unmeasured", "selection", "unstated", "rounding"]
RATES = [*TIPS, "group population", "reference population", "sensitivity", "specificity"]


def tips(found: Any) -> dict[str, float]:
    return {str(name): float(tip) for name, tip in zip(found.assumption, found.tips, strict=True)}


def test_where_the_ratio_of_west_yorkshire_falls() -> None:
    value, limit = (tips(sensitivity(RATIO, of=of)) for of in ("value", "limit"))
    assert [*value] == [*limit] == RATES
    assert round(value["group population"]) == 165_113
    assert (limit["recoded"], limit["removed"], limit["rounding"]) == (17, 18, 34)
    assert (round(value["unmeasured"], 2), round(limit["unmeasured"], 2)) == (6.56, 4.34)
    assert np.isnan(limit["sensitivity"])


@pytest.mark.parametrize(("group", "reference"), [(BLACK, WHITE), (WHITE, BLACK), ((9, 300), (40, 9_000))])
@pytest.mark.parametrize("null", [1.0, 1.2])
@pytest.mark.parametrize("of", ["limit", "value"])
@pytest.mark.parametrize("method", ["mid-p", "score"])
def test_each_tipping_point_put_back_gives_the_null(
    method: Any, of: str, null: float, group: Any, reference: Any
) -> None:
    """By the functions that anyone would call: another population, other counts, `misrecorded`, `selected`."""
    estimate = rate_ratio(group=group, reference=reference, method=method)
    found = tips(sensitivity(estimate, of=of, null=null))
    above = bool(estimate.value > null)

    def number(one: Any) -> float:
        return float(one.value if of == "value" else one.low if above else one.high)

    def of_counts(x1: float, t1: float, x0: float, t0: float) -> float:
        return number(rate_ratio(group=(x1, t1), reference=(x0, t0), method=method))

    (x1, t1), (x0, t0) = group, reference
    exact = [of_counts(x1, found["group population"], x0, t0), of_counts(x1, t1, x0, found["reference population"])]
    strength = found["unmeasured"]
    bias = strength**2 / (2 * strength - 1)
    exact.append(number(estimate) / (bias if above else 1 / bias))
    exact.append(number(estimate) / found["selection"])
    if method == "mid-p":
        shares = {name: found[name] for name in ("sensitivity", "specificity") if not np.isnan(found[name])}
        assert len(shares) == 1
        both = {"sensitivity": 1.0, "specificity": 1.0} | shares
        exact.append(number(misrecorded("rate ratio", group=group, reference=reference, **both)))
    assert exact == pytest.approx([null] * len(exact), rel=1e-10)
    way = 1 if above else -1
    moves: dict[str, Any] = {
        "recoded": lambda k: (-k, k),
        "removed": lambda k: (-k, 0),
        "unstated": lambda k: (0, k),
        "rounding": lambda k: (-(k // 2), (k - 1) // 2),
    }
    for name, wrong in moves.items():
        for k, falls in ((found[name], True), (found[name] - 1, False)):
            many, few = wrong(k)
            moved = of_counts(x1 + many, t1, x0 + few, t0) if above else of_counts(x1 + few, t1, x0 + many, t0)
            assert (way * moved <= way * null) == falls, (name, k)


def test_the_unstated_agree_with_the_share_of_them_that_tips() -> None:
    """One event fewer, all of them the reference's, leaves the limit above 1: no share makes it fall."""
    fewest = tips(sensitivity(RATIO))["unstated"]
    sides: dict[str, Any] = {"group": BLACK, "reference": WHITE, "of": "low"}
    assert np.isnan(tipping_share(**sides, unstated=fewest - 1))
    assert 0 <= float(tipping_share(**sides, unstated=fewest)) < 1 / fewest


@pytest.mark.parametrize(("statistic", "names"), [(risk_ratio, TIPS[:3]), (odds_ratio, TIPS[:4])])
def test_risks_and_odds(statistic: Any, names: list[str]) -> None:
    estimate = statistic(group=(30, 100), reference=(10, 100))
    found = tips(sensitivity(estimate))
    assert [*found] == names
    both = fragility(estimate)
    assert (found["recoded"], found["removed"]) == (both.recoded, both.removed)
    assert found["unmeasured"] == pytest.approx(float(e_value(estimate).limit), rel=1e-12)
    worst = sensitivity(estimate, {"unmeasured": (1, found["unmeasured"])})
    assert float(worst.least[2]) == pytest.approx(1, rel=1e-12)


def test_ranges_hold_what_lies_in_them_and_wider_ones_no_less() -> None:
    ranges: dict[str, Any] = {
        "recoded": (0, 4),
        "unmeasured": (1, 2),
        "selection": (0.8, 1.3),
        "group population": (40_000, 60_000),
        "specificity": (0.97, 1),
    }
    found = sensitivity(RATIO, ranges)
    rows = dict(
        zip(found.assumption, zip(found.lowest, found.highest, found.least, found.most, strict=True), strict=True)
    )
    assert {name: row[:2] for name, row in rows.items() if not np.isnan(row[0])} == ranges
    for share in np.linspace(0.97, 1, 7):
        one = misrecorded("rate ratio", group=BLACK, reference=WHITE, sensitivity=1, specificity=float(share))
        assert rows["specificity"][2] * (1 - 1e-12) <= float(one.low) <= rows["specificity"][3] * (1 + 1e-12)
    inner = sensitivity(RATIO, {"specificity": (0.98, 0.99)})
    assert rows["specificity"][2] <= inner.least[-1] <= inner.most[-1] <= rows["specificity"][3]


def test_the_two_that_matter_most_together() -> None:
    ranges: dict[str, Any] = {"recoded": (0, 5), "group population": (46_476, 55_000), "specificity": (0.98, 1)}
    found = sensitivity(RATIO, ranges)
    by_hand = {
        "recoded and specificity": misrecorded(
            "rate ratio", group=(28, 46_476), reference=(357, 1_761_205), sensitivity=1, specificity=0.98
        ).low,
        "recoded and group population": rate_ratio(group=(28, 55_000), reference=(357, 1_761_205)).low,
        "group population and specificity": misrecorded(
            "rate ratio", group=(33, 55_000), reference=WHITE, sensitivity=1, specificity=0.98
        ).low,
    }
    assert found.pair == min(by_hand, key=lambda pair: by_hand[pair])
    assert found.both == pytest.approx(float(by_hand[found.pair]), rel=1e-12)
    assert sensitivity(RATIO, {"recoded": (0, 5)}).pair == ""
    turned = sensitivity(rate_ratio(group=WHITE, reference=BLACK), {"recoded": (0, 5), "sensitivity": (0.98, 1)})
    assert turned.both == pytest.approx(1 / float(by_hand["recoded and specificity"]), rel=1e-9)


def test_selection_is_that_of_selected() -> None:
    found = sensitivity(RATIO, {"selection": (0.8, 1.25)})
    one = selected("rate ratio", group=BLACK, reference=WHITE, probabilities={"reference events": 0.8})
    assert float(found.least[3]) == pytest.approx(float(one.low), rel=1e-12)


def test_a_frame_and_sentences() -> None:
    found = sensitivity(RATIO, {"specificity": (0.98, 1), "recoded": (0, 5)})
    frame = pd.DataFrame(found.to_dict())
    assert list(frame["assumption"]) == RATES
    assert frame.loc[frame["assumption"] == "specificity", "when"].item() == (
        "3.59% of the reference's events are recorded as the group's"
    )
    lines = str(found).splitlines()
    assert lines[0] == "2.45, the lower 95% limit of the rate ratio (mid-p), is above 1, unless:"
    assert lines[-3:] == [
        "with recoded 0 to 5 (falls at 17) it is 1.99 to 2.45",
        "with specificity 0.98 to 1 (falls at 0.964) it is 1.64 to 2.45",
        "of two, specificity and recoded leave least of it: 1.19",
    ]


def test_a_tornado_has_the_widest_bar_on_top_and_shows_where_the_claim_falls() -> None:
    found = sensitivity(RATIO, {"recoded": (0, 5), "specificity": (0.95, 1)})
    axes = plot.tornado(found)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["specificity 0.95 to 1 (falls at 0.964)", "recoded 0 to 5 (falls at 17)"]
    lines = [(line, *np.asarray(line.get_xdata()).tolist()) for line in axes.lines]
    bars = [(to_hex(line.get_color()).upper(), *ends) for line, *ends in lines if line.get_linewidth() > 5]
    low, beyond, recoded = float(found.least[-1]), COLOURS["false"], float(found.least[0])
    assert bars == [
        (COLOURS["interval"], pytest.approx(low), pytest.approx(found.number)),
        (beyond, pytest.approx(low), 1.0),
        (COLOURS["interval"], pytest.approx(recoded), pytest.approx(found.number)),
    ]
    assert axes.get_xlabel() == found.claim
    assert {ends[0] for line, *ends in lines if line.get_linewidth() < 1} == {found.number, 1.0}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: e_value(rate(3, 90)), "a claim is of a ratio or a difference; got <rate by garwood"),
        (lambda: e_value(RATIO, null=0), "null must be above 0 of a ratio; got 0"),
        (lambda: e_value(rate_difference(group=(between(3, 5), 90), reference=(3, 100))), "needs its four counts"),
        (
            lambda: fragility(rate_ratio(group=(between(3, 5), 90), reference=(3, 100))),
            "a claim is of four known counts",
        ),
        (lambda: fragility(published(2, 1.5, 3)), "a claim is of four known counts"),
        (
            lambda: fragility(misrecorded("rate ratio", group=BLACK, reference=WHITE, sensitivity=1, specificity=1)),
            "known counts",
        ),
        (
            lambda: sensitivity(RATIO, null=3),
            "a claim must stand; the limit of this rate ratio is 2.45; take a ratio, another null",
        ),
        (
            lambda: sensitivity(rate_ratio(group=(0, 900), reference=WHITE), of="value"),
            "the value of this rate ratio is 0",
        ),
        (lambda: sensitivity(RATIO, of="low"), "no claim of an estimate is called 'low'"),
        (
            lambda: sensitivity(rate_difference(group=BLACK, reference=WHITE)),
            "a claim must stand; the limit of this rate difference",
        ),
        (lambda: sensitivity(rate_ratio(group=([33, 40], 46_476), reference=WHITE)), "a claim is of four known counts"),
        (lambda: sensitivity(RATIO, {"specifity": (0.9, 1)}), "Did you mean 'specificity'"),
        (lambda: sensitivity(RATIO, {"specificity": (1, 0.9)}), r"specificity must be a pair \(low, high\)"),
        (
            lambda: sensitivity(RATIO, {"specificity": 0.9}),  # type: ignore[dict-item]
            r"specificity must be a pair \(low, high\)",
        ),
        (lambda: sensitivity(RATIO, {"specificity": (0.9, 1.1)}), "specificity must lie between 0 and 1"),
        (lambda: sensitivity(RATIO, {"recoded": (0, 1.5)}), "recoded must be whole numbers"),
        (lambda: sensitivity(RATIO, {"unmeasured": (0.5, 2)}), r"unmeasured must be a pair"),
        (lambda: sensitivity(RATIO, {"group population": (0, 2)}), r"group population must be a pair"),
        (lambda: plot.tornado(sensitivity(RATIO)), "a tornado needs a range"),
    ],
)
def test_what_is_refused(call: Any, words: str) -> None:
    with pytest.raises(DispropError, match=words):
        call()
