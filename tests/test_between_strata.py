"""Counts known only in part, in strata, standards and areas: every number that they may be is tried."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from disprop import (
    DispropError,
    Estimate,
    alerts,
    areas,
    between,
    direct_rate,
    direct_rate_difference,
    direct_rate_ratio,
    disparity,
    indirect_rate,
    indirect_rate_ratio,
    paired,
    rate,
    risk_ratio,
    strata,
)

GROUP, REFERENCE = ([3, 0, 8], [50, 30, 90]), ([25, 36, 29], [800, 900, 700])
REPEATED: Any = [[40, between(0, 3)], [5, between(0, 2)]]
WHOLE = ([40, 60, 70], [2_000, 1_900, 1_500])
HOW: dict[str, Callable[..., Any]] = {
    **{
        f"{measure} {method}": lambda group, measure=measure, method=method: strata.mantel_haenszel(
            measure, group=group, reference=REFERENCE, method=method
        )
        for measure, method in (("rate ratio", None), ("risk ratio", None), ("odds ratio", None))
    },
    "risk difference": lambda group: strata.stratified_score("risk difference", group=group, reference=REFERENCE),
    "direct rate": lambda group: direct_rate(*group, standard=[1, 2, 9]),
    "direct rate ratio": lambda group: direct_rate_ratio(group=group, reference=REFERENCE, standard=[1, 2, 9]),
    "to the whole": lambda group: direct_rate_difference(group=group, whole=WHOLE, standard=[1, 2, 9]),
    "indirect rate": lambda group: indirect_rate(*group, reference=REFERENCE),
    "indirect rate ratio": lambda group: indirect_rate_ratio(group=group, reference=REFERENCE, standard=WHOLE),
    "pooled": lambda group: areas.pool(group=group, reference=REFERENCE, tau2="ml", interval="wald").ratio,
    "average": lambda group: areas.averages(group=group, reference=REFERENCE).ratio_of_means,
}


def hull(found: list[Estimate]) -> list[float]:
    """Return the least and the most value, and the outer limits, of single estimates."""
    each = [np.array([float(getattr(one, name)) for one in found]) for name in ("value", "value", "low", "high")]
    return [float(end(numbers)) for end, numbers in zip((np.nanmin, np.nanmax) * 2, each, strict=True)]


def ends(found: Estimate) -> list[float]:
    return [float(getattr(found, end)) for end in ("least", "most", "low", "high")]


@pytest.mark.parametrize("name", HOW)
def test_what_strata_of_counts_known_in_part_allow_is_what_every_one_of_them_gives(name: str) -> None:
    events, people = GROUP
    unknown = ([between(1, 3), between(0, 4), events[2]], people)
    found = HOW[name](unknown)
    each = [HOW[name](([one, other, events[2]], people)) for one, other in product(range(1, 4), range(5))]
    assert [float(getattr(found, end)) for end in ("least", "most", "low", "high")] == pytest.approx(
        hull(each), rel=1e-9
    )


@pytest.mark.parametrize("name", ["rate ratio None", "direct rate", "indirect rate", "pooled"])
def test_people_known_in_part_are_tried_too(name: str) -> None:
    events, people = GROUP
    found = HOW[name]((events, [people[0], between(28, 33), between(88, 91)]))
    each = [HOW[name]((events, [people[0], one, other])) for one, other in product(range(28, 34), range(88, 92))]
    assert [float(getattr(found, end)) for end in ("least", "most", "low", "high")] == pytest.approx(
        hull(each), rel=1e-9
    )


def test_an_event_more_in_a_heavy_stratum_may_lower_the_lower_limit() -> None:
    """So two corners are not enough where strata differ in weight."""
    few = direct_rate([100, 1], [100_000, 500], standard=[1, 1])
    more = direct_rate([100, 2], [100_000, 500], standard=[1, 1])
    assert more.value > few.value
    heavy: Any = [100, between(0, 2)]
    in_part = direct_rate(heavy, [100_000, 500], standard=[1, 1])
    each = [direct_rate([100, x], [100_000, 500], standard=[1, 1]) for x in range(3)]
    assert in_part.low == pytest.approx(min(float(one.low) for one in each), rel=1e-12)


def test_too_many_combinations_are_refused_by_name() -> None:
    with pytest.raises(DispropError, match=r"strata\.mantel_haenszel .* combinations"):
        strata.mantel_haenszel(
            "rate ratio", group=([between(0, 4)] * 6, [50] * 6), reference=([between(0, 4)] * 6, [500] * 6)
        )


def test_six_small_cells_are_all_their_combinations() -> None:
    """There are 15,625 of them, worked out some at a time."""
    people, others = [900, 800, 950, 700, 990, 600], ([5, 9, 12, 7, 30, 4], [9_000] * 6)
    found = strata.mantel_haenszel("rate ratio", group=([between(0, 4)] * 6, people), reference=others)
    every = np.array(list(product(range(5), repeat=6)))
    each = strata.mantel_haenszel("rate ratio", group=(every, people), reference=others)
    expected = (each.value.min(), each.value.max(), each.low.min(), each.high.max())
    assert ends(found) == pytest.approx(expected, rel=1e-12)
    assert found.p_value(4.0) == pytest.approx(each.p_value(4.0).max(), rel=1e-12)


@pytest.mark.parametrize("at_once", [1, 7, 1_000])
def test_how_many_are_worked_out_at_once_changes_nothing(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    def ratio() -> Estimate:
        cells: Any = [between(0, 2), 3, between(1, 3, best=2)]
        return direct_rate_ratio(
            group=(cells, [50, 30, 90]), reference=REFERENCE, standard=[1, 2, 3], level=[0.8, 0.95]
        )

    whole = ratio()
    monkeypatch.setattr("disprop._corners.AT_ONCE", at_once)
    again = ratio()
    for name in ("value", "least", "most", "low", "high", "level"):
        np.testing.assert_allclose(getattr(again, name), getattr(whole, name), rtol=1e-13)
    assert list(again.data) == list(whole.data)
    for name, count in whole.data.items():
        np.testing.assert_allclose(again.data[name], count, rtol=1e-13)


def test_records_are_made_one_at_a_time_and_so_fewer_are_tried() -> None:
    with pytest.raises(DispropError, match="have 15,625 combinations, of which 10,000 can be tried; take another"):
        areas.averages(group=([between(0, 4)] * 6, [900] * 6), reference=([5] * 6, [9_000] * 6))


def test_shares_and_pairs_of_counts_known_in_part() -> None:
    found = disparity.share_ratio(group=(between(1, 4), 400), whole=(between(80, 82), 9_000))
    each = [disparity.share_ratio(group=(a, 400), whole=(b, 9_000)) for a, b in product(range(1, 5), range(80, 83))]
    assert ends(found) == pytest.approx(hull(each))
    ratio = paired.ratio(both=between(3, 6), only_a=4, only_b=between(0, 2))
    each = [paired.ratio(both=a, only_a=4, only_b=b) for a, b in product(range(3, 7), range(3))]
    assert ends(ratio) == pytest.approx(hull(each))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: direct_rate(REPEATED, [900, 400], standard=[1, 1], person="repeated"),
        lambda: paired.ratio(both=REPEATED[1], only_a=[1, 2], only_b=[2, 3], person="repeated"),
    ],
)
def test_repeated_people_known_in_part_are_refused(ask: Callable[[], object]) -> None:
    with pytest.raises(DispropError, match="are not taken where their number is known only in part"):
        ask()


def test_combinations_that_the_statistic_refuses_are_left_out() -> None:
    """A whole below its group is no number that the two can be: the others are what is possible."""
    people = {"group": [100, 150], "whole": [300, 400]}
    found = direct_rate_ratio(
        group=([1, between(3, 5)], people["group"]),
        whole=([17, between(4, 8)], people["whole"]),
        standard=[1, 1],
    )
    each = []
    for own, all_of_them in product(range(3, 6), range(4, 9)):
        if own <= all_of_them:
            group, whole = ([1, own], people["group"]), ([17, all_of_them], people["whole"])
            each.append(direct_rate_ratio(group=group, whole=whole, standard=[1, 1]))
    assert found.least == min(one.value for one in each)
    assert found.most == max(one.value for one in each)
    assert found.low == min(one.low for one in each)
    assert found.high == max(one.high for one in each)


def test_no_combination_that_fits_is_refused_with_its_reason() -> None:
    """The sentence is that of the counts, or of the option, that does not fit."""
    group, whole = ([1, between(5, 6)], [100, 150]), ([17, between(2, 4)], [300, 400])
    with pytest.raises(DispropError, match="group_events must not exceed whole_events"):
        direct_rate_ratio(group=group, whole=whole, standard=[1, 1])
    with pytest.raises(DispropError, match="level must lie strictly between 0 and 1"):
        direct_rate_ratio(group=group, reference=whole, standard=[1, 1], level=2)


def test_what_the_counts_allow_is_read_only() -> None:
    """Nobody changes least or most by accident, as nobody changes the value."""
    found = direct_rate(between([[1, 2], [3, 4]], [[2, 2], [3, 5]]), [100, 150], standard=[1, 1])
    for end in (found.least, found.most):
        with pytest.raises(ValueError, match="read-only"):
            np.asarray(end)[0] = 1


def test_a_large_count_known_in_part_is_written_as_it_is_made() -> None:
    """A comma between thousands would part one argument into two."""
    assert repr(between(45_000, 54_999)) == "between(45_000, 54_999)"
    assert str(between(45_000, 54_999)) == "45,000 to 54,999"


def test_an_option_that_is_no_count_is_refused_in_our_words() -> None:
    """A level known only in part is no level."""
    with pytest.raises(DispropError, match="level must lie strictly between 0 and 1"):
        risk_ratio(group=(3, 7), reference=(5, 9), level=between(1, 2))  # type: ignore[arg-type]
    with pytest.raises(DispropError, match="level must lie strictly between 0 and 1"):
        risk_ratio(group=(between(2, 3), 7), reference=(5, 9), level=between(1, 2))  # type: ignore[arg-type]


def test_shares_of_people_that_nobody_can_be_are_left_out() -> None:
    """No events without people: of the shares of people those are tried that the events allow."""
    found = disparity.share_ratio(group=(between(1, 3), between(0, 3)), whole=(between(2, 5), between(2, 6)))
    assert (found.least, found.most) == pytest.approx((4 / 15, 6), rel=1e-12)


def test_a_population_is_never_taken_beyond_what_it_may_be() -> None:
    for nobody in (0, between(0, 0)):
        found = rate(between(0, 5), nobody)
        assert str(found) == "undefined (events is 0 and population is 0)"
        with pytest.raises(DispropError, match="population is 0 where events is"):
            rate(between(3, 5), nobody)
    some = rate(between(0, 5), between(0, 3))
    assert [float(end) for end in (some.least, some.most)] == [0, 5]


def test_pooled_deployments_known_in_part_say_between_what_their_totals_lie() -> None:
    found = str(alerts.pool([between(0, 9), 15, 7], [10, 20, 300]))
    assert found.startswith("22 to 31 of 330 alerts in 3 deployments; mean proportion between 0.245 and 0.481")
    assert found.endswith("not tested, as counts are known only in part")
