from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest

from disprop import DispropError, datasets

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src" / "disprop" / "data"
TOOL = ROOT / "tools" / "describe_data.py"
NAMES = datasets.names()
TABLES = tuple(name for name in NAMES if "schema" in datasets.describe(name))
ROWS = {
    "met-deployments-2020-2022": 9,
    "met-deployments-2023-2024": 203,
    "south-wales-2017-2018": 15,
    "census-2011": 43 * 18,
    "census-2021": 43 * 19,
    "use-of-force-2018-2019": 43 * 8,
    "west-yorkshire-stops-2021-08": 1312,
    "stops-2019-2021": 43 * 3 * 2,
    "standard-populations": 110,
    "ethnicity-codes": 180,
    "ethnicity-crosswalk": 32,
    "ethnicity-classifications": 53,
    "ethnicity-groups": 624,
    "ethnicity-spellings": 465,
    "names": 514,
}
CLAIMS = {"report-claims": 42, "alert-figures": 66}
CENSUS = datasets.load("census-2011")
MET = datasets.load("met-deployments-2023-2024")


def total(force: str, ethnicity: str | None = None) -> int:
    chosen = (CENSUS["force"] == force) & (CENSUS["ethnicity"] == ethnicity if ethnicity else True)
    return int(CENSUS.loc[chosen, "population"].sum())


def describe_data(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(TOOL), *options], capture_output=True, text=True, check=False)


# the package as a whole


def test_the_names_are_these() -> None:
    assert set(NAMES) == ROWS.keys() | CLAIMS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_source_licence_and_typing_are_told(name: str) -> None:
    resource = datasets.describe(name)
    assert all(source["title"] and source["publisher"] for source in resource["sources"])
    assert all(licence["name"] and licence["title"] for licence in resource["licenses"])
    assert resource["sources"]
    assert resource["licenses"]
    assert len(resource["description"]) > 100


def test_frictionless_finds_every_table_valid() -> None:
    report = frictionless.Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks} == set(NAMES)


def test_every_file_of_the_folder_is_described() -> None:
    described = {datasets.describe(name)["path"] for name in NAMES}
    beside = {"datapackage.json", "LICENSE-ethnicity-facts-and-figures", "LICENSE-ExtractSS"}
    assert {path.name for path in DATA.iterdir()} == described | beside


# the tool that measures the files


def test_a_changed_number_is_caught_and_described_anew(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    table = copy / "south_wales_2017_2018.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("173,2297", "174,2297"), encoding="utf-8")
    check = describe_data("--check", "--data", str(copy))
    assert check.returncode == 1
    assert check.stdout == "south_wales_2017_2018.csv: differs from its description\n"
    assert describe_data("--data", str(copy)).returncode == 0
    assert describe_data("--check", "--data", str(copy)).returncode == 0


# loading


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_types_follow_the_schema(name: str) -> None:
    frame = datasets.load(name)
    fields = datasets.describe(name)["schema"]["fields"]
    dtypes = {"integer": "Int64", "number": "float64", "string": "string", "date": "datetime64[ns]"}
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == {
        field["name"]: dtypes[field["type"]] for field in fields
    }


@pytest.mark.parametrize(("name", "rows"), ROWS.items())
def test_every_row_is_there(name: str, rows: int) -> None:
    assert len(datasets.load(name)) == rows


@pytest.mark.parametrize(("name", "records"), CLAIMS.items())
def test_claims_are_a_mapping_by_name(name: str, records: int) -> None:
    loaded = datasets.load(name)
    assert len(loaded["claims"]) == records
    assert loaded["format"] == "disprop-claims/1"


@pytest.mark.parametrize("name", TABLES)
def test_a_required_column_has_no_gap(name: str) -> None:
    frame = datasets.load(name)
    fields = datasets.describe(name)["schema"]["fields"]
    gaps = {field["name"] for field in fields if frame[field["name"]].isna().any()}
    assert not gaps & {field["name"] for field in fields if field.get("constraints", {}).get("required")}


def test_loading_twice_gives_two_copies() -> None:
    first = datasets.load("south-wales-2017-2018")
    first.loc[0, "true_alerts"] = 0
    assert datasets.load("south-wales-2017-2018").loc[0, "true_alerts"] == 173
    datasets.describe("census-2011")["sources"].clear()
    assert datasets.describe("census-2011")["sources"]


@pytest.mark.parametrize("ask", [datasets.load, datasets.describe])
def test_an_unknown_name_is_refused_with_the_nearest(ask: Any) -> None:
    with pytest.raises(DispropError) as caught:
        ask("cenus-2011")
    assert str(caught.value).startswith(
        "no dataset is called 'cenus-2011'. Did you mean 'census-2011'? Known: report-claims, "
    )


# census


@pytest.mark.parametrize(
    ("force", "ethnicity", "population"),
    [
        ("Metropolitan", None, 8_166_566),
        ("Surrey", None, 1_132_390),
        ("West Yorkshire", None, 2_226_058),
        ("West Yorkshire", "Other White", 56_953),
        ("West Yorkshire", "Pakistani", 189_708),
        ("West Yorkshire", "Gypsy or Irish Traveller", 1_660),
        ("City of London", "Gypsy or Irish Traveller", 3),
    ],
)
def test_census_counts_known_beforehand(force: str, ethnicity: str | None, population: int) -> None:
    assert total(force, ethnicity) == population


def test_pakistani_share_of_west_yorkshire() -> None:
    assert f"{100 * total('West Yorkshire', 'Pakistani') / total('West Yorkshire'):.3f}" == "8.522"


def test_census_of_england_and_wales() -> None:
    assert int(CENSUS["population"].sum()) == 56_075_912
    assert CENSUS.groupby("group")["population"].sum().to_dict() == {
        "White": 48_209_395,
        "Mixed": 1_224_400,
        "Asian": 4_213_531,
        "Black": 1_864_890,
        "Other": 563_696,
    }


def test_census_is_complete() -> None:
    assert CENSUS["force"].nunique() == 43
    assert (CENSUS.groupby("force")["ethnicity"].nunique() == 18).all()
    assert len(CENSUS[["group", "ethnicity"]].drop_duplicates()) == 18


def test_census_2021_adds_up_to_what_was_published_but_for_the_noise_in_its_cells() -> None:
    census = datasets.load("census-2021")
    assert abs(int(census["population"].sum()) - 59_597_542) < 100  # usual residents of England and Wales
    percent = 100 * census.groupby("group")["population"].sum() / census["population"].sum()
    assert percent.round(1).to_dict() == {"White": 81.7, "Mixed": 2.9, "Asian": 9.3, "Black": 4.0, "Other": 2.1}
    assert set(census["force"]) == set(CENSUS["force"])
    assert (census.groupby("force")["ethnicity"].nunique() == 19).all()


# deployments


def test_the_totals_of_2024() -> None:
    year = MET[MET["date"].dt.year == 2024]
    sums = year[["arrests", "watchlist", "faces_seen", "alerts"]].sum()
    assert len(year) == 180
    assert sums.to_dict() == {"arrests": 575, "watchlist": 2_603_540, "faces_seen": 902_748, "alerts": 1_286}


def test_a_misprinted_date_is_kept_beside_its_correction() -> None:
    odd = MET[MET["date"] != MET["date_as_printed"]]
    assert odd["location"].tolist() == ["Dalston"]
    assert odd["date_as_printed"].tolist() == [pd.Timestamp("2023-07-11")]
    assert odd["date"].tolist() == [pd.Timestamp("2024-07-11")]
    assert odd["flags"].str.contains("DATE_CORRECTED_FROM_ROW_ORDER").all()


def test_the_row_whose_alerts_do_not_sum_is_flagged_and_not_mended() -> None:
    kinds = [
        "true_alerts_confirmed",
        "true_alerts_unconfirmed",
        "false_alerts_confirmed",
        "false_alerts_unconfirmed",
    ]
    odd = MET[MET[kinds].sum(axis=1) != MET["alerts"]]
    assert odd["date"].tolist() == [pd.Timestamp("2024-01-10")]
    assert MET["flags"].str.contains("ALERTS_DO_NOT_SUM").sum() == 1
    assert odd["flags"].str.contains("ALERTS_DO_NOT_SUM").all()


def test_flags_say_what_the_columns_show() -> None:
    assert (MET["no_action"] == MET["other_disposal"]).all()
    assert MET["flags"].str.contains("NO_ACTION_COLUMN_EQUALS_OTHER_DISPOSAL").all()
    low = MET["flags"].str.contains("FACES_SEEN_REGIME_LOW")
    assert low.equals(MET["date"].between("2023-12-01", "2024-07-31").astype("boolean"))
    assert ((MET["arrests"] + MET["other_disposal"]) != MET["alerts"]).sum() == 15


def test_durations_have_their_minutes_back() -> None:
    assert set(MET["use_case"]) == {"1,2,3,4", "Crime Hotspot"}
    rejoined = MET["flags"].str.endswith("DURATION_REJOINED")
    assert rejoined.sum() == 183
    assert MET["duration_minutes"].between(33, 514).all()
    assert MET.loc[202, "duration_minutes"] == 5 * 60 + 23


def test_an_aborted_deployment_is_missing_and_not_zero() -> None:
    frame = datasets.load("met-deployments-2020-2022")
    aborted = frame[frame["date"] == "2020-02-21"]
    known = ["location", "date", "purpose", "watchlist"]
    assert aborted["watchlist"].tolist() == [7316]
    assert aborted.drop(columns=known).isna().all(axis=None)
    assert not frame[frame["date"] != "2020-02-21"].isna().any(axis=None)


def test_the_deployment_of_27_february_2020() -> None:
    frame = datasets.load("met-deployments-2020-2022")
    row = frame[frame["date"] == "2020-02-27"].iloc[0]
    assert (row["alerts"], row["false_alerts"], row["true_alerts"], row["faces_seen"]) == (8, 7, 1, 8600)
    assert row["printed_false_alert_rate"] == "0.08%"


def test_south_wales_adds_up_to_the_printed_totals() -> None:
    frame = datasets.load("south-wales-2017-2018")
    assert (frame["true_alerts"].sum(), frame["false_alerts"].sum()) == (234, 2451)
    assert (frame["note"] == "as printed").tolist() == [True] * 14 + [False]


# the others


def test_use_of_force_adds_up_to_the_printed_row_of_england_and_wales() -> None:
    frame = datasets.load("use-of-force-2018-2019")
    assert frame.groupby("ethnicity")["tactics"].sum().to_dict() == {
        "White": 447_337,
        "Black (or Black British)": 94_222,
        "Asian (or Asian British)": 35_817,
        "Chinese": 1_234,
        "Mixed": 13_736,
        "Other": 11_157,
        "Don't know": 25_539,
        "Not reported": 1_751,
    }
    assert set(frame["force"]) == set(CENSUS["force"])


def test_standard_populations_sum_as_printed() -> None:
    sums = datasets.load("standard-populations").groupby("standard")["weight"].sum()
    assert sums.pop("who-2000-2025") == pytest.approx(1.0003, rel=1e-15)
    assert sums.to_dict() == {
        "us-2000": 274_634,
        "segi-1960": 100_000,
        "european-1976": 100_000,
        "nordic-2000": 100_000,
        "european-2013": 100_000,
    }


def test_ethnicity_codes_keep_every_scheme() -> None:
    frame = datasets.load("ethnicity-codes")
    assert frame.groupby("scheme").size().to_dict() == {
        "officer-defined-ic": 9,
        "self-defined-16+1": 17,
        "self-defined-18+1": 19,
        "data-police-uk-self-defined": 19,
        "data-police-uk-officer-defined": 6,
        "home-office-use-of-force-2018-2019": 8,
        "home-office-use-of-force-2019-2020": 6,
        "census-2011": 18,
        "census-2011-groups": 5,
        "census-2021": 20,
        "rdu-standard": 19,
        "rdu-classification": 30,
        "rdu-missing-mark": 4,
    }
    assert not frame.duplicated(["scheme", "code", "label"]).any()


def test_a_code_that_looks_like_a_gap_is_kept() -> None:
    frame = datasets.load("ethnicity-codes")
    assert frame.loc[frame["scheme"] == "rdu-missing-mark", "code"].tolist() == ["!", "?", "-", "N/A"]


def test_unknown_is_never_a_group() -> None:
    frame = datasets.load("ethnicity-codes").fillna({"code": ""})
    unknown = frame[(frame["label"] == "Unknown") & (frame["scheme"] == "officer-defined-ic")]
    assert unknown["code"].tolist() == ["IC0", "IC7", "IC9"]
    assert unknown["note"].str.startswith("not a group").all()
    not_stated = frame[(frame["code"] == "NS") & (frame["scheme"] != "rdu-standard")]
    assert not_stated["note"].str.startswith("not a group").all()


@pytest.mark.parametrize("scheme", ["use-of-force-2018-2019", "census-2011"])
def test_the_labels_of_the_datasets_are_among_the_codes(scheme: str) -> None:
    codes = datasets.load("ethnicity-codes")
    known = " ".join(codes.loc[codes["scheme"].str.endswith(scheme)].fillna("").agg(" ".join, axis=1))
    assert all(label in known for label in datasets.load(scheme)["ethnicity"].unique())


@pytest.mark.parametrize(
    ("code", "core", "maximal"),
    [
        ("IC1", 45_665_773, 48_209_395),
        ("IC2", 0, 2_485_942),
        ("IC3", 1_864_890, 2_457_579),
        ("IC4", 2_984_670, 4_162_117),
        ("IC5", 393_141, 1_228_861),
        ("IC6", 230_600, 563_696),
        ("unknown", 0, 0),
    ],
)
def test_the_crosswalk_gives_two_populations(code: str, core: int, maximal: int) -> None:
    crosswalk = datasets.load("ethnicity-crosswalk")
    people = CENSUS.groupby("ethnicity")["population"].sum()
    chosen = crosswalk[crosswalk["officer_code"] == code]
    sums = {extent: int(people.reindex(rows["ethnicity"].dropna()).sum()) for extent, rows in chosen.groupby("extent")}
    assert sums == {"core": core, "maximal": maximal}


def test_the_crosswalk_says_that_it_is_a_judgement() -> None:
    crosswalk = datasets.load("ethnicity-crosswalk")
    assert (crosswalk["status"] == "judgement").all()
    pairs = crosswalk.dropna(subset="code").groupby("officer_code")
    for _, rows in pairs:
        by_extent = {extent: set(part["code"]) for extent, part in rows.groupby("extent")}
        assert by_extent.get("core", set()) <= by_extent["maximal"]


def test_the_description_is_data_package_version_2() -> None:
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert all(set(field) <= {"name", "type", "description", "constraints"} for field in _fields(package))
    assert all(field["description"] for field in _fields(package))


def _fields(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [field for resource in package["resources"] for field in resource.get("schema", {}).get("fields", [])]
