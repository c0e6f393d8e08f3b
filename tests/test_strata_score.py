"""Stratified score intervals: their equation, their test, and their laws."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from disprop import DispropError, Estimate, odds_ratio, rate_difference, rate_ratio, risk_difference, risk_ratio, strata
from disprop.estimate import family_of
from disprop.intervals import FAMILIES
from disprop.intervals._strata_fit import WEIGHTS
from disprop.intervals.strata import MANTEL_HAENSZEL

MEASURES = tuple(MANTEL_HAENSZEL)
RATIOS = tuple(measure for measure in MEASURES if measure.endswith("ratio"))
every_measure = pytest.mark.parametrize("measure", MEASURES)
RNG = np.random.default_rng(20)


def drawn(strata_of_each: int = 4, rows: int = 60) -> Any:
    """Draw tables with small counts, zeros and empty sides; the axes are the count, the table and the stratum."""
    wholes = RNG.integers(0, 40, (2, rows, strata_of_each)) * RNG.integers(0, 8, (2, rows, strata_of_each)).clip(0, 1)
    parts = RNG.binomial(wholes, RNG.choice([0.0, 0.05, 0.3, 0.8, 1.0], (2, rows, 1)))
    return np.stack([parts[0], wholes[0], parts[1], wholes[1]]).astype(float)


TABLES = drawn()


def ask(measure: str, table: Any, **how: Any) -> Estimate:
    x1, n1, x0, n0 = table
    return strata.stratified_score(measure, group=(x1, n1), reference=(x0, n0), **how)


def numbers(found: Estimate) -> Any:
    return np.array([found.value, found.low, found.high])


CRUDE: dict[str, Any] = {
    "rate ratio": (rate_ratio, "score"),
    "risk ratio": (risk_ratio, "miettinen-nurminen"),
    "odds ratio": (odds_ratio, "miettinen-nurminen"),
    "rate difference": (rate_difference, "score"),
    "risk difference": (risk_difference, "miettinen-nurminen"),
}


@every_measure
@pytest.mark.parametrize("skewed", [False, True])
def test_one_stratum_is_the_crude_score_interval(measure: str, *, skewed: bool) -> None:
    function, method = CRUDE[measure]
    ours_of, method = ("scas", "scas") if skewed else ("score", method)
    x1, n1, x0, n0 = one = TABLES[..., :1]
    some = ((n1 > 0) & (n0 > 0))[:, 0]
    ours = numbers(ask(measure, one[:, some], method=ours_of))
    theirs = numbers(function(group=(x1[some, 0], n1[some, 0]), reference=(x0[some, 0], n0[some, 0]), method=method))
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@every_measure
def test_its_test_of_no_difference_is_that_of_cochran_mantel_and_haenszel(measure: str) -> None:
    x1, n1, x0, n0 = TABLES
    test = strata.cmh_test(measure, group=(x1, n1), reference=(x0, n0))
    p_values = np.asarray(test.p_value)
    tested = p_values > 1e-12
    p: Any = ask(measure, TABLES).p_value(1.0 if measure in RATIOS else 0.0)
    np.testing.assert_allclose(p[tested], p_values[tested], rtol=1e-7)
    assert tested.sum() > 20


@every_measure
def test_the_value_is_that_of_mantel_haenszel_or_the_likeliest(measure: str) -> None:
    x1, n1, x0, n0 = TABLES
    found, plain = ask(measure, TABLES), strata.mantel_haenszel(measure, group=(x1, n1), reference=(x0, n0))
    if measure == "odds ratio":
        inner = np.isfinite(plain.value) & (plain.value > 0)
        assert (np.isfinite(found.value) & (found.value > 0) == inner).all()
    else:
        np.testing.assert_allclose(found.value, plain.value, rtol=1e-9, atol=1e-12)
    assert (np.isnan(found.low) == np.isnan(plain.low)).all()


def test_the_odds_ratio_is_that_of_a_logistic_regression() -> None:
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    table = np.array([[7, 3, 12, 5], [20, 9, 40, 31], [3, 2, 4, 9], [25, 11, 35, 40]], dtype=float)
    x1, n1, x0, n0 = table
    parts, wholes = np.concatenate([x1, x0]), np.concatenate([n1, n0])
    design = np.column_stack([np.repeat([1, 0], 4), np.vstack([np.eye(4), np.eye(4)])])
    fit = GLM(np.column_stack([parts, wholes - parts]), design, family=Binomial()).fit(tol=1e-14)
    assert ask("odds ratio", table).value == pytest.approx(np.exp(fit.params[0]), rel=1e-9)


@every_measure
def test_order_sides_and_empty_strata(measure: str) -> None:
    found = numbers(ask(measure, TABLES))
    close: dict[str, Any] = {"rtol": 1e-9, "atol": 1e-11}
    np.testing.assert_allclose(numbers(ask(measure, TABLES[..., ::-1])), found, **close)
    empty = np.broadcast_to(np.array([0, 5, 0, 0])[:, None, None], (*TABLES.shape[:2], 1))
    np.testing.assert_allclose(numbers(ask(measure, np.concatenate([TABLES, empty], axis=-1))), found, **close)
    value, high, low = numbers(ask(measure, TABLES[[2, 3, 0, 1]]))[[0, 2, 1]]
    with np.errstate(divide="ignore"):
        turned = [1 / value, 1 / high, 1 / low] if measure in RATIOS else [-value, -high, -low]
    np.testing.assert_allclose(turned, found, **close)


@every_measure
def test_limits_hold_the_value_and_are_nested(measure: str) -> None:
    levels = np.array([0.5, 0.8, 0.95, 0.999])
    found = ask(measure, TABLES[:, :, np.newaxis], level=levels)
    slack = 1e-7
    inside = (found.low <= found.value + slack) & (found.value <= found.high * (1 + slack) + slack)
    assert (inside | np.isnan(found.value)).all()
    low, high = np.asarray(found.low), np.asarray(found.high)
    seen = ~np.isnan(low[:, 0])
    assert (low[seen, 1:] <= low[seen, :-1] + slack).all()
    assert (high[seen, :-1] <= high[seen, 1:] * (1 + slack) + slack).all()


@every_measure
def test_many_tables_at_once_are_what_each_is(measure: str) -> None:
    together = numbers(ask(measure, TABLES[:, :12]))
    alone = np.transpose([numbers(ask(measure, TABLES[:, i])) for i in range(12)])
    np.testing.assert_allclose(together, alone, rtol=1e-9, atol=1e-11)


def test_weights_that_are_the_same_give_the_same() -> None:
    for measure in ("rate ratio", "odds ratio"):
        one, other = (numbers(ask(measure, TABLES, weights=w)) for w in ("miettinen-nurminen", "inverse-variance"))
        np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("method", ["score", "scas"])
@pytest.mark.parametrize(("measure", "weights"), [(m, w) for m in MEASURES for w in WEIGHTS[m]])
def test_every_weight_is_even_handed_and_holds_the_value(measure: str, weights: str, method: str) -> None:
    how = {"weights": weights, "method": method}
    found, turned = numbers(ask(measure, TABLES, **how)), numbers(ask(measure, TABLES[[2, 3, 0, 1]], **how))[[0, 2, 1]]
    with np.errstate(divide="ignore"):
        back = 1 / turned if measure in RATIOS else -turned
    np.testing.assert_allclose(back, found, rtol=1e-8, atol=1e-10)
    value, low, high = found
    assert ((low <= value * (1 + 1e-9) + 1e-9) & (value <= high * (1 + 1e-9) + 1e-9) | np.isnan(value)).all()
    assert (np.isnan(low) == np.isnan(high)).all()


def test_weights_of_no_use_are_refused_and_named() -> None:
    with pytest.raises(DispropError, match=r"no weight of strata for a risk ratio is called 'inverse'"):
        ask("risk ratio", TABLES, weights="inverse")
    with pytest.raises(DispropError, match="rate difference is called 'inverse-variance'"):
        ask("rate difference", TABLES, weights="inverse-variance")
    found = ask("risk ratio", TABLES[:, 0], weights="inverse-variance", method="scas")
    assert family_of(found) is FAMILIES["risk ratio in strata weighted by inverse-variance"]
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 (our own)
    assert again.p_value(2.0) == found.p_value(2.0)


def test_a_ratio_of_rates_has_no_unit_and_a_difference_scales() -> None:
    scaled = TABLES * np.array([1, 1e6, 1, 1e6])[:, None, None]
    np.testing.assert_allclose(numbers(ask("rate ratio", scaled)), numbers(ask("rate ratio", TABLES)), rtol=1e-9)
    difference = numbers(ask("rate difference", scaled)) * 1e6
    np.testing.assert_allclose(difference, numbers(ask("rate difference", TABLES)), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("measure", RATIOS)
def test_no_events_of_a_side_still_bound_the_ratio(measure: str) -> None:
    none = np.array([[0, 0], [40, 10], [3, 9], [50, 30]], dtype=float)
    found = ask(measure, none)
    assert found.low == 0
    assert 0 < found.high < np.inf
    upside = ask(measure, none[[2, 3, 0, 1]])
    assert upside.value == upside.high == np.inf
    assert upside.low == pytest.approx(1 / found.high, rel=1e-9)
    nothing = ask(measure, none * np.array([[0], [1], [0], [1]]))
    assert numbers(nothing) == pytest.approx([np.nan, 0, np.inf], nan_ok=True)


@pytest.mark.parametrize("measure", ["rate difference", "risk difference"])
def test_no_events_at_all_are_a_difference_of_0_with_a_width(measure: str) -> None:
    nothing = ask(measure, np.array([[0, 0], [40, 10], [0, 0], [50, 30]], dtype=float))
    assert nothing.value == pytest.approx(0, abs=1e-15)
    assert -0.2 < nothing.low < 0 < nothing.high < 0.2


@pytest.mark.parametrize("level", [0.5, 0.6, 0.8])
def test_no_events_have_an_upper_limit_at_a_low_level_too(level: float) -> None:
    one = strata.stratified_score("risk difference", group=([0], [1]), reference=([0], [1]), method="scas", level=level)
    crude = risk_difference(group=(0, 1), reference=(0, 1), method="scas", level=level)
    assert numbers(one) == pytest.approx(numbers(crude), rel=1e-12)


def test_the_counts_are_kept_with_their_strata() -> None:
    found = ask("risk ratio", TABLES[:, 0])
    names = ["group_part", "group_whole", "reference_part", "reference_whole"]
    assert list(found.data) == [*names, "strata", "informative_strata"]
    assert np.array([found.data[name] for name in names]).tolist() == TABLES[:, 0].tolist()
    assert family_of(found) is FAMILIES["risk ratio in strata"]
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 (our own)
    assert again.p_value(2.0) == found.p_value(2.0)


def test_an_element_of_many_has_strata_of_its_own() -> None:
    found, mask = ask("risk ratio", TABLES.reshape(4, 12, 5, 4)), np.arange(60).reshape(12, 5) % 7 == 3
    for index in (3, (3, 2), slice(2, 4), (slice(None), 1), (..., 1), mask, ([1, 2], [3, 4])):
        part = found[index]
        direct = ask("risk ratio", TABLES.reshape(4, 12, 5, 4)[(slice(None), *np.index_exp[index], slice(None))])
        assert np.asarray(part.data["group_part"]).tolist() == np.asarray(direct.data["group_part"]).tolist()
        np.testing.assert_allclose(part.p_value(2.0), direct.p_value(2.0), rtol=1e-12)
        assert part.to_dict()["group_whole"] == direct.to_dict()["group_whole"]


def test_levels_broadcast_beside_the_strata() -> None:
    found = ask("risk ratio", TABLES[:, 0], level=[0.8, 0.95])
    assert np.shape(found.value) == (2,)
    assert found.data["group_part"].shape == (2, 4)
    for one, level in zip(found, (0.8, 0.95), strict=True):
        np.testing.assert_allclose(numbers(one), numbers(ask("risk ratio", TABLES[:, 0], level=level)), rtol=1e-12)


def test_families_are_all_there_is() -> None:
    with pytest.raises(KeyError):
        FAMILIES["risk ratio in 4 strata"]


@pytest.mark.parametrize("weights", WEIGHTS["risk ratio"])
def test_a_risk_ratio_has_both_limits_where_everything_happened_to_everybody(weights: str) -> None:
    n1, n0 = [20, 15, 30], [22, 18, 28]
    found = strata.stratified_score("risk ratio", group=(n1, n1), reference=(n0, n0), weights=weights)
    swapped = strata.stratified_score("risk ratio", group=(n0, n0), reference=(n1, n1), weights=weights)
    assert found.low < 0.95
    assert 1.05 < found.high < 1.1
    np.testing.assert_allclose([swapped.low * found.high, swapped.high * found.low], 1, rtol=1e-10)


@pytest.mark.parametrize("short", [0, 1, 2])
@pytest.mark.parametrize("size", [20, 679, 10**6, 10**9])
def test_one_stratum_of_nearly_everybody_is_the_crude_score_interval(size: int, short: int) -> None:
    group, reference = (size - short, size), (2 * size, 2 * size)
    found = strata.stratified_score("risk ratio", group=([group[0]], [size]), reference=([2 * size], [2 * size]))
    crude = risk_ratio(group=group, reference=reference)
    np.testing.assert_allclose([found.low, found.high], [crude.low, crude.high], rtol=1e-11)
