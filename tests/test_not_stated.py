"""Events whose group was not stated: every completion, each assumption, and a month in which the answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings, strategies as st
from scipy.stats import t as student

from disprop import DispropError, cleaning, datasets, plot, rate, rate_ratio, schemas, tables
from disprop.imperfect import NotStated, not_stated, second_source, tipping_share
from disprop.imperfect._not_stated import rubin

MONTH: dict[str, Any] = {"group": (72, 72_257), "reference": (647, 1_801_352), "others": 405, "unstated": 139}
SEEN = {"White": 61, "Black": 24, "Asian": 48}
BOTH = {
    "White": {"White": 632, "Black": 2, "Asian": 4, "Mixed": 16, "Other": 5},
    "Black": {"White": 1, "Black": 67, "Asian": 0, "Mixed": 16, "Other": 0},
    "Asian": {"White": 11, "Black": 1, "Asian": 325, "Mixed": 18, "Other": 5},
}
small = st.integers(0, 12)
people = st.integers(1, 5_000)


def second(**other: Any) -> Any:
    return second_source(SEEN, **{"group": "Black", "reference": "White", "both": BOTH, **other})


# laws


@settings(max_examples=30, deadline=None)
@given(st.tuples(small, people), st.tuples(small, people), st.integers(0, 6), small)
def test_every_completion_lies_within_the_worst_case(
    group: tuple[int, int], reference: tuple[int, int], unstated: int, others: int
) -> None:
    found = not_stated(group=group, reference=reference, others=others, unstated=unstated)
    near = 1 + 1e-12  # an array is worked out in another order
    worst, alone = found.worst_case, not_stated(group=group, others=others + reference[0], unstated=unstated).worst_case
    k, m = (each.ravel() for each in np.meshgrid(np.arange(unstated + 1), np.arange(unstated + 1)))
    k, m = k[k + m <= unstated], m[k + m <= unstated]
    one = rate(group[0] + k, group[1])
    assert np.all((alone.least <= one.value) & (one.value <= alone.most))
    assert np.all((alone.low <= one.low) & (one.high <= alone.high))
    both = rate_ratio(group=(group[0] + k, group[1]), reference=(reference[0] + m, reference[1]))
    known = ~np.isnan(both.value)
    assert np.all(~known | ((worst.least <= both.value) & (both.value <= worst.most)))
    assert np.all((worst.low <= both.low * near) & (both.high <= worst.high * near))


@settings(max_examples=30, deadline=None)
@given(st.tuples(small, people), st.tuples(small, people), st.integers(0, 30), small)
def test_in_proportion_lies_within_the_worst_case_and_so_does_what_is_imputed(
    group: tuple[int, int], reference: tuple[int, int], unstated: int, others: int
) -> None:
    for found in (
        not_stated(group=group, reference=reference, others=others, unstated=unstated),
        not_stated(group=group, others=others + reference[0], unstated=unstated),
    ):
        worst = found.worst_case
        for row in (found.stated, found.in_proportion, found.imputed):
            if not np.isnan(row.value):
                assert worst.least * (1 - 1e-12) <= row.value <= worst.most * (1 + 1e-12)


def test_with_more_that_is_not_stated_the_worst_case_is_never_narrower() -> None:
    worst = not_stated(**{**MONTH, "unstated": np.arange(200)}).worst_case
    for low, high in ((worst.least, worst.most), (worst.low, worst.high)):
        assert np.all(np.diff(low) <= 0)
        assert np.all(np.diff(high) >= 0)


def test_with_everything_stated_it_is_the_plain_result() -> None:
    plain = rate_ratio(group=MONTH["group"], reference=MONTH["reference"])
    found = not_stated(**{**MONTH, "unstated": 0})
    for row in (found.stated, found.worst_case, found.in_proportion):
        np.testing.assert_allclose(_three(row), _three(plain), rtol=1e-14)
        assert row.least == row.most == plain.value
    wald = rate_ratio(group=MONTH["group"], reference=MONTH["reference"], method="wald-log")
    np.testing.assert_allclose(_three(found.imputed), _three(wald), rtol=1e-12)
    assert np.isnan(found.tipping_share)
    one = not_stated(group=(7, 900), others=30, unstated=0)
    assert _three(one.in_proportion) == _three(one.stated) == _three(rate(7, 900))


def test_the_tipping_share_is_where_both_rates_are_equal() -> None:
    found = not_stated(group=(60, 40_000), reference=(647, 500_000), others=100, unstated=139)
    share = found.tipping_share
    assert (60 + share * 139) / 40_000 == pytest.approx((647 + (1 - share) * 139) / 500_000, rel=1e-12)
    assert share == tipping_share(group=(60, 40_000), reference=(647, 500_000), unstated=139)
    assert str(found).endswith(
        "tipping share: 1.9%, the share of the group, if the rest is of the reference, at which both rates are equal"
    )
    assert "tipping" not in str(not_stated(**MONTH))


def _three(found: Any) -> tuple[float, float, float]:
    return float(found.value), float(found.low), float(found.high)


# each assumption


def test_in_proportion_a_rate_is_raised_by_what_is_not_stated_and_a_ratio_is_not() -> None:
    one = not_stated(group=(72, 72_257), others=1_052, unstated=139)
    share = 1_124 / 1_263
    np.testing.assert_allclose(_three(one.in_proportion), np.array(_three(one.stated)) / share, rtol=1e-12)
    both = not_stated(**MONTH)
    np.testing.assert_allclose(_three(both.in_proportion), _three(both.stated), rtol=1e-12)


def test_imputations_are_in_proportion_on_average_and_their_interval_is_that_of_the_stated() -> None:
    found = [not_stated(**MONTH, seed=seed) for seed in range(20)]
    logs = np.log([each.imputed.value for each in found])
    assert abs(logs.mean() - np.log(found[0].in_proportion.value)) < 4 * logs.std(ddof=1) / np.sqrt(20)
    wald = rate_ratio(group=MONTH["group"], reference=MONTH["reference"], method="wald-log")
    widths = [np.log(each.imputed.high / each.imputed.low) for each in found]
    assert np.mean(widths) == pytest.approx(np.log(wald.high / wald.low), rel=0.03)


def test_a_second_source_divides_as_its_confusion_matrix_says() -> None:
    source = second()
    np.testing.assert_allclose(source.of_group, [2 / 659, 67 / 84, 1 / 360])
    np.testing.assert_allclose(source.of_reference, [632 / 659, 1 / 84, 11 / 360])
    found = [not_stated(**MONTH, second=source, seed=seed).second_source for seed in range(20)]
    events = np.array([each.data["group_events"] for each in found if each is not None])
    rest = 139 - 133
    expected = 72 + source.seen @ source.of_group + rest * 72 / 1_124
    assert abs(events.mean() - expected) < 4 * events.std(ddof=1) / np.sqrt(20)


def test_shares_that_are_known_are_not_drawn() -> None:
    sure = {
        code: {"White": float(code == "White"), "Black": float(code == "Black"), "Asian": float(code == "Asian")}
        for code in SEEN
    }
    source = second_source(SEEN, group="Black", reference="White", confusion=sure)
    found = not_stated(**{**MONTH, "unstated": 133}, second=source).second_source
    assert found is not None
    events = [float(found.data[f"{side}_events"]) for side in ("group", "reference")]
    np.testing.assert_allclose(events, [72 + 24, 647 + 61], rtol=1e-12)
    wald = rate_ratio(group=(96, 72_257), reference=(708, 1_801_352), method="wald-log")
    np.testing.assert_allclose(_three(found), _three(wald), rtol=1e-12)


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, other, third = (not_stated(**MONTH, second=second(), seed=seed) for seed in (3, 3, 4))
    assert one == other
    assert one.imputed != third.imputed
    assert NotStated.from_json(one.to_json()) == one


def test_several_tables_at_once() -> None:
    group, reference = ([72, 335, 0], [72_257, 372_728, 500]), (647, 1_801_352)
    found = not_stated(group=group, reference=reference, others=[405, 142, 477], unstated=139)
    one = not_stated(group=(335, 372_728), reference=reference, others=142, unstated=139)
    for name in ("least", "most", "low", "high"):
        assert getattr(found.worst_case[1], name) == pytest.approx(getattr(one.worst_case, name), rel=1e-12)
    assert found.imputed.why() == ["", "", "an imputation has no events of a side"]
    assert found.to_dict()["name"] == [
        name for name in ("stated", "worst_case", "in_proportion", "imputed") for _ in "123"
    ]


def test_a_table_of_it_passes_as_a_table_of_results() -> None:
    frame = tables.to_frame(not_stated(**MONTH, second=second()))
    assert schemas.check(frame, schemas.Estimates).findings == ()


def test_rows_of_no_group_are_named_with_their_share() -> None:
    frame = pd.DataFrame({"ethnicity": ["Black", "not stated", "White"], "stops": [30, 10, 60]})
    said = "no group, {}: without them every rate by group is too low; imperfect.not_stated says how far they move it"
    for schema, table, lost in (
        (schemas.Counts, frame, "10 of 100 stops"),
        (schemas.Events, frame, "10 of 100 stops"),
        (schemas.Events, pl.from_pandas(frame).lazy(), "1 of 3 rows"),
    ):
        report = schemas.check(table, schema, keys="ethnicity", counts="stops")
        assert report.ok
        (found,) = report.cautions
        assert (found.rule, found.value, found.advice) == ("not-stated", "not stated", said.format(lost))
    people = pd.DataFrame({"ethnicity": ["Black", "NS"], "population": [30, 10]})
    assert schemas.check(people, schemas.Population, keys="ethnicity").findings == ()
    with pytest.raises(DispropError, match=r"mend the labels; imperfect.not_stated says how far those not stated move"):
        tables.join_population(frame, people, on="ethnicity", columns=("stops", "population"))


def test_it_is_drawn_and_scaled() -> None:
    axes = plot.forest(not_stated(**MONTH, second=second()))
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "stated", "worst_case", "in_proportion", "imputed", "second_source",
    ]  # fmt: skip
    rates = not_stated(group=(72, 72_257), others=1_052, unstated=139).per(1_000)
    assert {each.unit for each in rates} == {"per 1,000"}


# a month in which the answer is known


@pytest.fixture(scope="module")
def stops() -> pd.DataFrame:
    """Return the searches of people in West Yorkshire in August 2021 of whom both records exist."""
    frame = cleaning.read_stops(datasets.load("west-yorkshire-stops-2021-08")).frame
    column = {"from_": "data-police-uk-self-defined", "to": "5+1", "column": "self_defined_ethnicity"}
    frame = tables.crosswalk(frame[frame["type"] != "Vehicle search"], **column, name="stated")
    known = frame["stated"].notna() & (frame["stated"] != "Not stated") & frame["officer_defined_ethnicity"].notna()
    return frame.loc[known, ["stated", "officer_defined_ethnicity"]].set_axis(["stated", "seen"], axis=1)


@pytest.mark.parametrize("hidden", [{"White": 7, "Black": 7, "Asian": 7}, {"Black": 2, "Asian": 5, "White": 20}])
def test_hidden_codes_are_recovered_by_the_officers_view(stops: pd.DataFrame, hidden: dict[str, int]) -> None:
    """Of those seen as Black, and so on, every so manieth statement is hidden: alike, or of Black people most."""
    turn = stops.groupby("seen").cumcount() + 1
    gone = turn % stops["seen"].map(hidden).fillna(10**6).astype(int) == 0
    kept, asked = stops[~gone], stops[gone]
    both = pd.crosstab(kept["seen"], kept["stated"]).to_dict("index")
    counts = kept["stated"].value_counts()
    source = second_source(asked["seen"].value_counts().to_dict(), group="Black", reference="White", both=both)
    populations = (72_257, 1_801_352)
    found = not_stated(
        group=(counts["Black"], populations[0]),
        reference=(counts["White"], populations[1]),
        others=counts.drop(["Black", "White"]).sum(),
        unstated=len(asked),
        second=source,
    )
    whole = stops["stated"].value_counts()
    truth = float(rate_ratio(group=(whole["Black"], populations[0]), reference=(whole["White"], populations[1])).value)
    assert found.worst_case.least <= truth <= found.worst_case.most
    assert found.second_source is not None
    away = [abs(float(row.value) / truth - 1) for row in (found.second_source, found.in_proportion)]
    assert away[0] < 0.06
    assert (away[1] < 0.06) == (len(set(hidden.values())) == 1)  # in proportion is wrong where that is not so


# Rubin's rules


def test_rubin_by_hand() -> None:
    values, variances = np.array([0.52, 0.61, 0.48, 0.55, 0.57]), np.array([0.01, 0.011, 0.009, 0.01, 0.01])
    within, between = variances.mean(), values.var(ddof=1)
    total = within + 1.2 * between
    degrees = 4 * (1 + within / (1.2 * between)) ** 2
    mean, half = rubin(values, variances, 0.025)
    assert mean == pytest.approx(0.546, rel=1e-14)
    assert half == pytest.approx(student.ppf(0.975, degrees) * np.sqrt(total), rel=1e-12)


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_without_differences_between_imputations_it_is_normal() -> None:
    _, half = rubin(np.array([[1.0, 2.0]] * 3), np.array([[0.04, 0.09]] * 3), 0.025)
    np.testing.assert_allclose(half, 1.959963984540054 * np.array([0.2, 0.3]), rtol=1e-12)


# what makes no sense


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"both": None, "confusion": {**BOTH, "White": {"White": 0.9, "Black": 0.03}}},
         "confusion of 'White' must sum to 1; got 0.93; divide each by their sum"),
        ({"both": None, "confusion": {"White": {"White": 1.2, "Black": -0.2}}}, "confusion of 'White' must be"),
        ({"both": {"White": BOTH["White"]}}, "both, for the codes that are seen, needs 'Black'; got White"),
        ({"both": {**BOTH, "Black": {"White": 0}}}, "both of 'Black' has no events: nothing is known of those seen as"),
        ({"both": None}, "both and confusion are two ways to say one thing; got neither; give one"),
        ({"both": pd.DataFrame(BOTH)}, "both must be a mapping from codes"),
        ({"group": "black"}, "no group of both is called 'black'. Did you mean 'Black'?"),
        ({"reference": "Whites"}, "no group of both is called 'Whites'. Did you mean 'White'?"),
        ({"reference": "Black"}, "reference must be another group than group; got 'Black'"),
    ],
)  # fmt: skip
def test_a_source_that_makes_no_sense_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError) as refusal:
        second(**wrong)
    assert str(refusal.value).startswith(said)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unstated": 100, "second": second()}, "seen must not exceed unstated; got 133 of 100"),
        (
            {"unstated": [139, 200], "second": second()},
            "a second source is of one table, and these counts",
        ),
        ({"second": BOTH}, "second must be what second_source returns"),
        ({"second": second(reference=None)}, "second says nothing of the reference; give second_source reference= too"),
        ({"unstated": -1}, "unstated must be finite and >= 0; got -1"),
        ({"group": (5, 0)}, "group_population is 0 where group_events is 5"),
        ({"seed": 0.5}, "seed must be a whole number >= 0; got 0.5"),
    ],
)
def test_counts_that_make_no_sense_are_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError) as refusal:
        not_stated(**{**MONTH, **wrong})
    assert str(refusal.value).startswith(said)
