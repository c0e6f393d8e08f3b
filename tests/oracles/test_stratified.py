"""Mantel-Haenszel, tests over strata and stratified scores against R: see README.md beside this file.

`source` at the head of each file says which call made what. Where R does something else on purpose, or by mistake, the
test says so; docs/explanation/where-others-differ.md lists these.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from scipy.special import ndtri

from disprop import strata

HERE = Path(__file__).parent
FILES = {
    name: json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("stratified_2x2", "stratified_rates")
}
CLOSED = 1e-13  # relative: closed forms, in sums of up to 25 strata
SEARCHED = 1e-6  # ratesci rounds a fitted risk to 10 decimals on its way
SEARCHED_RATES = 2e-7
ROUNDED = 1e-7  # the same rounding, in a test
TESTED = 1e-10  # Breslow-Day: DescTools finds the fitted counts as roots of a quadratic, with fewer digits
SMALLEST = 1e-290  # below this a p-value has lost digits on both sides
Case = dict[str, Any]


def cases(*methods: str) -> list[Any]:
    return [
        pytest.param(case, file["source"]["methods"][case["method"]]["measure"], id=f"{name}-{case['method']}-{i}")
        for name, file in FILES.items()
        for i, case in enumerate(file["cases"])
        if case["method"] in methods
    ]


def sides(case: Case) -> dict[str, Any]:
    i = case["inputs"]
    n = "n" if "n1" in i else "T"
    return {"group": (i["x1"], i[f"{n}1"]), "reference": (i["x2"], i[f"{n}2"])}


def silent(case: Case) -> bool:
    """Tell whether a stratum has no event on either side, or nothing else."""
    i = case["inputs"]
    none = [x1 + x2 == 0 for x1, x2 in zip(i["x1"], i["x2"], strict=True)]
    full = [
        a == b and c == d
        for a, b, c, d in zip(i["x1"], i.get("n1", i["x1"]), i["x2"], i.get("n2", i["x2"]), strict=True)
    ]
    return any(none) or (any(full) and "n1" in i)


def near(ours: Any, theirs: Any, digits: float) -> bool:
    """Tell whether numbers agree, relative to the larger; an infinity is itself."""
    one, other = np.asarray(ours, dtype=float), np.array([float(number) for number in theirs])
    with np.errstate(invalid="ignore"):
        return bool(np.all((one == other) | (np.abs(one - other) <= digits * np.maximum(np.abs(one), np.abs(other)))))


ESTIMATES = cases("mh_or_metafor", "mh_rr_metafor", "mh_rd_metafor", "mh_irr_metafor", "mh_ird_metafor")


@pytest.mark.parametrize(("case", "measure"), ESTIMATES)
def test_mantel_haenszel_agrees_with_metafor(case: Case, measure: str) -> None:
    found = strata.mantel_haenszel(measure, **sides(case), level=case["level"])
    assert near([found.value, found.low, found.high], [case[k] for k in ("estimate", "lower", "upper")], CLOSED)


TESTS = cases("mh_or_metafor", "mh_irr_metafor")


@pytest.mark.parametrize(("case", "measure"), TESTS)
def test_the_test_of_any_difference_agrees(case: Case, measure: str) -> None:
    test = strata.cmh_test(measure, **sides(case))
    statistic, p = (case["cmh"], case["cmh_p"]) if "cmh" in case else (case["mh_chisq"], case["mh_p"])
    assert near([test.statistic], [statistic], CLOSED)
    assert p < SMALLEST or near([test.p_value], [p], 1e-11)


@pytest.mark.parametrize(("case", "measure"), cases("mh_or_metafor"))
def test_breslow_day_agrees_with_metafor(case: Case, measure: str) -> None:
    plain, tarone = (
        strata.homogeneity(measure, **sides(case), method=how) for how in ("breslow-day", "breslow-day-tarone")
    )
    if plain.degrees_of_freedom == 0:  # metafor gives 0, with no p-value
        assert np.isnan(plain.statistic)
        assert "breslow_day_p" not in case
        return
    ours = [plain.statistic, plain.p_value, tarone.statistic, tarone.p_value]
    assert near(ours, [case[k] for k in ("breslow_day", "breslow_day_p", "tarone", "tarone_p")], 1e-12)


@pytest.mark.parametrize(("case", "measure"), cases("breslow_day_desctools"))
def test_breslow_day_needs_no_giving_up(case: Case, measure: str) -> None:
    """DescTools stops with an error for 19 of the 64 tables, all but one of them with a stratum that says nothing."""
    test = strata.homogeneity(measure, **sides(case), method="breslow-day")
    if "peer_error" in case:
        assert silent(case) or len(case["inputs"]["x1"]) == 1
    else:
        assert near([test.statistic, test.degrees_of_freedom], [case["breslow_day"], case["df"]], TESTED)


@pytest.mark.parametrize(("case", "measure"), cases("cmh_continuity_corrected"))
def test_the_correction_is_that_of_r_where_r_makes_one(case: Case, measure: str) -> None:
    """R takes nothing from a distance below 1/2; then its statistic is the one without a correction."""
    if "peer_error" in case:  # R needs two strata
        assert len(case["inputs"]["x1"]) == 1
        return
    corrected, plain = (strata.cmh_test(measure, **sides(case), continuity=how) for how in (True, False))
    if corrected.statistic == 0:
        assert near([plain.statistic], [case["cmh"]], CLOSED)
    else:
        assert near([corrected.statistic, corrected.p_value], [case["cmh"], case["cmh_p"]], 1e-11)


POOLED = cases("inverse_variance_or", "inverse_variance_rr", "inverse_variance_rd", "inverse_variance_irr")


@pytest.mark.parametrize(("case", "measure"), POOLED)
def test_cochran_q_agrees_where_every_stratum_says_something(case: Case, measure: str) -> None:
    """metafor adds 1/2 to strata without any event as well, and so makes them say that the ratio is near 1."""
    test = strata.homogeneity(measure, **sides(case), method="cochran-q")
    if len(case["inputs"]["x1"]) == 1:
        assert np.isnan(test.statistic)
    elif measure.endswith("ratio") and silent(case):
        assert test.degrees_of_freedom < len(case["inputs"]["x1"]) - 1
        assert not near([test.statistic], [case["Q"]], CLOSED)
    else:
        assert near([test.statistic], [case["Q"]], CLOSED)
        assert case["Q_p"] < SMALLEST or near([test.p_value], [case["Q_p"]], 1e-11)


WEIGHTS = {"mh": "mantel-haenszel", "mn": "miettinen-nurminen", "inv": "inverse-variance"}
CLAMPED = 1e-5  # ratesci keeps the fitted risks of an odds ratio 1e-8 from 0 and 1
PLAIN = [f"stratified_score_{measure}_{weights}" for measure in ("rr", "rd") for weights in WEIGHTS]
SKEWED = [f"{name}_scas" for name in (*PLAIN, "stratified_score_or_inv", "stratified_score_or_mn")]


def scored(case: Case, measure: str) -> Any:
    """Return the limits with the weights and the correction that the name of the case tells."""
    _, _, _, weights, *skewed = case["method"].split("_")
    how = {"weights": WEIGHTS[weights], "method": "scas" if skewed else "score", "level": case["level"]}
    return strata.stratified_score(measure, **sides(case), **how)


@pytest.mark.parametrize(("case", "measure"), cases(*PLAIN))
def test_stratified_scores_agree_with_ratesci_whatever_the_weights(case: Case, measure: str) -> None:
    digits = SEARCHED_RATES if measure.startswith("rate") else SEARCHED
    found = scored(case, measure)
    assert near([found.value, found.low, found.high], [case[k] for k in ("estimate", "lower", "upper")], digits)


@pytest.mark.parametrize(("case", "measure"), cases(*SKEWED))
def test_stratified_scores_agree_with_ratesci_corrected_for_skewness(case: Case, measure: str) -> None:
    """The estimate of ratesci is the root of the corrected score, which is not the value here."""
    digits = CLAMPED if measure == "odds ratio" else SEARCHED_RATES if measure.startswith("rate") else SEARCHED
    found = scored(case, measure)
    assert near([found.low, found.high], [case[k] for k in ("lower", "upper")], digits)


def slope_of_odds(case: Case, r: float, *, less_bias: bool) -> float:
    """Return the score of one odds ratio in standard deviations, at fifty digits, with or without its bias."""
    slope = variance = mpmath.mpf(0)
    for row in zip(*(case["inputs"][name] for name in ("x1", "n1", "x2", "n2")), strict=True):
        x1, n1, x0, n0 = map(mpmath.mpf, row)
        if 0 < x1 + x0 < n1 + n0:
            square, line = n0 * (r - 1), n1 * r + n0 - (x1 + x0) * (r - 1)
            p0 = 2 * (x1 + x0) / (line + mpmath.sqrt(line**2 + 4 * square * (x1 + x0)))
            p1 = r * p0 / (1 + p0 * (r - 1))
            v1, v0 = n1 * p1 * (1 - p1), n0 * p0 * (1 - p0)
            slope += x1 - n1 * p1 - (v1 * v0 * (p1 - p0) / (v1 + v0) ** 2 if less_bias else 0)
            variance += v1 * v0 / (v1 + v0) * (n1 + n0) / (n1 + n0 - 1)
    return float(slope / mpmath.sqrt(variance))


@pytest.mark.parametrize(("case", "measure"), cases("stratified_score_or_inv"))
def test_the_odds_ratio_of_ratesci_has_its_bias_taken_off_without_being_asked(case: Case, measure: str) -> None:
    """Its limits solve the equation with the bias, and ours the one without, which is that of the likelihood."""
    z, found = float(-ndtri((1 - case["level"]) / 2)), scored(case, measure)
    with mpmath.workdps(50):
        for key, ours, goal in (("estimate", found.value, 0), ("lower", found.low, z), ("upper", found.high, -z)):
            theirs, mine = (mpmath.mpf(float(number)) for number in (case[key], ours))
            assert abs(slope_of_odds(case, theirs, less_bias=True) - goal) < 1e-7
            assert abs(slope_of_odds(case, mine, less_bias=False) - goal) < 1e-11
    assert not near([found.low, found.high], [case["lower"], case["upper"]], 1e-5)


@pytest.mark.parametrize(("case", "measure"), cases("stratified_score_rr_mh", "stratified_score_rd_mh"))
def test_the_score_of_homogeneity_agrees_with_ratesci(case: Case, measure: str) -> None:
    digits = SEARCHED_RATES if measure.startswith("rate") else SEARCHED
    test = strata.homogeneity(measure, **sides(case), method="score")
    if len(case["inputs"]["x1"]) > 1 and not silent(case):
        assert near([test.statistic, test.degrees_of_freedom], [case["Q"], case["Q_df"]], digits)


@pytest.mark.parametrize(("case", "measure"), cases("stratified_score_or_inv"))
def test_the_score_test_of_the_odds_ratio_agrees_with_ratesci(case: Case, measure: str) -> None:
    test = strata.cmh_test(measure, **sides(case))
    assert near([test.statistic, test.p_value], [case["chisq"], case["p_two_sided"]], ROUNDED)


def test_no_case_is_left_out() -> None:
    assert {name: len(file["cases"]) for name, file in FILES.items()} == {
        "stratified_2x2": 944,
        "stratified_rates": 408,
    }
    assert sum("peer_error" in case for case in FILES["stratified_2x2"]["cases"]) == 20
