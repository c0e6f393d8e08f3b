"""Claims files: read, written, and twenty ways to break one, each refused with the file and the line."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from disprop import DispropError, between, claims
from disprop.claims import KINDS, Claim, Ledger, check
from disprop.claims.claim import is_number

REPORT = """In West Yorkshire Black people were stopped and scanned
at a rate of 7 per 10,000 people. 93% of 115 did not support it."""
TABLE = "area,group,people\nWest Yorkshire,Black,46476\nWest Yorkshire,White British,1761205\nElsewhere,Black,<5\n"
FILE = """\
format: disprop-claims/1
report:
  title: A report
  by: A network
  text: report.txt
tables:
  census: {file: people.csv, value: people}
populations:
  Black: {table: census, where: {area: West Yorkshire, group: Black}}
  White: {table: census, where: {area: West Yorkshire, group: all but Black}}
  elsewhere: {table: census, where: {area: Elsewhere}}
counts:
  survey: 115
  suppressed: "<5"
  alerts: {between: [8, 28]}
  faces: unknown
  other: blank
  none: 0
claims:
  black:
    says: stopped and scanned at a rate of 7 per 10,000 people
    rate: 7
    per: 10000
    population: Black
  white: {rate: 2, per: "10,000", population: White}
  ratio: {ratio: not printed, group: black, reference: white, derived: true}
  oppose: {says: 93% of 115, share: 93%, whole: survey, at: [88, 91], expect: consistent}
  true: {share: not printed, part: alerts, whole: 42, derived: true}
  few: {rate: not printed, per: 1000, events: suppressed, population: "4,000", derived: true}
  total: {sum: 14, parts: [12, other, none]}
  per-face: {rate: not printed, per: 1000, events: none, population: faces, derived: true}
  share: {share: 7.50%, whole: 40}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "claims.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "people.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_a_file_is_a_ledger_with_a_verdict_for_each_claim(folder: Path) -> None:
    ledger = claims.read(folder / "claims.yaml")
    found = ledger.check().set_index("id")
    assert found["verdict"].to_dict() == {
        **dict.fromkeys(["black", "white", "ratio", "oppose", "true", "few", "total", "share"], "consistent"),
        "per-face": "not recomputable",
    }
    assert (found.loc["black", "counts"], found.loc["ratio", "value"]) == ("31 to 34", 3.5)
    assert found.loc["black", "report"] == "A report, A network"
    assert (found.loc["few", "least"], found.loc["few", "most"]) == (0, 1)
    assert found.loc["total", "missing"] == "the number of other"
    assert found.loc["per-face", "missing"] == "the number of faces"
    assert found.loc["share", "counts"] == "3"
    assert ledger.by_id["share"].printed == "7.50%"
    assert ledger.unused() == ("elsewhere",)
    assert ledger.by_id["oppose"].at == (88, 91)


def test_unknown_blank_suppressed_and_0_are_four_things() -> None:
    counts: dict[str, Any] = {"unknown": "unknown", "blank": "blank", "<5": "<5", "0": "0"}
    named = {f"a {name}": value for name, value in counts.items()}
    parts = [Claim(name, "sum", "9", {"parts": [9, name]}) for name in ("a unknown", "a blank")]
    few, none = Claim("few", "count", "3", {"of": "a <5"}), Claim("none", "count", "3", {"of": "a 0"})
    found = Ledger((*[], few, none), counts=named).check().set_index("id")["verdict"].to_dict()
    assert found == {"few": "consistent", "none": "contradicted"}
    assert [check(each, Ledger((), counts=named)).missing for each in parts] == [
        ("the number of a unknown",),
        ("the number of a blank",),
    ]


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_what_is_written_reads_back_the_same(folder: Path, suffix: str) -> None:
    ledger = claims.read(folder / "claims.yaml")
    again = claims.read(claims.write(ledger, folder / f"again{suffix}"))
    assert again == ledger
    assert again.to_dict() == ledger.to_dict()
    assert list(again.check()["verdict"]) == list(ledger.check()["verdict"])
    with pytest.raises(DispropError, match=r"a file of \.json or \.yaml or \.yml is written here"):
        claims.write(ledger, folder / "again.txt")


TEXTS = st.text("abc no:yes'\"-#{}[]10,.%\u00e9", min_size=1, max_size=12).filter(str.strip)


@given(names=st.lists(TEXTS, min_size=1, max_size=4, unique_by=str.strip), value=st.integers(0, 10**9), note=TEXTS)
@settings(deadline=None, max_examples=12)
def test_any_names_and_texts_survive_being_written(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], value: int, note: str
) -> None:
    path = tmp_path_factory.mktemp("any")
    kept = [name for name in names if name not in ("unknown", "blank", "a claim") and not is_number(name)]
    counts: dict[str, Any] = dict.fromkeys(kept, value)
    claim = Claim("a claim", "sum", "7", {"parts": [*kept, between(1, 2)]}, note=" ".join(note.split()))
    ledger = Ledger((claim,), counts=counts)
    for suffix in (".yaml", ".json"):
        assert claims.read(claims.write(ledger, path / f"claims{suffix}")) == ledger


def test_json_needs_no_yaml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = claims.read(folder / "claims.yaml")
    path = claims.write(ledger, folder / "claims.json")
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    assert claims.read(path) == ledger
    with pytest.raises(ImportError, match=r'python -m pip install "disprop\[claims\]"; one in JSON'):
        claims.read(folder / "claims.yaml")


def test_tables_of_the_user_are_given_as_frames(folder: Path) -> None:
    frame = pd.DataFrame({"area": ["West Yorkshire", "Elsewhere"], "group": ["Black", "Black"], "people": [46_476, 3]})
    (folder / "people.csv").unlink()
    text = FILE.replace("group: all but Black", "group: Black")
    (folder / "claims.yaml").write_text(text, encoding="utf-8")
    ledger = claims.read(folder / "claims.yaml", tables={"census": frame})
    assert ledger.check().set_index("id").loc["black", "counts"] == "31 to 34"
    with pytest.raises(DispropError, match=r"no table of the file is called 'cencus'\. Did you mean 'census'\?"):
        claims.read(folder / "claims.yaml", tables={"cencus": frame})


def test_a_file_without_claims_is_a_ledger_without_claims() -> None:
    ledger = claims.read("format: disprop-claims/1\nclaims: {}\n")
    assert (ledger.claims, len(ledger.check())) == ((), 0)


# Each breaks the file in one way: what is replaced, by what, the line that is named, and what is said.
BREAKS: list[tuple[str, str, int | None, str]] = [
    ("disprop-claims/1", "disprop-claims/2", None, "the format of a claims file must be disprop-claims/1; got"),
    ("rate: 2,", "raet: 2,", 25, "claim 'white' must print one of rate, share"),
    ("rate: 2,", "rate: 2, share: 3%,", 25, "must print one of rate, share, one in"),
    ("population: White}", "popluation: White}", 25, "is called 'popluation'. Did you mean 'population'?"),
    ("population: White}", "population: Whiet}", 25, "is called 'Whiet'. Did you mean 'White'?"),
    ('per: "10,000"', "per: 10,000", 25, "10,000 is two things between brackets, parted by its comma; write quotes"),
    ("rate: 2,", "says: 2 per 10,000 people, rate: 2,", 25, "2 per 10,000 people is two things between brackets"),
    ("parts: [12,", "parts: [1,200,", 30, "1,200 is two things between brackets"),
    ("  faces: unknown", "  faces: unknown\n  survey: 3", 17, "the key 'survey' stands twice"),
    ("group: black, reference", "group: ratio, reference", 26, "leads back to itself: ratio -> ratio"),
    ("  none: 0", "  none: a\n  a: b\n  b: none", None, "leads back to itself:"),
    ("a rate of 7 per 10,000 people\n", "a rate of 8 per 10,000 people\n", 20, "the report does not say 'stopped"),
    ("  faces: unknown", "  faces:", 16, "'faces' is left empty; write 0 where 0 is printed, or unknown or blank"),
    ("  faces: unknown", "  faces: {}", None, "'a number' is left empty; write 0"),
    ("  faces: unknown", "  faces: []", 16, "'faces' is left empty"),
    ("  faces: unknown", "  black: 3", 20, "the name 'black' stands for counts already"),
    ("file: people.csv", "file: peopel.csv", 7, "there is no file 'peopel.csv' beside the claims file"),
    ("file: people.csv", "file: ../people.csv", 7, "there is no file '../people.csv' beside the claims file"),
    ("text: report.txt", "text: report.txt\n  sha256: 0abc", 5, "is not the file that the claims were written for"),
    ("where: {area: Elsewhere}", "wher: {area: Elsewhere}", 11, "is called 'wher'. Did you mean 'where'?"),
    ("derived: true}\n  oppose", "derived: yes}\n  oppose", 26, "no answer is called 'yes'"),
    ("expect: consistent", "expect: fine", 27, "no verdict is called 'fine'"),
    ("at: [88, 91]", "at: [88]", 27, "must be the first character and the one after the last"),
    ("  by: A network", "  author: A network", 4, "no part of report is called 'author'"),
    ("  survey: 115", "  survey: &a 115\n  again: *a", 13, "a claims file has neither tags nor aliases"),
    ("  survey: 115", "  survey: !!python/object:os.system 115", 13, "a claims file has neither tags nor aliases"),
    ("  survey: 115", "  survey: [115", 14, "this is no YAML"),
    ("  survey: 115", "  survey:\t115\n\tb: 3", 13, "this is no YAML"),
    ("populations:\n", "populations: 3\npeople:\n", None, "is called 'people'"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), BREAKS, ids=[f"{new}"[:30] for _, new, *_ in BREAKS])
def test_a_broken_file_is_refused_with_its_line(folder: Path, old: str, new: str, line: int | None, said: str) -> None:
    assert old in FILE
    path = folder / "claims.yaml"
    path.write_text(FILE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DispropError, match=re.escape(said)) as caught:
        claims.read(path)
    assert str(caught.value).startswith("claims.yaml, line " if line else "claims.yaml")
    if line:
        assert (caught.value.where, f"line {line}:" in str(caught.value)) == (line, True)


JSON = '{\n "format": "disprop-claims/1",\n "claims": {\n  "a": {"share": "93%",\n   "whole": 115}\n }\n}\n'


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"whole"', '"hole"', 5, "is called 'hole'. Did you mean 'whole'?"),
        ("115}", '115, "whole": 3}', None, "the key 'whole' stands twice"),
        ("115}", "115", 8, "this is no JSON"),
        ("115", "null", 5, "'whole' is left empty"),
        ("115", '"a"', 4, "leads back to itself: a -> a"),
    ],
)
def test_json_is_refused_with_its_line_where_it_is_known(old: str, new: str, line: int | None, said: str) -> None:
    assert claims.read(JSON).check()["verdict"].to_list() == ["consistent"]
    with pytest.raises(DispropError, match=re.escape(said)) as caught:
        claims.read(JSON.replace(old, new, 1))
    assert caught.value.where == line


LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
HOSTILE = {
    "aliases that explode": LAUGHS,
    "an alias of itself": "a: &a [*a]\n",
    "deep brackets": "[" * 50_000,
    "deep braces": '{"a":' * 50_000,
    "a deep mapping": "".join(" " * n + "a:\n" for n in range(2_000)),
    "many keys": "format: disprop-claims/1\nclaims:\n" + "".join(f"  a{n}: 3\n" for n in range(5_000)),
    "two documents": "a: 1\n---\nb: 2\n",
    "a control character": "a: \x00\nb: 1",
    "nothing but a comment": "# a\n",
    "a list": "- a\n- b\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_bounded_time(name: str) -> None:
    started = time.process_time()
    with pytest.raises(DispropError):
        claims.read(HOSTILE[name])
    assert time.process_time() - started < 20


def test_a_long_chain_of_claims_is_refused_and_a_wide_one_is_quick() -> None:
    counts: dict[str, Any] = {"n0": 3, **{f"n{n}": {"sum": [f"n{n - 1}", f"n{n - 1}"]} for n in range(1, 40)}}
    finding = Ledger((Claim("a", "count", "3", {"of": "n39"}),), counts=counts).check()
    assert finding["value"].to_list() == [3 * 2**39]
    chain: dict[str, Any] = {"n0": 3, **{f"n{n}": f"n{n - 1}" for n in range(1, 5_000)}}
    with pytest.raises(DispropError, match="is nested more deeply"):
        Ledger((Claim("a", "count", "3", {"of": "n4999"}),), counts=chain).check()


def test_the_published_schema_is_that_of_the_kinds() -> None:
    from tools.claims_schema import FILE as PUBLISHED, schema

    made = schema()
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == made
    kinds = made["properties"]["claims"]["additionalProperties"]["oneOf"]
    assert [next(iter(each["required"])) for each in kinds] == [*KINDS]
    assert all(each["additionalProperties"] is False for each in (made, *kinds))


def test_the_example_of_the_page_is_a_claims_file(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "reference" / "claims.md").read_text(encoding="utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "claims.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "report.txt").write_text("93% did not support it", encoding="utf-8")
    ledger = claims.read(tmp_path / "claims.yaml")
    assert set(ledger.check()["verdict"]) == {"consistent"}
    assert ledger.unused() == ("scans",)


@pytest.mark.parametrize("text", ["1,5", "12,", "1,234,5", "1,00,000"])
def test_a_comma_that_parts_no_thousands_makes_no_number(text: str) -> None:
    with pytest.raises(DispropError):
        check(Claim("a", "count", "15", {"of": text}))
    with pytest.raises(DispropError):
        check(Claim("a", "rate", "5", {"per": text, "events": 5, "population": 10}))


@pytest.mark.parametrize("name", ["2019", "1,000", "<5"])
def test_a_name_that_is_a_number_is_refused(name: str) -> None:
    with pytest.raises(DispropError, match="stands for a number or nothing"):
        Ledger((), counts={name: 50})


@pytest.mark.parametrize(
    "form", [{"value": "n"}, {"summ": ["1"]}, {"sum": ["5"], "between": ["1", "2"]}, {"less": "1"}]
)
def test_a_number_that_says_nothing_or_two_things_is_not_0(form: dict[str, Any]) -> None:
    with pytest.raises(DispropError, match="a number says one of between, table, claim, sum"):
        check(Claim("a", "count", "0", {"of": form}))


def test_a_sum_of_one_number_is_not_that_of_its_digits() -> None:
    assert check(Claim("a", "count", "12", {"of": {"sum": "12"}})).verdict == "reproduced"
    found = claims.jointly(Ledger((), counts={"a": {"sum": "12", "less": "unknown"}})).between("a")
    assert [float(found.low), float(found.high)] == [0, 12]


@pytest.mark.parametrize("kept", [b"g,n\nx,1,500\n", b"g,n\nx,1\ny,1,500\n", b"", b"g,n\n\xff,1\n", b'g,n\n"x,1\n'])
def test_a_table_that_cannot_be_read_as_it_stands_is_refused(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "t.csv").write_bytes(kept)
    path = tmp_path / "claims.json"
    of = {"a": {"count": "500", "of": {"table": "t"}}}
    path.write_text(json.dumps({"format": "disprop-claims/1", "tables": {"t": {"value": "n"}}, "claims": of}))
    with pytest.raises(DispropError, match=r"t\.csv"):
        claims.read(path)


def test_a_table_with_two_columns_of_one_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stops.csv").write_text("group,n,n\nA,1,2\n", encoding="utf-8")
    text = "format: disprop-claims/1\ntables: {stops: {value: n}}\ncounts: {a: {table: stops}}\nclaims: {}\n"
    (tmp_path / "claims.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DispropError, match=r"line 2: stops.csv must have one column of each name; got \['group', 'n'"):
        claims.read(tmp_path / "claims.yaml")
