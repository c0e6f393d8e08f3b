"""Counts known only in part where several are of one thing: deployments, months, groups, systems, thresholds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from disprop import Between, DispropError, Estimate, alerts, between, paired, rate, rate_ratio
from disprop.alerts import Deployment, by_threshold
from disprop.estimate import estimates_of

NUMBERS = (("least", "value", np.fmin), ("most", "value", np.fmax), ("low", "low", np.fmin), ("high", "high", np.fmax))
CASES = 40
Counts = tuple[Any, ...]


def count(draw: st.DrawFn, most: int, least: int = 0) -> Any:
    low = draw(st.integers(least, most))
    wide = draw(st.integers(0, 3))
    return between(low, low + wide) if wide else low


def numbers(each: Any) -> range:
    return range(int(each.low), int(each.high) + 1) if isinstance(each, Between) else range(each, each + 1)


def pairs(counts: Counts) -> Counts:
    return counts[::2], counts[1::2]


STATISTICS: dict[str, tuple[Callable[..., Any], tuple[tuple[int, int], ...]]] = {
    # how it is called with its counts in turn, and between what the smallest of each is drawn
    "mean of rates": (lambda *n: alerts.mean_of_rates(*map(list, pairs(n))), ((0, 4), (5, 9), (0, 3), (6, 9))),
    "predicted": (lambda x, n: alerts.predicted_alerts(x, n, further=40), ((0, 5), (4, 30))),
    "predicted of an exposure": (
        lambda x, n, m: alerts.predicted_alerts(x, n, further=m, method="gamma-poisson"),
        ((0, 5), (4, 30), (0, 50)),
    ),
    "expected": (
        lambda x1, n1, x0, n0, f: alerts.expected_alerts(f, prevalence=0.1, mated=(x1, n1), non_mated=(x0, n0)),
        ((0, 4), (5, 9), (0, 2), (30, 90), (100, 300)),
    ),
    "relative": (
        lambda *n: alerts.relative_accuracy(true_alerts=n[:3], false_alerts=n[3:]),
        ((3, 9), (0, 4), (0, 3), (2, 5), (0, 9), (0, 4)),
    ),
    "two systems": (lambda a, b: paired.mcnemar(only_a=a, only_b=b), ((0, 3), (0, 3))),
    "share and base": (lambda x, n: alerts.share_vs_base(x, n, (0.2, 0.4)), ((0, 9), (9, 12))),
}


@st.composite
def drawn(draw: st.DrawFn, name: str) -> Counts:
    """Return counts of which two or three are known only in part."""
    ends = STATISTICS[name][1]
    unsure = draw(st.sets(st.sampled_from(range(len(ends))), min_size=1, max_size=3))
    return tuple(count(draw, most, least) if i in unsure else least for i, (least, most) in enumerate(ends))


def enumerated(call: Callable[..., Any], counts: Counts) -> Iterator[Any]:
    for row in product(*map(numbers, counts)):
        try:
            yield call(*row)
        except DispropError:  # a part above its whole
            continue


@pytest.mark.parametrize("name", STATISTICS)
@settings(max_examples=CASES, deadline=None)
@given(data=st.data())
def test_what_is_found_is_what_all_combinations_allow(name: str, data: st.DataObject) -> None:
    call, _ = STATISTICS[name]
    counts = data.draw(drawn(name))
    if not (every := list(enumerated(call, counts))):
        return
    found = call(*counts)
    for which, estimate in estimates_of(found).items():
        for end, field, pick in NUMBERS:
            expected = pick.reduce([getattr(estimates_of(one)[which], field) for one in every])
            assert getattr(estimate, end) == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), (which, end)


def test_a_ratio_to_none_is_among_what_is_possible() -> None:
    """A count of one kind alone may be 0; it is nobody's population."""
    assert np.isinf(paired.mcnemar(only_a=3, only_b=between(0, 3)).most)


def test_groups_vary_apart_and_what_is_drawn_is_not_said() -> None:
    found = alerts.differentials([between(0, 2), between(1, 2), 6], [1_000, 900, 800], "ABC", draws=100)
    assert [float(found["A over B"].least), float(found["A over B"].most)] == [0, 2 * 0.9]
    each = [alerts.differentials([a, b, 6], [1_000, 900, 800], "ABC", draws=100) for a in range(3) for b in (1, 2)]
    assert found.ratios.p_values.tolist() == np.max([one.ratios.p_values for one in each], axis=0).tolist()
    gini, ginis = found.indices["gini"], [one.indices["gini"] for one in each]
    assert gini.p_value == max(one.p_value for one in ginis)
    assert gini.estimate.low == min(one.estimate.low for one in ginis)
    assert gini.estimate.most == max(one.estimate.value for one in ginis)


def test_the_share_nearest_to_its_base_decides() -> None:
    found = alerts.share_vs_base(between(6, 8), 10, (0.13, 0.30))
    assert found.p_value == pytest.approx(alerts.share_vs_base(6, 10, (0.13, 0.30)).p_value)
    assert str(found).startswith(
        "share: 6 to 8 of 10 (between 60.0% and 80.0%, 95% CI 26.2 to 97.5)\nagainst a base of 13% to 30%"
    )
    assert alerts.share_vs_base(between(6, 8), 10, 0.7).p_value == 1


MONTHS = ["2023-08", "2023-09", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]
FACES = [76_920, 72_923, 59_608, 19_020, 36_045, 23_051, 32_242]


def test_a_break_at_every_number_that_is_possible() -> None:
    (found,) = alerts.breaks([between(3, 7), between(4, 8), 10, 30, 70, 72, 163], FACES, MONTHS)
    each = [alerts.breaks([a, b, 10, 30, 70, 72, 163], FACES, MONTHS)[0] for a, b in product(range(3, 8), range(4, 9))]
    assert found.period == "2023-12"
    assert (found.ratio.least, found.ratio.high) == (
        min(one.ratio.value for one in each),
        max(one.ratio.high for one in each),
    )
    assert found.p_value == max(one.p_value for one in each)
    assert str(found).startswith("from 2023-12 on: 0.081-0.12 to 3 alerts per 1,000 faces, between 25.")


def test_a_break_at_some_numbers_only_is_refused_by_name() -> None:
    with pytest.raises(DispropError, match=r"^alerts\.breaks finds 2023-12, 2024-01 at some of the counts") as caught:
        alerts.breaks([7, 8, 10, between(2, 40), 70, 72, 163], FACES, MONTHS)
    assert caught.value.hint.startswith("look at the smallest and at the largest by themselves")


def test_faces_are_not_pooled_across_what_may_be_a_break() -> None:
    with pytest.raises(DispropError, match="not pooled across a break"):
        alerts.pool([7, 8, 10, between(2, 40), 70, 72, 163], FACES, kind="faces_seen", periods=MONTHS)


def test_the_next_deployment_needs_counts() -> None:
    with pytest.raises(DispropError, match="predict no next deployment: pool the smallest"):
        alerts.pool([between(0, 3), 2], [5, 6]).next_deployment(4)


NEVER = Deployment(
    true_alerts=[9, 14, 8, 20, 18],
    false_alerts=[4, 3, 2, 1, 0],
    unverified_alerts=[2, 0, 0, 1, 1],
    faces_seen=[900] * 5,
)
THRESHOLDS = [0.6, 0.6, 0.6, 0.64, 0.64]


def spans(of: list[Estimate]) -> tuple[float, ...]:
    picks = ((np.min, "value"), (np.max, "value"), (np.min, "low"), (np.max, "high"))
    return tuple(float(pick([getattr(one, field) for one in of])) for pick, field in picks)


def test_thresholds_with_alerts_never_verified_either_way() -> None:
    """Each of them may be false: every such comparison is worked out by itself."""
    found = by_threshold(NEVER, THRESHOLDS).per_alert
    sure = [
        by_threshold(
            Deployment(true_alerts=[11 - a, 14, 8, 21 - b, 19 - c], false_alerts=[4 + a, 3, 2, 1 + b, c]), THRESHOLDS
        )
        for a, b, c in product(range(3), range(2), range(2))
    ]
    for i in range(2):
        expected = spans([one.per_alert[i].rate for one in sure])
        estimate = found[i].rate
        assert (estimate.least, estimate.most, estimate.low, estimate.high) == pytest.approx(expected, rel=1e-9)
    for contrast in ("ratio", "difference"):
        expected = spans([getattr(one.per_alert[1], contrast) for one in sure])
        estimate = getattr(found[1], contrast)
        assert (estimate.least, estimate.most, estimate.low, estimate.high) == pytest.approx(expected, rel=1e-9)
    assert found[1].rate.value == pytest.approx(1 / 41)  # those known to be false
    assert "0.64: 1 of 41 in 2 deployments, 2 were never verified: up to 3 is possible; mean" in str(found[1])


@pytest.mark.parametrize(
    ("unverified", "rates", "said"),
    [("left-out", (9 / 40, 1 / 39), "left out"), ("false", (11 / 42, 3 / 41), "counted as false")],
)
def test_thresholds_with_alerts_never_verified_one_way(unverified: str, rates: tuple[float, ...], said: str) -> None:
    found = by_threshold(NEVER, THRESHOLDS, unverified=unverified, method="clopper-pearson", breaks=())
    assert [one.rate.value for one in found.per_alert] == pytest.approx(rates)
    assert [one.whole for one in found.per_face[:2]] == [3 * 900, 2 * 900]
    assert [one.part for one in found.per_face[:2]] == [42, 41]  # an alert is one, verified or not
    assert f"2 never verified are {said}" in str(found)
    assert {one.became for one in (*found.per_alert, *found.per_face)} == {unverified}


def test_thresholds_of_counts_known_in_part_are_refused() -> None:
    with pytest.raises(DispropError, match="are not taken where their number is known only in part"):
        by_threshold(Deployment(true_alerts=[between(1, 2), 3], false_alerts=[1, 2]), [0.6, 0.7])


def test_an_unverified_choice_that_is_none() -> None:
    with pytest.raises(DispropError, match="never verified is called 'either'"):
        by_threshold(NEVER, THRESHOLDS, unverified="either")


def test_levels_are_beside_the_counts_and_not_along_their_corners() -> None:
    found = rate(between(0, 4), 900, level=[0.9, 0.95])
    each = [rate(between(0, 4), 900, level=level) for level in (0.9, 0.95)]
    assert found.high.tolist() == [one.high for one in each]


def test_a_ratio_that_is_infinite_or_undefined_says_so_once() -> None:
    found = rate_ratio(group=(between(0, 4), 900), reference=(0, 5_000))
    assert str(found) == "infinity (95% CI 0.00 to infinity); undefined at some of the counts that are possible"
