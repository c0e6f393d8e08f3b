"""Wide to long and back: every shape of heading, files as they were published, and random tables in each shape."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, cleaning, rate, tables
from disprop.cleaning import Cleaned

RAW = Path(__file__).parent / "data" / "raw"


def read(text: str, **options: Any) -> Cleaned:
    cleaned = cleaning.read_table(io.StringIO(text), **options)
    pd.testing.assert_frame_equal(cleaned.replay(io.StringIO(text)), cleaned.frame)
    return cleaned


def answered(source: Any, **options: Any) -> Cleaned:
    """Read a file, take the answers that the library suggests, and read it again."""
    first = cleaning.read_table(source, **options)
    cleaned = cleaning.read_table(source, **{**options, **first.suggested})
    pd.testing.assert_frame_equal(cleaned.replay(source), cleaned.frame)
    return cleaned


def asked(cleaned: Cleaned) -> str:
    return "\n".join(map(str, cleaned.questions))


def rows(cleaned: Cleaned) -> list[list[Any]]:
    return cleaned.frame.astype(object).where(cleaned.frame.notna(), None).to_numpy().tolist()


def columns(frame: pd.DataFrame, start: str) -> pd.DataFrame:
    return frame[[name for name in frame.columns if name.startswith(start)]]


def test_the_american_community_survey_has_its_margins_and_counts_nobody_twice() -> None:
    path = RAW / "acs_2017_factfinder.csv"
    cleaned = answered(path)
    assert cleaned.questions == ()
    raw = pd.read_csv(path)
    frame = cleaned.frame
    assert [*frame] == ["Id", "Id2", "Geography", "ethnicity", "population", "population_moe90"]
    assert len(frame) == 4 * 16
    assert (
        frame.groupby("Geography")["population"].sum().to_dict()
        == raw.set_index("Geography")["Estimate; Total:"].to_dict()
    )
    alabama = frame[
        (frame["Geography"] == "Alabama") & (frame["ethnicity"] == "Hispanic or Latino: - Asian alone")
    ].iloc[0]
    of = raw.set_index("Geography").loc["Alabama"]
    assert alabama["population"] == of["Estimate; Hispanic or Latino: - Asian alone"]
    assert alabama["population_moe90"] == of["Margin of Error; Hispanic or Latino: - Asian alone"]
    totals = [question.why for question in cleaning.read_table(path).questions if "total" in question.why]
    assert [why.partition(", ")[2].partition(")")[0] for why in totals] == [
        "equal to all other columns together",
        *["equal to the 7 columns directly right of it", "equal to the 2 columns directly right of it"] * 2,
    ]
    found = tables.estimate_by(
        frame.assign(stops=100), rate, columns=("stops", "population"), by="Geography", accept="repeated population"
    )
    assert found["population_se"].notna().all()


def test_controlled_totals_have_no_margin_and_are_asked_about() -> None:
    text = (
        "Geography,Estimate; Men:,Margin of Error; Men:,Estimate; Women:,Margin of Error; Women:\n"
        "Kent,900,,800,±20\nEssex,700,*****,600,**\nSurrey,500,12,,\n"
    )
    cleaned = read(text)
    by_margin = {question.column: question for question in cleaned.questions if "margin" in question.why}
    assert "1 of 3 margins of error are empty" in by_margin["Margin of Error; Men:"].why
    assert by_margin["Margin of Error; Men:"].answer == {"answers": {("", "Margin of Error; Men:"): "0"}}
    told = read(text, lengthen=cleaned.suggested["lengthen"], answers={("", "Margin of Error; Men:"): "0"})
    assert rows(told) == [
        *(["Kent", "Men", 900, 0], ["Kent", "Women", 800, 20], ["Essex", "Men", 700, 0]),
        *(["Essex", "Women", 600, None], ["Surrey", "Men", 500, 12], ["Surrey", "Women", None, None]),
    ]
    assert [question.column for question in told.questions] == ["Margin of Error; Women:"]


def test_margins_of_others_are_asked_about_without_an_answer() -> None:
    cleaned = read("area,white_pop,white_moe,black_pop,black_moe\nKent,900,,80,12\nEssex,700,30,60,9\n")
    (margins,) = [question for question in cleaned.questions if "margin" in question.why]
    assert (margins.column, margins.answer) == ("white_moe", {})
    told = read(
        "area,white_pop,white_moe,black_pop,black_moe\nKent,900,,80,12\n",
        lengthen={"population": "{ethnicity}_pop", "population_moe95": "{ethnicity}_moe"},
    )
    assert rows(told) == [["Kent", "white", 900, None], ["Kent", "black", 80, 12]]


def test_groups_within_groups_of_the_census_are_counted_once() -> None:
    path = RAW / "nomis_qs201ew_2011.csv"
    cleaned = answered(path)
    assert cleaned.questions == ()
    raw = pd.read_csv(path)
    frame = cleaned.frame
    assert [*frame] == ["date", "geography", "geography code", "Rural Urban", "ethnicity", "population"]
    assert frame["ethnicity"].nunique() == 18
    everybody = raw.set_index("geography")["Ethnic Group: All categories: Ethnic group; measures: Value"]
    assert frame.groupby("geography")["population"].sum().to_dict() == everybody.to_dict()


def test_five_groups_that_add_up_to_the_total_are_seen_as_groups() -> None:
    cleaned = answered(RAW / "nomis_ts021_2021.csv")
    assert cleaned.questions == ()
    assert len(cleaned.frame) == 11 * 5
    first = cleaned.frame[cleaned.frame["mnemonic"] == "E01011954"]
    value = [*first][-1]
    assert first.set_index("ethnicity")[value].to_dict() == {
        "Asian, Asian British or Asian Welsh": 19,
        "Black, Black British, Black Welsh, Caribbean or African": 0,
        "Mixed or Multiple ethnic groups": 6,
        "White": 2248,
        "Other ethnic group": 11,
    }


@pytest.mark.parametrize("sheet", ["Table_2", "Table_3"])
def test_totals_within_a_row_of_uses_are_left_out(sheet: str) -> None:
    path = RAW / "conducted_energy_devices_2016.ods"
    raw = cleaning.read_table(path, sheet=sheet).frame.set_index("Police Force/Region")
    cleaned = answered(path, sheet=sheet)
    assert cleaned.questions == ()
    frame = cleaned.frame
    assert [*dict.fromkeys(frame["group"])] == [
        *("Drawn", "Aimed", "Arced", "Red-dot", "Drive stun", "Angled drive stun", "Fired", "Not stated")
    ]
    by_force = frame.groupby("Police Force/Region")["count"].sum()
    assert len(by_force) == 43
    assert by_force.sum() == raw.loc["England and Wales", "Total"]
    assert by_force["Kent"] == raw.loc["Kent", "Total"]


def test_a_column_for_each_group() -> None:
    text = "force,White,Black,Asian,Other\nKent,900,30,40,5\nEssex,800,20,10,4\n"
    cleaned = read(text)
    assert cleaned.frame.shape == (2, 5)  # nothing is reshaped unasked
    assert cleaned.suggested == {"lengthen": {"count": {"ethnicity": ["White", "Black", "Asian", "Other"]}}}
    told = read(text, lengthen={"population": {"ethnicity": ["White", "Black", "Asian", "Other"]}})
    assert rows(told)[:3] == [["Kent", "White", 900], ["Kent", "Black", 30], ["Kent", "Asian", 40]]
    assert read(text, lengthen={}).questions == ()
    renamed = read(
        text.replace("White", "wht"), lengthen={"population": {"ethnicity": {"White": "wht", "Black": "Black"}}}
    )
    assert renamed.frame["ethnicity"].tolist() == ["White", "Black"] * 2
    assert "Asian" in renamed.frame
    assert "Asian: its number would stand in 2 rows" in asked(renamed)


PAIRS = {
    "force,black_pop,black_stops,white_pop,white_stops": ("{ethnicity}_pop", "{ethnicity}_stops"),
    "force,Population - Black,Stops - Black,Population - White,Stops - White": (
        *("Population - {ethnicity}", "Stops - {ethnicity}"),
    ),
    "force,Black: population,Black: stops,White: population,White: stops": (
        *("{ethnicity}: population", "{ethnicity}: stops"),
    ),
    "force,Black Population,Black Stops,White Population,White Stops": ("{ethnicity} Population", "{ethnicity} Stops"),
    "force,2019/20: population,2019/20: stops,2020/21: population,2020/21: stops": (
        *("{period}: population", "{period}: stops"),
    ),
    "force,north/population,north/stops,south/population,south/stops": ("{group}/population", "{group}/stops"),
}


@pytest.mark.parametrize(("heading", "patterns"), PAIRS.items())
def test_pairs(heading: str, patterns: tuple[str, str]) -> None:
    text = f"{heading}\nKent,30,5,900,12\nEssex,20,4,800,11\n"
    cleaned = read(text)
    assert cleaned.suggested == {"lengthen": dict(zip(("population", "stops"), patterns, strict=True))}
    told = read(text, **cleaned.suggested)
    assert [row[-2:] for row in rows(told)] == [[30, 5], [900, 12], [20, 4], [800, 11]]
    assert told.questions == ()


def test_triples_and_values_that_no_list_knows() -> None:
    text = "force,black_pop,black_hits,black_stops,white_pop,white_hits,white_stops\nKent,90,1,2,800,3,4\n"
    assert read(text).suggested["lengthen"] == {
        "population": "{ethnicity}_pop",
        "hits": "{ethnicity}_hits",
        "stops": "{ethnicity}_stops",
    }


def test_a_cell_without_a_column_is_missing_and_never_0() -> None:
    cleaned = answered_text("force,black_pop,black_stops,white_pop,white_stops,asian_pop\nKent,90,1,800,3,70\n")
    assert rows(cleaned) == [["Kent", "black", 90, 1], ["Kent", "white", 800, 3], ["Kent", "asian", 70, None]]
    assert "no column has stops of 'asian': it is missing there, and not 0" in asked(cleaned)
    assert str(cleaned.frame["stops"].dtype) == "Int64"


def answered_text(text: str) -> Cleaned:
    return read(text, **read(text).suggested)


@pytest.mark.parametrize(
    ("names", "field"),
    [
        (["2019", "2020", "2021"], "period"),
        (["2019/20", "2020/21"], "period"),
        (["March 2019", "September 2019"], "period"),
        (["0-4", "5 to 9", "85+"], "age"),
        (["Male", "Female"], "sex"),
    ],
)
def test_a_column_for_each_period_age_or_sex(names: list[str], field: str) -> None:
    text = f"force,{','.join(names)}\nKent,{','.join('7' * len(names))}\n"
    assert read(text).suggested == {"lengthen": {"count": {field: names}}}
    assert answered_text(text).frame[field].tolist() == names


def test_two_kinds_in_one_name_become_two_columns() -> None:
    cleaned = answered_text("force,pop_Black_male,pop_Black_female,pop_White_male,pop_White_female\nKent,3,4,50,60\n")
    assert rows(cleaned)[1] == ["Kent", "Black", "female", 4]
    assert [*cleaned.frame] == ["force", "ethnicity", "sex", "population"]


def test_bounds_of_marks_travel_with_their_values() -> None:
    text = "area,White,Black,Asian\nDarlington,86400,<5,\nHartlepool,900,12,40\n"
    cleaned = read(text, lengthen={"population": {"ethnicity": ["White", "Black", "Asian"]}})
    assert [*cleaned.frame] == ["area", "ethnicity", "population", "population_low", "population_high"]
    assert [row[1:] for row in rows(cleaned)[:3]] == [
        ["White", 86400, 86400, 86400],
        ["Black", None, 0, 4],
        ["Asian", None, None, None],
    ]
    back = cleaning.widen(cleaned, {"population": "{ethnicity}"})
    assert {"Black_low", "Black_high"} <= {*back.frame}
    assert back.frame["Black_high"].tolist() == [4, 12]


def test_a_total_that_is_not_the_sum_is_said_not_to_be() -> None:
    text = "area,White,Black,Total\nKent,900,30,930\nEssex,800,20,821\n"
    (total,) = [question for question in read(text).questions if question.column == "Total"]
    assert "(reads like a total, equal to White, Black together in 1 of 2 rows)" in total.why
    told = read(text, drop="Total", lengthen={"population": {"ethnicity": ["White", "Black"]}})
    assert told.questions == ()


def test_columns_of_one_value_may_be_of_several_types() -> None:
    cleaned = answered_text("area,2019,2020,2021\nKent,12,7.5,\nEssex,3,4,\n")
    assert cleaned.frame["count"].tolist()[:2] == [12.0, 7.5]
    assert str(cleaned.frame["count"].dtype) == "float64"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"population": "{ethnicity}"}, "needs {labels}, each once, and what is around them"),
        ({"population": "pop"}, "needs {labels}"),
        ({"population": "{g}_{g}"}, "each once"),
        ({"population": "{ethnicity}_popp"}, "no column has a name such as"),
        ({"population": {"ethnicity": ["Whte_pop"]}}, "Did you mean 'White_pop'"),
        ({"population": {"ethnicity": ["White_pop"], "sex": ["m"]}}, "says where values stand"),
        ({"population": 3}, "says where values stand"),
        ("White_pop", "says where values stand"),
        ({"population": "{a}_pop", "stops": "{b}_stops"}, "the same columns of labels"),
        ({"force": "{ethnicity}_pop"}, "two columns 'force'"),
        ({"population": "{force}_pop"}, "two columns 'force'"),
        ({"population": "{one}_{two}_pop"}, "no column has a name such as"),
    ],
)
def test_what_cannot_be_meant_is_refused(values: Any, said: str) -> None:
    with pytest.raises(DispropError) as refused:
        read("force,White_pop,Black_pop,White_stops,Black_stops\nKent,1,2,3,4\n", lengthen=values)
    assert said in str(refused.value)


def test_a_name_that_fits_in_two_ways_is_refused() -> None:
    with pytest.raises(DispropError, match="in two ways"):
        read("force,White_Irish_male\nKent,1\n", lengthen={"population": "{ethnicity}_{sex}"})
    read("force,White_Irish_male,Black_male,Black_female\nKent,1,2,3\n")  # and never by a suggestion


def test_back_refuses_two_rows_in_one_cell_and_names_them() -> None:
    long = pd.DataFrame({"force": ["Kent"] * 3, "ethnicity": ["White", "Black", "White"], "stops": [1, 2, 3]})
    with pytest.raises(DispropError, match=r"rows 0 and 2 would stand in one cell, that of 'White'"):
        cleaning.widen(long, {"stops": "{ethnicity}"})
    with pytest.raises(DispropError, match="must be there in each row"):
        cleaning.widen(
            long.assign(ethnicity=pd.Series(["White", None, "Black"], dtype=object)), {"stops": "{ethnicity}"}
        )
    with pytest.raises(DispropError, match="two columns 'force'"):
        cleaning.widen(long[:2], {"stops": {"ethnicity": {"White": "force", "Black": "Black"}}})
    with pytest.raises(DispropError, match="'Black'"):
        cleaning.widen(long[:2], {"stops": {"ethnicity": ["White"]}})


def test_back_says_where_there_was_no_row() -> None:
    long = pd.DataFrame(
        {"force": ["Kent", "Kent", "Essex"], "ethnicity": ["White", "Black", "White"], "stops": [1, 2, 3]}
    )
    cleaned = cleaning.widen(long, {"stops": "{ethnicity} stops"})
    assert rows(cleaned) == [["Kent", 1, 2], ["Essex", 3, None]]
    assert asked(cleaned) == "table: 1 cells had no row: they are missing, which is not 0"
    pd.testing.assert_frame_equal(cleaned.replay(long), cleaned.frame)


def test_the_call_and_the_argument_are_one() -> None:
    text = "Table 1\n\nforce,black_pop,black_stops,white_pop,white_stops\nKent,30,5,900,<5\nTotal,30,5,900,\n"
    values = {"population": "{ethnicity}_pop", "stops": "{ethnicity}_stops"}
    first = read(text, leave_out={"force": "Total"})
    later = cleaning.lengthen(first, values)
    pd.testing.assert_frame_equal(later.frame, read(text, leave_out={"force": "Total"}, lengthen=values).frame)
    pd.testing.assert_frame_equal(later.replay(io.StringIO(text)), later.frame)
    assert (later.rows_in, later.rows_left_out) == (first.rows_in, 1)
    assert asked(first).count("lengthen=") == 1
    wide = "force,Total,White,Black\nKent,930,900,30\nEssex,840,800,40\n"
    listed = {"population": {"ethnicity": ["White", "Black"]}}
    assert {*asked(cleaning.lengthen(read(wide), listed)).split("\n")} == {
        *asked(read(wide, lengthen=listed)).split("\n")
    }


SHAPES = [
    {"population": "{ethnicity}_pop", "stops": "{ethnicity}_stops"},
    {"population": "Population: {ethnicity}", "stops": "Stops: {ethnicity}"},
    {"population": "{ethnicity} - population", "stops": "{ethnicity} - stops"},
    {"population": "{ethnicity}"},
    {"stops": "{period}"},
    {"population": "pop_{ethnicity}_{period}", "stops": "stops_{ethnicity}_{period}"},
]
GROUPS, PERIODS = ["White", "Black", "Asian", "Other"], ["2018/19", "2019/20", "2020/21"]


@st.composite
def long_tables(draw: st.DrawFn) -> tuple[pd.DataFrame, dict[str, str], random.Random]:
    values = draw(st.sampled_from(SHAPES))
    labels = {"ethnicity": GROUPS, "period": PERIODS}
    fields = [field for field in labels if f"{{{field}}}" in next(iter(values.values()))]
    chosen = {field: draw(st.permutations(labels[field]))[: draw(st.integers(2, 3))] for field in fields}
    areas = draw(st.lists(st.sampled_from(["Kent", "Essex", "Surrey", "Sussex"]), min_size=1, unique=True))
    index = pd.MultiIndex.from_product([areas, *chosen.values()], names=["force", *fields])
    cell = st.one_of(st.none(), st.integers(0, 10**6))
    cells = {value: draw(st.lists(cell, min_size=len(index), max_size=len(index))) for value in values}
    frame = pd.DataFrame({name: pd.Series(each, dtype="Int64") for name, each in cells.items()}).set_index(index)
    return frame.reset_index(), values, draw(st.randoms(use_true_random=False))


def sorted_rows(frame: pd.DataFrame, names: list[str]) -> list[Any]:
    return sorted(frame[names].astype(object).where(frame[names].notna(), None).to_numpy().tolist(), key=repr)


@settings(max_examples=100, deadline=None)
@given(long_tables())
def test_a_long_table_made_wide_and_shuffled_comes_back(
    drawn: tuple[pd.DataFrame, dict[str, str], random.Random],
) -> None:
    long, values, chance = drawn
    wide = cleaning.widen(long, values)
    assert wide.questions == ()
    names = [*wide.frame]
    chance.shuffle(names)
    shuffled = wide.frame[names]
    alone = {value: {where[1:-1]: [name for name in names if name != "force"]} for value, where in values.items()}
    back = cleaning.lengthen(
        shuffled, alone if "{ethnicity}" in values.values() or "{period}" in values.values() else values
    )
    assert sorted_rows(back.frame, [*long]) == sorted_rows(long, [*long])
    text = shuffled.to_csv(index=False)
    first = read(text)
    told = read(text, lengthen=first.suggested.get("lengthen", {}))
    if {*told.frame} == {*long}:
        assert sorted_rows(told.frame, [*long]) == sorted_rows(long, [*long])
    else:
        assert first.questions or told.frame.shape == shuffled.shape
    again = cleaning.widen(back, values).frame
    assert sorted_rows(again, sorted(names)) == sorted_rows(wide.frame, sorted(names))
