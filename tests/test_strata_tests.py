"""Tests over strata: Cochran-Mantel-Haenszel, and whether one ratio holds in all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from disprop import DispropError, odds_ratio, strata
from disprop.intervals.strata import MANTEL_HAENSZEL

MEASURES = tuple(MANTEL_HAENSZEL)
TABLE = np.array([[7, 0, 12, 5], [20, 9, 40, 31], [3, 2, 4, 9], [25, 11, 35, 40]], dtype=float)
HOMOGENEITY = [(measure, method) for measure in MEASURES for method in ("cochran-q", "score")]
HOMOGENEITY += [("odds ratio", "breslow-day"), ("odds ratio", "breslow-day-tarone")]
every_test = pytest.mark.parametrize(("measure", "method"), HOMOGENEITY)


def sides(table: Any) -> dict[str, Any]:
    return {"group": (table[0], table[1]), "reference": (table[2], table[3])}


def numbers(test: strata.ChiSquared) -> Any:
    return np.array([test.statistic, test.degrees_of_freedom, test.p_value])


@every_test
def test_neither_order_nor_sides_nor_empty_strata_matter(measure: str, method: str) -> None:
    plain = numbers(strata.homogeneity(measure, **sides(TABLE), method=method))
    more = np.column_stack([TABLE, np.zeros(4), [0, 5, 0, 0]])
    for table in (TABLE[:, [2, 0, 3, 1]], TABLE[[2, 3, 0, 1]], more):
        assert numbers(strata.homogeneity(measure, **sides(table), method=method)) == pytest.approx(plain, rel=1e-9)
    assert plain[1] == 3
    assert plain[2] == pytest.approx(stats.chi2.sf(plain[0], 3), rel=1e-12)


@every_test
def test_alike_strata_do_not_differ(measure: str, method: str) -> None:
    alike = np.repeat(TABLE[:, :1], 5, axis=1)
    test = strata.homogeneity(measure, **sides(alike), method=method)
    assert test.statistic == pytest.approx(0, abs=1e-20)
    assert test.p_value == pytest.approx(1)


@every_test
def test_fewer_than_two_strata_test_nothing(measure: str, method: str) -> None:
    test = strata.homogeneity(measure, **sides(TABLE[:, :1]), method=method)
    assert np.isnan(test.statistic)
    assert np.isnan(test.p_value)
    assert str(test) == f"one {measure} in all strata: not tested, too few strata say anything"


def test_a_stratum_without_events_says_nothing_about_a_ratio() -> None:
    more = np.column_stack([TABLE, [0, 30, 0, 50]])
    for measure in ("rate ratio", "risk ratio", "odds ratio"):
        plain, longer = (strata.homogeneity(measure, **sides(table)) for table in (TABLE, more))
        assert numbers(longer) == pytest.approx(numbers(plain), rel=1e-12)
    assert strata.homogeneity("rate difference", **sides(more)).degrees_of_freedom == 4


def test_breslow_day_compares_with_the_table_that_has_the_common_odds_ratio() -> None:
    """Fitted by root search in each stratum, as the definition has it."""
    from scipy.optimize import brentq

    common = float(strata.mantel_haenszel("odds ratio", **sides(TABLE)).value)
    squares, distances, variances = 0.0, 0.0, 0.0
    for x1, n1, x0, n0 in TABLE.T:
        m = x1 + x0

        def odds(a: float, n1: float = n1, n0: float = n0, m: float = m) -> float:
            return float(a * (n0 - m + a) - common * (n1 - a) * (m - a))

        a = brentq(odds, max(0.0, m - n0), min(n1, m), xtol=1e-14)
        variance = 1 / (1 / a + 1 / (n1 - a) + 1 / (m - a) + 1 / (n0 - m + a))
        squares, distances, variances = squares + (x1 - a) ** 2 / variance, distances + x1 - a, variances + variance
    plain, tarone = (
        strata.homogeneity("odds ratio", **sides(TABLE), method=method)
        for method in ("breslow-day", "breslow-day-tarone")
    )
    assert plain.statistic == pytest.approx(squares, rel=1e-10)
    assert tarone.statistic == pytest.approx(squares - distances**2 / variances, rel=1e-10)
    assert tarone.statistic <= plain.statistic


def test_the_test_of_one_table_is_pearsons_without_one_person() -> None:
    x1, n1, x0, n0 = TABLE[:, 2]
    pearson = stats.chi2_contingency([[x1, n1 - x1], [x0, n0 - x0]], correction=False).statistic
    n = n1 + n0
    assert strata.cmh_test("risk ratio", **sides(TABLE[:, 2:3])).statistic == pytest.approx(pearson * (n - 1) / n)


def test_the_test_of_rates_is_the_score_test_of_the_ratio() -> None:
    test = strata.cmh_test("rate ratio", **sides(TABLE))
    score = strata.stratified_score("rate ratio", **sides(TABLE))
    assert test.p_value == pytest.approx(score.p_value(1), rel=1e-9)


def test_the_correction_makes_the_test_cautious_and_ends_at_0() -> None:
    for scale in np.linspace(1, 3, 21):
        table = TABLE * np.array([[1], [scale], [1], [scale]])
        plain, cautious = (
            strata.cmh_test("rate ratio", **sides(table), continuity=continuity) for continuity in (False, True)
        )
        assert 0 <= cautious.statistic < plain.statistic
    balanced = np.array([[5, 5], [10, 20], [5, 5], [10, 20]], dtype=float)
    assert strata.cmh_test("odds ratio", **sides(balanced), continuity=True).p_value == 1


def test_many_tests_at_once_are_what_each_is() -> None:
    tables = np.stack([TABLE, TABLE[:, ::-1] + 1, TABLE * 2], axis=1)
    for measure, method in HOMOGENEITY:
        together = strata.homogeneity(measure, **sides(tables), method=method)
        alone = [strata.homogeneity(measure, **sides(tables[:, i]), method=method) for i in range(3)]
        np.testing.assert_allclose(numbers(together).T, [numbers(each) for each in alone], rtol=1e-9)
        assert len(str(together).splitlines()) == 3
    cmh = strata.cmh_test("odds ratio", **sides(tables))
    assert np.shape(cmh.statistic) == (3,)


def test_a_p_value_too_small_for_a_number_is_not_0() -> None:
    far = np.array([[90_000, 50_000], [100_000, 60_000], [10_000, 9_000], [90_000, 80_000]], dtype=float)
    assert str(strata.cmh_test("risk ratio", **sides(far))).endswith("on 1 df, p < 1e-300")


def test_nothing_compared_is_not_tested() -> None:
    apart = np.array([[2, 0], [4, 0], [0, 1], [0, 2]], dtype=float)
    assert np.isnan(strata.cmh_test("odds ratio", **sides(apart)).p_value)
    one_sided = np.array([[0, 0], [4, 5], [2, 1], [6, 2]], dtype=float)  # the common ratio is 0: nothing to be fitted
    assert np.isnan(strata.homogeneity("odds ratio", **sides(one_sided)).p_value)


def test_tests_of_other_measures_are_refused_by_name() -> None:
    with pytest.raises(
        DispropError, match=r"no test of one rate ratio is called 'breslow-day'\. Known: cochran-q, score"
    ):
        strata.homogeneity("rate ratio", **sides(TABLE), method="breslow-day")
    with pytest.raises(DispropError, match="no stratified measure is called 'odds'"):
        strata.cmh_test("odds", **sides(TABLE))


def test_berkeley() -> None:
    """Bickel, Hammel and O'Connell 1975: men have the higher odds of all, and not within departments."""
    men = [512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]
    women = [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]
    crude = odds_ratio(group=(sum(men[0]), sum(men[1])), reference=(sum(women[0]), sum(women[1])))
    within = strata.mantel_haenszel("odds ratio", group=men, reference=women)
    assert crude.low > 1
    assert not within.excludes(1)
    # R 4.2.2, mantelhaen.test(UCBAdmissions)
    assert [within.value, within.low, within.high] == pytest.approx(
        [0.9046968282586231, 0.7719073617593505, 1.0603297644366556], rel=1e-14
    )
    plain, corrected = (strata.cmh_test("odds ratio", group=men, reference=women, continuity=c) for c in (False, True))
    assert [plain.statistic, plain.p_value] == pytest.approx([1.5246066604434356, 0.21692369705551837], rel=1e-12)
    assert [corrected.statistic, corrected.p_value] == pytest.approx(
        [1.4269462285866883, 0.23226346281704827], rel=1e-12
    )
    assert strata.homogeneity("odds ratio", group=men, reference=women).p_value < 0.01  # the departments differ
