"""Frame verbs for statistics that join strata: the numbers are those of the statistic, and gaps are named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pytest

from disprop import (
    DispropError,
    Estimate,
    alerts,
    areas,
    datasets,
    direct_rate,
    direct_rate_difference,
    direct_rate_ratio,
    indirect_rate,
    indirect_ratio,
    models,
    rate_ratio,
    strata,
    tables,
)

COUNTS: dict[str, list[Any]] = {
    "ethnicity": ["Black", "White", "Black", "White", "Arab"],
    "age": ["65+", "0-64", "0-64", "65+", "65+"],
    "stops": [40, 90, 60, 10, 1],
    "people": [2_000, 1_500, 500, 1_000, 10],
}
COLUMNS = ("stops", "people")
SIDES: dict[str, Any] = {"columns": COLUMNS, "group": "ethnicity", "reference": "White"}
WEIGHTS = {"0-64": 0.805, "65+": 0.195}  # of the European standard population of 2013
BLACK, WHITE = ([60, 40], [500, 2_000]), ([90, 10], [1_500, 1_000])
KINDS = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}


def rows(frame: Any) -> dict[Any, dict[str, Any]]:
    """Rows of any frame by group, with None for what is missing."""
    records: list[Any] = frame.to_dict("records") if isinstance(frame, pd.DataFrame) else pl.DataFrame(frame).to_dicts()
    return {row["ethnicity"]: {k: None if v != v else v for k, v in row.items()} for row in records}  # noqa: PLR0124


def same(row: dict[str, Any], estimate: Estimate) -> bool:
    # sums over arrays of different shapes round differently in the last digit
    numbers = [row[name] for name in ("value", "low", "high")]
    np.testing.assert_allclose(numbers, [estimate.value, estimate.low, estimate.high], rtol=1e-13)
    return bool((row["method"], row["measure"], row["unit"]) == (estimate.method, estimate.measure, estimate.unit))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("standard", [WEIGHTS, "european-2013"])
def test_standardised_rates_and_the_stratum_that_is_missing(kind: str, standard: Any) -> None:
    frame = KINDS[kind](COUNTS)
    found = tables.estimate_by(
        frame, direct_rate, columns=COLUMNS, by="ethnicity", strata="age", standard=standard, per=1_000
    )
    assert type(found) is type(frame)
    by_group = rows(found)
    assert same(by_group["Black"], direct_rate(*BLACK, standard=[*WEIGHTS.values()]).per(1_000))
    assert (by_group["Black"]["stops"], by_group["Black"]["people"], by_group["Black"]["rows"]) == (100, 2_500, 2)
    arab = by_group["Arab"]
    assert (arab["value"], arab["low"], arab["stops"]) == (None, None, 1)
    assert arab["note"] == "no row in age '0-64'"


COMPARED: dict[str, tuple[Any, dict[str, Any], Estimate]] = {
    "direct ratio": (
        direct_rate_ratio,
        {"standard": WEIGHTS},
        direct_rate_ratio(group=BLACK, reference=WHITE, standard=WEIGHTS),
    ),
    "direct difference": (
        direct_rate_difference,
        {"standard": WEIGHTS},
        direct_rate_difference(group=BLACK, reference=WHITE, standard=WEIGHTS),
    ),
    "mantel-haenszel": (
        strata.mantel_haenszel,
        {"measure": "risk ratio", "level": 0.9},
        strata.mantel_haenszel("risk ratio", group=BLACK, reference=WHITE, level=0.9),
    ),
    "score": (
        strata.stratified_score,
        {"measure": "rate ratio"},
        strata.stratified_score("rate ratio", group=BLACK, reference=WHITE),
    ),
    "pooled": (areas.pool, {"tau2": "dl"}, areas.pool(group=BLACK, reference=WHITE, tau2="dl").ratio),
    "indirect ratio": (
        indirect_ratio,
        {"method": "byar"},
        indirect_ratio(100, 500 * 90 / 1_500 + 2_000 * 10 / 1_000, method="byar"),
    ),
    "indirect rate": (indirect_rate, {}, indirect_rate(*BLACK, reference=WHITE)),
}


@pytest.mark.parametrize("name", COMPARED)
def test_every_comparison_that_joins_strata(name: str) -> None:
    statistic, options, expected = COMPARED[name]
    found = rows(tables.compare_by(pd.DataFrame(COUNTS), statistic, **SIDES, strata="age", **options))
    assert same(found["Black"], expected)
    assert (found["Black"]["stops"], found["Black"]["reference_people"], found["Black"]["rows"]) == (100, 2_500, 2)
    of_itself = {"direct difference": 0.0, "indirect rate": None}.get(name, 1.0)
    assert (found["White"]["value"], found["White"]["low"], found["White"]["note"]) == (of_itself, None, "reference")
    assert (found["Arab"]["value"], found["Arab"]["note"]) == (None, "no row for this group in age '0-64'")


def test_a_reference_without_a_stratum_is_named_and_so_are_several_columns() -> None:
    frame = pd.DataFrame(COUNTS).assign(sex="f").drop(index=3)
    found = rows(tables.compare_by(frame, strata.mantel_haenszel, **SIDES, strata=["age", "sex"], measure="rate ratio"))
    assert found["Black"]["note"] == "no row for the reference in age and sex ('65+', 'f')"
    assert found["White"]["note"] == "reference"


def test_a_stratum_of_the_standard_that_no_row_has_is_named_for_all() -> None:
    weights = {"85+": 0.1, **WEIGHTS}
    found = rows(
        tables.estimate_by(
            pd.DataFrame(COUNTS), direct_rate, columns=COLUMNS, by="ethnicity", strata="age", standard=weights
        )
    )
    assert found["Black"]["note"] == "no row in age '85+'"
    assert found["Arab"]["note"] == "no row in age '85+', '0-64'"


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    (rate_ratio, {"strata": "age"}, "rate_ratio does not join strata; take one of direct_rate_ratio"),
    (strata.mantel_haenszel, {"strata": "age"}, "mantel_haenszel needs measure=: one of 'rate ratio', 'risk ratio'"),
    (
        strata.homogeneity,
        {"strata": "age", "measure": "rate ratio"},
        "must be a statistic of disprop; got homogeneity",
    ),
    (strata.mantel_haenszel, {"measure": "rate ratio"}, "mantel_haenszel joins strata: name their columns in strata="),
    (direct_rate_ratio, {"standard": WEIGHTS}, "direct_rate_ratio joins strata: name their columns"),
    (direct_rate_ratio, {"strata": "age", "standard": {"65+": 1}}, "standard has no weight for age '0-64'"),
    (direct_rate_ratio, {"strata": "age", "standard": [1, 2]}, "standard must be a name, or weights by age such as"),
    (direct_rate_ratio, {"strata": "age", "standard": "european"}, "no standard population is called 'european'"),
    (direct_rate_ratio, {"strata": "ethnicity", "standard": WEIGHTS}, "each column has one role"),
    (direct_rate, {"strata": "age", "standard": WEIGHTS}, "compare_by takes a statistic such as disprop.rate_ratio"),
    (strata.mantel_haenszel, {"strata": "age", "measure": "rate"}, "no stratified measure is called 'rate'"),
    (strata.mantel_haenszel, {"strata": "age", "mesure": "rate ratio"}, "Did you mean 'measure'"),
]


@pytest.mark.parametrize(("statistic", "change", "message"), REFUSED)
def test_a_comparison_that_cannot_be_made_says_why(statistic: Any, change: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message.replace("(", r"\(")):
        tables.compare_by(pd.DataFrame(COUNTS), statistic, **SIDES, **change)


def test_a_rate_of_a_deployment_is_pointed_to_its_reader() -> None:
    with pytest.raises(DispropError, match=r"^alerts.precision takes a deployment: make one .*deployment_of"):
        tables.estimate_by(pd.DataFrame(COUNTS), alerts.precision, columns=COLUMNS, by="ethnicity")


def test_a_stratum_without_people_leaves_its_own_group_without_a_rate() -> None:
    empty = pd.DataFrame(COUNTS).assign(stops=[0, 90, 60, 10, 1], people=[0, 1_500, 500, 1_000, 10])
    found = tables.estimate_by(empty, direct_rate, columns=COLUMNS, by="ethnicity", strata="age", standard=WEIGHTS)
    notes = found.set_index("ethnicity")["note"]
    assert notes["Black"] == "population is 0 in age '65+'"
    assert found.set_index("ethnicity")["value"].isna()["Black"]
    assert found["value"].notna().any()


def force_table() -> pd.DataFrame:
    tactics = datasets.load("use-of-force-2018-2019").replace("Black (or Black British)", "Black")
    people = datasets.load("census-2011").groupby(["force", "group"], as_index=False)["population"].sum()
    both = tactics.merge(people.rename(columns={"group": "ethnicity"}), on=["force", "ethnicity"])
    pair: pd.DataFrame = both[both["ethnicity"].isin(["White", "Black"])]
    return pair


def test_averages_over_forces_are_those_of_the_counts() -> None:
    table = force_table()
    wide = table.pivot_table(index="force", columns="ethnicity", values=["tactics", "population"])
    black, white = ((wide["tactics", who], wide["population", who]) for who in ("Black", "White"))
    expected = areas.averages(group=black, reference=white)
    found = tables.compare_by(
        table, areas.averages, columns=("tactics", "population"), group="ethnicity", reference="White", strata="force"
    )
    assert found["name"].to_list()[:4] == ["pooled", "mean", "plain_mean", "median"]
    assert set(found["ethnicity"]) == {"Black"}
    for row in found.to_dict("records"):
        estimate = getattr(expected, row["name"])
        # the forces stand in another order, so that sums round differently
        np.testing.assert_allclose([row["value"], row["low"]], [estimate.value, estimate.low], rtol=1e-9)
    cut = tables.compare_by(
        table[1:],
        areas.averages,
        columns=("tactics", "population"),
        group="ethnicity",
        reference="White",
        strata="force",
    )
    first = table.iloc[0]
    whose = "the reference" if first["ethnicity"] == "White" else "this group"
    assert set(cut["note"]) == {f"no row for {whose} in force {first['force']!r}"}
    assert cut["value"].isna().all()


def test_averages_within_sets_take_weights_by_area() -> None:
    one = pd.DataFrame(COUNTS)[:4].rename(columns={"age": "area"})
    table = pd.concat([one.assign(year=2021), one.assign(year=2022, stops=one["stops"] * 2)])
    found = tables.compare_by(table, areas.averages, **SIDES, strata="area", within="year", standard=WEIGHTS, level=0.9)
    direct = found[found["name"] == "direct"]
    assert direct["year"].to_list() == [2021, 2022]
    expected = areas.averages(group=BLACK, reference=WHITE, standard=[*WEIGHTS.values()], level=0.9).direct
    assert same(dict(zip(direct.columns, direct.iloc[0], strict=True)), expected)
    assert direct["high"].iloc[1] < direct["high"].iloc[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "wald"}, "no option of areas.averages is called 'method'"),
        ({"strata": ()}, "areas.averages joins strata: name their columns"),
        ({"standard": "segi-1960"}, "standard must be a weight for each stratum here"),
        ({"reference": "white"}, "reference 'white' is not a value of 'ethnicity'"),
    ],
)
def test_averages_that_cannot_be_made_say_why(change: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        tables.compare_by(pd.DataFrame(COUNTS), areas.averages, **{**SIDES, "strata": "age", **change})


@pytest.mark.parametrize("kind", KINDS)
def test_adjusted_ratios_are_those_of_the_model(kind: str) -> None:
    columns = {name: cells[:4] for name, cells in COUNTS.items()}
    found = rows(tables.compare_by(KINDS[kind](columns), models.adjusted_ratio, **SIDES, covariates="age"))
    model = models.adjusted_ratio(
        columns, events="stops", population="people", group="ethnicity", reference="White", covariates=["age"]
    )
    assert same(found["Black"], model["Black"])
    assert found["Black"]["dispersion"] == pytest.approx(model.diagnostics.dispersion, abs=1e-12)
    assert (found["White"]["value"], found["White"]["note"]) == (1, "reference")


def test_adjusted_ratios_by_force_are_clustered_and_say_what_they_rest_on() -> None:
    table = force_table()
    how: dict[str, Any] = {"columns": ("tactics", "population"), "group": "ethnicity", "reference": "White"}
    plain = rows(tables.compare_by(table, models.adjusted_ratio, **how, covariates="force", family="poisson"))["Black"]
    assert plain["note"] == "too narrow: counts vary 157.6 times as much as Poisson counts do; leave out family="
    assert plain["degrees_of_freedom"] == np.inf
    found = rows(tables.compare_by(table, models.adjusted_ratio, **how, covariates="force"))["Black"]
    assert [round(found[name], 2) for name in ("value", "low", "high")] == [4.37, 2.85, 6.70]
    said = f"between the 43 values of 'force', {found['degrees_of_freedom']:.3g} degrees of freedom"
    assert (found["method"], found["note"]) == ("cluster-robust", said)
    crude = rows(tables.compare_by(table, models.adjusted_ratio, **how))["Black"]  # the force is the cluster
    assert (crude["method"], crude["note"][:30]) == ("cluster-robust", said[:30])
    renamed = rows(
        tables.compare_by(table.rename(columns={"force": "place"}), models.adjusted_ratio, **how, covariates="place")
    )["Black"]
    assert renamed["method"] == "quasi-poisson"
    assert renamed["note"].startswith("42 degrees of freedom; rows are taken as independent of each other: name")


def test_where_no_adjusted_ratio_is_left_each_group_says_why() -> None:
    table = pd.DataFrame(COUNTS).assign(force="Kent").astype({"stops": float})
    gone = table.assign(stops=table["stops"].where(table["ethnicity"] == "White"))
    with pytest.raises(DispropError, match="nothing to compare: Black: stops missing for this group; "):
        tables.compare_by(gone, models.adjusted_ratio, **SIDES, accept="totals")  # 2,000 people are 1,500 and 500


def test_adjusted_ratios_within_areas_name_what_is_missing() -> None:
    one = pd.DataFrame(COUNTS)
    table = pd.concat([one.assign(area="A"), one[one["ethnicity"] == "Black"].assign(area="B")])
    found = tables.compare_by(table, models.adjusted_ratio, **SIDES, within="area")
    notes = {(row["area"], row["ethnicity"]): row["note"] for row in found.to_dict("records")}
    assert notes["B", "Black"] == "no row for the reference"
    assert notes["B", "Arab"] == "no row for this group"
    assert notes["A", "White"] == "reference"
    none = table.assign(stops=table["stops"].where(table["ethnicity"] != "Arab", 0))
    with pytest.raises(DispropError, match=r"^A: .*Arab"):
        tables.compare_by(none, models.adjusted_ratio, **SIDES, within="area")
    with pytest.raises(DispropError, match="nothing to compare: there is no group but the reference"):
        tables.compare_by(one[one["ethnicity"] == "White"], models.adjusted_ratio, **SIDES)
    with pytest.raises(DispropError, match="no option of models\\.adjusted_ratio is called 'method'"):
        tables.compare_by(one, models.adjusted_ratio, **SIDES, method="wald")


def test_a_row_says_where_few_events_of_a_heavy_stratum_make_a_method_too_narrow() -> None:
    frame = pd.DataFrame(
        {"area": list("AABB"), "age": ["old", "young"] * 2, "n": [1, 100, 50, 100], "t": [1_000, 100_000] * 2}
    )
    found = tables.estimate_by(
        frame,
        direct_rate,
        columns=("n", "t"),
        by="area",
        strata="age",
        standard={"old": 0.3, "young": 0.7},
        method="dobson-byar",
    )
    assert found["note"].tolist() == ["dobson-byar may be too narrow, for heavy stratum 'old' has few events", ""]


def test_rows_say_which_standard_estimator_or_covariates_their_numbers_rest_on() -> None:
    """They gave different numbers in rows that read the same."""
    table = pd.DataFrame(COUNTS)
    ages = {"columns": COLUMNS, "by": "ethnicity", "strata": "age"}
    standards = [
        tables.estimate_by(table, direct_rate, **ages, standard=name) for name in ("european-2013", "who-2000-2025")
    ]
    assert [set(found["standard"]) for found in standards] == [{"european-2013"}, {"who-2000-2025"}]
    assert standards[0]["value"].iloc[0] != standards[1]["value"].iloc[0]
    forces = {"columns": ("tactics", "population"), "group": "ethnicity", "reference": "White"}
    for tau2 in ("restricted", "ml", "reml", "dl", "pm"):
        found = rows(tables.compare_by(force_table(), areas.pool, **forces, strata="force", tau2=tau2))["Black"]
        assert found["tau2"] == tau2
    crude, adjusted = (
        tables.compare_by(table, models.adjusted_ratio, **SIDES, family="poisson", covariates=each)
        for each in ([], ["age"])
    )
    assert "adjusted_for" not in crude.columns
    assert set(adjusted["adjusted_for"]) == {"age"}


def test_a_brief_table_keeps_what_no_other_column_says() -> None:
    found = tables.estimate_by(
        pd.DataFrame(COUNTS), direct_rate, columns=COLUMNS, by="ethnicity", strata="age", standard="european-2013"
    )
    assert "standard" in tables.brief(found).columns
    assert not {"least", "most"} & set(tables.brief(found).columns)
    assert (found["least"].dropna() == found["value"].dropna()).all()
