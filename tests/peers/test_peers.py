"""What other software does with the same counts, as it is today, beside the right number.

The versions are pinned in requirements.lock. When a test here fails after an update, a fault has been mended: take it
out here and in docs/explanation/where-others-differ.md.
"""

from __future__ import annotations

import tracemalloc
import warnings
from collections.abc import Iterator
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mpf
from scipy.stats.contingency import relative_risk
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from disprop import datasets, periods, proportion, rate, rate_ratio, risk_ratio
from equations import definitions as d

WEST_YORKSHIRE = ((33, 46_476), (352, 1_761_205))
NONE = ((0, 703), (122, 89_012))
TAIL = d.tail(0.95)


@pytest.fixture(autouse=True)
def _as_they_warn() -> Iterator[None]:
    """Let the peers divide by zero and warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def peer_ratio(method: str, group: tuple[float, float], reference: tuple[float, float]) -> Any:
    return confint_poisson_2indep(*group, *reference, method=method, compare="ratio")


def plain(group: tuple[float, float], reference: tuple[float, float]) -> float:
    return group[0] / group[1] / (reference[0] / reference[1])


def solves(group: tuple[int, float], reference: tuple[int, float], limits: tuple[Any, Any]) -> bool:
    """Whether both limits of a ratio of rates solve its score equation at fifty digits."""
    equation = d.ratio_score(*group, *reference, TAIL)
    return all(d.crosses(equation, float(limit)) for limit in limits)


def test_a_ratio_of_rates_that_never_uses_the_populations() -> None:
    group, reference = WEST_YORKSHIRE
    as_given = peer_ratio("sqrtcc", group, reference)
    assert as_given == peer_ratio("sqrtcc", (33, 1), (352, 1))
    assert as_given[1] < plain(group, reference) / 20
    ours = rate_ratio(group=group, reference=reference, method="score")
    assert ours.low < plain(group, reference) < ours.high
    assert solves(group, reference, (ours.low, ours.high))


def forces() -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return Black and White uses of force, over residents, in every force that recorded both."""
    tactics = datasets.load("use-of-force-2018-2019").replace("Black (or Black British)", "Black")
    people = datasets.load("census-2011").groupby(["force", "group"], as_index=False)["population"].sum()
    both = tactics.merge(people, left_on=["force", "ethnicity"], right_on=["force", "group"])
    wide = both.pivot_table(index="force", columns="ethnicity", values=["tactics", "population"]).dropna()
    columns = [
        wide[column].to_list()
        for column in (("tactics", "Black"), ("population", "Black"), ("tactics", "White"), ("population", "White"))
    ]
    return [((x1, t1), (x0, t0)) for x1, t1, x0, t0 in zip(*columns, strict=True)]


def test_it_leaves_out_the_ratio_of_every_force() -> None:
    pairs = forces()
    limits = [peer_ratio("sqrtcc", *pair) for pair in pairs]
    assert len(pairs) > 40
    assert not any(low <= plain(*pair) <= high for pair, (low, high) in zip(pairs, limits, strict=True))


@pytest.mark.parametrize(
    ("method", "low"),
    [("score", 3.9868471506336607), ("score-log", 0.03214342787665577), ("waldcc", 0.03214342787665577)],
)
def test_an_interval_for_no_events_that_leaves_out_zero(method: str, low: float) -> None:
    assert peer_ratio(method, *NONE)[0] == pytest.approx(low, rel=1e-6)
    ours = rate_ratio(group=NONE[0], reference=NONE[1], method="score")
    assert ours.low == 0
    assert d.crosses(d.ratio_score(*NONE[0], *NONE[1], TAIL), float(ours.high))


def test_the_peers_upper_score_limit_for_no_events() -> None:
    """It gives 3.98685 for both limits, the upper below the lower; our 3.9868 is the root."""
    low, high = peer_ratio("score", *NONE)
    assert high < low
    ours = rate_ratio(group=NONE[0], reference=NONE[1], method="score")
    assert ours.high == pytest.approx(high, rel=1e-8)


def test_no_events_raise_in_the_peers_log_method() -> None:
    with pytest.raises(ZeroDivisionError):
        peer_ratio("wald-log", *NONE)
    ours = rate_ratio(group=NONE[0], reference=NONE[1], method="wald-log")
    assert ours.low == 0
    assert ours.high == np.inf


def test_a_relative_risk_without_an_upper_limit() -> None:
    peer = relative_risk(0, 703, 122, 89_012).confidence_interval(0.95)
    assert peer.low == 0
    assert np.isnan(peer.high)
    ours = risk_ratio(group=NONE[0], reference=NONE[1], method="mover-wilson")
    assert ours.low == 0
    assert 0 < ours.high < 5


def test_a_risk_ratio_below_zero() -> None:
    low, _ = confint_proportions_2indep(*NONE[0], *NONE[1], method="score", compare="ratio")
    assert low < 0
    assert risk_ratio(group=NONE[0], reference=NONE[1]).low == 0


def test_a_log_method_adjusted_leaves_out_the_estimate() -> None:
    low, _ = confint_proportions_2indep(*NONE[0], *NONE[1], method="log-adjusted", compare="ratio")
    assert low == pytest.approx(0.03215260872, rel=1e-6)


def test_no_events_and_no_width() -> None:
    """A rate of 0 with the interval from 0 to 0; the exact upper limit is -log(0.025) over the population."""
    assert np.array_equal(confint_poisson(0, 703, method="wald"), (0, 0))
    ours = rate(0, 703)
    assert ours.low == 0
    assert ours.high == pytest.approx(float(-mpmath.log(TAIL) / 703), rel=1e-14)


def test_no_events_and_a_lower_limit() -> None:
    """The mid-p and root methods leave out the rate of 0 itself; ours ends at -log(0.05) over the population."""
    low, high = confint_poisson(0, 703, method="midp-c")
    assert low == pytest.approx(0.00426135, rel=1e-5)
    assert low > 0
    assert confint_poisson(0, 703, method="sqrt") == pytest.approx((0.00136609,) * 2, rel=1e-5)
    ours = rate(0, 703, method="mid-p")
    assert ours.low == 0
    assert ours.high == pytest.approx(float(-mpmath.log(2 * TAIL) / 703), rel=1e-13)
    assert high == pytest.approx(ours.high, rel=1e-6)


def test_an_exact_method_that_takes_no_arrays() -> None:
    with pytest.raises(ValueError, match="scalar"):
        confint_poisson(np.array([0, 5, 10]), np.ones(3), method="midp-c")
    assert rate([0, 5, 10], 1, method="mid-p").high.shape == (3,)


def test_none_of_ten_with_no_width() -> None:
    """The default of the peer says that none of 10 is 0% for certain."""
    assert proportion_confint(0, 10) == (0, 0)
    ours = proportion(0, 10, method="wilson")
    assert ours.low == 0
    z = d.quantile(TAIL)
    assert ours.high == pytest.approx(float(z**2 / (10 + z**2)), rel=1e-14)


def test_a_posterior_that_leaves_out_none() -> None:
    """The lower Jeffreys limit of the peer at 0 of 10 is above 0; Brown, Cai and DasGupta put it at 0."""
    low, high = proportion_confint(0, 10, method="jeffreys")
    assert low == pytest.approx(4.789e-5, rel=1e-3)
    ours = proportion(0, 10, method="jeffreys")
    assert ours.low == 0
    assert ours.high == pytest.approx(high, rel=1e-12)
    assert mpmath.betainc(mpf("0.5"), mpf("10.5"), float(ours.high), 1, regularized=True) == pytest.approx(0.025)


def test_an_exact_interval_upside_down() -> None:
    """Of 1,000 in 535,583,850 the inverse beta function underneath goes wrong, and the lower limit is the higher."""
    low, high = proportion_confint(1000, 535_583_850, method="beta")
    assert low > high
    ours = proportion(1000, 535_583_850, method="clopper-pearson")
    equations = d.binomial_tails(1000, 535_583_850, TAIL, mpf(1))
    assert all(
        d.crosses(equation, float(limit)) for equation, limit in zip(equations, (ours.low, ours.high), strict=True)
    )
    assert high == pytest.approx(ours.high, rel=1e-10)


def test_score_limits_of_a_ratio_take_one_row_at_a_time() -> None:
    group, reference = (np.array([33, 5]), np.array([46_476, 100])), (np.array([352, 7]), np.array([1_761_205, 1000]))
    with pytest.raises(ValueError, match="scalar"):
        confint_poisson_2indep(*group, *reference, method="score", compare="ratio")
    assert rate_ratio(group=group, reference=reference, method="score").high.shape == (2,)


# Formulas and answers of software that is not run here: the numbers are worked out, or were printed.


def test_the_arcsine_interval_of_none_has_no_width() -> None:
    """sin^2(asin sqrt p -+ z/(2 sqrt n)) loses the sign of its lower end at 0 of 10, and leaves out 0."""
    half = d.quantile(TAIL) / (2 * mpmath.sqrt(10))
    low, high = (mpmath.sin(sign * half) ** 2 for sign in (-1, 1))
    assert low == high == pytest.approx(0.093, abs=5e-4)
    assert proportion(0, 10).low == 0


def test_a_correction_that_is_dropped_at_one_half() -> None:
    """R's prop.test corrects by min(1/2, |x - n/2|): 10 of 20 gets the interval without a correction."""
    printed = (0.2993, 0.7007)
    without, corrected = proportion(10, 20, method="wilson"), proportion(10, 20, method="wilson-cc")
    assert (without.low, without.high) == pytest.approx(printed, abs=5e-5)
    assert (corrected.low, corrected.high) == pytest.approx((0.2785, 0.7215), abs=5e-5)


def test_a_little_something_in_the_denominator() -> None:
    """Adding 1e-7 to a denominator, against a division by 0, changes the eighth digit of every other figure."""
    assert f"{2 / (14 + 1e-7):.10f}" == "0.1428571418"
    assert proportion(2, 14).value == 2 / 14


def test_no_positives_have_no_rate() -> None:
    """Software for classifiers reports a true-positive rate of 0.0 where there was nobody to find."""
    nobody = proportion(0, 0)
    assert np.isnan(nobody.value)
    assert nobody.why() == ["part is 0 and whole is 0"]


def test_a_billion_events_need_no_memory() -> None:
    """R's poisson.test lists every count up to the one observed: 24 GB for a billion."""
    tracemalloc.start()
    found = rate(1e9, 1.0)
    p = found.p_value(1e9 + 1e5)
    assert tracemalloc.get_traced_memory()[1] < 2**21
    tracemalloc.stop()
    assert 0.001 < p < 0.002


def test_a_rate_is_not_capped() -> None:
    """A funnel of another program has no rate above 100 per 1,000; more events than people are a rate all the same."""
    assert rate(305, 334).per(1000).high > 1000


def test_every_row_has_its_own_population() -> None:
    """A vectorised call of another program divides every row by the first population."""
    events, people = [3, 3], [10.0, 1e6]
    together = rate(events, people, method="mid-p")
    assert [one.high for one in together] == [rate(3, number, method="mid-p").high for number in people]


HALF = mpf("0.5")
MID_P, EXACT_RATE = d.binomial_tails(1, 476, d.tail(0.9), HALF), d.poisson_tails(1, TAIL, mpf(1))
SHARE = d.binomial_tails(42, 44, d.tail(0.9), HALF)


def in_odds(r: mpf) -> mpf:
    """Put the share of the group into the mid-p equation of 42 events in 1991 against 2 in 891.29."""
    return SHARE[1](r * 1991 / (r * 1991 + mpf("891.29")))


@pytest.mark.parametrize(
    ("equation", "theirs", "ours"),
    [
        (MID_P[0], 0.00018166606715368073, proportion(1, 476, method="mid-p", level=0.9).low),
        (lambda r: EXACT_RATE[0](r * mpf("44.8142")), 0.0005643203894118299, rate(1, 44.8142).low),
        (
            in_odds,
            39.554499614204126,
            rate_ratio(group=(42, 1991), reference=(2, 891.29), method="mid-p", level=0.9).high,
        ),
    ],
    ids=["exactci::binom.exact", "epitools::pois.exact", "exactci::poisson.exact"],
)
def test_limits_of_r_that_do_not_solve_their_equation(equation: d.Equation, theirs: float, ours: Any) -> None:
    """The numbers of R are from the oracles, which say by which call and version they were made."""
    assert d.crosses(equation, float(ours))
    assert not d.crosses(equation, theirs)
    assert abs(theirs / float(ours) - 1) > 1e-3


def test_statsmodels_scales_a_regression_of_shares_by_what_is_no_chi_squared() -> None:
    import statsmodels.api as sm

    group, others, times = [12, 15, 0, 22, 30, 41], [100, 120, 90, 130, 150, 160], np.arange(6)
    counts, line = np.transpose([group, others]), np.transpose([np.ones(6), times])
    found = sm.GLM(counts, line, family=sm.families.Binomial()).fit(scale="X2")
    assert found.scale == pytest.approx(0.0364, abs=1e-4)
    ours = periods.ratio_trend(group=(group, 1), reference=(others, 1), times=times.tolist()).ratio
    assert ours.data["dispersion"] == pytest.approx(found.pearson_chi2 / found.df_resid, rel=1e-8)
    assert ours.data["dispersion"] == pytest.approx(3.4226, abs=1e-4)
    assert ours.value == pytest.approx(np.exp(found.params[1]), rel=1e-8)
