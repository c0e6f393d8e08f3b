"""Mantel-Haenszel, tests over strata and stratified scores against R: see README.md beside this file.

`source` at the head of each file says which call made what. Where R does something else on purpose, or by mistake, the
test says so; docs/explanation/where-others-differ.md lists these.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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


@pytest.mark.parametrize(("case", "measure"), cases("stratified_score_rr_mh", "stratified_score_rd_mh"))
def test_stratified_scores_agree_with_ratesci(case: Case, measure: str) -> None:
    digits = SEARCHED_RATES if measure.startswith("rate") else SEARCHED
    found = strata.stratified_score(measure, **sides(case), level=case["level"])
    assert near([found.value, found.low, found.high], [case[k] for k in ("estimate", "lower", "upper")], digits)
    test = strata.homogeneity(measure, **sides(case), method="score")
    if len(case["inputs"]["x1"]) > 1 and not silent(case):
        assert near([test.statistic, test.degrees_of_freedom], [case["Q"], case["Q_df"]], digits)


@pytest.mark.parametrize(("case", "measure"), cases("stratified_score_or_inv"))
def test_the_score_test_of_the_odds_ratio_agrees_with_ratesci(case: Case, measure: str) -> None:
    test = strata.cmh_test(measure, **sides(case))
    assert near([test.statistic, test.p_value], [case["chisq"], case["p_two_sided"]], ROUNDED)


@pytest.mark.parametrize(("case", "measure"), [case for case in cases("stratified_score_rr_mh") if "rates" in case.id])
def test_the_closed_form_of_the_score_agrees_with_the_search(case: Case, measure: str) -> None:
    found = strata.mantel_haenszel(measure, **sides(case), level=case["level"], method="score")
    assert near([found.low, found.high], [case["lower"], case["upper"]], SEARCHED_RATES)


def test_no_case_is_left_out() -> None:
    assert {name: len(file["cases"]) for name, file in FILES.items()} == {
        "stratified_2x2": 593,
        "stratified_rates": 246,
    }
    assert sum("peer_error" in case for case in FILES["stratified_2x2"]["cases"]) == 20
