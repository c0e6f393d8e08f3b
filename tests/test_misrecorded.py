"""Groups recorded wrongly, and not all counted: what is put right, and what of it the assumptions allow."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mp, mpf
from scipy.stats import binom  # type: ignore[import-untyped]

from disprop import DispropError, between, odds_ratio, rate_ratio, risk_ratio, tables
from disprop.imperfect import misrecorded, selected

SMOKERS, OTHERS = (126, 126 + 71), (92, 92 + 224)  # Chu and others 2006: cases of all, of smokers and of others
BLACK, WHITE = (33, 46_476), (352, 1_761_205)
PLAIN: dict[str, Any] = {
    "rate ratio": rate_ratio,
    "risk ratio": lambda **sides: risk_ratio(**sides, method="katz-log"),
    "odds ratio": lambda **sides: odds_ratio(**sides, method="woolf-log"),
}
MEASURES = [*PLAIN]
NUMBERS = ("value", "low", "high")


def of(measure: str, sensitivity: Any, specificity: Any, group: Any = SMOKERS, reference: Any = OTHERS) -> Any:
    return misrecorded(measure, group=group, reference=reference, sensitivity=sensitivity, specificity=specificity)


def numbers(found: Any) -> list[float]:
    return [float(getattr(found, name)) for name in NUMBERS]


def test_the_case_control_study_of_chu_and_others() -> None:
    """As episensr 2.0.0 prints it: misclass(matrix(c(126, 92, 71, 224)), "exposure", c(.94, .94, .97, .97))."""
    assert numbers(of("odds ratio", 0.94, 0.97)) == pytest.approx([5.024508, 3.282534, 7.690912], abs=5e-7)
    assert float(of("risk ratio", 0.94, 0.97).value) == pytest.approx(2.377254, abs=5e-7)
    assert of("odds ratio", 0.94, 0.97).method == "delta-log"


def chu(a: int, b: int, c: int, d: int, shares: list[str]) -> list[Any]:
    """Return the odds ratio and its limits by the formulas that Chu and others print, at fifty digits."""
    case, control, case_too, control_too = map(mpf, shares)  # sensitivity of both, specificity of both
    cases, controls = mpf(a + b), mpf(c + d)
    ratio = (a + cases * (case_too - 1)) * (controls * control - c)
    ratio /= (c + controls * (control_too - 1)) * (cases * case - a)
    variance = cases * a * b * (case + case_too - 1) ** 2 / ((cases * case - a) * (cases * case_too - b)) ** 2
    beside = controls * c * d * (control + control_too - 1) ** 2
    variance += beside / ((controls * control - c) * (controls * control_too - d)) ** 2
    spread = mp.sqrt(2) * mp.erfinv(mpf("0.95")) * mp.sqrt(variance)
    return [ratio, ratio * mp.exp(-spread), ratio * mp.exp(spread)]


@pytest.mark.parametrize("shares", [("0.94", "0.94", "0.97", "0.97"), ("0.9", "0.8", "0.99", "0.85"), ("1",) * 4])
def test_odds_ratios_at_fifty_digits(shares: tuple[str, ...]) -> None:
    with mp.workdps(50):
        right = [float(each) for each in chu(126, 92, 71, 224, [*shares])]
    case, control, case_too, control_too = map(float, shares)
    found = of("odds ratio", {"part": case, "rest": control}, {"part": case_too, "rest": control_too})
    assert numbers(found) == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize(("low", "digits"), [(33, "0.98"), (352, "0.999")])
def test_rate_ratios_at_fifty_digits(low: int, digits: str) -> None:
    """The limits are those of the share that was recorded, put right."""
    plain = rate_ratio(group=(low, 46_476), reference=WHITE)
    with mp.workdps(50):
        people, specificity = mpf(46_476) / 1_761_205, mpf(digits)
        shares = [mpf(float(each)) * people / (1 + mpf(float(each)) * people) for each in numbers(plain)]
        true = [(share - (1 - specificity)) / (mpf("0.97") + specificity - 1) for share in shares]
        right = [float(share / (1 - share) / people) for share in true]
    found = of("rate ratio", 0.97, float(digits), (low, 46_476), WHITE)
    assert numbers(found) == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=50)
@given(a=st.integers(0, 30), b=st.integers(0, 30), more=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_where_all_is_recorded_rightly_it_is_the_plain_ratio(
    measure: str, a: int, b: int, more: tuple[int, int]
) -> None:
    sides = {"group": (a, a + more[0] + (measure == "rate ratio")), "reference": (b, b + more[1] + 1)}
    plain = PLAIN[measure](**sides)
    for found in (
        misrecorded(measure, **sides, sensitivity=1, specificity=1),
        selected(measure, **sides, probabilities={}),
    ):
        if found.method != "mid-p" or measure == "rate ratio":
            np.testing.assert_allclose(numbers(found), numbers(plain), rtol=1e-12)


@pytest.mark.parametrize("sensitivity", [0.9, 1.0])
@pytest.mark.parametrize("specificity", [0.8, 0.95])
def test_true_counts_are_found_again(sensitivity: float, specificity: float) -> None:
    """Counts that errors of this size leave as whole numbers are put right to what they were."""
    true = {"part": (400, 200), "rest": (1_000, 3_000)}
    recorded = {
        name: (one * sensitivity + other * (1 - specificity), one * (1 - sensitivity) + other * specificity)
        for name, (one, other) in true.items()
    }
    (a, b), (c, d) = (tuple(round(each) for each in cells) for cells in recorded.values())
    sides = {"group": (a, a + c), "reference": (b, b + d)}
    assert float(of("odds ratio", sensitivity, specificity, **sides).value) == pytest.approx(6, rel=1e-12)
    assert float(of("risk ratio", sensitivity, specificity, **sides).value) == pytest.approx(32 / 7, rel=1e-12)
    rates = {"group": (a, 10), "reference": (b, 50)}
    assert float(of("rate ratio", sensitivity, specificity, **rates).value) == pytest.approx(10, rel=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_other_way_round_it_is_inverted(measure: str) -> None:
    found = of(measure, (0.9, 0.95), 0.97)
    swapped = of(measure, 0.97, (0.9, 0.95), OTHERS, SMOKERS)
    ends = [1 / float(getattr(swapped, name)) for name in ("most", "least", "high", "low")]
    assert [float(getattr(found, name)) for name in ("least", "most", "low", "high")] == pytest.approx(ends, rel=1e-9)


BOXES: list[tuple[Any, Any]] = [
    ((0.8, 1), (0.9, 1)),
    ((0.9, 0.95), 0.97),
    ({"part": (0.8, 1), "rest": 0.9}, (0.95, 1)),
    ({"part": 0.9, "rest": (0.7, 1)}, {"part": (0.9, 1), "rest": (0.95, 1)}),
]
COUNTS = [(SMOKERS, OTHERS), ((40, 90), (300, 600)), ((4_000, 10_000), (400, 1_200))]


def grid(given: Any) -> list[Any]:
    if isinstance(given, dict):
        return [dict(zip(given, each, strict=True)) for each in product(*map(grid, given.values()))]
    return [given] if isinstance(given, float) else [float(each) for each in np.linspace(given[0], given[1], 4)]


@pytest.mark.parametrize(("group", "reference"), COUNTS)
@pytest.mark.parametrize(("sensitivity", "specificity"), BOXES)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_range_holds_every_point_inside(
    measure: str, sensitivity: Any, specificity: Any, group: Any, reference: Any
) -> None:
    if measure == "rate ratio" and (isinstance(sensitivity, dict) or isinstance(specificity, dict)):
        return
    whole = of(measure, sensitivity, specificity, group, reference)
    points = [of(measure, *each, group, reference) for each in product(grid(sensitivity), grid(specificity))]
    possible = [numbers(point) for point in points if not np.isnan(point.value)]
    if not possible:
        return
    value, low, high = np.array(possible).T
    near = 1 + 1e-9  # the search inside a range ends within this
    assert float(whole.least) <= value.min() * near
    assert float(whole.most) * near >= value.max()
    assert float(whole.low) <= low.min() * near
    assert float(whole.high) * near >= high.max()


@pytest.mark.parametrize("measure", MEASURES)
@settings(max_examples=15, deadline=None)
@given(ends=st.lists(st.floats(0.8, 1), min_size=8, max_size=8))
def test_a_wider_range_is_never_narrower(measure: str, ends: list[float]) -> None:
    (a, b, c, d), (e, f, g, h) = sorted(ends[:4]), sorted(ends[4:])
    inner, outer = of(measure, (b, c), (f, g)), of(measure, (a, d), (e, h))
    if np.isnan(inner.low):
        return
    for small, large in (("least", "most"), ("low", "high")):
        assert float(getattr(outer, small)) <= float(getattr(inner, small)) * (1 + 1e-9)
        assert float(getattr(outer, large)) * (1 + 1e-9) >= float(getattr(inner, large))


def test_the_lower_limit_may_be_lowest_inside_a_range() -> None:
    """Few controls, no clear ratio: the limits at the two ends are both above one in between."""
    counts = ((45_000, 45_020), (55_000, 55_030))  # 45% of 100,000 cases, 40% of 50 controls recorded in the group
    ends = [float(of("odds ratio", share, 1.0, *counts).low) for share in (0.46, 1.0)]
    inside = min(float(of("odds ratio", float(share), 1.0, *counts).low) for share in np.linspace(0.46, 0.6, 60))
    found = float(of("odds ratio", (0.46, 1), 1.0, *counts).low)
    assert inside * (1 - 1e-3) < found <= inside * (1 + 1e-9) < 0.9 * min(ends)


def test_what_cannot_be_is_named_with_what_can() -> None:
    found = of("rate ratio", 1, 0.9, BLACK, WHITE)
    assert str(found) == "undefined (specificity below 0.914 would leave a count below 0)"
    floor = 352 / 385
    assert np.isnan(of("rate ratio", 1, np.nextafter(floor, 0), BLACK, WHITE).value)
    assert numbers(of("rate ratio", 1, floor, BLACK, WHITE))[:2] == [0, 0]
    both = of("odds ratio", {"part": 0.5, "rest": 0.9}, {"part": 0.9, "rest": 0.7})
    low = "{} below {} would leave a count below 0".format
    both_said = f"{low('sensitivity of part', 0.578)}; {low('specificity of rest', 0.759)}"
    assert str(both) == f"undefined ({both_said})"
    part = of("rate ratio", 1, (0.9, 1), BLACK, WHITE)
    assert (float(part.least), float(part.low)) == (0, 0)
    assert float(part.most) == pytest.approx(3.55265, abs=5e-6)
    assert "specificity below 0.914 would leave a count below 0" in str(part)


def test_a_corrected_count_below_one_is_a_count() -> None:
    """episensr 2.0.0 stops here, and calls it negative."""
    left = (7 - 0.0325 * 200) / 0.9675  # of 7 recorded among 200: 0.52
    found = of("odds ratio", 1.0, 0.9675, (7, 87), (193, 313))
    rest = (80 - 0.0325 * 200) / 0.9675
    assert 0 < left < 1
    assert float(found.value) == pytest.approx(left / (200 - left) * (200 - rest) / rest, rel=1e-12)
    assert np.isfinite(found.high)


def test_each_row_says_its_own() -> None:
    found = misrecorded(
        "rate ratio",
        group=([33, 0, 3], [46_476, 0, 100]),
        reference=([352, 0, 50], [1_761_205, 0, 1_000]),
        sensitivity=0.95,
        specificity=(0.91, 0.95),
    )
    assert [word[:23] for word in found.remark] == ["specificity below 0.914", "", "specificity below 0.943"]
    assert np.isnan(found.low).tolist() == [False, True, False]
    one = of("rate ratio", 0.95, (0.91, 0.95), (3, 100), (50, 1_000))
    assert numbers(found[2])[1:] == pytest.approx(numbers(one)[1:], rel=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_counts_known_in_part_hold_every_count(measure: str) -> None:
    group, reference = (between(30, 33), 400), (between(50, 52), 900)
    whole = of(measure, (0.95, 1), 0.98, group, reference)
    for a, b, share in product(range(30, 34), range(50, 53), (0.95, 0.97, 1.0)):
        one = of(measure, share, 0.98, (a, 400), (b, 900))
        assert float(whole.least) <= float(one.value) * (1 + 1e-9)
        assert float(whole.most) * (1 + 1e-9) >= float(one.value)
        assert float(whole.low) <= float(one.low) * (1 + 1e-9)
        assert float(whole.high) * (1 + 1e-9) >= float(one.high)
    assert (whole.data["group_" + ("events" if measure == "rate ratio" else "part") + "_least"]) == 30
    assert whole.basis["assumed"] == "sensitivity 0.95 to 1, specificity 0.98"


def test_a_table_says_what_was_assumed() -> None:
    frame = pd.DataFrame(
        {
            "force": [*"KKEE"],
            "who": [*"BWBW"],
            "stops": [33, 352, 12, 90],
            "people": [46_476, 1_761_205, 9_000, 400_000],
        }
    )
    options: dict[str, Any] = {"measure": "rate ratio", "sensitivity": 1, "specificity": (0.98, 1)}
    columns = ("stops", "people")
    found = tables.compare_by(
        frame, misrecorded, columns=columns, group="who", reference="W", within="force", **options
    )
    row = found[(found["force"] == "K") & (found["who"] == "B")].iloc[0]
    one = of("rate ratio", 1, (0.98, 1), BLACK, WHITE)
    assert row["assumed"] == "sensitivity 1, specificity 0.98 to 1"
    assert row["note"] == "what is assumed allows more than one value"
    assert [row[name] for name in ("least", "most", "low", "high")] == [
        pytest.approx(float(getattr(one, name)), rel=1e-12) for name in ("least", "most", "low", "high")
    ]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (((1, 0.9), 1), r"sensitivity must be one share, or a pair \(low, high\)"),
        ((94, 1), "sensitivity must lie between 0 and 1; got 94"),
        (({"part": 1}, 1), "sensitivity needs 'rest' too; or give one for both"),
        ((1, {"parts": 1}), "no stratum of specificity is called 'parts'. Did you mean 'part'"),
    ],
)
def test_what_is_refused(shares: tuple[Any, Any], words: str) -> None:
    with pytest.raises(DispropError, match=words):
        of("odds ratio", *shares)


@pytest.mark.parametrize(("size", "shares"), [(40, (0.5, 0.3)), (100, (0.3, 0.1)), (300, (0.2, 0.05))])
@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.94, 0.97), (0.8, 0.9)])
def test_how_often_delta_limits_hold_an_odds_ratio(
    size: int, shares: tuple[float, float], sensitivity: float, specificity: float
) -> None:
    """Added up over all outcomes that leave no count below 0."""
    recorded = [share * sensitivity + (1 - share) * (1 - specificity) for share in shares]
    a, c = (axis.ravel() for axis in np.meshgrid(np.arange(size + 1), np.arange(size + 1)))
    chance = binom.pmf(a, size, recorded[0]) * binom.pmf(c, size, recorded[1])
    likely = chance > 1e-9
    a, c, chance = a[likely], c[likely], chance[likely]
    found = of("odds ratio", sensitivity, specificity, (a, a + c), (size - a, 2 * size - a - c))
    true = shares[0] / (1 - shares[0]) * (1 - shares[1]) / shares[1]
    said = ~np.isnan(found.low)
    held = chance[said & ~found.excludes(true)].sum() / chance[said].sum()
    assert 0.95 <= held <= 0.973
    assert chance[said & (found.high < true)].sum() < 0.0455


def test_there_is_no_test_of_it() -> None:
    with pytest.raises(DispropError, match="comes with no test"):
        of("rate ratio", 1, 0.99, BLACK, WHITE).p_value(1)


def test_selection_in_the_study_of_stang_and_others() -> None:
    """As episensr 2.0.0 prints it: selection(matrix(c(136, 107, 297, 165)), bias_parms = c(.94, .85, .64, .25))."""
    shares = {"group part": 0.94, "reference part": 0.85, "group rest": 0.64, "reference rest": 0.25}
    sides: dict[str, Any] = {"group": (136, 136 + 297), "reference": (107, 107 + 165)}
    found = {measure: selected(measure, **sides, probabilities=shares) for measure in ("odds ratio", "risk ratio")}
    assert float(found["odds ratio"].value) == pytest.approx(1.634608, abs=5e-7)
    assert float(found["risk ratio"].value) == pytest.approx(1.483780, abs=5e-7)
    plain = odds_ratio(**sides)
    factor = 0.94 * 0.25 / (0.85 * 0.64)
    assert numbers(found["odds ratio"]) == pytest.approx([each / factor for each in numbers(plain)], rel=1e-12)


def test_selection_of_a_rate_divides_by_how_much_more_of_the_group_is_counted() -> None:
    shares = {"group events": 0.9, "reference events": 0.6}
    found = selected("rate ratio", group=BLACK, reference=WHITE, probabilities=shares)
    plain = rate_ratio(group=BLACK, reference=WHITE)
    assert numbers(found) == pytest.approx([each / 1.5 for each in numbers(plain)], rel=1e-12)


CELLS = {
    "rate ratio": ["group events", "reference events"],
    "risk ratio": ["group part", "reference part", "group rest", "reference rest"],
    "odds ratio": ["group part", "reference part", "group rest", "reference rest"],
}


@pytest.mark.parametrize("measure", MEASURES)
def test_a_range_of_selection_holds_every_point_inside(measure: str) -> None:
    sides: dict[str, Any] = {"group": (40, 130), "reference": (25, 300)}
    ranges = {name: (0.2 + 0.1 * i, 0.9) for i, name in enumerate(CELLS[measure])}
    whole = selected(measure, **sides, probabilities=ranges)
    for each in product(*(np.linspace(*ends, 3) for ends in ranges.values())):
        one = selected(measure, **sides, probabilities=dict(zip(ranges, map(float, each), strict=True)))
        assert float(whole.least) <= float(one.value) * (1 + 1e-9)
        assert float(whole.most) * (1 + 1e-9) >= float(one.value)
        assert float(whole.low) <= float(one.low) * (1 + 1e-9)
        assert float(whole.high) * (1 + 1e-9) >= float(one.high)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"group part": 0.5}, "no cell is called 'group part'. Did you mean 'group events'"),
        ({"group events": 0}, "group events must be above 0"),
        ({"group events": 1.2}, "group events must lie between 0 and 1"),
    ],
)
def test_what_is_refused_of_selection(given: dict[str, Any], words: str) -> None:
    with pytest.raises(DispropError, match=words):
        selected("rate ratio", group=BLACK, reference=WHITE, probabilities=given)
