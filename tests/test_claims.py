"""Claims: every verdict of the ledger pinned, the kinds, the rules of the data, and what is refused at the door."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from markdown_it import MarkdownIt

from claims_counts import checked, claim, ranges, share, side
from disprop import DispropError, between, claims, datasets
from disprop.claims import KINDS, Claim, Finding, Ledger, check

VERDICTS = {
    "reproduced": [
        "R2-west-yorkshire-scans",
        "R1-wy-pakistani-people",
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
        "fm-flow-1",
        "fm-flow-2",
        "fm-bbw-3636",
        "bbw-175-85",
        "bbw-swp-899",
        "bbw-oxford-71",
        "dm-7of8",
        "standard-125786-1",
        "standard-125786-2",
        "swp-ucl-92",
        "met-98",
        "elvis",
        "swansea-002",
        "npl-6000",
        "proc-asah-1",
        "proc-asah-2",
        "mps-2025-far",
    ],
    "consistent": [
        "R2-rate-metropolitan",
        "R2-rate-surrey",
        "R2-rate-cheshire",
        "R2-rate-lincolnshire",
        "R2-rank-check-1",
        "R2-rank-check-2",
        "R2-rank-check-3",
        "R2-rank-check-4",
        "R2-west-yorkshire",
        "R2-rank-west-yorkshire",
        "R2-one-city-of-london",
        "R2-one-lincolnshire",
        "R1-wy-bame",
        "R1-wy-black",
        "R1-wy-wbi",
        "R1-wy-black-ratio",
        "R1-wy-pakistani-rate",
        "R1-wy-pakistani-scans",
        "R1-wy-pakistani",
        "R1-wy-otherwhite",
        "R1-wy-otherwhite-with-gypsy",
        "R1-s-oppose",
        "R1-s-profiling",
        "R1-s-data",
        "R1-wy-others",
        "mps-2018-12-total",
        "mps-2018-12-fdr",
        "mps-2018-12-false-stops",
        "swp-15-events-tot-1",
        "swp-15-events-tot-2",
        "swp-interventions-1",
        "swp-interventions-2",
        "pnd-56-14",
        "proc-asah-1-group",
        "proc-asah-1-reference",
        "proc-asah-2-group",
        "proc-asah-2-reference",
        "mps-2025-false",
        "essex-2026-black-false",
        "essex-2026-black",
        "mps-2018-12-stops",
        "fm-true",
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
        "R1-wy-not-white",
        "R1-wy-bame-not-white",
        "R2-universal",
        "R2-wales",
        "R1-s-migrants",
        "R1-n",
        "ART-39",
        "swp-italy-2251",
        "npl-6000-searches",
        "pnd-14",
        "pnd-56",
        "bridges-sop",
        "nist-800-63a",
        "essex-2026-one-in-six",
        "mps-2018-12-false-per-face",
    ],
    "contradicted": [
        "garbett-2024-faces",
        "cw-7july-15600",
        "mps-2025-arrests",
        "essex-2026-nearly-double",
    ],
}
SETS = ("report-claims", "alert-figures")
ROUNDS = {"half-up", "half-even", "truncated", "significant figures", "exact"}
FILES = Path(claims.__file__).parents[1] / "data"
CENSUS = {"census": {"dataset": "census-2011", "value": "population"}}


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    return claims.ledger()


def found(kind: str, printed: str, inputs: dict[str, Any], **names: Any) -> Finding:
    """Return the finding about a claim in a ledger with these names."""
    return check(claim(kind, printed, inputs), Ledger(names.pop("others", ()), **names))


@pytest.mark.parametrize(
    ("verdict", "name"), [(verdict, name) for verdict, pinned in VERDICTS.items() for name in pinned]
)
def test_the_verdict_of_each_printed_figure(ledger: pd.DataFrame, verdict: str, name: str) -> None:
    assert ledger.set_index("id").loc[name, "verdict"] == verdict


def test_the_ledger_has_a_row_for_each_claim_of_the_two_files(ledger: pd.DataFrame) -> None:
    ids = [[*datasets.load(name)["claims"]] for name in SETS]
    assert [len(each) for each in ids] == [42, 66]
    assert ledger["id"].to_list() == ids[0] + ids[1]
    assert sum(map(len, VERDICTS.values())) == 108
    assert list(ledger.columns) == [
        *("id", "label", "report", "statement", "printed", "verdict", "rounding", "value", "low", "high"),
        *("least", "most", "counts", "missing", "finding"),
    ]


def test_every_row_is_recomputed_bounded_or_refused_with_a_reason(ledger: pd.DataFrame) -> None:
    for _, row in ledger.iterrows():
        assert row["finding"].endswith(".")
        if row["verdict"] == "not recomputable":
            assert row["missing"] or "turns on" in row["finding"]
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
        for record in datasets.load(name)["claims"].values():
            assert not {"verdict", "value", "status", "computed", "finding", "expect"} & set(record)


def test_derived_figures_are_never_called_reproduced(ledger: pd.DataFrame) -> None:
    derived = ledger[ledger["printed"].str.startswith("not printed")]
    assert len(derived) == 21
    assert set(derived["verdict"]) == {"consistent", "not recomputable"}


def test_the_main_job_counts_its_verdicts(ledger: pd.DataFrame) -> None:
    assert claims.verdicts(ledger) == {verdict: len(VERDICTS.get(verdict, [])) for verdict in claims.MEANINGS}


def test_ratios_name_themselves_for_a_plot() -> None:
    frame = claims.ledger().query("label != ''")
    assert {str(frame[name].dtype) for name in ("value", "low", "high", "least", "most")} == {"float64"}
    assert frame.set_index("label").loc["Black to White British and Irish", "printed"] == "not printed (3.5)"
    assert frame["label"].is_unique
    assert frame["value"].isna().sum() == 6


@given(whole=st.integers(1, 5000), part=st.floats(0, 1), decimals=st.integers(0, 3))
@settings(deadline=None, max_examples=60)
def test_a_percentage_printed_from_counts_is_reproduced_and_reachable(whole: int, part: float, decimals: int) -> None:
    count = int(part * whole)
    units = (2 * 100 * 10**decimals * count + whole) // (2 * whole)
    printed = f"{units // 10**decimals}" + (f".{units % 10**decimals:0{decimals}d}" if decimals else "") + "%"
    known = checked("share", printed, {"part": count, "whole": whole})
    assert known.verdict == "reproduced"
    assert "half-up" in known.roundings
    inferred = checked("share", printed, {"whole": whole})
    assert inferred.verdict == "consistent"
    assert count in ranges(inferred)[0]


def test_a_percentage_that_no_count_gives_is_impossible() -> None:
    finding = checked("share", "50%", {"whole": 3})
    assert (finding.verdict, finding.said) == ("impossible", "No whole number out of 3 prints as 50%.")
    assert checked("share", "110%", {"whole": 10}).verdict == "impossible"


def test_a_rate_that_no_count_gives_is_impossible() -> None:
    where = {"force": "West Yorkshire", "ethnicity": ["Other White", "Gypsy or Irish Traveller"]}
    names = {"tables": CENSUS, "populations": {"people": {"table": "census", "where": where}}}
    rate = {"per": 10_000, "population": "people"}
    assert found("rate", "15.25", rate, **names).verdict == "impossible"
    impossible = claim("rate", "15.25", rate)
    assert found("ratio", "2", {"group": impossible, "reference": impossible}, **names).verdict == "impossible"


@pytest.mark.parametrize(
    ("printed", "inputs", "said"),
    [
        ("nearly 1", {"events": 0, "population": "unknown"}, "0 of any number never prints as nearly 1 per 1,000."),
        ("1", {"events": "<5", "population": between(9_000, 9_999)}, "0 to 4 of 9,000 to 9,999 never prints as 1 per"),
    ],
)
def test_a_known_count_that_is_not_what_is_printed_contradicts_it(printed: str, inputs: Any, said: str) -> None:
    """Some number of events would print so: it is not the figure that is impossible, but the count that is another."""
    finding = checked("rate", printed, {"per": 1_000, **inputs})
    assert finding.verdict == "contradicted"
    assert said in finding.said
    assert checked("rate", "nearly 1", {"per": 1_000, "events": 3, "population": "unknown"}).verdict != "contradicted"


def test_a_rate_with_its_count_is_reproduced_or_contradicted() -> None:
    inputs = {"per": 10_000, "population": 56_953, "events": 87}
    finding = checked("rate", "15.3", inputs)
    assert (finding.verdict, finding.roundings) == ("reproduced", ("half-up", "half-even"))
    assert finding.estimate is not None
    assert finding.estimate.unit == "per 10,000"
    assert checked("rate", "15.4", inputs).verdict == "contradicted"
    assert checked("rate", "15.4", {"per": 10_000}).verdict == "not recomputable"


def test_a_ratio_outside_its_rounding_bounds_is_contradicted() -> None:
    sides = {"group": side("7"), "reference": side("2")}
    assert checked("ratio", "5", sides).verdict == "consistent"
    assert checked("ratio", "6", sides).verdict == "contradicted"


@pytest.mark.parametrize(
    ("printed", "verdict"), [("more than 1", "consistent"), (">6", "consistent"), ("over 7", "contradicted")]
)
def test_a_threshold_is_shown_possible_or_contradicted(printed: str, verdict: str) -> None:
    bundled = claims.read(FILES / "report_claims.json")
    over = claim("ratio", printed, {"group": "R1-wy-others", "reference": "R1-wy-wbi"})
    assert check(over, bundled).verdict == verdict


def test_a_sum_of_parts_above_its_total_is_contradicted() -> None:
    counts = {"unknown alerts": "blank"}
    assert found("sum", "15", {"parts": [9, 7, "unknown alerts"]}, counts=counts).verdict == "contradicted"
    finding = found("sum", "17", {"parts": [9, 7, "unknown alerts"]}, counts=counts)
    assert (finding.verdict, finding.missing) == ("consistent", ("the number of unknown alerts",))
    assert finding.said == "The disclosed parts make 16 of 17, which leaves 1 for unknown alerts."


def test_a_ranking_out_of_order_or_overtaken_is_contradicted() -> None:
    first, second = side("24", 1_132_390), side("17", 1_027_709)
    assert checked("rank", "highest", {"of": first, "among": [second]}).verdict == "consistent"
    assert checked("rank", "highest", {"of": second, "among": [first]}).verdict == "contradicted"
    other = side("not printed", 2_226_058, events=9_000)
    assert checked("rank", "second", {"of": second, "among": [first, other]}).verdict == "contradicted"


def test_a_share_that_the_census_contradicts() -> None:
    people = {"table": "census", "where": {"force": "West Yorkshire", "ethnicity": "Pakistani"}}
    everyone = {"table": "census", "where": {"force": "West Yorkshire"}}
    names = {"tables": CENSUS, "populations": {"Pakistani": people, "everyone": everyone}}
    inputs = {"part": "Pakistani", "whole": "everyone"}
    assert found("share", "8.5%", inputs, **names).verdict == "reproduced"
    assert found("share", "9.5%", inputs, **names).verdict == "contradicted"


# Every kind, with a figure that holds and one that does not. A third verdict is what is said where little is known.
BLACK, WHITE = side("not printed", 46_476, events=33), side("not printed", 1_761_205, events=352)
KIND: list[tuple[str, str, dict[str, Any], str]] = [
    ("rate", "7.1", {"per": "10,000", "events": 33, "population": "46,476"}, "reproduced"),
    ("rate", "34%", {"events": 34, "population": 100}, "reproduced"),
    ("share", "nearly 60%", {"part": 58, "whole": 100}, "consistent"),
    ("share", "nearly 60%", {"part": 50, "whole": 100}, "not recomputable"),
    ("share", "nearly 60%", {"part": 61, "whole": 100}, "contradicted"),
    ("share", "two-thirds", {"part": 61, "whole": 100}, "consistent"),
    ("share", "two-thirds", {"part": 50, "whole": 100}, "contradicted"),
    ("share", "one in six", {"part": 27, "whole": 188}, "reproduced"),
    ("share", "1 in 7", {"part": 27, "whole": 188}, "reproduced"),
    ("share", "12 of 14 (86%)", {}, "reproduced"),
    ("share", "12 of 14 (87%)", {}, "contradicted"),
    ("share", "12 of 14", {"part": 11, "whole": 14}, "contradicted"),
    ("share", "21%", {"part": between(142, 143), "whole": "unknown"}, "consistent"),
    ("share", "10%", {"part": "<5", "whole": 30}, "consistent"),
    ("share", "20%", {"part": "<5", "whole": 30}, "contradicted"),
    ("share", "33%", {"part": 4, "whole": between(11, 12)}, "consistent"),
    ("one in", "6,000", {"part": 1, "whole": 6_001}, "consistent"),
    ("one in", "1 in 7", {"part": 27, "whole": 188}, "reproduced"),
    ("one in", "5", {"part": 27, "whole": 188}, "contradicted"),
    ("ratio", "3.6", {"group": BLACK, "reference": WHITE}, "reproduced"),
    ("ratio", "more than 3", {"group": BLACK, "reference": WHITE}, "consistent"),
    ("ratio", "more than 2", {"group": BLACK, "reference": WHITE}, "consistent"),
    ("ratio", "twice", {"group": BLACK, "reference": WHITE}, "contradicted"),
    ("ratio", "up to 4", {"group": BLACK, "reference": WHITE}, "consistent"),
    ("ratio", "nearly double", {"group": share(4, 6), "reference": share(45, 188)}, "contradicted"),
    ("ratio", "3", {"group": 12, "reference": 4}, "reproduced"),
    ("ratio", "3", {"group": 12, "reference": share(1, 3)}, "not recomputable"),
    ("difference", "5.1", {"group": BLACK, "reference": WHITE, "per": 10_000}, "reproduced"),
    ("difference", "5", {"group": side("7"), "reference": side("2"), "per": "10,000"}, "consistent"),
    ("difference", "7", {"group": side("7"), "reference": side("2"), "per": "10,000"}, "contradicted"),
    ("points", "5", {"group": claim("share", "26%"), "reference": claim("share", "21%")}, "consistent"),
    ("points", "4", {"group": claim("share", "26%"), "reference": claim("share", "21%")}, "consistent"),
    ("points", "2", {"group": claim("share", "26%"), "reference": claim("share", "21%")}, "contradicted"),
    ("change", "doubled", {"before": 400, "after": 800}, "not recomputable"),
    ("share", "21", {"part": 21, "whole": 100}, "not recomputable"),
    ("interval", "0.26 to 0.94", {"of": claim("share", "66.7%", {"part": 4, "whole": 6})}, "consistent"),
    ("change", "a third", {"before": 300, "after": 400}, "consistent"),
    ("change", "35%", {"before": 820, "after": 533}, "reproduced"),
    ("change", "48%", {"before": "8,900", "after": "13,200"}, "reproduced"),
    ("change", "50%", {"before": "8,900", "after": "13,200"}, "consistent"),
    ("change", "55%", {"before": "8,900", "after": "13,200"}, "contradicted"),
    ("sum", "99%", {"parts": [claim("share", each) for each in ("30.2%", "33.2%", "33.3%")]}, "contradicted"),
    ("sum", "100%", {"parts": [claim("share", each) for each in ("33%", "33%", "33%")]}, "consistent"),
    ("sum", "962", {"parts": [549, 347, 85]}, "contradicted"),
    ("sum", "981", {"parts": [549, 347, 85]}, "reproduced"),
    ("count", "almost 200", {"of": 188}, "consistent"),
    ("count", "15,600", {"of": 34_286}, "contradicted"),
    ("rank", "highest", {"of": BLACK, "among": [WHITE]}, "consistent"),
    ("rank", "lowest", {"of": BLACK, "among": [WHITE]}, "contradicted"),
    ("rank", "second lowest", {"of": BLACK, "among": [WHITE]}, "consistent"),
    ("rank", "highest", {"of": WHITE, "among": [side("not printed")]}, "not recomputable"),
    ("average", "4.5", {"of": [BLACK, WHITE], "per": 10_000}, "consistent"),
    ("average", "4.5", {"of": "unknown"}, "not recomputable"),
    ("average", "8", {"of": [BLACK, WHITE], "per": 10_000}, "contradicted"),
    ("range", "2 to 7", {"of": [BLACK, WHITE, side("3.1")]}, "consistent"),
    ("range", "3 to 7", {"of": [BLACK, WHITE, side("3.1")]}, "contradicted"),
    ("interval", "2.6 to 3.9", {"of": claim("ratio", "2.4")}, "contradicted"),
    ("interval", "2.1 to 3.9", {"of": claim("ratio", "2.4")}, "consistent"),
    ("interval", "26.2% to 94.0%", {"of": share(4, 6)}, "reproduced"),
    ("margin", "3.1 points", {"of": "unknown", "whole": 1_000}, "consistent"),
    ("margin", "5", {"of": "unknown", "whole": 1_000}, "not recomputable"),
    ("expected", "1,000", {"faces": "1,000,000", "chance": claim("share", "0.1%")}, "consistent"),
    ("expected", "5,000", {"faces": "1,000,000", "chance": claim("share", "0.1%")}, "contradicted"),
    ("projection", "1,200", {"of": 600, "from": 6, "to": 12}, "reproduced"),
    ("projection", "1,500", {"of": 600, "from": 6, "to": 12}, "contradicted"),
    ("period", "2019", {"start": "2019-01", "end": "2019-12"}, "not recomputable"),
    ("fact", "39", {}, "not recomputable"),
    ("limit", "1 in 1,000", {}, "not recomputable"),
    ("universal", "every force", {}, "not recomputable"),
]


@pytest.mark.parametrize(("kind", "printed", "inputs", "verdict"), KIND)
def test_the_verdict_on_a_figure_of_each_kind(kind: str, printed: str, inputs: dict[str, Any], verdict: str) -> None:
    finding = checked(kind, printed, inputs)
    assert finding.verdict == verdict
    assert finding.said.endswith(".")


def test_every_kind_is_tried() -> None:
    assert {kind for kind, *_ in KIND} == KINDS.keys()


EVENTS = ("the events among BAME (397,000 people)", "the events among White (1,761,205 people)")


def test_two_groups_are_not_compared_by_their_sizes() -> None:
    sizes = {"BAME": 397_000, "White": 1_761_205}
    finding = found("ratio", "more than 3", {"group": "BAME", "reference": "White"}, populations=sizes)
    assert (finding.verdict, finding.missing) == ("not recomputable", EVENTS)
    sides = {name: claim("rate", "not printed", {"per": 10_000, "population": name}) for name in sizes}
    ratio = {"group": sides["BAME"], "reference": sides["White"]}
    assert found("ratio", "more than 3", ratio, populations=sizes).missing == EVENTS


NEEDED: list[tuple[str, str, dict[str, Any], tuple[str, ...]]] = [
    ("rate", "7", {"per": 10_000}, ("how many events were counted", "how many people the events are counted among")),
    ("rate", "not printed", {"per": 9, "population": "Black"}, ("the events among Black (46,476 people)",)),
    ("rate", "not printed", {"per": 9, "population": 46_476}, ("the events among 46,476",)),
    ("rate", "7", {"per": 9, "population": "others"}, ("how many events were counted", "the size of others")),
    ("share", "not printed", {"whole": "alerts"}, ("the part of alerts (14)",)),
    ("share", "not printed", {"whole": ["alerts", 3]}, ("the part of 17",)),
    (
        "ratio",
        "3",
        {"group": "others", "reference": "Black"},
        ("the size of others", "the events among Black (46,476 people)"),
    ),
    ("ratio", "3", {}, ("the claim or count that is compared", "the claim or count that it is compared with")),
    ("one in", "6", {"part": "unknown", "whole": "faces"}, ("the part", "the number of faces")),
    ("margin", "3 points", {"of": "unknown"}, ("the whole, of which the part is one",)),
    ("sum", "9", {"parts": ["unknown", "faces"]}, ("the counts or shares that are added", "the number of faces")),
    ("count", "115", {}, ()),
]


@pytest.mark.parametrize(("kind", "printed", "inputs", "missing"), NEEDED)
def test_what_is_missing_is_said_in_words(
    kind: str, printed: str, inputs: dict[str, Any], missing: tuple[str, ...]
) -> None:
    people = {"Black": 46_476, "others": "unknown"}
    finding = found(kind, printed, inputs, populations=people, counts={"faces": "blank", "alerts": 14})
    assert (finding.verdict, finding.missing) == ("not recomputable", missing)
    wanted = f"Not known: {'; '.join(missing)}." if missing else KINDS["fact"]["why"]
    assert finding.said == wanted


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("18%", "reproduced"),
        ("fell by 18%", "reproduced"),
        ("-18%", "reproduced"),
        ("a fall of nearly 19%", "consistent"),
        ("rise of 18%", "contradicted"),
        ("+18%", "contradicted"),
        ("down 17%", "contradicted"),
    ],
)
def test_a_rise_is_no_fall(printed: str, verdict: str) -> None:
    assert check(Claim("change", "change", printed, {"before": 100, "after": 82})).verdict == verdict


def test_what_may_be_a_rise_or_a_fall_contradicts_neither() -> None:
    """Two rates that both print as 5 per 1,000 may have risen or fallen."""
    for printed in ("rise of 3%", "fall of 3%"):
        sides = {name: Claim(name, "rate", "5", {"per": 1_000}) for name in ("before", "after")}
        assert check(Claim("change", "change", printed, sides)).verdict == "consistent"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (820, 533, "533 after 820 is a fall of 35."),
        (533, 820, "820 after 533 is a rise of 53.84615"),
        (533, 533, "533 after 533 is 0"),
        (Claim("b", "count", "100"), Claim("a", "count", "82"), "is a fall of 18; rounding"),
        (between(80, 110), 82, ""),
    ],
)
def test_a_change_says_whether_it_is_a_rise_or_a_fall(before: Any, after: Any, said: str) -> None:
    finding = check(Claim("c", "change", "35%", {"before": before, "after": after}))
    assert said in finding.said
    assert bool(said) or not re.search("a rise|a fall", finding.said)


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_the_verdict_is_within_the_terminal(width: int) -> None:
    lines = claims.to_text(check_frame(), width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert sum(line.endswith("not recomputable") for line in lines) == 1


def check_frame() -> pd.DataFrame:
    """Return a ledger of a figure whose count is not known."""
    return Ledger((Claim("stops", "rate", "7", {"per": 10_000, "population": "unknown"}),)).check()


@pytest.mark.parametrize(
    ("kind", "printed", "inputs", "message"),
    [
        ("share", "xyz%", {"whole": 115}, "a printed figure must be text such as '34'"),
        ("share", "93%", {"whole": 115.0}, "a count must be a whole number >= 0"),
        ("share", "93%", {"whole": True}, "a count must be a whole number >= 0"),
        ("share", "93%", {"whole": 0}, "a denominator must be at least 1; got 0"),
        ("share", "93%", {"part": 116, "whole": 115}, "part must not exceed whole"),
        ("rate", "7", {"population": 9}, "a rate needs 'per'; got population"),
        ("rate", "7", {"per": "many", "population": 9}, "per must be a whole number >= 1; got 'many'"),
        ("rate", "7", {"per": 0, "population": 9}, "per must be a whole number >= 1; got 0"),
        ("rate", "7%", {"per": 10, "population": 9}, "per is 100 by the sign of '7%'; got 10"),
        ("sum", "7", {"parts": "many"}, "cells must be marks such as '<5', or counts; got 'many'"),
        ("sum", "7", {"parts": [{"table": "census"}]}, "no table is called 'census'"),
        ("rank", "a, b", {"of": 3, "among": [4]}, "is printed like 'highest', 'fourth' or 'second lowest'; got 'a, b'"),
        ("range", "3", {"of": [3]}, "a range is printed like '3 to 17'; got '3'"),
        ("margin", "3", {"of": "unknown", "whole": 9, "level": "200%"}, "level lies between 0% and 100%"),
        ("period", "2019", {"start": "2019-13", "end": "2020-01"}, "the calendar has no day '2019-13-01'"),
        ("period", "2019", {"start": "2019-03", "end": "2019-01"}, "a period ends on the day that it starts, or later"),
    ],
)
def test_a_claim_that_cannot_be_checked_is_refused_by_name(
    kind: str, printed: str, inputs: dict[str, Any], message: str
) -> None:
    with pytest.raises(DispropError, match=re.escape(message)):
        checked(kind, printed, inputs)
    with pytest.raises(DispropError, match=r"^claim ['\"]"):
        checked(kind, printed, inputs)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"where": {"force": "Surey"}}, "Did you mean 'Surrey'?"),
        ({"value": "populaton"}, "no column of census is called 'populaton'. Did you mean 'population'?"),
        ({"value": []}, "no column of census is called []"),
        ({"value": "force"}, "cells must be marks such as '<5', or counts; got"),
        ({"where": "Surrey"}, "chosen by a mapping such as {'force': 'Surrey'}"),
        ({"where": {"force": []}}, "chosen by text, or by a list of texts; got []"),
        ({"where": {"force": [3]}}, "chosen by text, or by a list of texts; got [3]"),
    ],
)
def test_rows_that_are_not_there_are_refused_by_name(form: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=re.escape(message)):
        found("sum", "7", {"parts": [{"table": "census", **form}]}, tables=CENSUS)


def test_tables_of_the_user_and_of_disprop() -> None:
    frame = pd.DataFrame({"group": ["Black", "White", "Other"], "n": [3, 4, 5], "marked": ["<5", "1,200", "7"]})
    names = {"tables": {"mine": frame}}
    others = {"table": "mine", "value": "n", "where": {"group": "all but Black"}}
    assert found("count", "9", {"of": others}, **names).verdict == "reproduced"
    assert found("count", "3", {"of": {"table": "mine"}}, **names).verdict == "reproduced"
    known = found("count", "1,209", {"of": {"table": "mine", "value": "marked"}}, **names)
    assert (known.verdict, known.least, known.most) == ("consistent", 1_207, 1_211)
    gap = {"mine": frame.assign(n=[1.0, float("nan"), 2.0])}
    with pytest.raises(DispropError, match="n of mine has a missing count"):
        found("count", "3", {"of": {"table": "mine", "value": "n"}}, tables=gap)
    with pytest.raises(DispropError, match="'report-claims' is not a table of counts"):
        found("count", "3", {"of": {"table": "x"}}, tables={"x": {"dataset": "report-claims"}})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": ""}, "id of a claim must be text; got ''"),
        ({"printed": 93}, "printed of a claim must be text; got 93"),
        ({"printed": ("93%", "89%")}, "printed of a claim must be text; got ('93%', '89%')"),
        ({"note": 3}, "note of a claim must be text; got 3"),
        ({"label": None}, "label of a claim must be text; got None"),
        ({"kind": []}, "kind of a claim must be text; got []"),
        ({"kind": "shaer"}, "no kind of claim is called 'shaer'. Did you mean 'share'?"),
        ({"missing": [None]}, "missing of a claim must be text; got None"),
        ({"inputs": [115]}, "inputs must be a mapping"),
        ({"inputs": {"hole": 115}}, "no input of the kind share is called 'hole'. Did you mean 'whole'?"),
        ({"expect": "fine"}, "no verdict is called 'fine'"),
        ({"kind": "period"}, "a period needs 'start'; got nothing"),
    ],
)
def test_a_malformed_claim_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=re.escape(message)):
        Claim(**{"id": "a", "kind": "share", "printed": "93%", **fields})


@pytest.mark.parametrize("wrong", ["R1-wy-wbi", None, {"id": "a"}, 7])
def test_what_is_no_claim_is_refused(wrong: Any) -> None:
    with pytest.raises(DispropError, match=r"check takes a Claim; got"):
        check(wrong)
    with pytest.raises(DispropError, match=r"a ledger is made of claims; got"):
        Ledger((wrong,))


def test_claims_of_your_own_go_through_the_same_ledger() -> None:
    frame = Ledger((claim("share", "33%", {"part": 1, "whole": 3}, note="A note."),)).check()
    assert list(frame[["verdict", "counts", "finding"]].iloc[0]) == [
        "reproduced",
        "1",
        "1 of 3 is 33.333% (95% CI 1.67 to 86.8). A note.",
    ]


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
    shown = text.replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    said = pd.DataFrame([dict.fromkeys(["report", "statement", "id", "printed", "finding", "missing"], text)])
    numbers = dict(zip(["value", "low", "high", "least", "most"], [1.0, 2.0, 3.0, 4.0, 5.0], strict=True))
    page = claims.to_markdown(said.assign(verdict="reproduced", **numbers))
    assert not re.search(r"://|www\.|@", page)
    assert MARKDOWN.render(page).count(shown) == 6


def test_the_text_keeps_to_its_width(ledger: pd.DataFrame) -> None:
    text = claims.to_text(ledger, width=90)
    assert all(len(line) <= 90 for line in text.splitlines() if line.startswith("    "))
    assert all(name in text for name in ledger["id"])


@pytest.mark.parametrize("printed", ["100%", "0%"])
def test_what_a_whole_of_any_size_can_print_is_said(printed: str) -> None:
    found = check(Claim("all", "share", printed))
    assert found.said == f"The number behind {printed} is not given, and a whole of any size can print it."
    assert found.verdict == "not recomputable"


def test_a_share_that_no_small_whole_prints_says_so() -> None:
    said = check(Claim("alerts", "share", "0.004%", {})).said
    assert said.startswith(
        "The number behind 0.004% is not given: none of the sizes up to 1,000 can print it by any rounding."
    )
