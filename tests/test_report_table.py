"""Tables for reports: the numbers that str prints, what is said once, words for what has no number, hostile names."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pandas as pd
import polars as pl
import pytest

from disprop import (
    DispropError,
    Estimate,
    Record,
    alerts,
    areas,
    between,
    datasets,
    imperfect,
    periods,
    proportion,
    rate,
    rate_ratio,
    report,
    tables,
)
from disprop.estimate import elements_of, estimates_of
from test_records import RESULTS

HOSTILE = [
    '<script>alert("1")</script>',
    "</style></title><svg onload=x>",
    "a|b *c* _d_ `e` [f](g) $h$ \\",
    "100% & {x} ~^# \x00\x1b \u202egnp",
    "[0.5em] x",
    "* star",
    "line\nbreak\ttab",
    "' onmouseover='x",
]


def forces() -> pd.DataFrame:
    """Return how often force was used on Black and White people in 43 forces, as the police published it."""
    used = datasets.load("use-of-force-2018-2019").replace("Black (or Black British)", "Black")
    census = datasets.load("census-2011").groupby(["force", "group"], as_index=False)["population"].sum()
    people = census.rename(columns={"group": "ethnicity"})
    two, people = (each[each["ethnicity"].isin(["White", "Black"])] for each in (used, people))
    columns = ("tactics", "population")
    both = tables.join_population(two, people, on=["force", "ethnicity"], columns=columns)
    how: dict[str, Any] = {"group": "ethnicity", "reference": "White", "within": "force"}
    return pd.DataFrame(tables.compare_by(both, rate_ratio, columns=columns, **how))


class Cells(HTMLParser):
    """The cells of a table, and every tag that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [(tag, name) for name, _ in attrs] or [(tag, "")]
        if tag in {"tr", "caption"}:
            self.rows.append([])
        if tag in {"td", "th", "caption"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        self.rows[-1][-1] += data


def test_forty_three_forces_as_html() -> None:
    found = forces()
    black = found[found["note"] != "reference"]
    head, *rows = Cells(report.table(black)).rows
    assert head == [
        *("force", "tactics", "population", "reference tactics", "reference population"),
        "rate ratio (95% CI)",
    ]
    assert len(rows) == 43 + 3
    assert rows[0] == ["Avon & Somerset", "1,521", "30,923", "12,642", "1,491,970", "5.805 (5.503 to 6.120)"]
    assert rows[-3:] == [["ethnicity: Black"], ["method: mid-p"], ["reference: White"]]


def test_forty_three_forces_as_latex_need_one_package_and_have_as_many_cells_as_columns() -> None:
    found = forces()
    text = report.table(found[found["note"] != "reference"], to="latex", title="Force & ethnicity")
    lines = text.splitlines()
    assert lines[:4] == [
        r"% needs \usepackage{longtable}",
        r"{\footnotesize\setlength{\tabcolsep}{3pt}",
        r"\begin{longtable}{lrrrrr}",
        r"\caption{Force \& ethnicity} \\",
    ]
    body = [line for line in lines if re.search(r"(?<!\\)&", line)]
    assert len(body) == 44
    assert {len(re.findall(r"(?<!\\)&", line)) for line in body} == {5}
    assert all(line.endswith(r" \\") for line in body)
    assert r"Avon \& Somerset & 1,521 & 30,923 & 12,642 & 1,491,970 & 5.805 (5.503 to 6.120) \\" in lines
    assert balanced(text)


def balanced(text: str) -> bool:
    """Return whether braces and environments are closed in the order in which they were opened."""
    depth, opened = 0, []
    for kind, name in re.findall(r"(?<!\\)((?:\\\\)*(?:[{}]|\\(?:begin|end){(\w+)}))", text):
        depth += {"{": 1, "}": -1}.get(kind[-1], 0) if "{" not in kind[:-1] else 0
        opened += [name] * kind.startswith(r"\begin")
        if kind.startswith(r"\end") and opened.pop() != name:
            return False
    return depth == 0 and not opened


def test_short_tables_need_no_package() -> None:
    text = report.table(rate_ratio(group=(3, 10), reference=(1, 20)), to="latex")
    assert text.startswith("% needs no package\n\\begin{table}[htbp]\n")
    commands = set(re.findall(r"\\([a-z]+)", text))
    assert commands <= {
        *[
            "begin",
            "centering",
            "hline",
            "noalign",
            "vskip",
            "shortstack",
            "end",
            "par",
            "noindent",
            "footnotesize",
            "setlength",
            "tabcolsep",
        ]
    }


def test_the_reference_is_a_row_and_groups_stand_together() -> None:
    text = report.table(forces().iloc[:4], to="markdown", groups="force")
    assert text.splitlines() == [
        "| ethnicity | tactics | population | rate ratio (95% CI) |",
        "|:--|--:|--:|--:|",
        "| **Avon &amp; Somerset** |",
        "| White | 12,642 | 1,491,970 | 1.00 (reference) |",
        "| Black | 1,521 | 30,923 | 5.805 (5.503 to 6.120) |",
        "| **Bedfordshire** |",
        "| White | 3,245 | 476,647 | 1.00 (reference) |",
        "| Black | 960 | 29,725 | 4.744 (4.413 to 5.096) |",
        *("", "method: mid-p", "", "reference: White"),
    ]


def test_groups_are_in_the_order_in_which_they_are_met() -> None:
    found = {name: rate(i, 100) for i, name in enumerate("abc", 1)}
    lines = report.table(found, to="markdown", groups=["one", "two", "one"], counts=False).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:7]] == ["| **one** |", "| a", "| c", "| **two** |", "| b"]
    with pytest.raises(DispropError, match="groups must name every row once"):
        report.table(found, groups=["one"])


def test_counts_known_in_part_show_as_bounds_and_gaps_in_words() -> None:
    found = {
        "part": rate_ratio(group=(between(0, 4), 900), reference=(12, 2_600)),
        "none": rate_ratio(group=(0, 0), reference=(12, 2_600)),
        "all": rate_ratio(group=(3, 900), reference=(0, 2_600)),
    }
    rows = Cells(report.table(found)).rows
    assert rows[1][1] == "0 to 4"
    assert rows[1][-1] == "between 0.00 and 0.96 (0.00 to 2.88) a"
    assert rows[2][-1] == "undefined b"
    assert rows[3][-1].startswith("infinity (")
    assert rows[-2:] == [["a group events is 0 to 4"], ["b group events is 0 and group population is 0"]]


def test_levels_sides_and_units_that_differ_are_said_in_each_row() -> None:
    found = {"a": rate(3, 100), "b": rate(3, 100, level=0.9).per(100), "c": rate(3, 100, sides="upper")}
    rows = Cells(report.table(found)).rows
    assert rows[0][-1] == "rate"
    assert [row[-1] for row in rows[1:4]] == [
        "0.0300 (95% CI 0.0062 to 0.0877)",
        "3.00 per 100 (90% CI 0.82 to 7.75)",
        "0.0300 (95% upper limit 0.0775)",
    ]


def test_measures_and_methods_that_differ_are_said_in_each_row() -> None:
    found = areas.averages(group=([30, 12], [1_000, 1_500]), reference=([60, 9], [8_000, 900]))
    rows = Cells(report.table(found)).rows
    assert rows[0] == ["", "measure", "value (95% CI)"]
    assert rows[3] == ["plain mean", "plain mean of ratios", "2.40 (no interval) c"]
    assert ["c no interval holds for a plain mean"] in rows
    assert ["a method: mid-p"] in rows


@pytest.mark.parametrize("name", [name for name, each in RESULTS.items() if isinstance(each, (Estimate, Record))])
def test_the_numbers_are_those_that_str_prints(name: str) -> None:
    for _, one in elements_of(RESULTS[name]) if estimates_of(RESULTS[name]) else []:
        (*_, head), (*_, cell), *notes = Cells(report.table(one)).rows
        said, interval = str(one), head.rpartition(" (")[2].removesuffix(")")
        if "(no interval)" in cell or cell == "undefined":
            assert f"{cell.partition(' ')[0]} (" in said
            assert any(note[0] in said for note in notes) or "no interval" in said
        elif "%" in cell:
            assert cell.replace(" (", f", {interval} ").rstrip(")") in said.replace("(", "")
        else:
            unit = "" if one.unit in {"", "per 1"} else f" {one.unit}"
            why = f", {one.why()[0]}" if cell.startswith("undefined") else ""
            assert said.startswith(cell.replace(" (", f"{why}{unit} ({interval} "))


def test_shares_with_a_phrase_are_per_cent_as_their_sentence() -> None:
    deployment = alerts.Deployment(true_alerts=2, false_alerts=12)
    rows = Cells(report.table(alerts.false_alert_share(deployment))).rows
    assert rows[1] == ["12", "14", "85.7% (60.3 to 97.5)"]
    assert Cells(report.table(proportion(12, 14))).rows[1] == ["12", "14", "0.857 (0.603 to 0.975)"]


@pytest.mark.parametrize(
    "kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, lambda columns: pl.DataFrame(columns).to_arrow()]
)
def test_frames_of_any_library(kind: Any) -> None:
    columns = {"year": [2_019, 2_020], "stops": [3, 5], "people": [100, 200]}
    found = tables.estimate_by(kind(columns), rate, columns=("stops", "people"), by="year")
    rows = Cells(report.table(found)).rows
    assert rows[0] == ["year", "stops", "people", "rate (95% CI)"]
    assert rows[1] == ["2019", "3", "100", "0.0300 (0.0062 to 0.0877)"]


def test_a_brief_frame_and_one_of_estimates() -> None:
    found = tables.compare_by(
        pd.DataFrame({"group": ["a", "b"], "n": [3, 4], "of": [10, 20]}),
        rate_ratio,
        columns=("n", "of"),
        group="group",
        reference="b",
    )
    assert Cells(report.table(tables.brief(found))).rows[0] == ["group", "n", "of", "value"]
    named = tables.to_frame({"x": rate(1, 10), "y": rate(2, 10)})
    assert Cells(report.table(named)).rows[1][0] == "x"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_cannot_inject_anything(hostile: str) -> None:
    ordinary = Cells(report.table({"a": rate(1, 10), "b": rate(2, 10)}, title="t"))
    found = {hostile: rate(1, 10), "b": rate(2, 10)}
    told = Cells(report.table(found, title=hostile))
    assert told.tags == ordinary.tags
    assert [len(row) for row in told.rows] == [len(row) for row in ordinary.rows]
    text = report.table(found, title=hostile)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    lines = report.table(found, to="markdown").splitlines()
    assert len(lines) == 6
    assert len(re.findall(r"(?<!\\)\|", lines[2])) == 5
    assert not re.search(r"(?<!\\)[<`*_\[]", lines[2])
    plain = report.table({"a": rate(1, 10), "b": rate(2, 10)}, to="latex", title="t")
    typeset = report.table(found, to="latex", title=hostile)
    assert len(typeset.splitlines()) == len(plain.splitlines())
    assert balanced(typeset)
    row = typeset.splitlines()[8]
    assert len(re.findall(r"(?<!\\)&", row)) == 3
    assert row[0] not in "[*"


def test_frames_with_hostile_names_of_columns() -> None:
    name = "<b>&|_x"
    frame = pd.DataFrame({name: ["p", "q"], "n": [3, 4], "of": [10, 20]})
    found = tables.estimate_by(frame, rate, columns=("n", "of"), by=name)
    assert Cells(report.table(found)).rows[0][0] == name
    assert r"&lt;b&gt;&amp;\|\_x" in report.table(found, to="markdown")


def test_a_table_of_great_tables() -> None:
    pytest.importorskip("great_tables")
    found = {HOSTILE[0]: rate(between(0, 4), 90), "b": rate(2, 10)}
    text = report.table(found, to="great-tables", title=HOSTILE[1], groups=["x", HOSTILE[1]]).as_raw_html()
    assert "<script" not in text
    assert "<svg" not in text
    assert HOSTILE[0] in unescape(text)
    assert "between 0.000 and 0.044 (0.000 to 0.114) [a]" in text
    assert "[a] events is 0 to 4" in text


def test_what_is_refused() -> None:
    with pytest.raises(DispropError, match="format of a table"):
        report.table(rate(1, 10), to="word")
    with pytest.raises(DispropError, match=r"lacks \['value', 'low', 'high'\]; give"):
        report.table(pd.DataFrame({"a": [1]}))
    with pytest.raises(DispropError, match=r"lacks \['forc'\]; name"):
        report.table(forces(), groups="forc")
    with pytest.raises(DispropError, match="must have rows"):
        report.table(forces().iloc[:0])
    with pytest.raises(DispropError, match="columns of a frame"):
        report.table(rate(1, 10), labels="x")
    with pytest.raises(DispropError, match="give an Estimate"):
        report.table(3)


def test_results_without_estimates_show_their_columns() -> None:
    ratio = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    found = imperfect.sensitivity(ratio, {"specificity": (0.98, 1), "unmeasured": (1, 2)})
    head, *rows = Cells(report.table(found)).rows
    assert "claim" not in head
    assert any(row[0].startswith("claim: ") for row in rows)
    assert report.table(imperfect.e_value(ratio), to="markdown").startswith("|  |  |\n|:--|--:|\n| ")


def test_areas_have_their_names_their_limits_and_their_ranks() -> None:
    found = rate(
        pd.Series([900, 480, 500, 520, 490, 0], ["Kent", "Essex", "Surrey", "Dorset", "Sussex", "Nowhere"]),
        [10**4] * 5 + [0],
    )
    funnel = Cells(report.table(areas.funnel(found, target=0.05, overdispersion="none"))).rows
    assert funnel[0] == ["area", "outside", "95% limits", "99.8% limits", "events", "population", "rate (95% CI)"]
    assert funnel[1][:4] == ["Kent", "above 99.8%", "0.04570 to 0.05440", "0.0432 to 0.0571"]
    assert funnel[2][:2] == ["Essex", ""]
    assert funnel[6] == ["Nowhere", "", "", "", "0", "0", "undefined a"]
    ranks = Cells(report.table(areas.ranks(found))).rows
    assert ranks[0][:2] == ["rank", "area"]
    assert [row[:2] for row in ranks[1:7:5]] == [["1 (1 to 1)", "Kent"], ["", "Nowhere"]]
    shrunk = Cells(report.table(areas.shrunk(found[:2]))).rows
    assert [row[:2] for row in shrunk[1:5]] == [
        [name, of] for of in ("rate", "shrunk rate") for name in ("Kent", "Essex")
    ]


def test_a_name_that_is_the_measure_is_said_once_and_people_are_not_summed_over_years() -> None:
    found = periods.trend([12, 15, 22], [10_000] * 3, times=[2018, 2019, 2020])
    head, row, *notes = Cells(report.table(found)).rows
    assert head == ["events", "rate ratio per year (95% CI)"]
    assert row == ["49", "1.4 (0.1 to 13.3)"]
    assert ["3 periods, 1 degree of freedom, dispersion 0.0646"] in notes
    assert Cells(report.table([rate(3, 9), rate_ratio(group=(3, 9), reference=(4, 9))])).rows[0][0] == "measure"


def test_notes_have_letters_in_the_order_of_the_rows() -> None:
    for found in RESULTS.values():
        marks = [
            mark
            for row in Cells(report.table(found)).rows
            for mark in re.findall(r"(?<=[) d])([a-z](?:, [a-z])*)$", row[-1])
        ]
        met = [each for mark in marks for each in mark.split(", ")]
        assert [*dict.fromkeys(met)] == sorted({*met})


def test_a_ratio_is_no_count() -> None:
    found = RESULTS["adjusted"]
    assert "ratio" not in Cells(report.table(found)).rows[0]


def test_great_tables_name_rows_that_have_names_and_head_every_count() -> None:
    for found, stub in ((rate(3, 90), []), ({"Kent": rate(3, 90), "Surrey": rate(5, 90)}, ["Kent", "Surrey"])):
        html = report.table(found, to="great-tables").as_raw_html()
        assert re.findall(r'<th[^>]*gt_stub"[^>]*>([^<]*)<', html) == stub
        assert re.findall(r'scope="col"[^>]*>([^<]+)<', html) == ["events", "population", "rate (95% CI)"]
