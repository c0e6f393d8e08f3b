"""Ages as they are printed, and bands of two tables that are put together until they meet."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, strategies as st

from disprop import DispropError, _ages, schemas, tables
from disprop.standardise.populations import standard_weights

STOPS = ["10-17", "18-24", "25-34", "over 34"]  # of data.police.uk
FIVES = [*(f"{first}-{first + 4}" for first in range(0, 85, 5)), "85+"]
EDGES = st.lists(st.integers(0, 120), min_size=2, max_size=12, unique=True).map(sorted)


def bands_of(edges: list[int]) -> list[tuple[int, float]]:
    return list(zip(edges, [*edges[1:], math.inf], strict=True))


@pytest.mark.parametrize(
    ("label", "first", "above"),
    [
        ("over 34", 35, math.inf),
        (">34", 35, math.inf),
        ("11 - 17 years", 11, 18),
        ("Aged 85 and over", 85, math.inf),
        ("0-4 yrs", 0, 5),
        ("Under 11 years", 0, 11),
        ("65 and over", 65, math.inf),
        ("10-17", 10, 18),
        ("10–17", 10, 18),
        ("17 and under", 0, 18),
        ("up to 17", 0, 18),
        ("85+", 85, math.inf),
        ("85 years and over", 85, math.inf),
        ("75 plus", 75, math.inf),
        ("≥65", 65, math.inf),
        ("18 years or older", 18, math.inf),
        ("Aged 4 years and under", 0, 5),
        ("Aged under 1 year", 0, 1),
        ("less than 1 year", 0, 1),
        ("<11", 0, 11),
        ("25 to 34 year olds", 25, 35),
        ("Persons aged 16 to 24", 16, 25),
        ("05-09", 5, 10),
        ("85-120", 85, 121),
        ("17", 17, 18),
        ("Age 17", 17, 18),
        (17, 17, 18),
    ],
)
def test_printed_ages_are_read(label: Any, first: int, above: float) -> None:
    assert _ages.band(label) == (first, above)


@pytest.mark.parametrize(
    "label",
    ["17-10", "under 0", "5-", "999", "6 months", "All ages", "Unknown", "", "-4", "0-27 days", "1.5", None],
)
def test_what_is_no_band_is_refused(label: Any) -> None:
    with pytest.raises(
        DispropError, match="ages must be such as '0-4', '85\\+', 'over 34', 'under 1' or '0'; got"
    ) as err:
        _ages.band(label)
    assert err.value.got == label


@pytest.mark.parametrize("label", ["Oct-17", "17-Nov", "09-May"])
def test_ages_that_a_spreadsheet_made_a_date_are_refused_as_such(label: str) -> None:
    with pytest.raises(DispropError, match=f"got '{label}'; spreadsheets take 10-17 for a date, and write 'Oct-17'"):
        _ages.band(label)


@given(st.integers(0, 129), st.one_of(st.integers(1, 130), st.just(math.inf)))
def test_every_band_that_is_written_is_read_again(first: int, width: float) -> None:
    band = (first, min(first + width, 130) if width < math.inf else math.inf)
    assert _ages.band(_ages.written(band)) == band


@given(st.text(max_size=15))
def test_any_text_is_ages_or_is_refused(label: str) -> None:
    with suppress(DispropError):
        first, above = _ages.band(label)
        assert 0 <= first < above


@given(EDGES, EDGES)
def test_the_bands_in_common_are_made_of_whole_bands_of_both_and_are_the_narrowest(
    ours: list[int], theirs: list[int]
) -> None:
    sides = bands_of(ours), bands_of(theirs)
    found = _ages.common(*sides)
    for first, above in found:
        for side in sides:
            inside = [band for band in side if _ages.within(band, (first, above))]
            assert not any(_ages.meet(band, (first, above)) for band in side if band not in inside)
            assert inside
    edges = {edge for band in found for edge in band} - {math.inf}
    assert set(ours) & set(theirs) <= edges | {max([*ours, *theirs])} | set(range(max(min(ours), min(theirs))))
    assert _ages.common(sides[0], sides[0]) == sides[0]


def test_a_standard_is_read_by_the_same_ages() -> None:
    printed = ["Under 15 years", "Aged 15 - 64 years", "over 64"]
    assert [*standard_weights("european-2013", printed).values()] == pytest.approx([0.16, 0.645, 0.195])
    weights = pd.DataFrame({"age": printed, "weight": [16, 64.5, 19.5]})
    assert schemas.check(weights, schemas.StandardPopulation).ok


def people(ages: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"age": ages, "population": range(100, 100 + len(ages))})


def test_the_error_of_a_join_names_the_bands_that_both_sides_have() -> None:
    stops = pd.DataFrame({"age": STOPS, "events": [5, 20, 30, 40]})
    with pytest.raises(DispropError) as caught:
        tables.join_population(stops, people(FIVES), on="age")
    assert str(caught.value).endswith(
        ". tables.age_bands(..., ['10-24', '25-34', '35+'], column='age') puts both into bands that they have in common"
        "; 10-17, 18-24 cannot be told apart from their neighbours in the population"
    )
    sides = [tables.age_bands(frame, ["10-24", "25-34", "35+"]) for frame in (stops, people(FIVES))]
    living = sides[1][sides[1]["age"] != "No group"].groupby("age", as_index=False)["population"].sum()
    joined = tables.join_population(sides[0], living, on="age")
    assert joined["events"].tolist() == [25, 30, 40]
    assert joined["population"].tolist() == [102 + 103 + 104, 105 + 106, sum(range(107, 118))]


def test_ages_spelt_in_two_ways_are_put_into_one() -> None:
    stops = pd.DataFrame({"age": ["Under 18 years", "Aged 18 and over"], "events": [5, 20]})
    with pytest.raises(DispropError, match=r"age_bands\(..., \['0-17', '18\+'\], column='age'\) puts both .* common$"):
        tables.join_population(stops, people(["0-17", "18+"]), on="age")


def test_ages_that_nothing_but_a_split_would_bring_together_are_said_to_be_so() -> None:
    stops = pd.DataFrame({"age": ["10-19", "20-29"], "events": [5, 20]})
    with pytest.raises(
        DispropError, match=r"No ages in 'age' begin and end alike on both sides: one of them would have"
    ):
        tables.join_population(stops, people(["15-24", "25-34"]), on="age")


def test_numbers_are_not_taken_for_ages() -> None:
    areas = pd.DataFrame({"area": ["1", "2"], "events": [5, 20]})
    with pytest.raises(DispropError, match=r"or mend the labels$"):
        tables.join_population(areas, people(["3", "4"]).rename(columns={"age": "area"}), on="area")


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_labels_become_those_of_the_wider_bands(make: Any) -> None:
    frame = make({"age": ["0-4", "10-14", "15-19", "65 and over", "Unknown", None], "n": range(6)})
    found = tables.age_bands(frame, ["10-19", "Over 64"])
    assert found["n"].to_list() == [*range(6)]
    assert found["age"].to_list()[:5] == ["No group", "10-19", "10-19", "Over 64", "Not stated"]
    assert pd.isna(found["age"].to_list()[5])
    beside = tables.age_bands(frame, ["0-19", "Over 64"], name="wide")
    assert beside["age"].to_list()[:5] == frame["age"].to_list()[:5]
    assert beside["wide"].to_list()[:3] == ["0-19"] * 3


@pytest.mark.parametrize(
    ("ages", "to", "message"),
    [
        (FIVES, ["10-17", "18+"], r"'15-19' lies across '10-17' and would have to be split; .* \['10\+'\] whole"),
        (FIVES, STOPS, r"'15-19' lies across '10-17' .* can be put into \['10-24', '25-34', '35\+'\] whole"),
        (["0-4", "0-9"], ["0-9"], "'age' has ages that overlap, and would count people twice: '0-4' and '0-9'"),
        (["0-4"], ["0-9", "5-9"], "'to' has ages that overlap, and would count people twice: '0-9' and '5-9'"),
        (["0-4", "All ages"], ["0-4"], "ages must be such as .*; got 'All ages'"),
        (["0-4"], ["young"], "ages must be such as .*; got 'young'"),
    ],
)
def test_bands_that_cannot_be_made_are_refused(ages: list[str], to: list[str], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        tables.age_bands(people(ages), to)


@given(EDGES, st.data())
def test_nobody_is_lost_and_nobody_counts_twice(edges: list[int], data: Any) -> None:
    ages = [*map(_ages.written, bands_of(edges))]
    kept = [edges[0], *data.draw(st.lists(st.sampled_from(edges), unique=True))]
    wider = [*map(_ages.written, bands_of(sorted({*kept})))]
    frame = people(ages)
    found = tables.age_bands(frame, wider)
    assert set(found["age"]) <= {*wider}
    for label, own in zip(found["age"], ages, strict=True):
        assert _ages.within(_ages.band(own), _ages.band(label))
