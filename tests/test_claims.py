"""Claims: every verdict of the ledger pinned, the rules of the data, and what is refused at the door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt

from claims_counts import ranges
from disprop import DispropError, claims, datasets
from disprop.claims import Claim, check

VERDICTS = {
    "reproduced": [
        "mps-2018-12-watchlist",
        "mps-2020-02-27-far",
        "mps-2022-01-28-far",
        "mps-2022-07-14-far",
        "mps-2022-07-16-far",
        "garbett-met-2020-02-27",
        "garbett-our-2020-02-27",
        "garbett-met-2022-01-28",
        "garbett-our-2022-01-28",
        "garbett-met-2022-07-14",
        "garbett-our-2022-07-14",
        "garbett-met-2024-06-28 Brent",
        "garbett-our-2024-06-28 Brent",
        "garbett-2024-deployments",
        "garbett-2024-arrests",
        "garbett-2024-noaction",
        "garbett-2024-watchlists",
        "garbett-since2020-arrest-share",
        "fm-42-8",
        "fm-81",
        "fm-flow",
        "fm-bbw-3636",
        "bbw-175-85",
        "bbw-swp-899",
        "bbw-oxford-71",
        "dm-7of8",
        "standard-125786",
        "swp-ucl-92",
        "met-98",
        "elvis",
        "swansea-002",
        "npl-6000",
        "proc-asah",
    ],
    "consistent": [
        "R2-rate-metropolitan",
        "R2-rate-surrey",
        "R2-rate-cheshire",
        "R2-rate-lincolnshire",
        "R2-rank-check",
        "R1-wy-bame",
        "R1-wy-black",
        "R1-wy-wbi",
        "R1-wy-black-ratio",
        "R1-wy-pakistani",
        "R1-wy-otherwhite",
        "R1-s-oppose",
        "R1-s-profiling",
        "R1-s-data",
        "mps-2018-12-total",
        "mps-2018-12-fdr",
        "mps-2018-12-false-stops",
        "swp-15-events-tot",
        "swp-interventions",
        "pnd-56-14",
    ],
    "not recomputable": [
        "R3-period",
        "R2-period",
        "R2-ratio-arabic",
        "R2-ratio-black",
        "R2-ratio-asian",
        "R2-ratio-chinese",
        "R2-ratio-south-east-asian",
        "R2-kent",
        "R2-universal",
        "R2-wales",
        "R1-s-migrants",
        "R1-n",
        "ART-39",
        "swp-italy-2251",
        "bridges-sop",
        "nist-800-63a",
    ],
    "contradicted": [
        "garbett-2024-faces",
        "cw-7july-15600",
    ],
}
SHARES = {"part": 1, "whole": 10, "rate": {"printed": "7", "per": 10}}
RATE = {"printed": "7", "per": 10}
NOBODY_ELSE = {"printed": "2", "per": 10_000, "population": 10_000}
TOTAL = {"printed": "21%", "part": 5, "whole": 10, "rate": RATE}
ABOVE = {"reference": {"claim": "R1-wy-wbi"}, "everyone": 2_226_058, "total": {"claim": "R1-wy-pakistani"}}
SETS = ("report-claims", "alert-figures")
ROUNDS = {"half-up", "half-even", "truncated", "significant figures", "exact"}


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    return claims.ledger()


def _claim(kind: str, printed: str | tuple[str, ...], inputs: Mapping[str, Any] | None = None, **rest: Any) -> Claim:
    return Claim(
        id="a claim", source="a report", statement="it says so", kind=kind, printed=printed, inputs=inputs or {}, **rest
    )


@pytest.mark.parametrize(
    ("verdict", "claim"), [(verdict, claim) for verdict, pinned in VERDICTS.items() for claim in pinned]
)
def test_the_verdict_of_each_printed_figure(ledger: pd.DataFrame, verdict: str, claim: str) -> None:
    assert ledger.set_index("id").loc[claim, "verdict"] == verdict


def test_the_ledger_has_a_row_for_each_of_the_27_and_the_44(ledger: pd.DataFrame) -> None:
    ids = [[record["id"] for record in datasets.load(name)] for name in SETS]
    assert [len(each) for each in ids] == [27, 44]
    assert ledger["id"].to_list() == ids[0] + ids[1]
    assert sum(len(pinned) for pinned in VERDICTS.values()) == 71
    assert list(ledger.columns) == [
        *("id", "report", "statement", "printed", "verdict", "rounding", "value", "low", "high"),
        *("least", "most", "counts", "missing", "finding"),
    ]


def test_every_row_is_recomputed_bounded_or_refused_with_a_reason(ledger: pd.DataFrame) -> None:
    for _, row in ledger.iterrows():
        assert row["finding"].endswith(".")
        if row["verdict"] == "not recomputable":
            assert row["missing"]
            assert pd.isna(row["value"])
            assert pd.isna(row["low"])
        else:
            assert set(filter(None, row["rounding"].split(", "))) <= ROUNDS


def test_intervals_and_bounds_contain_the_value(ledger: pd.DataFrame) -> None:
    for low, high in (("low", "high"), ("least", "most")):
        known = ledger.dropna(subset=["value", low, high])
        assert len(known) > 3
        assert (known[low] <= known["value"]).all()
        assert (known["value"] <= known[high]).all()


def test_verdicts_are_computed_never_stored() -> None:
    for name in SETS:
        for record in datasets.load(name):
            assert not {"verdict", "value", "status", "computed", "finding"} & set(record)


def test_derived_figures_are_never_called_reproduced(ledger: pd.DataFrame) -> None:
    derived = ledger[ledger["printed"].str.startswith("not printed")]
    assert len(derived) == 5
    assert set(derived["verdict"]) == {"consistent"}


def test_the_main_job_counts_its_verdicts(ledger: pd.DataFrame) -> None:
    assert claims.verdicts(ledger) == {verdict: len(VERDICTS.get(verdict, [])) for verdict in claims.MEANINGS}


def test_ratios_name_themselves_for_a_plot() -> None:
    frame = claims.ratios()
    assert "Black to White British and Irish: not printed (3.5)" in frame["label"].to_list()
    assert frame["label"].is_unique
    assert frame["value"].isna().sum() == 5


@given(whole=st.integers(1, 5000), share=st.floats(0, 1), decimals=st.integers(0, 3))
@settings(deadline=None, max_examples=60)
def test_a_percentage_printed_from_counts_is_reproduced_and_reachable(whole: int, share: float, decimals: int) -> None:
    part = int(share * whole)
    units = (2 * 100 * 10**decimals * part + whole) // (2 * whole)
    printed = f"{units // 10**decimals}" + (f".{units % 10**decimals:0{decimals}d}" if decimals else "") + "%"
    known = check(_claim("proportion", printed, {"part": part, "whole": whole}))
    assert known.verdict == "reproduced"
    assert "half-up" in known.roundings
    inferred = check(_claim("proportion", printed, {"whole": whole}))
    assert inferred.verdict == "consistent"
    assert part in ranges(inferred)[0]


def test_a_percentage_that_no_count_gives_is_impossible() -> None:
    finding = check(_claim("proportion", "50%", {"whole": 3}))
    assert (finding.verdict, finding.said) == ("impossible", "No whole number out of 3 prints as 50%.")
    assert check(_claim("proportion", "110%", {"whole": 10})).verdict == "impossible"


def test_a_rate_that_no_count_gives_is_impossible() -> None:
    gypsy = {"force": "West Yorkshire", "ethnicity": ["Other White", "Gypsy or Irish Traveller"]}
    rate = _claim("rate", "15.25", {"per": 10_000, "population": {"census": gypsy}})
    assert check(rate).verdict == "impossible"
    impossible = {"printed": "15.25", "per": 10_000, "population": {"census": gypsy}}
    ratio = _claim("ratio of printed rates", "2", {"group": impossible, "reference": impossible})
    assert check(ratio).verdict == "impossible"


def test_a_rate_with_its_count_is_reproduced_or_contradicted() -> None:
    inputs = {"per": 10_000, "population": 56_953, "events": 87}
    finding = check(_claim("rate", "15.3", inputs))
    assert (finding.verdict, finding.roundings) == ("reproduced", ("half-up", "half-even"))
    assert finding.estimate is not None
    assert finding.estimate.unit == "per 10,000"
    assert check(_claim("rate", "15.4", inputs)).verdict == "contradicted"
    assert check(_claim("rate", "15.4", {"per": 10_000})).verdict == "not recomputable"


def test_a_ratio_outside_its_rounding_bounds_is_contradicted() -> None:
    sides = {"group": {"printed": "7"}, "reference": {"printed": "2"}}
    assert check(_claim("ratio of printed rates", "5", sides)).verdict == "consistent"
    assert check(_claim("ratio of printed rates", "6", sides)).verdict == "contradicted"


@pytest.mark.parametrize(("printed", "verdict"), [(">1", "reproduced"), (">6", "consistent"), (">7", "contradicted")])
def test_a_threshold_is_shown_possible_or_contradicted(printed: str, verdict: str) -> None:
    inputs = {
        "reference": {"claim": "R1-wy-wbi"},
        "everyone": {"census": {"force": "West Yorkshire"}},
        "total": {"claim": "R1-wy-pakistani"},
    }
    assert check(_claim("ratio above a threshold", printed, inputs)).verdict == verdict


def test_a_sum_of_parts_above_its_total_is_contradicted() -> None:
    parts = {"true": 9, "false": 7, "unknown": None}
    assert check(_claim("sum", "15", {"parts": parts})).verdict == "contradicted"
    finding = check(_claim("sum", "17", {"parts": parts}))
    assert (finding.verdict, finding.missing) == ("consistent", ("the number of unknown",))


def test_the_worst_of_several_figures_counts() -> None:
    finding = check(_claim("sum", ("17", "9"), {"figures": [{"parts": [10, 7]}, {"parts": [4, 4]}]}))
    assert finding.verdict == "contradicted"
    assert finding.said.startswith("The counts add up to 17. The counts add up to 8;")


def test_a_ranking_out_of_order_or_overtaken_is_contradicted() -> None:
    first, second = {"claim": "R2-rate-surrey"}, {"claim": "R2-rate-cheshire"}
    other = {"events": 9_000, "population": {"census": {"force": "West Yorkshire"}}, "rank_by_count": 1}
    assert check(_claim("ranking", "a, b", {"ranked": [first, second]})).verdict == "consistent"
    assert check(_claim("ranking", "b, a", {"ranked": [second, first]})).verdict == "contradicted"
    overtaken = {"ranked": [first, second], "others": {"West Yorkshire": other}}
    assert check(_claim("ranking", "a, b", overtaken)).verdict == "contradicted"


def test_a_share_that_the_census_contradicts() -> None:
    pakistani = {"census": {"force": "West Yorkshire", "ethnicity": "Pakistani"}}
    inputs = {
        "part": pakistani,
        "whole": {"census": {"force": "West Yorkshire"}},
        "rate": {"printed": "7.5", "per": 10_000},
    }
    kind = "share of events over share of population"
    assert check(_claim(kind, ("21%", "9.5%"), inputs)).verdict == "contradicted"


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (_claim("proportoin", "93%"), "no kind of claim is called 'proportoin'. Did you mean 'proportion'?"),
        (_claim("proportion", "93% or so", {"whole": 115}), "a printed figure must be text such as '34'"),
        (_claim("proportion", "93%", {"hole": 115}), "no input of this kind of claim is called 'hole'"),
        (_claim("proportion", "93%", {"whole": "115"}), "a count must be a whole number >= 0, a list or a reference"),
        (_claim("proportion", "93%", {"whole": 115.0}), "a count must be a whole number >= 0"),
        (_claim("proportion", "93%", {"whole": True}), "a count must be a whole number >= 0"),
        (_claim("proportion", "93%", {"whole": 0}), "a denominator must be at least 1; got 0"),
        (_claim("proportion", "93%", {"part": 116, "whole": 115}), "part must not exceed whole"),
        (_claim("proportion", ("93%", "89%"), {"whole": 115}), "prints 2 figures but has inputs for 1"),
        (_claim("rate", "7"), "needs 'per'; got nothing"),
        (_claim("sum", "7"), "needs 'parts'; got nothing"),
        (_claim("sum", "7", {"parts": {"census": {"force": "Surey"}}}), "Did you mean 'Surrey'?"),
        (_claim("sum", "7", {"parts": [{"cencus": {}}]}), "no reference is called 'cencus'. Did you mean 'census'?"),
        (_claim("sum", "7", {"parts": {"table": "census-2012"}}), "no dataset is called 'census-2012'"),
        (
            _claim("sum", "7", {"parts": {"table": "census-2011", "column": "populaton"}}),
            "no column of census-2011 is called 'populaton'. Did you mean 'population'?",
        ),
        (
            _claim("sum", "7", {"parts": {"table": "met-deployments-2020-2022", "column": "alerts"}}),
            "alerts of met-deployments-2020-2022 has a missing count",
        ),
        (_claim("sum", "7", {"parts": {"observed": "met-2018"}}), "no set of counts is called 'met-2018'"),
        (_claim("ratio of printed rates", "2", {"group": {"claim": "R1"}, "reference": {}}), "no claim is called 'R1'"),
        (_claim("ratio of printed rates", "2", {"group": {}, "reference": {}}), "needs 'printed'; got nothing"),
        (_claim("ratio of printed rates", "2", {"group": 7, "reference": 2}), "must be a mapping; got 7"),
        (_claim("period", "2019", {"start": "2019-13", "end": "2020-01"}), "the calendar has no day '2019-13-01'"),
        (
            _claim("period", "2019", {"start": "2019-03", "end": "2019-01"}),
            "a period ends on the day that it starts, or later",
        ),
        (
            _claim("share of events over share of population", "21%", SHARES),
            "prints a share of events and one of people",
        ),
        (_claim("bare fact", "2", {"whole": 2}), "no input of this kind of claim is called 'whole'"),
        (_claim("sum", "17%", {"parts": [17]}), "a total of counts is a whole number; got '17%'"),
        (_claim("sum", "7", {"parts": (3, 4)}), "a count must be a whole number >= 0, a list or a reference"),
        (_claim("sum", "7", {"parts": {"table": []}}), "no dataset is called []. Known: report-claims"),
        (_claim("sum", "7", {"parts": {"table": "report-claims"}}), "'report-claims' is not a table of counts"),
        (
            _claim("sum", "7", {"parts": {"table": "census-2011", "colum": "population"}}),
            "no part of a reference to a table is called 'colum'. Did you mean 'column'?",
        ),
        (
            _claim("sum", "7", {"parts": {"table": "census-2011", "column": []}}),
            "no column of census-2011 is called []",
        ),
        (_claim("sum", "7", {"parts": {"table": "census-2011", "column": "force"}}), "is not a column of counts"),
        (_claim("sum", "7", {"parts": {"census": "Surrey"}}), "chosen by a mapping such as {'force': 'Surrey'}"),
        (_claim("sum", "7", {"parts": {"census": {"force": []}}}), "chosen by text, or by a list of texts; got []"),
        (_claim("sum", "7", {"parts": {"census": {"force": [3]}}}), "chosen by text, or by a list of texts; got [3]"),
        (_claim("sum", "7", {"parts": {"observed": ["met-2018-12"]}}), "no set of counts is called ['met-2018-12']"),
        (_claim("sum", "7", {"figures": 7}), "'figures' must be a list of inputs"),
        (
            _claim("sum", "7", {"figures": [{"parts": [7]}], "parts": [7]}),
            "'figures' must be a list of inputs, and all",
        ),
        (_claim("rate", "7", {"per": 10, "population": 9, "alternatives": 8}), "'alternatives' must map names"),
        (_claim("rate", "7", {"per": 0, "population": 9}), "a denominator must be at least 1; got 0"),
        (_claim("part of a whole", "7 in 8", {"part": 7, "whole": 8}), "printed like '7 of 8'; got '7 in 8'"),
        (_claim("part of a whole", "7 of 8 of 9", {"part": 7, "whole": 8}), "a printed figure must be text"),
        (_claim("ranking", "a", {"ranked": []}), "'ranked' must be a list of rates; got []"),
        (_claim("ranking", "a", {"ranked": {"claim": "R2-rate-surrey"}}), "'ranked' must be a list of rates"),
        (_claim("ranking", "a", {"ranked": [{"claim": "R2-rate-surrey"}], "others": 3}), "'others' must map names"),
        (_claim("average of ratios", "4", {"areas": {"Surrey": 9}}), "'areas' need the input 'per'"),
        (_claim("average of ratios", "4", {"areas": {"Surrey": 0}, "per": 10}), "a denominator must be at least 1"),
        (_claim("average of ratios", "4", {"areas": [9], "per": 10}), "'areas' must map names"),
        (
            _claim("ratio of printed rates", "2", {"group": RATE | {"pop": 3}, "reference": RATE}),
            "no part of a side of this comparison is called 'pop'",
        ),
        (
            _claim("ratio of printed rates", "2", {"group": {"claim": ["R1-wy-wbi"]}, "reference": RATE}),
            "no claim is called ['R1-wy-wbi']",
        ),
        (
            _claim("ratio of printed rates", "2", {"group": {"printed": "7", "population": 9}, "reference": RATE}),
            "a printed rate of a known population needs 'per'",
        ),
        (
            _claim("ratio of printed rates", "2", {"group": {"printed": "7%"}, "reference": {"printed": "2"}}),
            "both rates must say what they are per, or neither",
        ),
        (
            _claim("ratio of printed rates", "2", {"group": {"printed": "7%", "per": 10}, "reference": RATE}),
            "'7%' is per 100 by its percent sign; got per=10",
        ),
        (
            _claim("share of events over share of population", ("21%", "0.08"), SHARES),
            "one share has a percent sign and the other has not",
        ),
        (
            _claim("ratio above a threshold", (">3", ">4"), ABOVE),
            "a threshold is one figure, printed like '>3'; got ('>3'",
        ),
        (_claim("ratio above a threshold", "3", ABOVE), "a threshold is one figure, printed like '>3'; got ('3',)"),
        (
            _claim("ratio above a threshold", ">3", {"reference": NOBODY_ELSE, "everyone": 10_000, "total": TOTAL}),
            "'everyone' must be more people than the reference; got 10000 and 10000",
        ),
    ],
)
def test_a_claim_that_cannot_be_checked_is_refused_by_name(claim: Claim, message: str) -> None:
    with pytest.raises(DispropError, match=re.escape(message)):
        check(claim)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": ""}, "id of a claim must be text; got ''"),
        ({"printed": 93}, "printed of a claim must be text; got 93"),
        ({"printed": ()}, "printed of a claim must be text; got ()"),
        ({"printed": ("93%", "")}, "printed of a claim must be text; got ''"),
        ({"note": 3}, "note of a claim must be text; got 3"),
        ({"label": None}, "label of a claim must be text; got None"),
        ({"kind": []}, "kind of a claim must be text; got []"),
        ({"missing": [None]}, "missing of a claim must be text; got None"),
        ({"inputs": [115]}, "inputs must be a mapping"),
        ({"verdict": "reproduced"}, "no field of a claim is called 'verdict'"),
    ],
)
def test_a_malformed_claim_is_refused(record: dict[str, object], message: str) -> None:
    good = {"id": "a", "source": "b", "statement": "c", "kind": "proportion", "printed": "93%"}
    with pytest.raises(DispropError, match=re.escape(message)):
        Claim.from_dict(good | record)


@pytest.mark.parametrize("wrong", ["R1-wy-wbi", None, {"id": "a"}, 7])
def test_what_is_no_claim_is_refused(wrong: Any) -> None:
    with pytest.raises(DispropError, match=r"check takes a Claim, which Claim\.from_dict makes of a record; got"):
        check(wrong)
    with pytest.raises(DispropError, match=r"check takes a Claim|the ledger takes"):
        claims.ledger(wrong or [wrong])
    if not isinstance(wrong, dict):
        with pytest.raises(DispropError, match="a claim is made of a mapping"):
            Claim.from_dict(wrong)


def test_a_claim_needs_its_fields() -> None:
    with pytest.raises(DispropError, match="a claim needs 'kind'; got id"):
        Claim.from_dict({"id": "a"})


def test_claims_of_your_own_go_through_the_same_ledger() -> None:
    frame = claims.ledger([_claim("proportion", "33%", {"part": 1, "whole": 3}, note="A note.")])
    assert list(frame[["verdict", "counts", "finding"]].iloc[0]) == [
        "reproduced",
        "1",
        "1 of 3 is 33.333% (95% CI 1.67 to 86.8). A note.",
    ]


def test_markdown_has_a_line_for_each_row_and_escapes_bars(ledger: pd.DataFrame) -> None:
    lines = claims.to_markdown(ledger).splitlines()
    assert len(lines) == 73
    assert claims.to_markdown(pd.DataFrame({"a": ["x|y"]})).splitlines()[-1] == "| x\\|y |"


MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})
NASTY = [
    "a|b",
    "\\",
    "\\|",
    "two\nlines",
    "<b>&amp;</b>",
    "[a](http://b.c)",
    "www.b.c",
    "a@b.c",
    "*a* _b_ `c`",
    "$x$",
    "~~d~~",
]


@pytest.mark.parametrize("text", NASTY)
def test_markdown_shows_text_as_it_is(text: str) -> None:
    rendered = MARKDOWN.render(claims.to_markdown(pd.DataFrame({text: [text]})))
    shown = text.replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert not re.search(r"://|www\.|@", claims.to_markdown(pd.DataFrame({"a": [text]})))
    assert re.findall(r"<t[hd]>(.*?)</t[hd]>", rendered) == [shown, shown]
    said = pd.DataFrame([dict.fromkeys(["report", "statement", "id", "printed", "finding", "missing"], text)])
    numbers = dict(zip(["value", "low", "high", "least", "most"], [1.0, 2.0, 3.0, 4.0, 5.0], strict=True))
    page = claims.by_report(said.assign(verdict="reproduced", **numbers))
    assert MARKDOWN.render(page).count(shown) == 6


def test_the_text_keeps_to_its_width(ledger: pd.DataFrame) -> None:
    text = claims.to_text(ledger, width=90)
    assert all(len(line) <= 90 for line in text.splitlines() if line.startswith("    "))
    assert all(claim in text for claim in ledger["id"])
