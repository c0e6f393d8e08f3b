"""The threshold test: its model against its definition, its draws against Stan's and the prior, and what it refuses."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import integrate, stats
from scipy.special import expit, logit

from disprop import DispropError, models, risk_difference
from disprop.models import _signals

STORED = Path(__file__).parent / "data" / "stanford_thresholds_county.csv"
COLUMNS = {"stops": "stops", "searches": "searches", "hits": "hits", "group": "driver", "area": "county"}
SMALL = pd.DataFrame(
    {
        "stops": [9000, 7000, 5000, 8000, 6000, 900, 1400, 500, 600, 1200],
        "searches": [180, 150, 90, 200, 110, 36, 66, 20, 30, 40],
        "hits": [54, 46, 30, 55, 36, 8, 13, 5, 6, 9],
        "driver": ["White"] * 5 + ["Black"] * 5,
        "county": ["A", "B", "C", "D", "E"] * 2,
    }
)


def thresholds(table: Any = SMALL, **how: Any) -> models.Thresholds:
    return models.threshold_test(table, **{**COLUMNS, "reference": "White", "draws": 100, **how})


def test_thresholds_are_those_that_stan_drew() -> None:
    """Of Rhode Island; all nine states are in docs/explanation/thresholds.md."""
    rows = pd.read_csv(STORED).query("state == 'RI'")
    rows = rows.set_axis(["county", "driver", "stops", "searches", "hits", "s", "h", "stan", "state"], axis=1)
    found = thresholds(rows, reference="White drivers", draws=1000)
    off = np.asarray(found.rows.value) - rows["stan"].to_numpy()
    assert np.sqrt((off**2).mean()) < 0.003  # drawing adds 0.0012, and did to Stan's
    assert np.abs(off).max() < 0.008
    assert found.groups == ("White drivers", "Black drivers", "Hispanic drivers")
    assert found.ratio[1].excludes(1)
    assert found.threshold.remark == ""
    sizes = rows.groupby("county")["stops"].sum()[rows["county"]].to_numpy()
    mean = np.average(np.ravel(found.rows.value)[::3], weights=sizes[::3])
    assert_allclose(np.ravel(found.threshold.value)[0], mean, rtol=1e-12)  # every county has all groups, in this order


def test_the_height_is_that_of_the_model() -> None:
    """Differences of it are those of the two binomials and the prior of the threshold, by the share searched."""
    counts = [np.array([900.0, 40.0]), np.array([50.0, 3.0]), np.array([20.0, 0.0])]
    chains = _signals.Chains(counts, np.array([0, 1]), np.array([0, 0]), np.random.default_rng(0))
    start = chains.at
    threshold, hit, height = chains.signals(start)
    _, mean, log, centre, size, *_ = np.moveaxis(start[:, chains.places], 1, 0)

    def direct(at: int, row: int) -> float:
        share, part = expit(start[at, row]), expit(centre[at, row])
        beta = stats.beta(np.exp(size[at, row]) * part, np.exp(size[at, row]) * (1 - part))
        t = threshold[at, row]
        assert_allclose(beta.sf(t), share, rtol=1e-9)
        found = integrate.quad(lambda p: p * beta.pdf(p), t, 1, epsabs=1e-14, epsrel=1e-11)[0] / share
        assert_allclose(hit[at, row], found, rtol=1e-8)
        stops, searches, hits = (int(each[row]) for each in counts)
        seen = stats.binom.logpmf(searches, stops, share) + stats.binom.logpmf(hits, searches, found)
        slope = share * (1 - share) / (beta.pdf(t) * t * (1 - t))  # of the logit of the threshold by that of the share
        return float(seen + stats.norm.logpdf(logit(t), mean[at, row], np.exp(log[at, row])) + np.log(slope))

    for row in (0, 1):
        own = [direct(at, row) for at in range(5)]
        assert_allclose(np.diff(height[:5, row]), np.diff(own), rtol=1e-7, atol=1e-7)


def test_without_counts_the_draws_are_those_of_the_prior() -> None:
    nothing = [np.zeros(12)] * 3
    group, area = np.tile([0, 1], 6), np.repeat(np.arange(6), 2)
    chains = _signals.Chains(nothing, group, area, np.random.default_rng(1))
    chains.walk(300)
    drawn = []
    for _ in range(800):
        chains.walk(1)
        drawn.append(chains.at[:, 12:].copy())  # noqa: PD008 (no frame)
    mean, spread = np.mean(drawn, axis=(0, 1)), np.std(drawn, axis=(0, 1))
    own = [0, 1, 4, 5, 6, 7, *range(9, 14), *range(15, 20)]  # but the spreads, and the largest area, which is 0
    # draws follow each other: of a mean, and of a spread, some hundred independent ones are left
    assert_allclose(mean[own], np.repeat([-2, -3.5, 2, 0, 0], [2, 2, 2, 5, 5]), atol=0.15)
    assert_allclose(spread[own], np.repeat([1, 0.25, 0.5, 0.25, 0.5], [2, 2, 2, 5, 5]), rtol=0.2)
    assert not mean[[8, 14]].any()


def searched(rng: np.random.Generator, name: str, mean: float, size: float) -> pd.DataFrame:
    """Return 8 areas of 8,000 stops, of whom all with a chance of 20% or more are searched."""
    beta = stats.beta(np.exp(size) * expit(mean), np.exp(size) * expit(-mean))
    searches = rng.binomial(np.full(8, 8_000), beta.sf(0.2))
    hits = rng.binomial(searches, beta.expect(lambda p: p, lb=0.2, ub=1) / beta.sf(0.2))
    return pd.DataFrame({"stops": 8_000, "searches": searches, "hits": hits, "driver": name, "county": [*"ABCDEFGH"]})


@pytest.mark.parametrize(
    ("white", "black", "sign"), [((-3.5, 2.6), (-3.4, 1.6), 1), ((-3.4, 1.6), (-3.5, 2.4), -1)], ids=["more", "less"]
)
def test_people_far_above_one_threshold_do_not_read_as_bias(white: Any, black: Any, sign: int) -> None:
    """Two groups are searched on one threshold, and one has more people far above it: hit rates differ, either way."""
    rng = np.random.default_rng(7)
    table = pd.concat([searched(rng, "White", *white), searched(rng, "Black", *black)])
    sums = table.groupby("driver")[["hits", "searches"]].sum()
    plain = risk_difference(group=tuple(sums.loc["Black"]), reference=tuple(sums.loc["White"]))
    assert plain.excludes(0)
    assert np.sign(plain.value) == sign
    found = thresholds(table, draws=200)
    assert not found.difference[0].excludes(0)
    assert_allclose(found.threshold.value, 0.2, atol=0.03)


def test_the_same_seed_gives_the_same_numbers_and_another_nearly_the_same() -> None:
    found, again, other = (thresholds(seed=seed) for seed in (0, 0, 1))
    assert found == again
    assert_allclose(found.threshold.value, other.threshold.value, atol=5 * found.drawing_error)
    assert (found.threshold.value != other.threshold.value).all()
    assert str(found).startswith("White: 0.21")
    assert list(found.estimates) == ["threshold", "difference", "ratio", "rows"]


def test_areas_without_all_groups_are_left_out_of_averages() -> None:
    more = pd.DataFrame([[90_000, 900, 850, "White", "F"]], columns=SMALL.columns)
    found = thresholds(pd.concat([SMALL, more]))
    assert len(found.rows) == 11
    sizes, own = np.array([9_900, 8_400, 5_500, 8_600, 7_200]), np.ravel(found.rows.value)
    assert_allclose(found.threshold.value, [np.average(rows, weights=sizes) for rows in (own[:5], own[5:10])])


def test_what_the_model_does_not_fit_says_so() -> None:
    hits = [5, 140, 2, 190, 3, 34, 1, 19, 0, 39]
    found = thresholds(SMALL.assign(hits=hits))
    assert found.fit < 0.05
    assert "the model does not fit the hits" in found.difference[0].remark
    assert "fit" not in str(thresholds())


def test_chains_that_disagree_say_so() -> None:
    rows = pd.read_csv(STORED).query("state == 'RI'")
    rows = rows.set_axis(["county", "driver", "stops", "searches", "hits", "s", "h", "stan", "state"], axis=1)
    assert "take more draws" in str(thresholds(rows, reference="White drivers"))


@pytest.mark.parametrize(
    ("table", "how", "said"),
    [
        (SMALL, {"reference": "Green"}, "no value of 'driver' is called 'Green'"),
        (SMALL[:5], {}, "nothing to compare it with"),
        (
            SMALL[SMALL["county"] < "E"],
            {},
            "4 values of area do not tell signals from thresholds: 5 are needed; compare search",
        ),
        (pd.concat([SMALL, SMALL[-1:]]), {}, r"more than one row in an area: \('Black', 'E'\); add them up first"),
        (SMALL.assign(searches=SMALL["stops"]), {}, "every stop a search, shows no threshold: White; give all stops"),
        (SMALL.assign(searches=[9, 9, 9, 9, 9, 0, 0, 0, 0, 0], hits=0), {}, "shows no threshold: Black"),
        (SMALL.assign(hits=SMALL["stops"]), {}, "hits must not exceed searches; got 9000"),
        (SMALL.assign(searches=10_000), {}, "searches must not exceed stops"),
        (SMALL.assign(stops=[float("nan"), *SMALL["stops"][1:]]), {}, "stops"),
        (SMALL.assign(county=["All areas", *SMALL["county"][1:]]), {}, "a total of other groups"),
        (SMALL.assign(county=[*"ABCDEFGHIJ"]), {}, "no area has all groups"),
        (SMALL, {"draws": 99}, "draws must be a whole number of at least 100"),
        (SMALL, {"seed": 0.5}, "seed"),
        (SMALL, {"level": 95}, "level must lie strictly between 0 and 1"),
        (SMALL, {"stops": "stop"}, "stop"),
    ],
)
def test_bad_tables_are_refused_in_words(table: Any, how: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError, match=said):
        thresholds(table, **how)
