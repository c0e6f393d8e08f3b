"""Scores at every threshold: beside plain loops, under laws, at ties, and with what was never kept."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from mpmath import mpf
from scipy import special, stats

from disprop import DispropError, alerts
from disprop.alerts import scores
from disprop.alerts.scores import _ordered
from disprop.intervals.averages import AREA
from equations.definitions import quantile, tail
from strategies import limits

some = st.lists(st.integers(0, 8).map(float), min_size=1, max_size=12)  # so few values that ties are usual
two = st.lists(st.integers(0, 8).map(float), min_size=2, max_size=12)
lawful = settings(max_examples=50, deadline=None, derandomize=True, database=None)
CONTINUOUS = np.random.default_rng(3)
MATED, OTHERS = CONTINUOUS.normal(2, 1, 60), CONTINUOUS.normal(0, 1, 300)


def every_threshold(m: Any, n: Any) -> list[float]:
    return [*sorted({*m, *n}), np.inf]


def counts_at(m: Any, n: Any, threshold: float) -> tuple[int, int]:
    """Return false matches and misses, by a plain loop."""
    return sum(score >= threshold for score in n), sum(score < threshold for score in m)


# DET and ROC


@lawful
@given(some, some)
def test_the_curve_is_that_of_a_loop_over_every_threshold(m: list[float], n: list[float]) -> None:
    curve = scores.det(m, n)
    listed = dict(zip(curve.thresholds, zip(curve.false_matches, curve.misses, strict=True), strict=True))
    assert list(listed) == [*sorted(set(m)), np.inf]
    for threshold in every_threshold(m, n):
        false, misses = counts_at(m, n, threshold)
        stricter = min(t for t in listed if t >= threshold)
        assert misses == listed[stricter][1]
        assert false >= listed[stricter][0]
        if threshold in listed:
            assert (false, misses) == listed[threshold]


@lawful
@given(some, some)
def test_the_rates_are_the_counts_over_their_classes(m: list[float], n: list[float]) -> None:
    curve = scores.det(m, n)
    assert len(curve) == len(set(m)) + 1
    assert (curve.fmr == curve.false_matches / len(n)).all()
    assert (curve.fnmr == curve.misses / len(m)).all()
    assert curve.tmr == pytest.approx(1 - curve.fnmr, abs=1e-15)
    assert (curve.fmr[-1], curve.fnmr[-1]) == (0, 1)
    assert repr(curve).startswith(f"<Curve of {len(m)} mated and {len(n)} non-mated scores")


def everything(m: Any, n: Any, **how: Any) -> list[float]:
    """Return all that must not change when scores are given another scale, or another order."""
    curve = scores.det(m, n, **how)
    area = scores.auc(m, n, method="newcombe", **how)
    point = scores.fnmr_at_fmr(m, n, fmr=0.2, **how)
    point_values = [point.false_positive.value, point.false_negative.value]
    equal = [] if len({*m, *n}) == 1 else [float(scores.eer(m, n, **how).value)]
    return [*curve.false_matches, *curve.misses, area.value, area.data["variance"], *point_values, *equal]


@lawful
@given(two, two, st.randoms(use_true_random=False))
def test_order_and_scale_do_not_matter(m: list[float], n: list[float], random: Any) -> None:
    plain = everything(m, n)
    rescaled = [[np.exp(score / 3) - 7 for score in of] for of in (m, n)]
    assert everything(*rescaled) == plain
    assert everything(*[[-score for score in of] for of in (m, n)], distances=True) == plain
    shuffled = [random.sample(of, len(of)) for of in (m, n)]
    assert everything(*shuffled) == pytest.approx(plain, rel=1e-14, abs=1e-16)


def test_thresholds_of_distances_are_distances() -> None:
    curve = scores.det([0.1, 0.4], [0.3, 0.9], distances=True)
    assert curve.thresholds.tolist() == [0.4, 0.1, -np.inf]
    assert curve.false_matches.tolist() == [1, 0, 0]
    assert scores.fnmr_at_fmr([0.1, 0.4], [0.3, 0.9], fmr=0.5, distances=True).threshold == 0.3
    assert scores.at_threshold([0.1, 0.4], [0.3, 0.9], threshold=0.3, distances=True).false_positive.value == 0.5


@pytest.mark.parametrize("size", [1, _ordered.CHUNK - 1, _ordered.CHUNK, 3 * _ordered.CHUNK + 5])
@pytest.mark.parametrize("values", [7, 1_000_000])
def test_chunks_find_what_one_search_finds(size: int, values: int) -> None:
    rng = np.random.default_rng(size)
    among, needles = (np.sort(rng.integers(0, values, n).astype(float)) for n in (20_000, size))
    assert (_ordered.below(among, needles) == np.searchsorted(among, needles)).all()
    assert (_ordered.below(among, needles, equal=True) == np.searchsorted(among, needles, "right")).all()


def test_scores_are_left_as_they_were_given() -> None:
    m, n = np.array([3.0, 1.0]), np.array([2.0, 0.0])
    scores.det(m, n, distances=True)
    assert (m.tolist(), n.tolist()) == ([3.0, 1.0], [2.0, 0.0])


@pytest.mark.parametrize("kind", [np.array, np.float32, list, lambda given: np.array(given, dtype=object)])
@pytest.mark.parametrize("distances", [False, True])
def test_the_kind_of_array_does_not_matter(kind: Any, distances: bool) -> None:  # noqa: FBT001 (drawn)
    given_scores = [3.0, 1.0, 2.0, 1.0], [2.0, 0.0]
    found, listed = (scores.det(*classes, distances=distances) for classes in (map(kind, given_scores), given_scores))
    assert found.thresholds.tolist() == listed.thresholds.tolist()
    assert found.false_matches.tolist() == listed.false_matches.tolist()
    for wrong in (np.nan, np.inf, -np.inf):
        with pytest.raises(DispropError, match=r"mated must be finite; got .* at position 1"):
            scores.det(kind([2.0, wrong, 1.0]), [1.0], distances=distances)


# The area


def pairs(m: Any, n: Any) -> Any:
    """Return 1, 1/2 or 0 for every pair of a mated and a non-mated score."""
    return (np.sign(np.subtract.outer(np.array(m), np.array(n))) + 1) / 2


@lawful
@given(two, two)
def test_the_area_and_its_variance_are_those_of_all_pairs(m: list[float], n: list[float]) -> None:
    table = pairs(m, n)
    variance = table.mean(axis=1).var(ddof=1) / len(m) + table.mean(axis=0).var(ddof=1) / len(n)
    found = scores.auc(m, n)
    assert found.value == pytest.approx(table.mean(), rel=1e-14)
    assert found.data["variance"] == pytest.approx(variance, rel=1e-12, abs=1e-17)


@lawful
@given(two, two)
def test_exchanging_the_classes_mirrors_the_area(m: list[float], n: list[float]) -> None:
    found, mirrored = scores.auc(m, n, method="newcombe"), scores.auc(n, m, method="newcombe")
    assert found.value == pytest.approx(1 - mirrored.value, abs=1e-15)
    assert [found.low, found.high] == pytest.approx([1 - mirrored.high, 1 - mirrored.low], abs=1e-13)


def test_delong_limits_are_normal() -> None:
    found = scores.auc(MATED, OTHERS)
    half = stats.norm.ppf(0.975) * np.sqrt(found.data["variance"])
    assert [found.low, found.high] == pytest.approx([found.value - half, found.value + half], rel=1e-13)


def test_delong_says_nothing_where_the_classes_do_not_overlap_and_newcombe_does() -> None:
    apart = [5.0, 6.0, 7.0], [1.0, 2.0, 3.0, 4.0]
    found = scores.auc(*apart)
    assert [found.value, found.low, found.high] == [1, 0, 1]
    found = scores.auc(*apart, method="newcombe")
    assert found.high == 1
    assert 0.3 < found.low < 1
    one = scores.auc([5.0], [1.0, 2.0, 9.0])
    assert [one.low, one.high] == [0, 1]


@pytest.mark.parametrize(("area", "m", "n"), [(0.9, 12, 40), (1.0, 3, 4), (0.5, 1, 1), (0.999, 10**6, 10**5)])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
def test_newcombe_solves_its_equation(area: float, m: int, n: int, level: float) -> None:
    def equation(t: Any) -> Any:
        t = mpf(t)
        spread = 1 + (mpf(m + n) / 2 - 1) * ((1 - t) / (2 - t) + t / (1 + t))
        return (area - t) ** 2 - quantile(tail(level)) ** 2 * t * (1 - t) * spread / (m * n)

    for limit in limits(AREA, "newcombe", (area, 0.1, m, n), level):
        if 0 < limit < 1:
            below, above = (equation(float(limit) * (1 + side)) for side in (-1e-12, 1e-12))
            assert below * above < 0


@lawful
@given(st.integers(2, 9), st.integers(2, 9), st.integers(0, 10**6))
def test_the_difference_of_areas_is_that_of_all_pairs(m: int, n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = ((rng.integers(0, 7, m), rng.integers(0, 7, n)) for _ in range(2))
    table = pairs(*a) - pairs(*b)
    variance = table.mean(axis=1).var(ddof=1) / m + table.mean(axis=0).var(ddof=1) / n
    found, swapped = scores.auc_difference(a=a, b=b), scores.auc_difference(a=b, b=a)
    assert found.value == pytest.approx(table.mean(), abs=1e-15)
    assert found.data["variance"] == pytest.approx(variance, rel=1e-12, abs=1e-17)
    assert [found.low, found.high] == pytest.approx([-swapped.high, -swapped.low], abs=1e-13)


def test_the_paired_test_is_a_normal_one() -> None:
    better = (MATED + CONTINUOUS.normal(0.5, 0.3, 60), OTHERS)
    found = scores.auc_difference(a=better, b=(MATED, OTHERS))
    z = found.value / np.sqrt(found.data["variance"])
    assert found.p_value(0) == pytest.approx(2 * stats.norm.sf(z), rel=1e-9)
    alone = scores.auc(*better).data["variance"] + scores.auc(MATED, OTHERS).data["variance"]
    assert found.data["variance"] < alone / 2
    same = scores.auc_difference(a=better, b=better)
    assert [same.value, same.low, same.high] == [0, -1, 1]


# Equal error


def crossing(m: list[float], n: list[float]) -> Fraction:
    """Return where the straight pieces between all thresholds meet the line of equal rates, in fractions."""
    points = [
        (Fraction(false, len(n)), Fraction(misses, len(m)))
        for false, misses in (counts_at(m, n, t) for t in every_threshold(m, n))
    ]
    for (x0, y0), (x1, y1) in pairwise(points):
        before, after = x0 - y0, x1 - y1
        if before >= 0 >= after and before != after:
            return y0 + before / (before - after) * (y1 - y0)
    raise AssertionError("no crossing")


@lawful
@given(some, some)
def test_equal_error_is_where_the_pieces_cross(m: list[float], n: list[float]) -> None:
    if len({*m, *n}) == 1:
        with pytest.raises(DispropError, match="no threshold tells the classes apart"):
            scores.eer(m, n)
        return
    found = scores.eer(m, n)
    assert found.value == pytest.approx(float(crossing(m, n)), abs=1e-14)
    assert found.low <= found.value <= found.high
    mirrored = scores.eer([-score for score in n], [-score for score in m])
    assert mirrored.value == pytest.approx(found.value, abs=1e-14)


def exact_limits(part: int, whole: int, level: float) -> tuple[float, float]:
    """Return Clopper and Pearson's limits by SciPy, each rate held with the square root of the level."""
    a = (1 - np.sqrt(level)) / 2
    low = special.betaincinv(part, whole - part + 1, a) if part else 0.0
    return float(low), float(special.betainccinv(part + 1, whole - part, a)) if part < whole else 1.0


@lawful
@given(some, some)
def test_joint_limits_of_equal_error_are_those_of_all_thresholds(m: list[float], n: list[float]) -> None:
    def at(threshold: float) -> tuple[Any, Any]:
        false, misses = counts_at(m, n, threshold)
        return exact_limits(false, len(n), 0.9), exact_limits(misses, len(m), 0.9)

    apart = [-1.0, *sorted({*m, *n}), *(score + 0.5 for score in {*m, *n})]  # at each score, and beyond it
    both = [at(threshold) for threshold in apart]
    least = min(max(x[0], y[0]) for x, y in both)
    largest = max(min(x[1], y[1]) for x, y in both)
    in_order = np.sort(np.array(n))
    found = _ordered.equal_rates(_ordered.steps(np.sort(np.array(m)), in_order), in_order, 0.9)
    assert found == pytest.approx((least, largest), rel=1e-12)


def test_joint_limits_hold_as_often_as_they_say() -> None:
    rng, trials, level = np.random.default_rng(8), 300, 0.8
    shift, rate = 1.5, 0.1
    equal, misses = stats.norm.cdf(-shift / 2), stats.norm.cdf(stats.norm.isf(rate) - shift)
    held = np.zeros(2)
    for _ in range(trials):
        m, n = np.sort(rng.normal(shift, 1, 30)), np.sort(rng.normal(0, 1, 60))
        low, high = _ordered.equal_rates(_ordered.steps(m, n), n, level)
        least, most = _ordered.misses_at(m, n, rate, level)
        held += [low <= equal <= high, least <= misses <= most]
    assert (held / trials >= level).all()


# One threshold


@lawful
@given(some, some, st.sampled_from([0.0, 0.1, 0.25, 0.29, 0.5, 0.7, 1.0]))
def test_the_threshold_is_the_lowest_that_keeps_the_rate(m: list[float], n: list[float], fmr: float) -> None:
    point = scores.fnmr_at_fmr(m, n, fmr=fmr)
    kept = [t for t in sorted(set(n)) if sum(score >= t for score in n) <= fmr * len(n) + 1e-9]
    assert point.threshold == (kept[0] if kept else np.nextafter(max(n), np.inf))
    false, misses = counts_at(m, n, point.threshold)
    assert point.false_positive.data == {"false_matches": false, "non_mated": len(n)}
    assert point.false_negative.data == {"misses": misses, "mated": len(m)}
    assert point.false_positive.value <= fmr
    assert point.at_target is not None
    assert point.at_target.low <= point.false_negative.value <= point.at_target.high


def test_tied_scores_are_alerts_together_and_the_attained_rate_says_so() -> None:
    point = scores.fnmr_at_fmr([5.0, 4.0, 2.0], [4.0, 3.0, 3.0, 3.0, 1.0], fmr=0.6)
    assert (point.threshold, point.false_positive.value) == (4.0, 0.2)
    assert point.false_negative.value == pytest.approx(1 / 3)


@lawful
@given(some, some, st.floats(0.02, 0.98))
def test_joint_limits_of_the_misses_are_those_of_the_thresholds_not_ruled_out(
    m: list[float], n: list[float], fmr: float
) -> None:
    apart = [-1.0, *sorted({*m, *n}), *(score + 0.5 for score in {*m, *n})]
    counted = [counts_at(m, n, threshold) for threshold in apart]
    held = [
        misses
        for false, misses in counted
        if exact_limits(false, len(n), 0.9)[0] <= fmr <= exact_limits(false, len(n), 0.9)[1]
    ]
    low, high = _ordered.misses_at(np.sort(np.array(m)), np.sort(np.array(n)), fmr, 0.9)
    if held:  # ties may jump over all of the counts that are not ruled out
        assert low <= exact_limits(min(held), len(m), 0.9)[0] * (1 + 1e-10)
        assert high >= exact_limits(max(held), len(m), 0.9)[1] * (1 - 1e-10)
    if held and len(set(n)) == len(n):
        assert low == pytest.approx(exact_limits(min(held), len(m), 0.9)[0], rel=1e-10)
        assert high == pytest.approx(exact_limits(max(held), len(m), 0.9)[1], rel=1e-10)


def test_a_rate_has_its_interval_and_its_words() -> None:
    point = scores.at_threshold(MATED, OTHERS, threshold=1.0)
    misses = int((MATED < 1).sum())
    assert point.false_negative.value == misses / 60
    assert point.at_target is None
    assert f"{misses} of 60 comparisons of a person with themselves were missed" in str(point)
    assert "estimated" not in str(point)
    assert "allowing for the threshold being estimated" in str(scores.fnmr_at_fmr(MATED, OTHERS, fmr=0.01))


# Searches


def test_a_search_is_one_trial_however_many_candidates_it_has() -> None:
    rng = np.random.default_rng(4)
    table, mates = rng.normal(0, 1, (50, 40)), rng.normal(3, 1, 30)
    point = scores.fnir_at_fpir(mates, table, fpir=0.1, not_returned=5)
    largest = sorted(row.max() for row in table)
    assert point.threshold == largest[-5]
    assert point.false_positive.data == {"false_positives": 5, "non_mated_searches": 50}
    assert point.false_negative.data == {"misses": (mates < largest[-5]).sum() + 5, "mated_searches": 35}
    rows = scores.fnir_at_fpir(mates, [*table.tolist()], fpir=0.1, not_returned=5)
    assert rows.threshold == point.threshold
    turned = scores.fnir_at_fpir(-mates, -table, fpir=0.1, not_returned=5, distances=True)
    assert (turned.threshold, turned.false_negative.value) == (-point.threshold, point.false_negative.value)
    flat = scores.fnmr_at_fmr(mates, table.ravel(), fmr=0.1)
    assert flat.false_negative.value < point.false_negative.value  # what counting comparisons as searches would claim


def test_searches_that_return_nobody_count() -> None:
    point = scores.fnir_at_fpir([0.9], [[0.5], [], [], []], fpir=0.25)
    assert (point.threshold, point.false_positive.value) == (0.5, 0.25)
    nobody = scores.fnir_at_fpir([0.9], [[], []], fpir=0.5)
    assert [nobody.false_positive.value, nobody.false_negative.value] == [0, 0]
    assert nobody.false_positive.high > 0.5


@pytest.mark.parametrize("flat", [[0.5, 0.3], np.array([0.5, 0.3]), [], 0.5])
def test_scores_of_many_searches_in_one_row_are_refused(flat: Any) -> None:
    with pytest.raises(DispropError, match="must have a row of scores for each search"):
        scores.fnir_at_fpir([0.9], flat, fpir=0.5)


def test_ranks_count_ties_against() -> None:
    rng = np.random.default_rng(5)
    table, mate = rng.integers(0, 9, (40, 12)), rng.integers(0, 12, 40)
    by_hand = [sum(score >= row[place] for score in row) for row, place in zip(table, mate, strict=True)]
    assert scores.mate_ranks(table, mate).tolist() == by_hand
    assert scores.mate_ranks(-table, mate, distances=True).tolist() == by_hand
    curve = scores.cmc(by_hand, largest=12, not_returned=10)
    assert np.asarray(curve.value).tolist() == [sum(rank <= n for rank in by_hand) / 50 for n in range(1, 13)]
    assert curve[-1].value == 0.8


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: scores.mate_ranks([[1, 2], [3, 4]], [0, 2]), "mate counts the 2 images from 0; got 2 at position 1"),
        (lambda: scores.mate_ranks([1, 2], [0, 1]), "scores need a row for each search"),
        (lambda: scores.cmc([1, 0]), "ranks count from 1; got 0 at position 1"),
        (lambda: scores.cmc([]), "ranks has no searches"),
        (lambda: scores.det([], [1]), "mated has no scores"),
        (lambda: scores.det([1], []), "non_mated has no scores"),
        (
            lambda: scores.auc([1, np.nan], [1]),
            "mated must be finite; got nan at position 1; not known is not 0",
        ),
        (lambda: scores.eer([1], [2, np.inf]), "non_mated must be finite; got inf at position 1"),
        (lambda: scores.det([[1, 2]], [1]), r"mated must be one row of scores; got shape \(1, 2\)"),
        (lambda: scores.det([True], [1]), "mated must be numbers; got True"),
        (lambda: scores.eer([2, 2], [2]), "every score is 2: no threshold"),
        (lambda: scores.fnmr_at_fmr([1], [1], fmr=5), "fmr must lie between 0 and 1; got 5"),
        (lambda: scores.auc([1], [1], method="delang"), "Did you mean 'delong'"),
        (lambda: scores.auc_difference(a=([1], [2]), b=([1, 2], [2])), "the same comparisons; got 1 and 2 mated"),
        (lambda: scores.auc_difference(a=cast("Any", [1]), b=([1], [2])), r"a must be a pair \(mated, non_mated\)"),
    ],
)
def test_what_is_wrong_is_named(call: Any, words: str) -> None:
    with pytest.raises(DispropError, match=words):
        call()


# Drawing people anew


def with_people(seed: int, people: int, attempts: int, alike: float) -> dict[str, Any]:
    """Return scores of which a share `alike` of the variance is between people."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), attempts)
    own = rng.normal(0, np.sqrt(alike), (2, people))[:, person]
    m, n = own + rng.normal(0, np.sqrt(1 - alike), (2, person.size))
    return {"mated": m + 1.5, "non_mated": n, "mated_person": person, "non_mated_person": person}


def test_the_same_seed_gives_the_same_interval_and_another_gives_another() -> None:
    given_scores = with_people(1, 20, 3, 0.5)
    one, again, other = (scores.bootstrap("eer", **given_scores, draws=50, seed=seed) for seed in (1, 1, 2))
    assert (one.low, one.high) == (again.low, again.high)
    assert (one.low, one.high) != (other.low, other.high)
    assert one.value == scores.eer(given_scores["mated"], given_scores["non_mated"]).value
    assert one.data == {"mated": 60, "non_mated": 60, "people": 20, "draws": 50}


def test_any_function_of_the_scores_will_do_and_auc_is_one() -> None:
    given_scores = with_people(2, 15, 2, 0.3)
    named, own = (
        scores.bootstrap(statistic, **given_scores, draws=40, seed=9)
        for statistic in ("auc", lambda m, n: float(pairs(m, n).mean()))
    )
    assert (own.value, own.low, own.high) == pytest.approx((named.value, named.low, named.high), rel=1e-12)
    turned = {**given_scores, "mated": -given_scores["mated"], "non_mated": -given_scores["non_mated"]}
    assert scores.bootstrap("auc", **turned, draws=40, seed=9, distances=True).low == named.low


def test_people_who_are_alike_in_each_attempt_widen_the_interval() -> None:
    given_scores = with_people(3, 30, 20, 0.9)
    by_person = scores.bootstrap("auc", **given_scores, draws=300)
    alone = np.arange(600)
    apart = scores.bootstrap(
        "auc", **{**given_scores, "mated_person": alone, "non_mated_person": alone + 600}, draws=300
    )
    by_delong = scores.auc(given_scores["mated"], given_scores["non_mated"])
    assert apart.high - apart.low == pytest.approx(by_delong.high - by_delong.low, rel=0.2)
    assert by_person.high - by_person.low > 2 * (apart.high - apart.low)


def test_each_draw_has_as_many_people_of_each_kind_with_attempts_of_their_own() -> None:
    seen: list[tuple[Any, Any]] = []

    def note(m: Any, n: Any) -> float:
        seen.append((m, n))
        return float(m.mean())

    scores.bootstrap(
        note, [10, 11, 20, 21], [32, 33, 12, 13], mated_person=[1, 1, 2, 2], non_mated_person=[3, 3, 1, 1], draws=30
    )
    for m, n in seen[:-1]:
        assert (len(m), len(n)) == (4, 4)
        assert sorted(m // 10) == [1, 1, 2, 2]
        assert sorted(n // 10) == [1, 1, 3, 3]
    assert len({tuple(m) for m, _ in seen}) > 5


def apart_by_people(attempts: int, people: int = 5) -> dict[str, Any]:
    """Return scores that separate the classes completely, of so many attempts of each person in both classes."""
    person = np.repeat(np.arange(people), attempts)
    scores_of = np.linspace(0, 0.4, person.size)
    return {"mated": 0.5 + scores_of, "non_mated": scores_of, "mated_person": person, "non_mated_person": person}


@pytest.mark.parametrize("attempts", [1, 7])
def test_complete_separation_has_the_limits_of_so_many_people(attempts: int) -> None:
    """Every draw is separated too; a width of 0 would be a proof of perfection from five people."""
    area, equal = (scores.bootstrap(name, **apart_by_people(attempts), draws=20) for name in ("auc", "eer"))
    five = apart_by_people(1)["mated"], apart_by_people(1)["non_mated"]
    newcombe, joint = scores.auc(*five, method="newcombe"), scores.eer(*five)
    assert (area.value, area.low, area.high) == pytest.approx((1, newcombe.low, 1), rel=1e-12)
    assert (equal.value, equal.low, equal.high) == pytest.approx((0, 0, joint.high), rel=1e-12)
    assert 0.5 < area.low < 0.9
    assert 0.1 < equal.high < 0.9
    turned = {**apart_by_people(attempts), "mated": -apart_by_people(attempts)["mated"]}
    never = scores.bootstrap("auc", **turned, draws=20)
    assert (never.value, never.low, never.high) == pytest.approx((0, 0, 1 - newcombe.low), rel=1e-9)


def test_a_function_that_no_draw_changes_is_not_sure() -> None:
    found: Any = scores.bootstrap(lambda m, _: float((m < 0.2).mean()), **apart_by_people(3), draws=20)
    assert (found.value, found.low, found.high) == (0, -np.inf, np.inf)


def test_one_person_does_not_say_how_people_differ() -> None:
    given_scores = with_people(5, 20, 4, 0.5)
    alone = {**given_scores, "mated_person": np.full(80, 99)}
    found = scores.bootstrap("auc", **alone, draws=40)
    assert found.low <= scores.auc(given_scores["mated"][:1], given_scores["non_mated"][::4], method="newcombe").low
    assert found.low < scores.bootstrap("auc", **given_scores, draws=40).low - 0.1


def test_the_limits_at_the_edge_hold() -> None:
    """Of sets of eight people, alike in each attempt, whose scores happen to be separated completely."""
    truth, held, seen = stats.norm.cdf(3.3 / np.sqrt(2)), 0, 0
    for seed in range(100):
        given_scores = with_people(seed, 8, 3, 0.8)
        given_scores["mated"] += 1.8
        if given_scores["mated"].min() > given_scores["non_mated"].max():
            found = scores.bootstrap("auc", **given_scores, draws=5)
            held, seen = held + (found.low <= truth), seen + 1
    assert seen > 30
    assert held > 0.9 * seen


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"mated_person": ["a"]}, r"each score needs its person; got 2 scores and labels of shape \(1,\)"),
        ({"mated_person": ["a", "a"], "non_mated_person": ["a"]}, "two people or more to draw from; got 1"),
        ({"statistic": "area"}, "no statistic of scores is called 'area'.*Known: auc, eer"),
        ({"statistic": lambda *_: np.nan}, "must be a finite number for every draw; got"),
        ({"draws": 0}, "draws must be a whole number of at least"),
    ],
)
def test_what_cannot_be_drawn_is_named(changed: dict[str, Any], words: str) -> None:
    call = {"statistic": "auc", "mated": [1, 2], "non_mated": [0], "draws": 3}
    people = {"mated_person": ["a", "b"], "non_mated_person": ["b"]}
    with pytest.raises(DispropError, match=words):
        scores.bootstrap(**{**call, **people, **changed})


# Scores kept above a threshold only


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.7, 0.95])
@pytest.mark.parametrize("below", list(product((0, 1, 2), repeat=3)))
def test_the_bounds_are_those_of_every_completion(threshold: float, below: tuple[int, int, int]) -> None:
    m, n, kept_from = [0.9, 0.8, 0.65], [0.75, 0.62], 0.6
    of_mated, of_others, unlabelled = below
    found = scores.kept_rates(
        m,
        n,
        kept_from=kept_from,
        threshold=threshold,
        mated_below=of_mated,
        non_mated_below=of_others,
        unlabelled_below=unlabelled,
    )
    for kept, known, bounds in ((m, of_mated, found.true_positive), (n, of_others, found.false_positive)):
        possible = []
        for of_class in range(known, known + unlabelled + 1):
            for hidden in product((0.0, 0.55), repeat=of_class):  # what was not kept is anywhere below `kept_from`
                all_scores = [*kept, *hidden]
                possible.append(sum(score >= threshold for score in all_scores) / len(all_scores))
        assert [bounds.least, bounds.most] == [min(possible), max(possible)]
        assert bounds.low <= bounds.least <= bounds.most <= bounds.high


def test_nothing_missing_leaves_one_number() -> None:
    found = scores.kept_rates(
        [0.9, 0.7], [], kept_from=0.6, threshold=0.8, mated_below=2, non_mated_below=10, unlabelled_below=0
    )
    assert found.true_positive.least == found.true_positive.most == 0.25
    assert found.false_positive.most == 0
    assert found.false_positive.high > 0.2
    assert found.true_positive.value == 0.25
    assert f"{found:.2f}".startswith("true positive: 0.25 (95% CI 0.0")


def test_nobody_kept_may_still_be_somebody_not_found() -> None:
    found = scores.kept_rates(
        [], [0.7], kept_from=0.6, threshold=0.6, mated_below=0, non_mated_below=0, unlabelled_below=9
    )
    assert [found.true_positive.least, found.true_positive.most] == [0, 0]
    assert [found.false_positive.least, found.false_positive.most] == [0.1, 1]


def test_a_score_that_cannot_have_been_kept_is_refused() -> None:
    numbers: dict[str, Any] = {"mated_below": 0, "non_mated_below": 0, "unlabelled_below": 0}
    with pytest.raises(
        DispropError, match=r"mated must hold only scores that were kept, from 0\.6 on; got 0\.5 at pos"
    ):
        scores.kept_rates([0.9, 0.5], [0.7], kept_from=0.6, threshold=0.6, **numbers)
    with pytest.raises(DispropError, match=r"from 0\.6 on; got 0\.7 at position 0"):
        scores.kept_rates([0.1], [0.7], kept_from=0.6, threshold=0.6, **numbers, distances=True)
    turned = scores.kept_rates([0.1, 0.5], [0.3], kept_from=0.6, threshold=0.2, **numbers, distances=True)
    assert [turned.true_positive.least, turned.false_positive.least] == [0.5, 0]


def test_the_module_is_found_under_alerts() -> None:
    assert alerts.scores is scores
